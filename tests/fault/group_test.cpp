// SPDX-License-Identifier: MIT
// Several pools in memory: which one is mined on, and that nothing of one gets to another.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>

#include "stratum/client/group.h"
#include "tests/fault/scripted_pool.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

/// A pool with its client; every job that reaches the sink is mined, share after share.
struct Member : RecordingObserver, JobSink {
  Member(Loop& on, int number) : loop(on), pool(on) {
    options = test_options();
    options.user = "user" + std::to_string(number);
    options.password = "password-of-" + std::to_string(number);
    options.retry_pause = milliseconds(1);
    options.retry_pause_max = milliseconds(2);
    options.connect_timeout = milliseconds(2000);
  }
  Result<void> set_extranonce(Extranonce told) override {
    extranonce = std::move(told);
    return {};
  }
  Result<void> set_job(JobOffer offer) override {
    current = MinedJob{std::move(offer), extranonce};
    find_share();
    return {};
  }
  void drop_job() override {
    current.reset();
    ++drops;
  }
  void on_result(const SubmitResult& result) override {
    RecordingObserver::on_result(result);
    if (current) find_share();
  }
  void find_share() {
    loop.post([this, share = mine(*current, 0, found++ % 40)] { submit(*driver, share); });
  }
  bool mining() const { return current.has_value(); }
  std::size_t accepted() const {
    return static_cast<std::size_t>(
        std::count_if(results.begin(), results.end(), [](const SubmitResult& result) {
          return result.outcome.kind == ShareOutcome::Kind::accepted;
        }));
  }

  Loop& loop;
  ClientOptions options;
  ScriptedPool pool;
  std::shared_ptr<ClientDriver> driver;
  std::optional<MinedJob> current;
  Extranonce extranonce;
  int drops = 0, found = 0;
};

PoolHealth quick() {
  PoolHealth health;
  health.job_patience = milliseconds(40);
  health.rest = milliseconds(100);
  health.return_after = milliseconds(20);
  health.farewell = milliseconds(20);
  return health;
}

class Group : public ::testing::Test {
 protected:
  void make(int count, PoolStrategy strategy = PoolStrategy::failover,
            const PoolHealth& health = quick()) {
    std::vector<std::shared_ptr<ClientDriver>> drivers;
    for (int i = 0; i < count; ++i) members.emplace_back(loop, i);
    adjust();
    for (Member& member : members) {
      member.driver = member.pool.driver_for(member.options, member, member);
      drivers.push_back(member.driver);
    }
    group = std::make_shared<ClientGroup>(loop, drivers, strategy, health,
                                          [this](std::size_t pool, const std::string& why) {
                                            active.push_back(pool);
                                            reasons.push_back(why);
                                          });
    group->start();
  }
  /// Runs until it holds; false when it did not for long.
  bool until(const std::function<bool()>& holds) {
    bool held = false;
    int left = 20'000;
    const std::function<void()> look = [&] {
      held = holds();
      if (held || --left == 0) return loop.stop();
      loop.post_after(milliseconds(1), look);
    };
    loop.post(look);
    // The loop ends with its last client, too.
    while (!held && left > 0) loop.run();
    return held;
  }
  bool mined(std::size_t pool) {
    const std::size_t before = members[pool].accepted();
    return until([=, this] { return members[pool].accepted() > before + 2; });
  }
  void TearDown() override {
    for (std::size_t i = 0; i < members.size(); ++i) {
      const Member& member = members[i];
      const std::string own = std::to_string(i);
      for (const std::string& line : member.pool.received)
        for (const char* other : {"0", "1", "2"})
          if (own != other) {
            EXPECT_EQ(line.find("user" + std::string(other)), line.npos) << own << ": " << line;
            EXPECT_EQ(line.find("password-of-" + std::string(other)), line.npos) << line;
          }
      EXPECT_TRUE(member.dropped.empty() || member.drops > 0);
    }
    group.reset();
    for (Member& member : members) member.driver->abandon();
  }

  std::function<void()> adjust = [] {};
  Loop loop;
  std::deque<Member> members;
  std::shared_ptr<ClientGroup> group;
  std::vector<std::size_t> active;
  std::vector<std::string> reasons;
};

TEST_F(Group, TheOthersAreLeftAloneWhileTheFirstWorks) {
  make(3);
  EXPECT_TRUE(mined(0));
  EXPECT_EQ(active, std::vector<std::size_t>{0});
  EXPECT_EQ(members[1].pool.connections + members[2].pool.connections, 0);
}

TEST_F(Group, TheSecondStandsInAndTheFirstIsReturnedTo) {
  adjust = [this] { members[0].pool.down = true; };
  make(3);
  EXPECT_TRUE(mined(1));
  EXPECT_TRUE(until([this] { return members[0].pool.connections > 3; })) << "it is tried again";
  EXPECT_EQ(members[2].pool.connections, 0);
  members[0].pool.down = false;
  EXPECT_TRUE(mined(0));
  EXPECT_EQ(active, (std::vector<std::size_t>{1, 0}));
  EXPECT_EQ(reasons.back(), "it works again");
  EXPECT_FALSE(members[1].mining()) << "its work was dropped";
  EXPECT_TRUE(until([this] { return !members[1].driver->ready(); })) << "and its connection ended";
}

TEST_F(Group, WorkOfTheOldPoolIsDroppedAtOnce) {
  make(2);
  EXPECT_TRUE(mined(0));
  members[0].pool.down = true;
  members[0].pool.hang_up();
  EXPECT_TRUE(mined(1));
  EXPECT_FALSE(members[0].mining());
  EXPECT_EQ(active, (std::vector<std::size_t>{0, 1}));
  EXPECT_NE(reasons.back().find("closed"), std::string::npos);
}

TEST_F(Group, AFlickerDoesNotChangeThePool) {
  make(2);
  EXPECT_TRUE(mined(0));
  members[1].pool.down = true;
  members[0].pool.hang_up();
  EXPECT_TRUE(mined(0));
  EXPECT_EQ(active, std::vector<std::size_t>{0});
}

TEST_F(Group, OneThatTellsUsToWaitIsWithoutWork) {
  adjust = [this] {
    members[0].pool.after_job = R"({"id":null,"method":"client.reconnect","params":["",0,300]})";
  };
  make(2);
  EXPECT_TRUE(mined(1));
  EXPECT_EQ(active.back(), 1U);
  EXPECT_EQ(members[0].pool.connections, 1) << "which is waited for as it asked";
}

TEST_F(Group, OneThatRefusesTheUserIsPassedOver) {
  adjust = [this] { members[0].pool.refuse_user = true; };
  make(2);
  EXPECT_TRUE(mined(1));
}

TEST_F(Group, OneWithoutWorkIsPassedOver) {
  adjust = [this] { members[0].pool.give_jobs = false; };
  make(2);
  EXPECT_TRUE(mined(1));
  EXPECT_EQ(active, std::vector<std::size_t>{1});
}

TEST_F(Group, OneWhoseJobsCannotBeMinedIsPassedOver) {
  adjust = [this] { members[0].pool.foreign_jobs = true; };
  make(2);
  EXPECT_TRUE(mined(1));
  EXPECT_EQ(members[0].warnings.size(), 1U);
}

TEST_F(Group, OneThatRefusesSharesRests) {
  adjust = [this] { members[0].pool.refuse_shares = true; };
  make(2);
  EXPECT_TRUE(mined(1));
  EXPECT_EQ(active, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(reasons.back(), "the other one refuses too many shares");
  EXPECT_GE(members[0].results.size(), 10U);
  members[0].pool.refuse_shares = false;
  EXPECT_TRUE(mined(0)) << "after its rest it gets another chance";
}

TEST_F(Group, OneThatRefusesSharesIsBetterThanNone) {
  adjust = [this] {
    members[0].pool.refuse_shares = true;
    members[1].pool.down = true;
  };
  make(2);
  EXPECT_TRUE(until([this] { return members[0].results.size() > 30; }));
}

TEST_F(Group, RoundRobinStaysWhereItIs) {
  adjust = [this] { members[0].pool.down = true; };
  make(3, PoolStrategy::round_robin);
  EXPECT_TRUE(mined(1));
  members[0].pool.down = false;
  EXPECT_TRUE(until([this] { return members[0].driver->resting(); }));
  EXPECT_TRUE(mined(1));
  members[1].pool.down = true;
  members[1].pool.hang_up();
  EXPECT_TRUE(mined(2));
  members[2].pool.down = true;
  members[2].pool.hang_up();
  EXPECT_TRUE(mined(0)) << "round";
  EXPECT_EQ(active, (std::vector<std::size_t>{1, 2, 0}));
}

TEST_F(Group, QuotaMinesOnAll) {
  make(3, PoolStrategy::quota);
  for (const std::size_t pool : {0, 1, 2}) EXPECT_TRUE(mined(pool));
  members[1].pool.down = true;
  members[1].pool.hang_up();
  EXPECT_TRUE(mined(0));
  EXPECT_TRUE(mined(2));
  members[1].pool.down = false;
  EXPECT_TRUE(mined(1));
}

TEST_F(Group, AllEndWhenNoneCanBeHad) {
  adjust = [this] {
    for (Member& member : members) {
      member.pool.down = true;
      member.options.retries = 2;
    }
  };
  make(2);
  EXPECT_TRUE(until([this] { return members[0].ended && members[1].ended; }));
  for (const Member& member : members) {
    EXPECT_EQ(member.ended, ClientEnd::unreachable);
    EXPECT_GE(member.pool.connections, 3);
  }
}

TEST_F(Group, OneThatWorksKeepsTheOthersTrying) {
  adjust = [this] {
    members[0].pool.down = true;
    for (Member& member : members) member.options.retries = 0;
  };
  make(2);
  EXPECT_TRUE(mined(1));
  EXPECT_TRUE(until([this] { return members[0].pool.connections > 3; }));
  EXPECT_FALSE(members[0].ended);
}

TEST_F(Group, StoppingTheClientsEndsIt) {
  make(2);
  EXPECT_TRUE(mined(0));
  for (Member& member : members) member.driver->stop(milliseconds(50));
  EXPECT_TRUE(until([this] { return members[0].ended && members[1].ended; }));
  EXPECT_EQ(members[0].ended, ClientEnd::stopped);
  EXPECT_FALSE(members[0].mining());
}

TEST_F(Group, SwitchingGoesToAnotherPoolAndStaysThere) {
  make(3);
  EXPECT_TRUE(mined(0));
  EXPECT_TRUE(group->switch_to(2));
  EXPECT_TRUE(mined(2));
  EXPECT_FALSE(members[0].mining()) << "its work was dropped";
  EXPECT_TRUE(until([this] { return members[0].driver->resting(); }));
  EXPECT_EQ(members[1].pool.connections, 0);
  EXPECT_EQ(active, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(reasons.back(), "it was switched to");
  EXPECT_EQ(group->active(), 2U);
  // The others stand in for it, and it is returned to.
  members[2].pool.down = true;
  members[2].pool.hang_up();
  EXPECT_TRUE(mined(0));
  members[2].pool.down = false;
  EXPECT_TRUE(mined(2));
  EXPECT_EQ(active, (std::vector<std::size_t>{0, 2, 0, 2}));
  EXPECT_EQ(reasons.back(), "it works again");
}

TEST_F(Group, TheFormerPoolIsMinedOnUntilTheNewOneHasWork) {
  adjust = [this] { members[1].pool.give_jobs = false; };
  make(2);
  EXPECT_TRUE(mined(0));
  EXPECT_TRUE(group->switch_to(1));
  EXPECT_TRUE(until([this] { return members[1].driver->ready(); }));
  EXPECT_TRUE(mined(0));
  members[1].pool.give_jobs = true;
  members[1].pool.hang_up();
  EXPECT_TRUE(mined(1));
}

TEST_F(Group, RoundRobinGoesOnFromTheOneSwitchedTo) {
  make(3, PoolStrategy::round_robin);
  EXPECT_TRUE(mined(0));
  EXPECT_TRUE(group->switch_to(1));
  EXPECT_TRUE(mined(1));
  members[1].pool.down = true;
  members[1].pool.hang_up();
  EXPECT_TRUE(mined(2));
  EXPECT_EQ(active, (std::vector<std::size_t>{0, 1, 2}));
}

TEST_F(Group, APoolMayJoinWhileOthersAreMinedOn) {
  make(1);
  EXPECT_TRUE(mined(0));
  Member& late = members.emplace_back(loop, 1);
  late.driver = late.pool.driver_for(late.options, late, late);
  EXPECT_EQ(group->add(late.driver), 1U);
  EXPECT_EQ(group->pools(), (std::vector<PoolId>{0, 1}));
  EXPECT_TRUE(mined(0)) << "it comes last";
  members[0].pool.down = true;
  members[0].pool.hang_up();
  EXPECT_TRUE(mined(1));
}

TEST_F(Group, APoolMayLeave) {
  make(2);
  EXPECT_TRUE(mined(0));
  EXPECT_TRUE(group->remove(0));
  EXPECT_FALSE(members[0].mining()) << "its work ends at once";
  EXPECT_TRUE(mined(1));
  EXPECT_TRUE(until([this] { return members[0].ended.has_value(); }));
  EXPECT_EQ(members[0].ended, ClientEnd::stopped);
  EXPECT_EQ(reasons.back(), "the other one was removed");
  EXPECT_EQ(group->pools(), std::vector<PoolId>{1});
  const auto last = group->remove(1);
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, Errc::state);
  EXPECT_TRUE(mined(1)) << "it stays";
}

TEST_F(Group, TheOrderMayChange) {
  make(3);
  EXPECT_TRUE(mined(0));
  EXPECT_TRUE(group->reorder({1, 2, 0}));
  EXPECT_TRUE(mined(1));
  EXPECT_EQ(reasons.back(), "it comes first");
  members[1].pool.down = true;
  members[1].pool.hang_up();
  EXPECT_TRUE(mined(2));
  EXPECT_EQ(active, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(group->pools(), (std::vector<PoolId>{1, 2, 0}));
}

TEST_F(Group, ChangesThatMakeNoSenseAreRefused) {
  make(2);
  EXPECT_EQ(group->switch_to(2).error().code, Errc::not_found);
  EXPECT_EQ(group->remove(7).error().code, Errc::not_found);
  for (const auto& order : {std::vector<PoolId>{0}, {0, 0}, {0, 2}, {0, 1, 2}})
    EXPECT_EQ(group->reorder(order).error().code, Errc::invalid_argument);
  EXPECT_TRUE(mined(0));
}

TEST_F(Group, QuotaIsNotSwitched) {
  make(2, PoolStrategy::quota);
  EXPECT_EQ(group->switch_to(1).error().code, Errc::state);
  EXPECT_TRUE(group->remove(0));
  EXPECT_TRUE(mined(1));
}

}  // namespace
}  // namespace wildcat::stratum
