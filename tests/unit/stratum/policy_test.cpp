// SPDX-License-Identifier: MIT
// Where a pool may send us, and how long we wait before we come again.
#include <gtest/gtest.h>

#include "stratum/net/backoff.h"
#include "stratum/protocol/redirect.h"

namespace wildcat::stratum {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

TEST(Redirect, WhoMayBeFollowed) {
  const auto follow = [](const char* from, const char* to) { return may_follow(from, to); };
  EXPECT_TRUE(follow("pool.com", "pool.com"));
  EXPECT_TRUE(follow("Pool.com.", "POOL.COM"));
  EXPECT_TRUE(follow("pool.com", "eu.pool.com"));
  EXPECT_TRUE(follow("eu.pool.com", "us.pool.com"));
  EXPECT_TRUE(follow("a.b.pool.com", "c.b.pool.com"));
  EXPECT_TRUE(follow("eu.pool.co.uk", "us.pool.co.uk"));
  EXPECT_TRUE(follow("10.0.0.1", "10.0.0.1"));
  EXPECT_TRUE(follow("localhost", "localhost"));
  EXPECT_FALSE(follow("pool.com", "evil.com"));
  EXPECT_FALSE(follow("pool.com", "evilpool.com"));
  EXPECT_FALSE(follow("pool.com", "pool.com.evil.net"));
  EXPECT_FALSE(follow("pool.co.uk", "evil.co.uk"));
  EXPECT_FALSE(follow("pool.com.au", "evil.com.au"));
  EXPECT_FALSE(follow("pool.com", "com"));
  EXPECT_FALSE(follow("eu.pool.com", "6.6.6.6"));
  EXPECT_FALSE(follow("10.0.0.1", "11.0.0.1"));
  EXPECT_FALSE(follow("10.0.0.1", "evil.0.0.1"));
  EXPECT_FALSE(follow("pool.com", "::1"));
  EXPECT_FALSE(follow("pool.com", "127.pool.com.1"));
  EXPECT_FALSE(follow("localhost", "evil.localhost"));
  EXPECT_FALSE(follow("pool.com", "evil/.pool.com"));
  EXPECT_FALSE(follow("pool.com", ""));
}

TEST(Redirect, PortsHostsAndLoops) {
  const PoolUrl home = *parse_pool_url("eu.pool.test:3333");
  RedirectPolicy policy;
  const std::chrono::steady_clock::time_point start{minutes(100)};
  EXPECT_EQ(*policy.judge(home, "", std::nullopt, start), (Endpoint{"eu.pool.test", 3333}));
  EXPECT_EQ(*policy.judge(home, "", 4444, start), (Endpoint{"eu.pool.test", 4444}));
  // A foreign host is refused and does not count.
  const auto foreign = policy.judge(home, "evil\x1b.test", 1, start);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, Errc::refused);
  EXPECT_EQ(foreign.error().message.find('\x1b'), std::string::npos);
  EXPECT_EQ(*policy.judge(home, "US.pool.test", std::nullopt, start),
            (Endpoint{"us.pool.test", 3333}));
  EXPECT_FALSE(policy.judge(home, "", std::nullopt, start + minutes(9)));
  EXPECT_TRUE(policy.judge(home, "", std::nullopt, start + minutes(11)));
}

TEST(Redirect, WaitingIsBoundedForAnHour) {
  const PoolUrl home = *parse_pool_url("eu.pool.test:3333");
  RedirectPolicy policy;
  const auto may_wait = [&](minutes when, int wait) {
    const std::chrono::steady_clock::time_point now{minutes(100) + when};
    return bool{policy.judge(home, "", std::nullopt, now, std::chrono::seconds(wait))};
  };
  EXPECT_TRUE(may_wait(minutes(0), 200));
  EXPECT_FALSE(may_wait(minutes(4), 200)) << "more than five minutes together";
  EXPECT_TRUE(may_wait(minutes(20), 100));
  EXPECT_FALSE(may_wait(minutes(40), 1));
  EXPECT_TRUE(may_wait(minutes(40), 0));
  EXPECT_TRUE(may_wait(minutes(61), 200));
}

TEST(Backoff, DoublesWithJitterUpToTheLongest) {
  Backoff backoff(milliseconds(1000), milliseconds(60'000), 5);
  for (const int want : {1000, 2000, 4000, 8000, 16'000, 32'000, 60'000, 60'000, 60'000}) {
    const auto pause = backoff.next().count();
    EXPECT_GE(pause, want * 8 / 10);
    EXPECT_LE(pause, want * 12 / 10);
  }
  backoff.worked_for(std::chrono::seconds(59));
  EXPECT_GE(backoff.next().count(), 48'000);
  backoff.worked_for(std::chrono::minutes(1));
  EXPECT_LE(backoff.next().count(), 1200);
}

TEST(Backoff, JitterDependsOnTheSeed) {
  const auto pauses = [](std::uint64_t seed) {
    Backoff backoff(milliseconds(10'000), milliseconds(10'000), seed);
    std::vector<milliseconds> all;
    for (int i = 0; i < 10; ++i) all.push_back(backoff.next());
    return all;
  };
  EXPECT_EQ(pauses(1), pauses(1));
  EXPECT_NE(pauses(1), pauses(2));
}

TEST(Backoff, ARefusalWaitsLonger) {
  Backoff backoff(milliseconds(1000), milliseconds(60'000), 1);
  EXPECT_GE(backoff.next_at_least(milliseconds(30'000)).count(), 24'000);
  EXPECT_LE(backoff.next().count(), 2400);
  EXPECT_LE(backoff.next_at_least(milliseconds(90'000)).count(), 72'000);
}

}  // namespace
}  // namespace wildcat::stratum
