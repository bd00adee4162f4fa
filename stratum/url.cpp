// SPDX-License-Identifier: MIT
// Pool URLs. Boost.URL does the grammar; what is ours are the schemes, the default port and errors
// that a person can act on.
#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

#include "wildcat/stratum.h"

namespace wildcat::stratum {
namespace {

constexpr std::string_view example = "stratum+tcp://pool.example.com:3333";

Error wrong(std::string what) {
  return Error{Errc::invalid_argument,
               "pool URL: " + std::move(what) + "; write it like " + std::string(example)};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

Result<void> check_scheme(const std::string& scheme) {
  if (scheme == "stratum+tcp" || scheme == "tcp") return {};
  if (scheme == "stratum+ssl" || scheme == "stratum+tls" || scheme == "stratum+tcps" ||
      scheme == "ssl" || scheme == "tls")
    return Error{Errc::invalid_argument,
                 "pool URL: TLS (" + scheme +
                     "://) is not supported by this version; use the pool's plain port with "
                     "stratum+tcp://"};
  // What stands there may be anything, a password too.
  const bool plain = scheme.size() <= 16 && std::all_of(scheme.begin(), scheme.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || c == '+' || c == '.' || c == '-';
                     });
  return wrong(plain ? "unknown scheme '" + scheme + "'" : "what stands before :// is no scheme");
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint32_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65535)
    return wrong("the port is not a number from 1 to 65535");
  return static_cast<std::uint16_t>(port);
}

/// Boost.URL says only that there is no URL; the port is the part that people get wrong.
Error explain(std::string_view text) {
  const auto at = text.rfind('@');
  const std::string_view authority = at == text.npos ? text : text.substr(at + 1);
  const auto colon = authority.rfind(':');
  const bool inside_brackets = authority.find(']', colon) != authority.npos;
  if (colon != authority.npos && !inside_brackets) {
    const auto end = authority.find_first_of("/#?", colon);
    if (auto port = parse_port(authority.substr(colon + 1, end - colon - 1)); !port)
      return port.error();
  }
  return wrong("it has characters that a URL cannot have, or a bracket without its partner");
}

Result<std::string> host_of(const boost::urls::url_view& url) {
  std::string host = url.host_address();
  if (host.empty()) return wrong("the host is missing");
  const bool clean = std::none_of(host.begin(), host.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7f;
  });
  if (!clean || host.size() > 253) return wrong("the host is no name and no address");
  return host;
}

std::string scheme_of(std::string_view text) {
  const auto colon = text.find("://");
  return colon == text.npos ? "stratum+tcp" : lower(text.substr(0, colon));
}

}  // namespace

std::string PoolUrl::display() const {
  const bool v6 = host.find(':') != host.npos;
  return scheme + "://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<PoolUrl> parse_pool_url(std::string_view text) {
  if (text.empty()) return wrong("it is empty");
  if (text.size() > 2048) return wrong("it is longer than 2048 characters");
  if (auto known = check_scheme(scheme_of(text)); !known) return known.error();
  const auto separator = text.find("://");
  const std::string_view rest = separator == text.npos ? text : text.substr(separator + 3);
  if (rest.empty()) return wrong("the host is missing");
  const std::string whole = "stratum+tcp://" + std::string(rest);
  const auto parsed = boost::urls::parse_uri(whole);
  if (!parsed) return explain(rest);
  // Boost 1.81 takes "host:12x" for port 12 and path "x".
  const auto path = parsed->encoded_path();
  if (!path.empty() && path.front() != '/') return explain(rest);
  if (path.size() > 1 || parsed->has_query())
    return wrong("a pool has no path and no query; leave out what follows the port");

  PoolUrl url;
  url.scheme = "stratum+tcp";
  auto host = host_of(*parsed);
  if (!host) return host.error();
  url.host = std::move(*host);
  if (parsed->has_port()) {
    auto port = parse_port(std::string_view(parsed->port().data(), parsed->port().size()));
    if (!port) return port.error();
    url.port = *port;
  }
  url.user = parsed->user();
  url.password = parsed->password();
  url.xnsub = lower(parsed->fragment()) == "xnsub";
  return url;
}

}  // namespace wildcat::stratum
