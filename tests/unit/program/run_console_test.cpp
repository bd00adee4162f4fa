// SPDX-License-Identifier: MIT
// What those who watch a run are told of what happens to Miner and pools: console lines and events,
// and what PoolSource counts. The console goes to a file, the events to another.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>

#include "miner/output/event_log.h"
#include "miner/output/run_console.h"
#include "miner/run/device_events.h"
#include "miner/run/local_pool.h"
#include "miner/run/pool_source.h"
#include "tests/support/flat_job.h"
#include "tests/support/text.h"
#include "tests/unit/program/capture.h"
#include "tests/unit/program/genesis.h"
#include "tests/unit/program/pipe.h"

namespace wildcat::program {
namespace {

using test::has;
namespace json = boost::json;
using Kind = ShareOutcome::Kind;

class Reports : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = ::testing::TempDir() + "wildcat-reports-" + info->name();
    std::remove(path_.c_str());
    ASSERT_TRUE(events_.open(path_));
    bus_.subscribe(events_);
    bus_.subscribe(shown_);
    bus_.trace(shown_);
  }
  void TearDown() override { std::remove(path_.c_str()); }

  std::string shown() {
    console_.flush_until(soon());
    return capture_.text();
  }
  std::vector<json::object> events(std::string_view name) {
    events_.flush_until(soon());
    std::ifstream file(path_);
    std::vector<json::object> found;
    for (std::string line; std::getline(file, line);)
      if (auto event = json::parse(line).as_object(); event.at("event").as_string() == name)
        found.push_back(event);
    return found;
  }
  /// Runs what was posted to the loop so far.
  void run_loop() {
    loop_.post([this] { loop_.stop(); });
    loop_.run();
  }

  std::string path_;
  Capture capture_;
  Console console_{ConsoleOptions{capture_.stream(), false, true, false, false}};
  RunConsole shown_{console_, true};
  EventLog events_{[](const Error& why) { ADD_FAILURE() << why.message; }};
  EventBus bus_{Redactor({"hunter2"})};
  stratum::Loop loop_;
};

class PoolReports : public Reports {
 protected:
  stratum::SubmitResult result(Kind kind) {
    stratum::SubmitResult made;
    made.submission.number = 7;
    made.submission.job_id = "j";
    made.outcome.kind = kind;
    made.outcome.reason = RejectReason::duplicate;
    made.outcome.fault = StaleFault::pool;
    made.text = "words with hunter2";
    made.latency = std::chrono::milliseconds(12);
    return made;
  }
  PoolEvents reporter_{bus_, {1, 1, "alice"}};
};

TEST_F(PoolReports, TheHandshake) {
  reporter_.on_connecting("pool:1", "10.0.0.1:1");
  reporter_.on_connected("pool:1", "10.0.0.1:1");
  reporter_.on_subscribed("0badcafe", 4, true);
  reporter_.on_authorized();
  reporter_.on_version_mask(0x1fffe000);
  reporter_.on_difficulty(2);
  const std::string text = shown();
  for (const char* part : {"connecting to pool:1", "connected  pool:1 (10.0.0.1:1)",
                           "4 bytes, session resumed", "authorised as alice", "1fffe000", "2.00"})
    EXPECT_TRUE(has(text, part)) << part << " in " << text;
  EXPECT_EQ(events("connect").at(0).at("address").as_string(), "10.0.0.1:1");
  EXPECT_TRUE(events("subscribe").at(0).at("resumed").as_bool());
  EXPECT_EQ(events("authorize").at(0).at("user").as_string(), "alice");
  EXPECT_EQ(events("version_mask").at(0).at("mask").as_string(), "1fffe000");
  EXPECT_EQ(events("difficulty").at(0).at("difficulty").to_number<double>(), 2);
}

TEST_F(PoolReports, DisconnectionsWithAndWithoutAnotherAttempt) {
  reporter_.on_connected("pool:1", "10.0.0.1:1");
  reporter_.on_disconnected({Errc::io, "hunter2 gone."}, std::chrono::milliseconds(1500));
  reporter_.on_disconnected({Errc::refused, "for good"}, std::nullopt);
  EXPECT_TRUE(has(shown(), "disconnected: *** gone. Next attempt in 1.5 s.")) << shown();
  EXPECT_TRUE(has(shown(), "  for good.\n")) << shown();
  const auto told = events("disconnect");
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].at("reason").as_string(), "*** gone.");
  EXPECT_EQ(told[0].at("retry_ms").to_number<int>(), 1500);
  EXPECT_EQ(told[1].at("kind").as_string(), "refused");
  EXPECT_TRUE(told[1].at("retry_ms").is_null());
}

TEST_F(PoolReports, WhatWasNeverConnectedIsNotDisconnected) {
  reporter_.on_disconnected({Errc::io, "cannot connect"}, std::chrono::milliseconds(1500));
  EXPECT_TRUE(has(shown(), "warning: cannot connect. Next attempt in 1.5 s.")) << shown();
  EXPECT_FALSE(has(shown(), "disconnected"));
}

TEST_F(PoolReports, DiscardedSharesAreToldOnceASecondAndNoneIsForgotten) {
  for (int i = 0; i < 1000; ++i) reporter_.on_shares_discarded(2);
  EXPECT_LE(events("discarded").size(), 3u);
  reporter_.on_disconnected({Errc::io, "gone"}, std::nullopt);
  std::uint64_t sum = 0;
  for (const json::object& event : events("discarded"))
    sum += event.at("count").to_number<std::uint64_t>();
  EXPECT_EQ(sum, 2000u);
}

TEST_F(PoolReports, AnswersToShares) {
  for (const Kind kind : {Kind::accepted, Kind::rejected, Kind::stale, Kind::lost})
    reporter_.on_result(result(kind));
  auto block = result(Kind::accepted);
  block.submission.is_block = true;
  reporter_.on_result(block);
  const std::string text = shown();
  for (const char* part : {"accepted", "12.0 ms", "duplicate: words with ***", "fault of the pool",
                           "never answered", "block!"})
    EXPECT_TRUE(has(text, part)) << part << " in " << text;
  EXPECT_FALSE(has(text, " \n")) << text;
  EXPECT_EQ(events("share").size(), 5u);
}

TEST_F(PoolReports, AShareThatIsNotSent) {
  reporter_.on_share_dropped(genesis_share(), StaleFault::network);
  EXPECT_TRUE(has(shown(), "its job is gone"));
  const auto told = events("stale");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].at("fault").as_string(), "network");
  EXPECT_EQ(told[0].at("suppressed").to_number<int>(), 0);
}

TEST_F(PoolReports, TheDifficultyIsShownWithTheJobThatChangesIt) {
  test::FlatJob job;
  job.name = "one";
  reporter_.tell_job(job, 2, true);
  job.name = "two";
  job.clean = true;
  reporter_.tell_job(job, 2, true);
  EXPECT_TRUE(has(shown(), "job        one, difficulty 2.00\n")) << shown();
  EXPECT_TRUE(has(shown(), "job        two, new block\n")) << shown();
  EXPECT_EQ(events("job").size(), 2u);
}

TEST_F(PoolReports, NothingOfAPoolsReachesTheTerminalUnseen) {
  const std::string evil = "\033[31mred\a\x7f\x9b\xff";
  const std::string shown_as = R"(\x1b[31mred\x07\x7f\x9b\xff)";
  test::FlatJob job;
  job.name = evil;
  reporter_.tell_job(job, 1, true);
  reporter_.on_line(false, evil);
  reporter_.on_warning(evil, Remedy::none);
  reporter_.on_pool_message(evil);
  reporter_.on_connected("pool:1", "10.0.0.1:1");
  reporter_.on_disconnected({Errc::io, evil}, std::chrono::milliseconds(1));
  auto rejected = result(Kind::rejected);
  rejected.text = evil;
  reporter_.on_result(rejected);
  const std::string text = shown();
  for (const char byte : {'\033', '\a', '\x7f', '\x9b', '\xff'})
    EXPECT_EQ(text.find(byte), std::string::npos) << static_cast<int>(byte);
  for (const char* before :
       {"job        ", "<-- ", "warning: ", "the pool says: ", "disconnected: ", "duplicate: "})
    EXPECT_TRUE(has(text, before + shown_as)) << before << " in " << text;
  EXPECT_EQ(events("job").at(0).at("job").as_string(), "\033[31mred\a\x7f\\x9b\\xff")
      << "JSON escapes control characters itself, but holds UTF-8 only";
}

TEST_F(PoolReports, ALongJobIdIsCut) {
  test::FlatJob job;
  job.name = std::string(1000, 'x');
  reporter_.tell_job(job, 1, true);
  EXPECT_FALSE(has(shown(), std::string(100, 'x')));
  EXPECT_EQ(events("job").at(0).at("job").as_string().size(), 1000u);
}

TEST_F(PoolReports, TheProtocolOnlyWhenAskedFor) {
  RunConsole unasked(console_, false);
  EventBus bus;
  bus.subscribe(unasked);
  bus.trace(unasked);
  PoolEvents(bus, {1, 1, "alice"}).on_line(true, "secret line");
  reporter_.on_line(true, "shown line with hunter2");
  EXPECT_FALSE(has(shown(), "secret line"));
  EXPECT_TRUE(has(shown(), "--> shown line with ***"));
}

class ManyWorkers : public Reports {
 protected:
  explicit ManyWorkers(bool debug = false)
      : console_of_many_(ConsoleOptions{capture_.stream(), false, debug, false, false}) {
    bus_of_many_.subscribe(shown_of_many_);
    bus_of_many_.subscribe(events_);
    bus_of_many_.trace(shown_of_many_);
    StartEvent start;
    start.workers = 200;
    bus_of_many_.publish(start);
    console_of_many_.flush_until(soon());
    at_start_ = capture_.text();
  }
  /// Since the start.
  std::string shown_of_many() {
    console_of_many_.flush_until(soon());
    return capture_.text().substr(at_start_.size());
  }
  std::string at_start_;
  Console console_of_many_;
  RunConsole shown_of_many_{console_of_many_, true};
  EventBus bus_of_many_;
};
struct ManyWorkersInDetail : ManyWorkers {
  ManyWorkersInDetail() : ManyWorkers(true) {}
};

TEST_F(ManyWorkers, KeepTheirNewsForTheEvents) {
  for (std::uint32_t i = 1; i <= 100; ++i) {
    PoolEvents reporter(bus_of_many_, {i, i, "alice"});
    reporter.on_connected("pool:1", "10.0.0.1:1");
    reporter.tell_job(test::FlatJob{}, 2, true);
    reporter.on_result({});
    reporter.on_pool_message("welcome");
  }
  EXPECT_EQ(shown_of_many(), "");
  for (const char* name : {"connect", "job", "share", "message"}) {
    ASSERT_EQ(events(name).size(), 100u) << name;
    EXPECT_EQ(events(name)[41].at("worker").to_number<int>(), 42) << name;
  }
}

TEST_F(ManyWorkers, WarnAFewTimesAndAreCounted) {
  for (std::uint32_t i = 1; i <= 100; ++i) {
    PoolEvents reporter(bus_of_many_, {i, i, "alice"});
    reporter.on_disconnected({Errc::io, "the pool is gone"}, std::chrono::milliseconds(1));
  }
  bus_of_many_.publish(TickEvent());
  bus_of_many_.publish(TickEvent());
  const std::string text = shown_of_many();
  EXPECT_TRUE(has(text, "warning: worker 1: the pool is gone.")) << text;
  EXPECT_FALSE(has(text, "worker 7:")) << text;
  EXPECT_TRUE(has(text, "94 more warnings of workers")) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), RunConsole::warnings_a_minute + 1) << text;
}

TEST_F(ManyWorkersInDetail, SayAllWithTheirNumber) {
  PoolEvents reporter(bus_of_many_, {17, 17, "alice"});
  reporter.on_connected("pool:1", "10.0.0.1:1");
  reporter.on_line(true, "a line");
  EXPECT_TRUE(has(shown_of_many(), "worker 17: connected  pool:1")) << shown_of_many();
  EXPECT_TRUE(has(shown_of_many(), "worker 17: --> a line")) << shown_of_many();
}

class DeviceReports : public Reports {
 protected:
  int failures_ = 0;
  DeviceEvents reporter_{loop_, bus_, [this] { ++failures_; },
                         [](SourceId source) { return source + 1; }};
};

TEST_F(DeviceReports, Canaries) {
  reporter_.on_canary({"cpu:0", false, {1, 2}});
  reporter_.on_canary({"cpu:1", true, {1, 0xabc}});
  run_loop();
  EXPECT_TRUE(has(shown(), "canary found on cpu:0"));
  EXPECT_TRUE(has(shown(), "error: canary missed on cpu:1")) << shown();
  ASSERT_EQ(events("canary").size(), 2u);
  EXPECT_TRUE(events("canary")[1].at("missed").as_bool());
}

TEST_F(DeviceReports, AFailureIsToldAndPassedOn) {
  reporter_.on_device_failure({"cpu:0", {Errc::device_failed, "unplugged"}});
  EXPECT_EQ(failures_, 0) << "on the loop's thread only";
  run_loop();
  EXPECT_EQ(failures_, 1);
  EXPECT_TRUE(has(shown(), "device cpu:0 failed: unplugged"));
  EXPECT_EQ(events("device_failed").at(0).at("reason").as_string(), "unplugged");
}

TEST_F(DeviceReports, ARecoveryIsTold) {
  reporter_.on_device_recovery("cuda:0");
  run_loop();
  EXPECT_EQ(failures_, 0);
  EXPECT_TRUE(has(shown(), "device cuda:0 works again"));
  EXPECT_EQ(events("device_recovered").at(0).at("device").as_string(), "cuda:0");
}

TEST_F(DeviceReports, AFloodOfHardwareErrorsIsBounded) {
  for (int i = 0; i < 1000; ++i) reporter_.on_hardware_error({"cpu:0", {1, 2}, 3});
  run_loop();
  const auto told = events("hardware_error");
  ASSERT_EQ(told.size(), 64u);
  EXPECT_EQ(told[0].at("suppressed").to_number<int>(), 1000 - 64);
  EXPECT_TRUE(has(shown(), "(and 936 more)"));
}

TEST_F(DeviceReports, AFloodOfStaleSharesIsBoundedButForBlocks) {
  const Share share = genesis_share(false), block = genesis_share(true);
  ASSERT_FALSE(share.is_block());
  ASSERT_TRUE(block.is_block());
  for (int i = 0; i < 5000; ++i) reporter_.on_stale_share(share, StaleFault::switching);
  reporter_.on_stale_share(block, StaleFault::switching);
  run_loop();
  const auto told = events("stale");
  ASSERT_EQ(told.size(), 4097u);
  EXPECT_EQ(told[0].at("suppressed").to_number<int>(), 5000 - 4096);
  EXPECT_EQ(told[0].at("worker").to_number<std::uint32_t>(), share.source() + 1);
  EXPECT_EQ(told[1].at("suppressed").to_number<int>(), 0);
  EXPECT_TRUE(told.back().at("block").as_bool());
  reporter_.on_stale_share(share, StaleFault::switching);
  run_loop();
  EXPECT_EQ(events("stale").size(), 4098u) << "there is room again";
}

class Glue : public Reports {
 protected:
  std::unique_ptr<PoolSource> make(std::uint16_t port) {
    WorkerOptions options;
    options.number = 12;
    options.client.pool = {"stratum+tcp", "127.0.0.1", port, "", "", false};
    options.client.user = "alice";
    options.client.user_agent = "test/1";
    PoolSource::Hooks hooks;
    hooks.on_outcome = [this](const ShareOutcome& outcome) { outcomes_.push_back(outcome.kind); };
    hooks.on_ready = [](bool) {};
    hooks.on_end = [this](stratum::ClientEnd how, const Error&) {
      end_ = how;
      loop_.stop();
    };
    return std::make_unique<PoolSource>(loop_, miner_, bus_, entry_, 1, options, hooks);
  }
  PoolBook book_{true};
  PoolBook::Entry& entry_ = book_.add(0, "pool:1", "alice");
  std::vector<Kind> outcomes_;
  std::optional<stratum::ClientEnd> end_;
  Miner miner_;
};

TEST_F(Glue, OutcomesAreCountedShownAndPassedOn) {
  const auto glue = make(1);
  stratum::SubmitResult result;
  for (const Kind kind : {Kind::accepted, Kind::rejected, Kind::lost}) {
    result.outcome.kind = kind;
    glue->on_result(result);
  }
  const SourceStats total = miner_.stats().total;
  EXPECT_EQ(total.accepted, 1u);
  EXPECT_EQ(total.lost, 1u);
  EXPECT_EQ(outcomes_, (std::vector<Kind>{Kind::accepted, Kind::rejected, Kind::lost}));
  EXPECT_EQ(book_.status().at(0).accepted, 1u);
  EXPECT_EQ(book_.status().at(0).lost, 1u);
  ASSERT_EQ(events("share").size(), 3u);
  EXPECT_EQ(events("share")[0].at("worker").to_number<int>(), 12);
}

TEST_F(Glue, AShareThatIsNotSentIsStaleAndNoAnswer) {
  const auto glue = make(1);
  glue->on_share_dropped(genesis_share(), StaleFault::network);
  const SourceStats total = miner_.stats().total;
  EXPECT_EQ(total.stale.at(static_cast<std::size_t>(StaleFault::network)), 1u);
  EXPECT_TRUE(outcomes_.empty());
  EXPECT_EQ(events("stale").size(), 1u);
}

TEST_F(Glue, WhatNobodyWantsIsWithheldAndNoAnswer) {
  const auto glue = make(1);
  glue->on_share_withheld(genesis_share());
  glue->on_shares_discarded(3);
  EXPECT_EQ(miner_.stats().total.withheld, 4u);
  EXPECT_TRUE(outcomes_.empty());
}

TEST_F(Glue, JobsGoToTheMinerWhichRefusesBadOnes) {
  const auto glue = make(1);
  JobOffer offer = genesis_share().offer();
  EXPECT_TRUE(glue->set_job(offer));
  glue->drop_job();
  EXPECT_FALSE(glue->set_extranonce({{}, 33}));  // more than a coinbase's field may hold
  EXPECT_TRUE(glue->set_extranonce({{}, 8}));
  offer.share_target = Target{};
  EXPECT_FALSE(glue->set_job(offer));
}

// What reaches the miner is what a group of pools lets through.
TEST_F(Glue, AJobIsKeptUntilTheTurnOfItsPoolHasCome) {
  const auto glue = make(1);
  const JobOffer job = genesis_share().offer();
  const auto mined = [this] {
    std::vector<bool> all;
    for (const auto& event : events("job")) all.push_back(event.at("mined").as_bool());
    return all;
  };
  glue->on_job(job, 2);
  EXPECT_EQ(mined(), std::vector<bool>{false});
  ASSERT_TRUE(glue->set_job(job));
  glue->tell_active("its turn");
  glue->on_job(job, 2);
  EXPECT_EQ(mined(), (std::vector<bool>{false, true, true}));
  EXPECT_TRUE(events("job").at(1).at("clean").as_bool());
  glue->tell_active("once more");
  glue->drop_job();
  glue->on_job(job, 2);
  EXPECT_EQ(mined(), (std::vector<bool>{false, true, true, false}));
}

TEST_F(Glue, FromConnectionToStopOnARealPool) {
  LocalPool pool;
  const auto port = pool.start();
  ASSERT_TRUE(port) << port.error().message;
  const auto glue = make(*port);
  glue->client().start();
  loop_.post_after(std::chrono::seconds(30), [this] { loop_.stop(); });
  const std::function<void()> stop_after_a_job = [&] {
    if (!events("job").empty()) return glue->stop(std::chrono::milliseconds(100));
    loop_.post_after(std::chrono::milliseconds(10), stop_after_a_job);
  };
  loop_.post(stop_after_a_job);
  loop_.run();
  ASSERT_TRUE(end_);
  EXPECT_EQ(*end_, stratum::ClientEnd::stopped);
  EXPECT_EQ(events("connect").size(), 1u);
}

}  // namespace
}  // namespace wildcat::program
