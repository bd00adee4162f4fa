// SPDX-License-Identifier: MIT
// What proxies say, byte by byte and on sockets.
#include <gtest/gtest.h>

#include "stratum/net/proxy_talk.h"
#include "tests/fault/plain_server.h"

namespace wildcat::stratum {
namespace {

using namespace testing;
using Kind = ProxyUrl::Kind;

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

const std::string granted = bytes({5, 0, 0, 1, 10, 0, 0, 1, 0x0d, 0x05});

struct Heard {
  std::string sent, rest, error;
  bool done = false;
};

/// Feeds `answers` in pieces of `size` bytes.
Heard converse(const ProxyUrl& proxy, const Endpoint& to, const std::string& answers,
               std::size_t size) {
  const auto talk = talk_to_proxy(proxy, to);
  Heard heard;
  heard.sent = talk->begin();
  std::string buffer;
  for (std::size_t at = 0; at < answers.size(); at += size) {
    buffer += answers.substr(at, size);
    for (std::size_t before = 0; !heard.done && before != buffer.size() && !buffer.empty();) {
      before = buffer.size();
      const auto step = talk->hear(buffer);
      if (!step) {
        heard.error = step.error().message;
        return heard;
      }
      heard.sent += step->send;
      heard.done = step->done;
    }
  }
  heard.rest = buffer;
  return heard;
}

struct Conversation {
  const char* name;
  ProxyUrl proxy;
  Endpoint to;
  std::string answers;
  std::string sent, rest, error;
};

ProxyUrl proxy_of(Kind kind, const std::string& user = "", const std::string& password = "") {
  return ProxyUrl{kind, "127.0.0.1", 1080, user, password};
}

std::vector<Conversation> conversations() {
  const Endpoint name{"pool.test", 3333}, v4{"10.1.2.3", 3333}, v6{"::1", 3333};
  const std::string hello = bytes({5, 1, 0}), port = bytes({0x0d, 0x05});
  const std::string by_name = hello + bytes({5, 1, 0, 3, 9}) + "pool.test" + port;
  const std::string login = bytes({5, 2, 0, 2});
  const std::string connect = "CONNECT pool.test:3333 HTTP/1.1\r\nHost: pool.test:3333\r\n";
  return {
      {"a name", proxy_of(Kind::socks5h), name, bytes({5, 0}) + granted + "{\"a\"", by_name,
       "{\"a\"", ""},
      {"an IPv4 address", proxy_of(Kind::socks5), v4, bytes({5, 0}) + granted,
       hello + bytes({5, 1, 0, 1, 10, 1, 2, 3}) + port, "", ""},
      {"an IPv6 address", proxy_of(Kind::socks5h), v6,
       bytes({5, 0, 5, 0, 0, 4}) + std::string(18, 'x'),
       hello + bytes({5, 1, 0, 4}) + std::string(15, '\0') + bytes({1}) + port, "", ""},
      {"a bound name", proxy_of(Kind::socks5h), name, bytes({5, 0, 5, 0, 0, 3, 2}) + "abcdE",
       by_name, "E", ""},
      {"a password", proxy_of(Kind::socks5h, "me", "pw"), name, bytes({5, 2, 1, 0}) + granted,
       login + bytes({1, 2}) + "me" + bytes({2}) + "pw" + by_name.substr(3), "", ""},
      {"a password that is not asked for", proxy_of(Kind::socks5h, "me", "pw"), name,
       bytes({5, 0}) + granted, login + by_name.substr(3), "", ""},
      {"a refused password", proxy_of(Kind::socks5h, "me", "pw"), name, bytes({5, 2, 1, 1}), "", "",
       "refused the user name"},
      {"a password that we do not have", proxy_of(Kind::socks5h), name, bytes({5, 2}), "", "",
       "wants a user name"},
      {"no method", proxy_of(Kind::socks5h), name, bytes({5, 255}), "", "", "wants a user name"},
      {"forbidden", proxy_of(Kind::socks5h), name, bytes({5, 0, 5, 2}), "", "", "rules forbid"},
      {"refused there", proxy_of(Kind::socks5h), name, bytes({5, 0, 5, 5, 0, 1}), "", "",
       "the pool refused"},
      {"an unknown code", proxy_of(Kind::socks5h), name, bytes({5, 0, 5, 0x5b}), "", "", "code 91"},
      {"a web server", proxy_of(Kind::socks5h), name, "HTTP/1.1 400 Bad", "", "",
       "does not speak SOCKS"},
      {"SOCKS 4", proxy_of(Kind::socks5h), name, bytes({0, 91}), "", "", "does not speak SOCKS"},
      {"a strange bound address", proxy_of(Kind::socks5h), name,
       bytes({5, 0, 5, 0, 0, 9, 1, 1, 1, 1, 1, 1}), "", "", "does not speak SOCKS"},
      {"CONNECT", proxy_of(Kind::http), name,
       "HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n{\"a\"", connect + "\r\n", "{\"a\"",
       ""},
      {"CONNECT with a length", proxy_of(Kind::http), name,
       "HTTP/1.0 200 OK\r\nContent-Length: 99\r\n\r\nfirst", connect + "\r\n", "first", ""},
      {"CONNECT to IPv6", proxy_of(Kind::http), v6, "HTTP/1.1 200 OK\r\n\r\n",
       "CONNECT [::1]:3333 HTTP/1.1\r\nHost: [::1]:3333\r\n\r\n", "", ""},
      {"CONNECT with a password", proxy_of(Kind::http, "Aladdin", "open sesame"), name,
       "HTTP/1.1 200 OK\r\n\r\n",
       connect + "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n", "", ""},
      {"407", proxy_of(Kind::http), name, "HTTP/1.1 407 Auth\r\n\r\n", "", "", "user name"},
      {"403", proxy_of(Kind::http), name, "HTTP/1.1 403 Filtered\x1b\r\nA: b\r\n\r\n", "", "", ""},
      {"its login", proxy_of(Kind::http, "Aladdin", "open sesame"), name,
       "HTTP/1.1 403 QWxhZGRpbjpvcGVuIHNlc2FtZQ== open sesame\r\n\r\n", "", "", "403 *** ***"},
      {"503", proxy_of(Kind::http), name, "HTTP/1.1 503 No way\r\nA: b\r\n\r\n", "", "",
       "503 No way"},
      {"no HTTP", proxy_of(Kind::http), name, bytes({5, 0, 0, 0, 0, 0, 0, 0, 0}) + "\r\n\r\n", "",
       "", "not HTTP"},
  };
}

TEST(ProxyTalk, EveryAnswerInPiecesOfEverySize) {
  for (const Conversation& c : conversations()) {
    for (std::size_t size = 1; size <= c.answers.size(); ++size) {
      const Heard heard = converse(c.proxy, c.to, c.answers, size);
      if (c.sent.empty()) {
        EXPECT_FALSE(heard.done) << c.name << size;
        EXPECT_FALSE(heard.error.empty()) << c.name << size;
        EXPECT_NE(heard.error.find(c.error), std::string::npos) << c.name << ": " << heard.error;
        continue;
      }
      EXPECT_TRUE(heard.done) << c.name << size << heard.error;
      EXPECT_EQ(heard.sent, c.sent) << c.name << size;
      EXPECT_EQ(heard.rest, c.rest) << c.name << size;
    }
  }
}

/// Reads `count` bytes and answers.
void exchange(int fd, int count, const std::string& answer) {
  char c = 0;
  while (count-- > 0 && plain_talk(fd).next(c)) {
  }
  say(fd, answer);
}

TEST(Proxy, ThePoolIsReachedThroughSocks) {
  PlainServer server([](int fd) {
    exchange(fd, 3, bytes({5, 0}));
    exchange(fd, 4 + 1 + 9 + 2, granted);
    play_pool(plain_talk(fd));
  });
  NetworkRun run(1, 0);
  run.options.pool = *parse_pool_url("pool.test:3333");
  run.options.proxy = proxy_of(Kind::socks5h);
  run.options.proxy->port = server.port();
  EXPECT_TRUE(run.reaches_the_pool()) << run.end_reason.message;
}

TEST(Proxy, Socks5LooksTheNameUpItself) {
  PlainServer server([](int fd) {
    exchange(fd, 3, bytes({5, 0}));
    char type = 0;
    for (int i = 0; i < 4; ++i) plain_talk(fd).next(type);
    exchange(fd, type == 1 ? 6 : 18, granted);
    if (type != 3) play_pool(plain_talk(fd));
  });
  NetworkRun run(1, 0);
  run.options.pool = *parse_pool_url("localhost:3333");
  run.options.proxy = proxy_of(Kind::socks5);
  run.options.proxy->port = server.port();
  EXPECT_TRUE(run.reaches_the_pool()) << run.end_reason.message;

  run.options.pool.host = "no-such-pool.invalid";
  NetworkRun lost(1, 0);
  lost.options = run.options;
  lost.options.connect_timeout = milliseconds(20'000);
  EXPECT_FALSE(lost.reaches_the_pool());
  EXPECT_NE(lost.end_reason.message.find("socks5h"), std::string::npos) << lost.end_reason.message;
}

TEST(Proxy, ARefusalIsNotThePools) {
  PlainServer server([](int fd) {
    hear(fd);
    say(fd, "HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  NetworkRun run(1, 0);
  run.options.proxy = proxy_of(Kind::http);
  run.options.proxy->port = server.port();
  EXPECT_FALSE(run.reaches_the_pool());
  EXPECT_NE(run.end_reason.message.find("the proxy http://127.0.0.1:"), std::string::npos);
  EXPECT_NE(run.end_reason.message.find("403 Forbidden"), std::string::npos);
  EXPECT_EQ(run.ended, ClientEnd::unreachable);
}

TEST(Proxy, AnAnswerWithoutEndIsLeft) {
  PlainServer server([](int fd) {
    say(fd, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 4000; ++i) say(fd, "A: 0123456789abcdef\r\n");
  });
  NetworkRun run(1, 0);
  run.options.proxy = proxy_of(Kind::http);
  run.options.proxy->port = server.port();
  EXPECT_FALSE(run.reaches_the_pool());
  EXPECT_EQ(run.end_reason.code, Errc::protocol) << run.end_reason.message;
}

TEST(Proxy, OneThatClosesOrSaysNothingIsLeft) {
  for (const bool silent : {true, false}) {
    PlainServer server([silent](int fd) {
      if (silent) drain(fd);
    });
    NetworkRun run(1, 0);
    run.options.proxy = proxy_of(Kind::socks5h);
    run.options.proxy->port = server.port();
    if (silent) run.options.connect_timeout = milliseconds(50);
    EXPECT_FALSE(run.reaches_the_pool());
    EXPECT_EQ(run.ended, ClientEnd::unreachable);
  }
}

}  // namespace
}  // namespace wildcat::stratum
