// SPDX-License-Identifier: MIT
// Compares a certificate with a pinned fingerprint, or with the one noted on first use.
#include "stratum/net/tls_trust.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

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

namespace {

/// More is no list of pools.
constexpr std::size_t longest_file = 1U << 20U;

struct NotedPool {
  std::string place;
  TlsFingerprint fingerprint{};
};

/// Names of hosts are the same in any case, and with a full stop at their end.
std::string normal_place(std::string_view place) {
  std::string out(place);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (const auto dot = out.rfind(".:"); dot != out.npos) out.erase(dot, 1);
  return out;
}

bool is_place(std::string_view text) {
  const auto colon = text.rfind(':');
  return colon != text.npos && colon > 0 && colon + 1 < text.size() &&
         text.find_first_not_of("0123456789", colon + 1) == text.npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

/// One line of the file: a pool, or nothing (blank, a comment). Error: why it makes no sense.
Result<std::optional<NotedPool>> parse_pool_line(std::string_view line) {
  std::istringstream words{std::string(line.substr(0, line.find('#')))};
  std::string place, text, more;
  words >> place >> text >> more;
  if (place.empty()) return std::optional<NotedPool>();
  if (!is_place(place) || !more.empty())
    return Error{Errc::io, "it is not of the form 'host:port sha256:...'"};
  const auto fingerprint = parse_tls_fingerprint(text);
  if (!fingerprint) return fingerprint.error();
  return std::optional(NotedPool{normal_place(place), *fingerprint});
}

}  // namespace

/// The whole file; empty when there is none yet.
Result<std::string> FirstUseFile::read() const {
  std::error_code error;
  const auto kind = std::filesystem::status(path_, error).type();
  if (kind == std::filesystem::file_type::not_found) return std::string();
  errno = error.value();
  if (error) return trouble("cannot read", path_);
  errno = EINVAL;
  if (kind != std::filesystem::file_type::regular) return trouble("no regular file:", path_);
  errno = 0;
  std::ifstream file(path_, std::ios::binary);
  if (!file) return trouble("cannot read", path_);
  std::string text(longest_file + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return trouble("cannot read", path_);
  text.resize(static_cast<std::size_t>(file.gcount()));
  errno = EFBIG;
  if (text.size() > longest_file) return trouble("too long for a list of pools:", path_);
  return text;
}

Result<std::optional<TlsFingerprint>> FirstUseFile::find(const std::string& place) const {
  const auto text = read();
  if (!text) return text.error();
  const std::string wanted = normal_place(place);
  std::optional<TlsFingerprint> known;
  std::istringstream lines(*text);
  std::size_t number = 1;
  for (std::string line; std::getline(lines, line); ++number) {
    const auto pool = parse_pool_line(line);
    if (!pool)
      return Error{Errc::io, "line " + std::to_string(number) + " of '" + path_ +
                                 "' makes no sense; correct or remove it: " + pool.error().message};
    if (!*pool || (*pool)->place != wanted) continue;
    if (known && *known != (*pool)->fingerprint)
      return Error{Errc::io, "two lines of '" + path_ + "' name different certificates of " +
                                 wanted + "; remove the wrong one"};
    known = (*pool)->fingerprint;
  }
  return known;
}

/// Two programs may both find nothing and add a line. Each looks again behind its own: both see
/// both lines, so where these differ, neither is believed.
Result<void> FirstUseFile::add(const std::string& place, const TlsFingerprint& fingerprint) const {
  const auto text = read();
  if (!text) return text.error();
  const bool cut = !text->empty() && text->back() != '\n';
  errno = 0;
  std::ofstream file(path_, std::ios::app);
  file << (cut ? "\n" : "") + normal_place(place) + " " + to_string(fingerprint) + "\n";
  file.flush();
  if (!file) return trouble("cannot write", path_);
  const auto noted = find(place);
  if (!noted) return noted.error();
  if (*noted == fingerprint) return {};
  return Error{Errc::io, "'" + path_ + "' does not keep what is written to it"};
}

}  // namespace wildcat::stratum
