// SPDX-License-Identifier: MIT
// URLs of pools and proxies. Boost.URL does the grammar; what is ours are the schemes, the default
// ports and errors that a person can act on.
#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>

#include "wildcat/pool_url.h"
#include "wildcat/transport.h"

namespace wildcat::stratum {
namespace {

/// What is being read, for the messages about it.
struct Subject {
  const char* name;
  const char* noun;
  const char* example;
  Remedy login;  ///< how a login is given beside the URL
};
constexpr Subject pool{"pool URL", "a pool", "stratum+tcp://pool.example.com:3333", Remedy::login};
constexpr Subject proxy{"proxy URL", "a proxy", "socks5h://127.0.0.1:9050", Remedy::none};

/// All that may stand before "://", of pools and proxies, and what people write there.
constexpr std::array<std::string_view, 11> scheme_words{
    "stratum+tcp", "tcp",     "stratum+ssl", "stratum+tls", "stratum+tcps", "ssl",
    "tls",         "stratum", "socks5",      "socks5h",     "http"};

Error wrong(const Subject& subject, const std::string& what) {
  return Error{Errc::invalid_argument,
               std::string(subject.name) + ": " + what + "; write it like " + subject.example};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

Error unknown_scheme(const Subject& subject, const std::string& scheme) {
  if (scheme.empty()) return wrong(subject, "the scheme is missing");
  // What stands there may be anything, a password too.
  const bool plain = scheme.size() <= 16 && std::all_of(scheme.begin(), scheme.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || c == '+' || c == '.' || c == '-';
                     });
  return wrong(subject,
               plain ? "unknown scheme '" + scheme + "'" : "what stands before :// is no scheme");
}

/// The scheme as it is called from here on.
Result<std::string> pool_scheme(const std::string& scheme) {
  if (scheme == "stratum+tcp" || scheme == "tcp") return std::string("stratum+tcp");
  for (const char* tls : {"stratum+ssl", "stratum+tls", "stratum+tcps", "ssl", "tls"})
    if (scheme == tls) return std::string("stratum+ssl");
  return unknown_scheme(pool, scheme);
}

Result<ProxyUrl::Kind> proxy_kind(const std::string& scheme) {
  if (scheme == "socks5") return ProxyUrl::Kind::socks5;
  if (scheme == "socks5h") return ProxyUrl::Kind::socks5h;
  if (scheme == "http") return ProxyUrl::Kind::http;
  return unknown_scheme(proxy, scheme);
}

Result<std::uint16_t> parse_port(const Subject& subject, std::string_view text) {
  std::uint32_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0 || port > 65535)
    return wrong(subject, "the port is not a number from 1 to 65535");
  return static_cast<std::uint16_t>(port);
}

/// Boost.URL says only that there is no URL; the port is the part that people get wrong.
Error explain(const Subject& subject, std::string_view text) {
  const auto at = text.rfind('@');
  const std::string_view authority = at == text.npos ? text : text.substr(at + 1);
  const auto colon = authority.rfind(':');
  const bool inside_brackets = authority.find(']', colon) != authority.npos;
  if (colon != authority.npos && !inside_brackets) {
    const auto end = authority.find_first_of("/#?", colon);
    if (auto port = parse_port(subject, authority.substr(colon + 1, end - colon - 1)); !port)
      return port.error();
  }
  return wrong(subject,
               "it has characters that a URL cannot have, or a bracket without its partner");
}

Result<std::string> host_of(const Subject& subject, const boost::urls::url_view& url) {
  std::string host = url.host_address();
  if (host.empty()) return wrong(subject, "the host is missing");
  const bool clean = std::none_of(host.begin(), host.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7f;
  });
  if (!clean || host.size() > 253) return wrong(subject, "the host is no name and no address");
  return host;
}

std::string scheme_of(std::string_view text, const char* otherwise) {
  const auto colon = text.find("://");
  return colon == text.npos ? otherwise : lower(text.substr(0, colon));
}

/// "stratum+tcp:host" and "stratum+tcp:/host". (A host may be called "tcp": "tcp:3333".)
bool lacks_slashes(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos || text.substr(colon).starts_with("://")) return false;
  const std::string scheme = lower(text.substr(0, colon));
  const bool known = std::any_of(scheme_words.begin(), scheme_words.end(),
                                 [&](std::string_view word) { return scheme == word; });
  const auto rest = text.substr(colon + 1);
  return known && rest.find_first_not_of("0123456789/") != rest.npos;
}

/// What stands before path, query and fragment.
std::string_view authority_of(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme != text.npos) text.remove_prefix(scheme + 3);
  return text.substr(0, text.find_first_of("/?#"));
}

/// "2001:db8::7", "::1:3333": which colon begins the port, nobody can say.
bool is_bare_ipv6(std::string_view authority) {
  const auto at = authority.rfind('@');
  const auto host = at == authority.npos ? authority : authority.substr(at + 1);
  return std::count(host.begin(), host.end(), ':') > 1 &&
         host.find_first_not_of("0123456789abcdefABCDEF:.") == host.npos;
}

/// The mistakes that the grammar would report as others.
Result<void> check_shape(const Subject& subject, std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  if (!text.empty() &&
      (blanks.find(text.front()) != blanks.npos || blanks.find(text.back()) != blanks.npos))
    return wrong(subject, "it begins or ends with a blank");
  if (lacks_slashes(text)) return wrong(subject, "'//' is missing behind the scheme");
  const auto authority = authority_of(text);
  if (std::count(authority.begin(), authority.end(), '@') > 1) {
    Error error = wrong(subject, "an '@' in the user name or password is written %40");
    error.remedy = subject.login;
    return error;
  }
  if (is_bare_ipv6(authority))
    return wrong(subject,
                 "an IPv6 address stands in brackets, with the port behind them: "
                 "[::1]:3333");
  return {};
}

std::string shown(std::string_view scheme, const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != host.npos;
  return std::string(scheme) + "://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

/// What all URLs have; no port: the default.
struct Place {
  std::string host, user, password, fragment;
  std::uint16_t port = 0;
};

/// Everything behind "://".
Result<Place> parse_place(const Subject& subject, std::string_view text, std::uint16_t port) {
  if (text.empty()) return wrong(subject, "it is empty");
  if (text.size() > 2048) return wrong(subject, "it is longer than 2048 characters");
  const auto separator = text.find("://");
  const std::string_view rest = separator == text.npos ? text : text.substr(separator + 3);
  if (rest.empty()) return wrong(subject, "the host is missing");
  const std::string whole = "x://" + std::string(rest);
  const auto parsed = boost::urls::parse_uri(whole);
  if (!parsed) return explain(subject, rest);
  // Boost 1.81 takes "host:12x" for port 12 and path "x".
  const auto path = parsed->encoded_path();
  if (!path.empty() && path.front() != '/') return explain(subject, rest);
  if (path.size() > 1 || parsed->has_query())
    return wrong(subject, std::string(subject.noun) +
                              " has no path and no query; leave out what follows the port");
  Place place{"", parsed->user(), parsed->password(), lower(parsed->fragment()), port};
  auto host = host_of(subject, *parsed);
  if (!host) return host.error();
  place.host = std::move(*host);
  if (!parsed->has_port()) return place;
  auto given = parse_port(subject, std::string_view(parsed->port().data(), parsed->port().size()));
  if (!given) return given.error();
  place.port = *given;
  return place;
}

}  // namespace

std::string PoolUrl::display() const { return shown(scheme, host, port); }

Result<PoolUrl> parse_pool_url(std::string_view text) {
  if (auto shape = check_shape(pool, text); !shape) return shape.error();
  auto scheme = pool_scheme(scheme_of(text, "stratum+tcp"));
  if (!scheme) return scheme.error();
  auto place = parse_place(pool, text, 3333);
  if (!place) return place.error();
  return PoolUrl{std::move(*scheme), place->host,     place->port,
                 place->user,        place->password, place->fragment == "xnsub"};
}

std::string ProxyUrl::display() const {
  constexpr std::array<std::string_view, 3> schemes{"socks5", "socks5h", "http"};
  return shown(schemes[static_cast<std::size_t>(kind)], host, port);
}

Result<ProxyUrl> parse_proxy_url(std::string_view text) {
  if (auto shape = check_shape(proxy, text); !shape) return shape.error();
  auto kind = proxy_kind(scheme_of(text, ""));
  if (!kind) return kind.error();
  auto place = parse_place(proxy, text, *kind == ProxyUrl::Kind::http ? 8080 : 1080);
  if (!place) return place.error();
  if (place->user.size() > 255 || place->password.size() > 255)
    return wrong(proxy, "user and password may have 255 bytes each");
  return ProxyUrl{*kind, place->host, place->port, place->user, place->password};
}

}  // namespace wildcat::stratum
