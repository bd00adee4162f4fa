// SPDX-License-Identifier: MIT
// Compares a certificate with a pinned fingerprint, or with the one noted on first use.
#include "stratum/net/tls_trust.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace wildcat::stratum {
namespace {

constexpr std::string_view prefix = "sha256:";

Error wrong_fingerprint() {
  return Error{Errc::invalid_argument,
               "a fingerprint is 'sha256:' and 64 hex digits, as 'openssl x509 -noout -fingerprint "
               "-sha256' prints them"};
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

Error trouble(const std::string& what, const std::string& path) {
  return Error{Errc::io, what + " '" + path + "' (" + std::strerror(errno) +
                             "); it keeps the certificates trusted on first use"};
}

}  // namespace

Result<TlsFingerprint> parse_tls_fingerprint(std::string_view text) {
  if (!text.starts_with(prefix)) return wrong_fingerprint();
  text.remove_prefix(prefix.size());
  TlsFingerprint out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i > 0 && text.starts_with(':')) text.remove_prefix(1);
    if (text.size() < 2) return wrong_fingerprint();
    const auto high = hex_digit(text[0]), low = hex_digit(text[1]);
    if (!high || !low) return wrong_fingerprint();
    out[i] = static_cast<std::uint8_t>(*high * 16 + *low);
    text.remove_prefix(2);
  }
  if (!text.empty()) return wrong_fingerprint();
  return out;
}

std::string to_string(const TlsFingerprint& fingerprint) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out(prefix);
  for (const std::uint8_t byte : fingerprint) out += {digits[byte >> 4U], digits[byte & 15U]};
  return out;
}

Result<std::optional<TlsFingerprint>> FirstUseFile::find(const std::string& place) const {
  errno = 0;
  std::ifstream file(path_);
  if (!file) {
    if (errno == ENOENT) return std::optional<TlsFingerprint>();
    return trouble("cannot read", path_);
  }
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string where, text;
    words >> where >> text;
    if (where != place) continue;
    const auto known = parse_tls_fingerprint(text);
    if (known) return std::optional<TlsFingerprint>(*known);
    return Error{Errc::io, "the line about " + place + " in '" + path_ +
                               "' makes no sense; correct or remove it: " + known.error().message};
  }
  if (file.bad()) return trouble("cannot read", path_);
  return std::optional<TlsFingerprint>();
}

Result<void> FirstUseFile::add(const std::string& place, const TlsFingerprint& fingerprint) const {
  std::ofstream file(path_, std::ios::app);
  file << place << ' ' << to_string(fingerprint) << '\n';
  file.flush();
  if (!file) return trouble("cannot write", path_);
  return {};
}

}  // namespace wildcat::stratum
