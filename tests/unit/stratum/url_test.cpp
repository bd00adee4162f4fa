// SPDX-License-Identifier: MIT
// Pool URLs: what people type, and what they mistype.
#include <gtest/gtest.h>

#include "wildcat/stratum.h"

namespace wildcat::stratum {
namespace {

struct Good {
  const char* text;
  const char* host;
  int port;
  const char* user;
  const char* password;
  bool xnsub;
  const char* display;
};

class GoodUrl : public ::testing::TestWithParam<Good> {};

TEST_P(GoodUrl, IsRead) {
  const auto url = parse_pool_url(GetParam().text);
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->scheme, "stratum+tcp");
  EXPECT_EQ(url->host, GetParam().host);
  EXPECT_EQ(url->port, GetParam().port);
  EXPECT_EQ(url->user, GetParam().user);
  EXPECT_EQ(url->password, GetParam().password);
  EXPECT_EQ(url->xnsub, GetParam().xnsub);
  EXPECT_EQ(url->display(), GetParam().display);
}

INSTANTIATE_TEST_SUITE_P(
    Urls, GoodUrl,
    ::testing::Values(
        Good{"stratum+tcp://stratum.braiins.com:3333", "stratum.braiins.com", 3333, "", "", false,
             "stratum+tcp://stratum.braiins.com:3333"},
        Good{"btc.f2pool.com:1314", "btc.f2pool.com", 1314, "", "", false,
             "stratum+tcp://btc.f2pool.com:1314"},
        Good{"tcp://ss.antpool.com:443", "ss.antpool.com", 443, "", "", false,
             "stratum+tcp://ss.antpool.com:443"},
        Good{"pool.test", "pool.test", 3333, "", "", false, "stratum+tcp://pool.test:3333"},
        Good{"STRATUM+TCP://pool.test:1", "pool.test", 1, "", "", false,
             "stratum+tcp://pool.test:1"},
        Good{"127.0.0.1:65535", "127.0.0.1", 65535, "", "", false, "stratum+tcp://127.0.0.1:65535"},
        Good{"[::1]:4444", "::1", 4444, "", "", false, "stratum+tcp://[::1]:4444"},
        Good{"stratum+tcp://[2001:db8::7]", "2001:db8::7", 3333, "", "", false,
             "stratum+tcp://[2001:db8::7]:3333"},
        Good{"stratum+tcp://us%40er.w:p%3Aw%20d@pool.test:3334", "pool.test", 3334, "us@er.w",
             "p:w d", false, "stratum+tcp://pool.test:3334"},
        Good{"user@pool.test:3334", "pool.test", 3334, "user", "", false,
             "stratum+tcp://pool.test:3334"},
        Good{"stratum+tcp://nicehash.test:9200#xnsub", "nicehash.test", 9200, "", "", true,
             "stratum+tcp://nicehash.test:9200"},
        Good{"stratum+tcp://nicehash.test:9200/#XNSUB", "nicehash.test", 9200, "", "", true,
             "stratum+tcp://nicehash.test:9200"}));

struct Bad {
  const char* text;
  const char* says;
};

class BadUrl : public ::testing::TestWithParam<Bad> {};

TEST_P(BadUrl, IsRefusedWithItsReason) {
  const auto url = parse_pool_url(GetParam().text);
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().code, Errc::invalid_argument);
  EXPECT_NE(url.error().message.find(GetParam().says), std::string::npos) << url.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Urls, BadUrl,
    ::testing::Values(
        Bad{"", "empty"}, Bad{"stratum+tcp://", "host is missing"}, Bad{":3333", "host is missing"},
        Bad{"http://pool.test:3333", "scheme 'http'"}, Bad{"pool.test:0", "port is not"},
        Bad{"pool.test:65536", "port is not"}, Bad{"pool.test:99999999999999999999", "port is not"},
        Bad{"pool.test:", "port is not"}, Bad{"pool.test:12x", "port is not"},
        Bad{"pool.test:-1", "port is not"}, Bad{"[::1:3333", "bracket"},
        Bad{"pool test:3333", "characters"}, Bad{"pool%20.test:3333", "no name"},
        Bad{"pool%00.test:3333", "no name"}, Bad{"stratum+tcp://pool.test:4999/path", "no path"},
        Bad{"pool.test/x", "no path"}, Bad{"pool.test:1?a=b", "no query"},
        Bad{"stratum+tcp:pool.test:3333", "'//' is missing"},
        Bad{"stratum+ssl:/pool.test", "'//' is missing"}, Bad{"TCP:pool.test", "'//' is missing"},
        Bad{"stratum+tcp://me@mail.org@pool.test:3333", "%40"},
        Bad{"me@mail.org:x@pool.test", "%40"}, Bad{"::1:3333", "brackets"},
        Bad{"stratum+tcp://2001:db8::7", "brackets"}, Bad{"u:p@fe80::1", "brackets"},
        Bad{" stratum+tcp://pool.test:3333", "blank"}, Bad{"pool.test:3333 ", "blank"},
        Bad{"\tpool.test", "blank"}));

TEST(Url, AHostMayBeCalledLikeAScheme) {
  const auto url = parse_pool_url("tcp:3334");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->host, "tcp");
  EXPECT_EQ(url->port, 3334);
}

TEST(Url, ALoginBesideTheUrlIsTheRemedy) {
  EXPECT_EQ(parse_pool_url("me@mail.org@pool.test").error().remedy, Remedy::login);
  EXPECT_EQ(parse_proxy_url("http://me@mail.org:x@proxy").error().remedy, Remedy::none);
  EXPECT_NE(parse_proxy_url("127.0.0.1:9050").error().message.find("scheme is missing"),
            std::string::npos);
}

TEST(Url, PasswordsStayOutOfErrorsAndDisplay) {
  for (const char* text : {"user:hunter2secret@pool.test:0", "user:hunter2secret@pool.test:99999",
                           "user:hunter2secret@[::1", "user:hunter2secret@",
                           "x://u:hunter2secret@h", "pool.test:33:user:hunter2secret",
                           "hunter2secret@stratum+tcp://h", "u:hunter2secret://h"}) {
    const auto url = parse_pool_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().message.find("hunter2secret"), std::string::npos) << url.error().message;
  }
  EXPECT_EQ(parse_pool_url("user:hunter2secret@pool.test")->display().find("hunter2secret"),
            std::string::npos);
}

TEST(Url, TlsHasManyNames) {
  for (const char* scheme : {"stratum+ssl", "stratum+tls", "stratum+tcps", "ssl", "TLS"}) {
    const auto url = parse_pool_url(std::string(scheme) + "://pool.test:443");
    ASSERT_TRUE(url) << scheme;
    EXPECT_TRUE(url->tls());
    EXPECT_EQ(url->display(), "stratum+ssl://pool.test:443");
  }
  EXPECT_FALSE(parse_pool_url("stratum+tcp://pool.test:443")->tls());
}

TEST(Url, Proxies) {
  const auto full = parse_proxy_url("socks5h://me:p%40ss@[::1]:9050");
  ASSERT_TRUE(full) << full.error().message;
  EXPECT_EQ(full->kind, ProxyUrl::Kind::socks5h);
  EXPECT_EQ(full->host, "::1");
  EXPECT_EQ(full->user, "me");
  EXPECT_EQ(full->password, "p@ss");
  EXPECT_EQ(full->display(), "socks5h://[::1]:9050");
  EXPECT_EQ(parse_proxy_url("socks5://proxy")->port, 1080);
  EXPECT_EQ(parse_proxy_url("HTTP://proxy")->display(), "http://proxy:8080");
  for (const char* text : {"", "proxy:1080", "socks4://proxy", "https://proxy:1", "socks5://",
                           "http://proxy:0", "http://proxy/path", "u:hunter2secret@proxy"}) {
    const auto url = parse_proxy_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_NE(url.error().message.find("proxy URL"), std::string::npos);
    EXPECT_EQ(url.error().message.find("hunter2"), std::string::npos);
  }
  EXPECT_FALSE(parse_proxy_url("socks5://" + std::string(256, 'u') + "@proxy"));
}

TEST(Url, AnEndlessOneIsRefused) { EXPECT_FALSE(parse_pool_url(std::string(5000, 'a'))); }

}  // namespace
}  // namespace wildcat::stratum
