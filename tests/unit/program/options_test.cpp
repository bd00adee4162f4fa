// SPDX-License-Identifier: MIT
// Typed options: defaults, precedence, refusals. Built without the network.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "miner/options/devices_options.h"
#include "miner/options/grind_options.h"
#include "miner/options/mine_options.h"
#include "miner/options/practice_options.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/text.h"

namespace wildcat::program {
namespace {

using test::has;

std::string refusal(const RawValues& raw) {
  const auto read = read_mine_options(raw);
  EXPECT_FALSE(read);
  return read ? "" : read.error().message;
}

TEST(MineOptions, DefaultsArePractice) {
  const auto options = read_mine_options({});
  ASSERT_TRUE(options);
  ASSERT_EQ(options->pools.size(), 1u);
  EXPECT_FALSE(options->pools[0].url);
  EXPECT_EQ(options->pools.at(0).user, "practice");
  EXPECT_EQ(options->pools.at(0).password, "x");
  EXPECT_FALSE(options->retries);
  EXPECT_TRUE(options->version_rolling);
  EXPECT_TRUE(options->work.pin);
  EXPECT_EQ(options->work.threads, 0u);
  EXPECT_FALSE(options->limits.max_seconds);
}

TEST(MineOptions, AllValues) {
  const auto options = read_mine_options({{"url", "stratum+tcp://pool.example:3334"},
                                          {"user", "alice"},
                                          {"pass", "secret"},
                                          {"threads", "3"},
                                          {"algo", "SHA256D"},
                                          {"devices", "cpu:0,cpu:1"},
                                          {"retries", "0"},
                                          {"retry-pause", "0.25"},
                                          {"max-seconds", "1.5"},
                                          {"max-shares", "5"},
                                          {"max-blocks", "2"},
                                          {"no-version-rolling", "true"},
                                          {"version-mask", "00ffe000"},
                                          {"suggest-difficulty", "0.25"},
                                          {"idle", "true"},
                                          {"no-pin", "true"},
                                          {"events", "-"},
                                          {"protocol-dump", "true"}});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->pools.at(0).url->host, "pool.example");
  EXPECT_EQ(options->pools.at(0).url->port, 3334);
  EXPECT_EQ(options->pools.at(0).user, "alice");
  EXPECT_EQ(options->pools.at(0).password, "secret");
  EXPECT_EQ(options->work.threads, 3u);
  EXPECT_EQ(options->work.devices, (std::vector<std::string>{"cpu:0", "cpu:1"}));
  EXPECT_EQ(options->retries, 0);
  EXPECT_EQ(options->retry_pause.count(), 250);
  EXPECT_EQ(options->limits.max_seconds, 1.5);
  EXPECT_EQ(options->limits.max_shares, 5u);
  EXPECT_EQ(options->limits.max_blocks, 2u);
  EXPECT_FALSE(options->version_rolling);
  EXPECT_EQ(options->version_mask, 0x00ffe000u);
  EXPECT_EQ(options->suggest_difficulty, 0.25);
  EXPECT_TRUE(options->work.idle);
  EXPECT_FALSE(options->work.pin);
  EXPECT_EQ(options->events, "-");
  EXPECT_TRUE(options->protocol_dump);
}

TEST(MineOptions, ControlOfAPoolsTest) {
  const auto usual = read_mine_options({});
  EXPECT_EQ(usual->control.workers, 1u);
  EXPECT_FALSE(usual->control.hash_rate || usual->control.shares_per_minute ||
               usual->control.least_difficulty || usual->control.seed);
  const auto options = read_mine_options({{"workers", "10000"},
                                          {"hashrate", "1.5G"},
                                          {"shares-per-minute", "0.5"},
                                          {"difficulty", "2"},
                                          {"max-rejects", "3"},
                                          {"seed", "18446744073709551615"}});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->control.workers, 10'000u);
  EXPECT_EQ(options->control.hash_rate, 1.5e9);
  EXPECT_EQ(options->control.shares_per_minute, 0.5);
  EXPECT_EQ(options->control.least_difficulty, 2);
  EXPECT_EQ(options->control.seed, ~std::uint64_t{0});
  EXPECT_EQ(options->limits.max_rejects, 3u);
  for (const char* name : {"workers", "hashrate", "shares-per-minute", "difficulty", "max-rejects"})
    for (const char* value : {"0", "-1", "much", "", "nan"})
      EXPECT_TRUE(has(refusal({{name, value}}), std::string("--") + name)) << value;
  EXPECT_TRUE(has(refusal({{"workers", "10001"}}), "--workers"));
}

TEST(MineOptions, RatesOfHashing) {
  for (const auto& [text, rate] : std::map<std::string, double>{{"1000", 1e3},
                                                                {"500k", 5e5},
                                                                {"500K", 5e5},
                                                                {"2M", 2e6},
                                                                {"1.5G", 1.5e9},
                                                                {"3T", 3e12},
                                                                {"20 MH/s", 2e7},
                                                                {"7kh/s", 7e3}}) {
    const auto options = read_mine_options({{"hashrate", text}});
    ASSERT_TRUE(options) << text << ": " << options.error().message;
    EXPECT_EQ(options->control.hash_rate, rate) << text;
  }
  for (const char* value : {"2m", "2MB", "M", "1e400", "2 M M", "2M/s", "inf"})
    EXPECT_TRUE(has(refusal({{"hashrate", value}}), "500k")) << value;
}

TEST(MineOptions, ManyWorkersOnlyHereOrByTheOwner) {
  const auto allowed = [](const char* url, const char* workers, const char* owner) {
    return bool(read_mine_options(
        {{"url", url}, {"user", "u"}, {"workers", workers}, {"i-own-this-pool", owner}}));
  };
  for (const char* url : {"127.0.0.1:1", "127.8.9.10:1", "localhost:1", "[::1]:1"})
    EXPECT_TRUE(allowed(url, "10000", "false")) << url;
  for (const char* url : {"pool.example:1", "10.0.0.1:1", "127.example:1", "localhost.example:1",
                          "[2001:db8::1]:1"}) {
    EXPECT_TRUE(allowed(url, "8", "false")) << url;
    EXPECT_FALSE(allowed(url, "9", "false")) << url;
    EXPECT_TRUE(allowed(url, "9", "true")) << url;
  }
  EXPECT_TRUE(read_mine_options({{"workers", "10000"}})) << "the pool is in this process";
  EXPECT_TRUE(has(refusal({{"url", "pool.example:1"}, {"user", "u"}, {"workers", "9"}}),
                  "--i-own-this-pool"));
}

TEST(MineOptions, ABenchmarkHasNoPool) {
  EXPECT_TRUE(read_mine_options({{"benchmark", "true"}, {"quiet", "true"}})->benchmark);
  EXPECT_TRUE(has(refusal({{"benchmark", "true"}, {"url", "h:1"}, {"user", "u"}}), "--url"));
  EXPECT_TRUE(has(refusal({{"benchmark", "true"}, {"max-shares", "1"}}), "--max-shares"));
}

TEST(MineOptions, ASuggestedDifficultyIsAboveZero) {
  EXPECT_FALSE(read_mine_options({})->suggest_difficulty);
  for (const char* value : {"0", "-1", "nan", "much"})
    EXPECT_TRUE(has(refusal({{"suggest-difficulty", value}}), "--suggest-difficulty")) << value;
}

TEST(MineOptions, LoginFromUrlAndItsPrecedence) {
  const auto url = read_mine_options({{"url", "stratum+tcp://bob:pw%40rd@h:1"}});
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->pools.at(0).user, "bob");
  EXPECT_EQ(url->pools.at(0).password, "pw@rd");
  const auto both = read_mine_options({{"url", "stratum+tcp://bob:pw@h:1"}, {"user", "carol"}});
  ASSERT_TRUE(both);
  EXPECT_EQ(both->pools.at(0).user, "carol");
}

TEST(MineOptions, UserpassSplitsAtTheFirstColon) {
  const auto options = read_mine_options({{"url", "h:1"}, {"userpass", "dave:a:b"}});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->pools.at(0).user, "dave");
  EXPECT_EQ(options->pools.at(0).password, "a:b");
}

TEST(MineOptions, LoginContradictions) {
  EXPECT_TRUE(has(refusal({{"url", "h:1"}}), "--user"));
  EXPECT_TRUE(has(refusal({{"url", "h:1"}, {"user", ""}}), "--user"));
  EXPECT_TRUE(has(refusal({{"userpass", "a:b"}, {"user", "c"}}), "--userpass"));
  const std::string message = refusal({{"userpass", "hunter2secret"}});
  EXPECT_TRUE(has(message, "NAME:PASSWORD"));
  EXPECT_FALSE(has(message, "hunter2"));
}

TEST(MineOptions, PasswordFile) {
  const std::string path = ::testing::TempDir() + "wildcat-options-pass";
  std::ofstream(path) << "from file\r\nsecond line\n";
  const auto options = read_mine_options({{"url", "h:1"}, {"user", "u"}, {"pass-file", path}});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->pools.at(0).password, "from file");
  EXPECT_TRUE(has(refusal({{"pass", "a"}, {"pass-file", path}}), "--pass-file"));
  std::remove(path.c_str());
  EXPECT_TRUE(has(refusal({{"pass-file", path}}), path));
}

const std::string fingerprint = "sha256:" + std::string(64, 'a');

TEST(MineOptions, TrustAndProxyOfAPool) {
  const auto options = read_mine_options({{"url", "ssl://h:1"},
                                          {"user", "u"},
                                          {"proxy", "socks5h://me:geheim@p:2"},
                                          {"tls-fingerprint", fingerprint},
                                          {"keep-alive", "0"},
                                          {"suggest-difficulty", "auto"}});
  ASSERT_TRUE(options) << options.error().message;
  const PoolSettings& pool = options->pools.at(0);
  EXPECT_TRUE(pool.url->tls());
  EXPECT_EQ(pool.proxy->host, "p");
  EXPECT_TRUE(pool.tls.fingerprint);
  EXPECT_EQ(options->keep_alive.count(), 0);
  EXPECT_TRUE(options->fit_difficulty);
  EXPECT_FALSE(options->suggest_difficulty);
  const auto secrets = secrets_of(options->pools);
  EXPECT_NE(std::find(secrets.begin(), secrets.end(), "geheim"), secrets.end());
}

TEST(MineOptions, TrustThatMakesNoSense) {
  const RawValues tls{{"url", "ssl://h:1"}, {"user", "u"}};
  const auto with = [](RawValues raw, const std::string& name, const std::string& value) {
    raw[name] = value;
    return raw;
  };
  EXPECT_TRUE(read_mine_options(with(tls, "tls-insecure", "true")));
  EXPECT_TRUE(has(refusal(with(tls, "tls-fingerprint", "sha1:00")), "--tls-fingerprint"));
  EXPECT_TRUE(has(refusal(with(tls, "tls-ca", test::absent("ca"))), test::absent("ca")));
  EXPECT_TRUE(
      has(refusal(with(with(tls, "tls-insecure", "true"), "tls-first-use", "f")), "keep the"));
  EXPECT_TRUE(
      has(refusal({{"url", "h:1"}, {"user", "u"}, {"tls-insecure", "true"}}), "stratum+ssl://h:1"));
  EXPECT_TRUE(has(refusal({{"tls-insecure", "true"}}), "without --url"));
  EXPECT_TRUE(has(refusal({{"proxy", "socks5://h"}}), "without --url"));
  const std::string message = refusal(with(tls, "proxy", "socks4://me:hunter2@h"));
  EXPECT_TRUE(has(message, "--proxy: proxy URL"));
  EXPECT_FALSE(has(message, "hunter2"));
}

TEST(MineOptions, Strategies) {
  EXPECT_EQ(read_mine_options({{"pool-strategy", "quota"}})->strategy,
            stratum::PoolStrategy::quota);
  EXPECT_TRUE(has(refusal({{"pool-strategy", "random"}}), "round-robin"));
}

TEST(MineOptions, SeveralPools) {
  const auto options = read_mine_options({{"url", "h:1"},
                                          {"user", "a"},
                                          {"pass", "geheim1"},
                                          {"url#2", "ssl://g:2"},
                                          {"user#2", "b"},
                                          {"quota#2", "3"},
                                          {"tls-insecure#2", "true"}});
  ASSERT_TRUE(options) << options.error().message;
  ASSERT_EQ(options->pools.size(), 2u);
  EXPECT_EQ(options->pools[1].user, "b");
  EXPECT_EQ(options->pools[1].password, "x") << "not the first pool's";
  EXPECT_EQ(options->pools[1].quota, 3);
  EXPECT_FALSE(options->pools[0].tls.insecure);
  EXPECT_TRUE(
      has(refusal({{"url", "h:1"}, {"user", "a"}, {"url#2", "g:2"}}), "pool 2: --url without"));
}

TEST(MineOptions, BadUrls) {
  for (const char* url : {"", "http://h:1", "h:0", "h:65536", "h:port", "stratum+tcp://", "h:1 2"})
    EXPECT_TRUE(has(refusal({{"url", url}, {"user", "u"}}), "--url")) << url;
}

TEST(MineOptions, BadUrlsDoNotShowTheirPassword) {
  for (const char* url : {"ftp://bob:hunter2@h:1", "stratum+tcp://bob:hunter2@h:99999",
                          "bob:hunter2@:1", "stratum+tcp://bob:hunter2%zz@h:1"}) {
    const auto read = read_mine_options({{"url", url}});
    ASSERT_FALSE(read) << url;
    EXPECT_FALSE(has(read.error().message, "hunter2")) << read.error().message;
  }
}

TEST(MineOptions, BadNumbers) {
  for (const char* value : {"0", "-1", "4097", "two", "1.5", ""})
    EXPECT_TRUE(has(refusal({{"threads", value}}), "leave the option out")) << value;
  for (const char* name : {"max-seconds", "max-shares", "max-blocks"})
    for (const char* value : {"0", "-3", "many"})
      EXPECT_TRUE(has(refusal({{name, value}}), name)) << name << value;
  EXPECT_TRUE(has(refusal({{"retries", "-1"}}), "--retries"));
  EXPECT_TRUE(has(refusal({{"retry-pause", "0"}}), "--retry-pause"));
  EXPECT_TRUE(has(refusal({{"version-mask", "xyz"}}), "--version-mask"));
}

TEST(MineOptions, OnlyOneAlgorithm) {
  for (const char* name : {"sha256d", "SHA256D", "bitcoin", "sha-256d"})
    EXPECT_TRUE(read_mine_options({{"algo", name}})) << name;
  EXPECT_TRUE(has(refusal({{"algo", "scrypt"}}), "sha256d"));
}

TEST(MineOptions, EmptyLists) {
  EXPECT_TRUE(has(refusal({{"devices", ","}}), "--devices"));
  EXPECT_TRUE(has(refusal({{"events", ""}}), "--events"));
}

TEST(MineOptions, KernelFromTheEnvironmentUnlessGiven) {
  setenv("WILDCAT_KERNEL", "from_environment", 1);
  const auto environment = read_mine_options({});
  const auto given = read_mine_options({{"kernel", "given"}});
  unsetenv("WILDCAT_KERNEL");
  ASSERT_TRUE(environment && given);
  EXPECT_EQ(environment->work.kernel, "from_environment");
  EXPECT_EQ(given->work.kernel, "given");
}

TEST(PracticeOptions, Values) {
  const auto options = read_practice_options({{"port", "0"},
                                              {"difficulty", "0.5"},
                                              {"share-interval", "0.5"},
                                              {"nbits", "207fffff"},
                                              {"version-mask", "0"},
                                              {"extranonce2-size", "4"},
                                              {"user", "alice"},
                                              {"pass", "pw"},
                                              {"seed", "7"}});
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->pool.port, 0);
  EXPECT_EQ(options->pool.start_difficulty, 0.5);
  EXPECT_EQ(options->pool.share_interval.count(), 500);
  EXPECT_EQ(options->pool.nbits, 0x207fffffu);
  EXPECT_EQ(options->pool.version_mask, 0u);
  EXPECT_EQ(options->pool.extranonce2_size, 4);
  EXPECT_EQ(options->pool.user, "alice");
  EXPECT_EQ(options->pool.password, "pw");
  EXPECT_EQ(options->pool.seed, 7u);
}

TEST(PracticeOptions, Refusals) {
  const std::vector<std::pair<const char*, const char*>> bad{
      {"port", "65536"},         {"port", "-1"},          {"difficulty", "0"},
      {"difficulty", "-2"},      {"share-interval", "0"}, {"nbits", "00000000"},
      {"nbits", "1d80ffff"},     {"nbits", "zz"},         {"extranonce2-size", "17"},
      {"extranonce2-size", "0"}, {"seed", "x"},           {"max-seconds", "0"},
      {"pass", "without-user"}};
  for (const auto& [name, value] : bad) {
    const auto read = read_practice_options({{name, value}});
    ASSERT_FALSE(read) << name << ' ' << value;
    EXPECT_TRUE(has(read.error().message, name)) << read.error().message;
  }
}

/// Values just outside the row's range.
std::vector<std::string> outside(const OptionValue& value) {
  if (const auto* real = std::get_if<Range<double>>(&value.range))
    return {"-1", plain_number(real->high * 1.01)};
  const auto* whole = std::get_if<Range<std::uint64_t>>(&value.range);
  if (whole == nullptr) return {};
  std::vector<std::string> values;
  if (whole->low > 0) values.push_back(std::to_string(whole->low - 1));
  if (whole->high < ~std::uint64_t{0}) values.push_back(std::to_string(whole->high + 1));
  return values;
}

template <class Read>
void refuses_what_is_outside(std::span<const OptionSpec> rows, Read read) {
  for (const OptionSpec& row : rows)
    for (const std::string& value : outside(row.value)) {
      const auto options = read(RawValues{{std::string(row.name), value}});
      ASSERT_FALSE(options) << row.name << ' ' << value;
      EXPECT_TRUE(has(options.error().message, fmt::format("--{} is '{}': ", row.name, value)))
          << options.error().message;
    }
}

TEST(OptionTables, EveryRangeIsKept) {
  refuses_what_is_outside(mine_options(), read_mine_options);
  refuses_what_is_outside(practice_options(), read_practice_options);
  refuses_what_is_outside(grind_options(), read_grind_options);
  refuses_what_is_outside(devices_options(), read_devices_options);
}

TEST(DevicesOptions, Values) {
  const auto options =
      read_devices_options({{"json", "true"}, {"threads", "2"}, {"kernel", "avx2"}});
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->json);
  EXPECT_EQ(options->work.threads, 2u);
  EXPECT_EQ(options->work.kernel, "avx2");
  EXPECT_FALSE(read_devices_options({{"threads", "0"}}));
}

}  // namespace
}  // namespace wildcat::program
