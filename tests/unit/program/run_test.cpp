// SPDX-License-Identifier: MIT
// A whole run against two practice pools on this machine, with no console and no file: watched by a
// subscriber, looked into and steered from another thread.
#include "miner/run/run.h"

#include <gtest/gtest.h>

#include <array>
#include <condition_variable>
#include <functional>
#include <span>
#include <thread>

#include "miner/json/json_writer.h"

namespace wildcat::program {
namespace {

using namespace std::chrono_literals;

/// Remembers all events, and waits for one.
class Watcher final : public Subscriber {
 public:
  void on_event(const Event& event) override {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
    changed_.notify_all();
  }
  /// An event of this kind that `is_it` takes has come; false: not within a minute.
  template <class E>
  bool has_come(const std::function<bool(const E&)>& is_it = [](const E&) { return true; }) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 60s, [&] {
      for (const Event& event : events_)
        if (const auto* body = std::get_if<E>(&event.body); body != nullptr && is_it(*body))
          return true;
      return false;
    });
  }
  std::vector<Event> events() {
    const std::lock_guard lock(mutex_);
    return events_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Event> events_;
};

/// Looks again and again, for a minute at the longest.
bool becomes(const std::function<bool()>& true_at_last) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!true_at_last()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(10ms);
  }
  return true;
}

class Steered : public ::testing::Test {
 protected:
  void SetUp() override { begin_with(2); }
  /// The run begins with so many of the pools.
  void begin_with(std::size_t count) {
    RunSettings settings;
    settings.work.threads = 1;
    settings.work.kernel = "scalar";
    settings.work.no_cuda = settings.work.no_opencl = true;
    for (LocalPool& pool : std::span(pools_).first(count)) {
      const auto port = pool.start();
      ASSERT_TRUE(port) << port.error().message;
      PoolSettings& added = settings.pools.emplace_back();
      added.url = stratum::PoolUrl{"stratum+tcp", "127.0.0.1", *port, "", "", false};
      added.user = "me";
    }
    run_ = std::make_unique<program::Run>(settings);
    run_->subscribe(watcher_);
    thread_ = std::thread([this] { code_ = run_->run(); });
  }
  void TearDown() override {
    if (run_ != nullptr) run_->commands().end("over");
    if (thread_.joinable()) thread_.join();
  }
  Commands& commands() { return run_->commands(); }
  std::uint64_t hashes() { return run_->status().totals.hashes; }
  /// This pool is mined on, and has sent work.
  bool mined_at(std::uint32_t id) {
    return becomes([this, id] {
      for (const PoolStatus& pool : run_->status().pools)
        if (pool.id == id) return pool.active && pool.job.has_value();
      return false;
    });
  }
  bool goes_on() {
    const std::uint64_t before = hashes();
    return becomes([&] { return hashes() > before; });
  }
  /// Two looks see the same, which a device at work cannot do so often in a row.
  bool stands_still() {
    return becomes([this] {
      const std::uint64_t before = hashes();
      for (int i = 0; i < 10; ++i) std::this_thread::sleep_for(10ms);
      return hashes() == before;
    });
  }
  /// Who limits all devices, and how.
  std::string throttle() {
    std::string all;
    for (const ThrottleFigures& limit : run_->status().throttles)
      all += limit.owner + " " + limit.limit + " ";
    return all;
  }

  std::array<LocalPool, 2> pools_;
  Watcher watcher_;
  std::unique_ptr<program::Run> run_;
  ExitCode code_ = ExitCode::unexpected;
  std::thread thread_;
};

TEST_F(Steered, IsWatchedPausedResumedLimitedAndEnded) {
  ASSERT_TRUE(watcher_.has_come<StartEvent>());
  ASSERT_TRUE(watcher_.has_come<JobEvent>([](const JobEvent& job) { return job.mined; }));
  EXPECT_TRUE(goes_on());
  const Status status = run_->status();
  EXPECT_EQ(status.state, RunState::mining);
  EXPECT_EQ(status.devices.at(0).device, "cpu:0");
  EXPECT_EQ(status.pools.size(), 2u);
  EXPECT_TRUE(status.pools.at(0).active);
  EXPECT_TRUE(status.pools.at(0).job);
  EXPECT_EQ(status.ready_workers, 1u);

  EXPECT_TRUE(commands().pause());
  EXPECT_EQ(throttle(), "user pause ");
  EXPECT_TRUE(stands_still());
  EXPECT_EQ(run_->status().ready_workers, 1u) << "the connection stays";
  EXPECT_TRUE(commands().resume());
  EXPECT_TRUE(goes_on());

  EXPECT_TRUE(commands().set_rate(20'000));
  EXPECT_TRUE(commands().set_duty(0.5, "cpu:0"));
  EXPECT_EQ(throttle(), "user rate ");
  EXPECT_EQ(run_->status().devices.at(0).throttles.at(0).limit, "duty");
  EXPECT_TRUE(goes_on());
  EXPECT_EQ(commands().pause("cuda:9").error().code, Errc::not_found);
  EXPECT_EQ(commands().set_duty(2).error().code, Errc::invalid_argument);

  commands().end("as asked");
  thread_.join();
  EXPECT_EQ(code_, ExitCode::ok);
  const auto events = watcher_.events();
  ASSERT_TRUE(std::holds_alternative<ExitEvent>(events.back().body));
  EXPECT_EQ(std::get<ExitEvent>(events.back().body).reason.text, "as asked");
  std::uint64_t sequence = 0;
  for (const Event& event : events)
    if (event.sequence > 0) {
      EXPECT_EQ(event.sequence, ++sequence);
    }
}

TEST_F(Steered, MinesAtThePoolsItIsTold) {
  ASSERT_TRUE(watcher_.has_come<StartEvent>());
  EXPECT_TRUE(mined_at(0));
  EXPECT_TRUE(commands().switch_pool(1));
  EXPECT_TRUE(mined_at(1));
  const std::string second = run_->status().pools.at(1).pool;
  EXPECT_TRUE(watcher_.has_come<PoolEvent>(
      [&second](const PoolEvent& event) { return event.pool == second; }));
  EXPECT_TRUE(goes_on());

  LocalPool third;
  const auto port = third.start();
  ASSERT_TRUE(port);
  PoolSettings added;
  added.url = stratum::PoolUrl{"stratum+tcp", "127.0.0.1", *port, "", "", false};
  EXPECT_TRUE(commands().add_pool(added));
  ASSERT_TRUE(becomes([this] { return run_->status().pools.size() == 3; }));
  EXPECT_TRUE(commands().switch_pool(2));
  EXPECT_TRUE(mined_at(2));
  EXPECT_TRUE(commands().remove_pool(1));
  EXPECT_TRUE(commands().reorder_pools({2, 0}));
  EXPECT_TRUE(becomes([this] { return run_->status().pools.at(0).id == 2; }));
  EXPECT_EQ(run_->status().pools.size(), 2u);
  EXPECT_EQ(commands().switch_pool(1).error().code, Errc::not_found);
  EXPECT_EQ(commands().add_pool({}).error().code, Errc::invalid_argument);
  EXPECT_TRUE(commands().set_least_difficulty(1e-6));
  EXPECT_EQ(commands().set_least_difficulty(0).error().code, Errc::invalid_argument);
  commands().end("over");
  thread_.join();
  EXPECT_EQ(code_, ExitCode::ok);
}

class SteeredFromOnePool : public Steered {
 protected:
  void SetUp() override { begin_with(1); }
};

TEST_F(SteeredFromOnePool, GoesOnAtAnother) {
  ASSERT_TRUE(watcher_.has_come<StartEvent>());
  EXPECT_TRUE(mined_at(0));
  EXPECT_TRUE(commands().remove_pool(0));
  EXPECT_TRUE(watcher_.has_come<WarningEvent>([](const WarningEvent& warning) {
    return warning.text.text.find("this is the only pool") != std::string::npos;
  }));
  const auto port = pools_.at(1).start();
  ASSERT_TRUE(port);
  PoolSettings added;
  added.url = stratum::PoolUrl{"stratum+tcp", "127.0.0.1", *port, "", "", false};
  EXPECT_TRUE(commands().add_pool(added));
  ASSERT_TRUE(becomes([this] { return run_->status().pools.size() == 2; }));
  EXPECT_EQ(commands().reorder_pools({1, 1}).error().code, Errc::invalid_argument);
  EXPECT_TRUE(commands().switch_pool(1));
  EXPECT_TRUE(mined_at(1));
  EXPECT_TRUE(commands().remove_pool(0));
  EXPECT_TRUE(becomes([this] { return run_->status().pools.size() == 1; }));
  EXPECT_TRUE(goes_on());
  commands().end("over");
  thread_.join();
  EXPECT_EQ(code_, ExitCode::ok);
}

TEST_F(Steered, AreAskedForByPage) {
  EXPECT_TRUE(watcher_.has_come<StartEvent>());
  EXPECT_EQ(run_->workers(1, 10).size(), 2u) << "one worker at two pools";
  EXPECT_TRUE(run_->workers(2, 10).empty());
  EXPECT_TRUE(run_->workers(1, 0).empty());
}

TEST_F(Steered, TellsItsStatusAsJson) {
  EXPECT_TRUE(watcher_.has_come<AuthorizeEvent>());
  const std::string text = json_of(run_->status());
  for (const char* part : {R"("state":"mining")", R"("pools":[{"id":0,)", R"("ready_workers":)",
                           R"("devices":[{"device":"cpu:0")"})
    EXPECT_NE(text.find(part), text.npos) << part << " in " << text;
}

TEST(ARun, EndsBeforeItHasBegun) {
  RunSettings settings;
  settings.pools.resize(1);
  settings.work.no_cpu = settings.work.no_cuda = settings.work.no_opencl = true;
  Watcher watcher;
  program::Run run(settings);
  run.subscribe(watcher);
  EXPECT_EQ(run.status().state, RunState::preparing);
  EXPECT_TRUE(run.workers(1, 1).empty());
  EXPECT_EQ(run.run(), ExitCode::no_device);
  EXPECT_EQ(run.status().state, RunState::ending);
  EXPECT_TRUE(watcher.has_come<ExitEvent>());
}

}  // namespace
}  // namespace wildcat::program
