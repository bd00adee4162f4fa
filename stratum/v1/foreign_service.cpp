// SPDX-License-Identifier: MIT
// Greetings and complaints of services that people meet by a wrong port. JSON is text that begins
// with none of them.
#include "stratum/v1/foreign_service.h"

#include <algorithm>
#include <array>

namespace wildcat::stratum {
namespace {

struct Greeting {
  std::string_view begins;  ///< in small letters
  std::string_view service;
};

constexpr std::array<Greeting, 9> greetings{{{"http/", "a web server (HTTP)"},
                                             {"<!doctype", "a web server (HTML)"},
                                             {"<html", "a web server (HTML)"},
                                             {"ssh-", "an SSH server"},
                                             {"220 ", "a mail or file server"},
                                             {"220-", "a mail or file server"},
                                             {"+ok", "a mail server"},
                                             {"* ok", "a mail server"},
                                             {"-err", "a database server"}}};

std::string small(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

/// An alert or a handshake of TLS: the server takes our line for a broken client hello.
bool is_tls(std::string_view heard) {
  return heard.size() >= 2 && (heard[0] == 0x15 || heard[0] == 0x16) && heard[1] == 0x03;
}

/// No text begins so, in any encoding that a pool would write.
bool is_binary(std::string_view heard) {
  const auto odd = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte >= 0x7f;
  };
  // A byte order mark is odd, but no protocol.
  return heard.size() >= 16 && std::count_if(heard.begin(), heard.end(), odd) * 4 >
                                   static_cast<std::ptrdiff_t>(heard.size());
}

}  // namespace

std::optional<std::string> foreign_service(std::string_view heard) {
  heard = heard.substr(0, telling_bytes);
  if (is_tls(heard))
    return "this port speaks TLS; write the URL as stratum+ssl://, or use the pool's port without "
           "encryption";
  if (is_binary(heard))
    return "this port does not speak Stratum V1 but something binary, as Stratum V2 is; use the "
           "pool's port for Stratum V1";
  const std::string words = small(heard);
  for (const auto& [begins, service] : greetings)
    if (words.starts_with(begins))
      return std::string(service) +
             " answers on this port, and no pool; take host and port from the pool's instructions";
  return std::nullopt;
}

}  // namespace wildcat::stratum
