// SPDX-License-Identifier: MIT
// One line for each setting that can be asked for; the compiler misses none.
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
    case Remedy::difficulty:
      return "--suggest-difficulty";
  }
  return "";
}

}  // namespace

std::string message_with_options(const Error& error) {
  return text_with_options(error.message, error.remedy);
}

std::string text_with_options(const std::string& text, Remedy remedy) {
  const std::string options = options_for(remedy);
  return options.empty() ? text : text + " (" + options + ")";
}

const char* option_for(Setting setting) {
  switch (setting) {
    case Setting::rate:
      return "--hashrate";
    case Setting::threads:
      return "--threads";
    case Setting::devices:
      return "--devices";
    case Setting::max_temperature:
      return "--max-temp";
    case Setting::workers:
      return "--workers";
    case Setting::expect:
      return "--expect";
  }
  return "";
}

}  // namespace wildcat::program
