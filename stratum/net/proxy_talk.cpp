// SPDX-License-Identifier: MIT
// SOCKS 5: RFC 1928, passwords RFC 1929. HTTP CONNECT: RFC 9110, section 9.3.6; Boost.Beast reads
// the answer.
#include "stratum/net/proxy_talk.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <optional>

#include "stratum/net/foreign_text.h"

namespace wildcat::stratum {
namespace {

namespace http = boost::beast::http;

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

int byte_at(const std::string& text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

std::string port_bytes(std::uint16_t port) { return bytes({port >> 8, port & 0xff}); }

class Socks5 final : public ProxyTalk {
 public:
  Socks5(const ProxyUrl& proxy, const Endpoint& to)
      : user_(proxy.user), password_(proxy.password), to_(to) {}

  std::string begin() override {
    // 0: no authentication; 2: user name and password.
    return user_.empty() ? bytes({5, 1, 0}) : bytes({5, 2, 0, 2});
  }

  Result<Step> hear(std::string& heard) override {
    switch (stage_) {
      case Stage::method:
        return method(heard);
      case Stage::login:
        return login(heard);
      default:
        return verdict(heard);
    }
  }

 private:
  enum class Stage { method, login, verdict };

  static Error no_socks() {
    return Error{Errc::protocol, "it does not speak SOCKS 5; check its scheme and port"};
  }

  Result<Step> method(std::string& heard) {
    if (heard.size() < 2) return Step{};
    const int version = byte_at(heard, 0), chosen = byte_at(heard, 1);
    heard.erase(0, 2);
    if (version != 5) return no_socks();
    if (chosen == 0) return request();
    if (chosen == 2 && !user_.empty()) {
      stage_ = Stage::login;
      return Step{bytes({1, static_cast<int>(user_.size())}) + user_ +
                      bytes({static_cast<int>(password_.size())}) + password_,
                  false};
    }
    return Error{Errc::refused, user_.empty() ? "it wants a user name and a password; put them "
                                                "into its URL: socks5h://USER:PASSWORD@host:port"
                                              : "it takes no user name and password of ours"};
  }

  Result<Step> login(std::string& heard) {
    if (heard.size() < 2) return Step{};
    const bool good = byte_at(heard, 1) == 0;
    heard.erase(0, 2);
    if (!good) return Error{Errc::refused, "it refused the user name or password in its URL"};
    return request();
  }

  Step request() {
    stage_ = Stage::verdict;
    return Step{bytes({5, 1, 0}) + destination() + port_bytes(to_.port), false};
  }

  std::string destination() const {
    boost::system::error_code no_address;
    const auto address = boost::asio::ip::make_address(to_.host, no_address);
    if (no_address) return bytes({3, static_cast<int>(to_.host.size())}) + to_.host;
    std::string out = bytes({address.is_v4() ? 1 : 4});
    if (address.is_v4())
      for (const auto b : address.to_v4().to_bytes()) out += static_cast<char>(b);
    else
      for (const auto b : address.to_v6().to_bytes()) out += static_cast<char>(b);
    return out;
  }

  /// How long the address is that the proxy has bound; empty: not known yet.
  static std::optional<std::size_t> bound_length(const std::string& heard) {
    if (heard.size() < 5) return std::nullopt;
    switch (byte_at(heard, 3)) {
      case 1:
        return 4;
      case 4:
        return 16;
      case 3:
        return 1 + static_cast<std::size_t>(byte_at(heard, 4));
      default:
        return std::string::npos;
    }
  }

  static Result<Step> verdict(std::string& heard) {
    if (heard.size() < 2) return Step{};
    if (byte_at(heard, 0) != 5) return no_socks();
    // Some proxies close after the reason and leave the rest out.
    if (const int reason = byte_at(heard, 1); reason != 0) return refusal(reason);
    const auto bound = bound_length(heard);
    if (!bound) return Step{};
    if (*bound == std::string::npos) return no_socks();
    if (heard.size() < 6 + *bound) return Step{};
    heard.erase(0, 6 + *bound);
    return Step{"", true};
  }

  static Error refusal(int reason) {
    constexpr std::array<const char*, 9> words{"",
                                               "it has failed",
                                               "its rules forbid the connection",
                                               "the pool's network cannot be reached from there",
                                               "the pool's host cannot be reached from there",
                                               "the pool refused its connection",
                                               "the pool did not answer it in time",
                                               "it does not know how to connect",
                                               "it does not know this kind of address"};
    if (reason < static_cast<int>(words.size()))
      return Error{Errc::refused, words[static_cast<std::size_t>(reason)]};
    return Error{Errc::refused, "it refused, with code " + std::to_string(reason)};
  }

  std::string user_, password_;
  Endpoint to_;
  Stage stage_ = Stage::method;
};

class HttpConnect final : public ProxyTalk {
 public:
  HttpConnect(const ProxyUrl& proxy, const Endpoint& to)
      : password_(proxy.password), login_(base64(proxy.user + ":" + proxy.password)) {
    const bool v6 = to.host.find(':') != to.host.npos;
    const std::string place = (v6 ? "[" + to.host + "]" : to.host) + ":" + std::to_string(to.port);
    request_ = "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n";
    if (!proxy.user.empty()) request_ += "Proxy-Authorization: Basic " + login_ + "\r\n";
    request_ += "\r\n";
    parser_.skip(true);  // no answer to CONNECT has a body
    parser_.header_limit(longest_answer);
  }

  std::string begin() override { return request_; }

  Result<Step> hear(std::string& heard) override {
    boost::system::error_code error;
    const std::size_t used = parser_.put(boost::asio::buffer(heard), error);
    heard.erase(0, used);
    if (error && error != http::error::need_more)
      return Error{Errc::protocol,
                   "its answer is not HTTP (" + error.message() + "); check its scheme and port"};
    if (!parser_.is_header_done()) return Step{};
    const int status = parser_.get().result_int();
    if (status >= 200 && status < 300) return Step{"", true};
    if (status == 407)
      return Error{Errc::refused,
                   "it wants a user name and password, or refuses those in its URL "
                   "(http://USER:PASSWORD@host:port)"};
    const auto words = parser_.get().reason();
    return Error{Errc::refused, "it answered " + std::to_string(status) + " " +
                                    sanitize(without_login({words.data(), words.size()}), 80)};
  }

 private:
  std::string without_login(std::string_view text) const {
    return hide(hide(text, login_), password_);
  }

  std::string password_, login_;
  std::string request_;
  http::response_parser<http::empty_body> parser_;
};

}  // namespace

std::unique_ptr<ProxyTalk> talk_to_proxy(const ProxyUrl& proxy, const Endpoint& to) {
  if (proxy.kind == ProxyUrl::Kind::http) return std::make_unique<HttpConnect>(proxy, to);
  return std::make_unique<Socks5>(proxy, to);
}

}  // namespace wildcat::stratum
