// SPDX-License-Identifier: MIT
// One line for each setting that the library can ask for; the compiler misses none.
#include "miner/text/remedies.h"

namespace wildcat::program {

namespace {

const char* options_for(Remedy remedy) {
  switch (remedy) {
    case Remedy::none:
      return "";
    case Remedy::login:
      return "-u, -p";
    case Remedy::certificate:
      return "--tls-fingerprint, --tls-ca; the system's authorities are in the package "
             "ca-certificates";
    case Remedy::authorities:
      return "--tls-ca";
    case Remedy::listen_port:
      return "--port";
  }
  return "";
}

}  // namespace

std::string message_with_options(const Error& error) {
  const std::string options = options_for(error.remedy);
  return options.empty() ? error.message : error.message + " (" + options + ")";
}

}  // namespace wildcat::program
