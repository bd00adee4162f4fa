// SPDX-License-Identifier: MIT
// The throttle with a clock of its own: rates that are kept whoever hashes, and owners that do not
// disturb each other.
#include "engine/throttle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <thread>

namespace wildcat {
namespace {

using namespace std::chrono_literals;

constexpr auto all_devices = "";

/// One scanner in made-up time: it takes a unit as soon as it may.
struct SimulatedScanner {
  ThrottledDevice& device;
  double speed;  // hashes per second while it hashes
  bool busy = false;
  Throttle::TimePoint until{};
  std::uint64_t unit = 0;
  RatesTaken rates{};
};

/// Scanners that share a throttle, which is looked at every tenth of a millisecond.
struct Simulation {
  Throttle throttle;
  std::vector<SimulatedScanner> scanners;
  std::chrono::duration<double> step{0.016};
  Throttle::TimePoint now = Throttle::TimePoint{} + 1h;

  ThrottledDevice& add(const std::string& id, std::uint32_t count, double speed) {
    ThrottledDevice& device = throttle.add(id, count);
    for (std::uint32_t i = 0; i < count; ++i) scanners.push_back({device, speed});
    return device;
  }
  void set_step(std::chrono::microseconds time) {
    step = time;
    throttle.set_step(time);
  }
  /// Hashes done in `span`.
  double run(std::chrono::nanoseconds span) {
    double done = 0;
    for (const auto end = now + span; now < end; now += 100us)
      for (SimulatedScanner& scanner : scanners) done += look(scanner);
    return done;
  }
  double look(SimulatedScanner& scanner) {
    double done = 0;
    if (scanner.busy && now >= scanner.until) {
      throttle.spend(scanner.device, scanner.rates, scanner.unit, scanner.until);
      done = static_cast<double>(scanner.unit);
      scanner.busy = false;
    }
    const DeviceSignals& signals = scanner.device.signals;
    if (scanner.busy || signals.failed || signals.paused) return done;
    if (!throttle.due(scanner.device, {}, now)) return done;
    scanner.rates = throttle.rates(scanner.device);
    scanner.unit = throttle.most_hashes(scanner.device, scanner.speed * step.count());
    scanner.until = now + std::chrono::nanoseconds(static_cast<std::int64_t>(
                              1e9 * static_cast<double>(scanner.unit) / scanner.speed));
    scanner.busy = true;
    return done;
  }
};

TEST(Throttle, KeepsTheRateWithinOnePercentOverTenSeconds) {
  for (const double rate : {1e3, 5e5, 2e6, 1.5e7})
    for (const auto step : {16'000us, 500us}) {
      Simulation miner;
      miner.add("cpu:0", 1, 20e6);
      miner.set_step(step);
      ASSERT_TRUE(miner.throttle.set_rate("test", rate, all_devices));
      miner.run(1s);
      for (int i = 0; i < 3; ++i) EXPECT_NEAR(miner.run(10s) / 10, rate, rate / 100) << rate;
    }
}

TEST(Throttle, KeepsTheRateWhicheverDevicesHash) {
  Simulation miner;
  ThrottledDevice& cpu = miner.add("cpu:0", 4, 5e6);
  ThrottledDevice& gpu = miner.add("cuda:0", 1, 1e9);
  const double rate = 1.5e7;
  ASSERT_TRUE(miner.throttle.set_rate("test", rate, all_devices));
  miner.run(1s);
  const auto expect_rate = [&](const char* when) {
    EXPECT_NEAR(miner.run(10s) / 10, rate, rate / 100) << when;
  };
  expect_rate("all");
  ASSERT_TRUE(miner.throttle.set_pause("test", Hold::keep, "cuda:0"));
  expect_rate("the GPU is paused");
  ASSERT_TRUE(miner.throttle.set_pause("test", std::nullopt, "cuda:0"));
  expect_rate("it is back");
  cpu.signals.failed = true;
  expect_rate("the processor has failed");
  cpu.signals.failed = false;
  gpu.signals.failed = true;
  expect_rate("the GPU has failed");
  gpu.signals.failed = false;
  ASSERT_TRUE(miner.throttle.set_rate("test", 1e6, "cuda:0"));
  expect_rate("the GPU has a limit of its own");
}

TEST(Throttle, ADeviceHasARateOfItsOwn) {
  Simulation miner;
  miner.add("cpu:0", 3, 5e6);
  ASSERT_TRUE(miner.throttle.set_rate("test", 4e5, "cpu:0"));
  miner.run(1s);
  EXPECT_NEAR(miner.run(10s) / 10, 4e5, 4e3);
}

TEST(Throttle, CatchesUpALittleAndNoMore) {
  Simulation miner;
  miner.add("cpu:0", 1, 20e6);
  miner.set_step(20ms);
  ASSERT_TRUE(miner.throttle.set_rate("test", 1e6, all_devices));
  miner.run(1s);
  miner.now += 80ms;  // the machine was busy
  EXPECT_NEAR(miner.run(1s), 1.08e6, 3e4);
  miner.now += 10min;  // there was no work
  EXPECT_NEAR(miner.run(1s), 1.1e6, 3e4);
}

TEST(Throttle, UnitsAreSmallEnoughForAllScanners) {
  const auto unit = [](std::uint32_t scanners, double rate, std::chrono::microseconds step) {
    Throttle throttle;
    throttle.set_step(step);
    ThrottledDevice& device = throttle.add("cpu:0", scanners);
    EXPECT_TRUE(throttle.set_rate("test", rate, all_devices));
    return throttle.most_hashes(device, 1e6);
  };
  EXPECT_EQ(unit(1, 1e6, 20ms), 20'000u);
  EXPECT_EQ(unit(4, 1e6, 20ms), 5'000u);
  EXPECT_EQ(unit(4, 1e6, 100us), 25u);
  EXPECT_EQ(unit(4, 0.1, 20ms), 1u) << "less than one hash cannot be searched";
}

TEST(Throttle, UnitsLastEquallyLongOnFastAndSlowDevices) {
  Throttle throttle;
  throttle.set_step(20ms);
  ThrottledDevice& slow = throttle.add("cpu:0", 2);
  ThrottledDevice& fast = throttle.add("cuda:0", 1);
  throttle.most_hashes(slow, 1e5);
  throttle.most_hashes(fast, 8e5);
  ASSERT_TRUE(throttle.set_rate("test", 1e6, all_devices));
  EXPECT_EQ(throttle.most_hashes(slow, 1e5), 2'000u);
  EXPECT_EQ(throttle.most_hashes(fast, 8e5), 16'000u);
}

TEST(Throttle, WithoutALimitNobodyWaits) {
  for (const std::optional<double> rate :
       {std::optional<double>(), std::optional<double>(0.0), std::optional<double>(-1.0),
        std::optional<double>(std::numeric_limits<double>::infinity())}) {
    Throttle throttle;
    ThrottledDevice& device = throttle.add("cpu:0", 1);
    EXPECT_EQ(bool(throttle.set_rate("test", rate, all_devices)), !rate);
    throttle.spend(device, throttle.rates(device), 1'000'000'000'000,
                   Throttle::TimePoint::clock::now());
    EXPECT_EQ(throttle.most_hashes(device, 1e6), std::uint64_t{1} << 32);
    EXPECT_TRUE(throttle.due(device, {}, {}));
    throttle.wait(device, {});
  }
}

TEST(Throttle, WaitingEndsWhenToldTo) {
  Throttle throttle;
  ThrottledDevice& device = throttle.add("cpu:0", 1);
  ASSERT_TRUE(throttle.set_rate("test", 1, all_devices));
  throttle.spend(device, throttle.rates(device), 1'000'000,
                 Throttle::TimePoint::clock::now());  // eleven days
  std::thread waiting([&] { throttle.wait(device, {}); });
  device.signals.failed = true;
  throttle.wake();
  waiting.join();
  device.signals.failed = false;
  std::thread lifted([&] { throttle.wait(device, {}); });
  throttle.lift("test");
  lifted.join();
  ASSERT_TRUE(throttle.set_pause("test", Hold::keep, all_devices));
  std::thread another([&] { throttle.wait(device, {}); });
  throttle.close();
  another.join();
  EXPECT_TRUE(throttle.due(device, {}, Throttle::TimePoint::clock::now()))
      << "closed: nothing to wait for";
}

TEST(Throttle, AFasterRateShortensWhatIsOwedAndALimitChargesNothingForBefore) {
  const auto now = Throttle::TimePoint{} + 1h;
  RateBudget budget;
  const double unlimited = budget.rate();
  budget.set_rate(10.0, now);
  budget.spend(1'000'000'000, unlimited, now);
  EXPECT_FALSE(budget.free_at()) << "taken before there was a limit";
  budget.spend(1'000, 10, now);
  EXPECT_EQ(*budget.free_at(), now + 100s);
  budget.set_rate(1000.0, now);
  EXPECT_EQ(*budget.free_at(), now + 1s);
  budget.set_rate(1.0, now);
  EXPECT_EQ(*budget.free_at(), now + 1s) << "paid for already at the rate it was hashed under";
  budget.set_rate({}, now);
  EXPECT_FALSE(budget.free_at());
}

TEST(Throttle, DutyIsRestAfterWork) {
  Throttle throttle;
  ThrottledDevice& device = throttle.add("cpu:0", 1);
  const auto now = Throttle::TimePoint{} + 1h;
  const Shift shift{16ms, now};
  EXPECT_TRUE(throttle.due(device, shift, now));
  ASSERT_TRUE(throttle.set_duty("test", 0.25, "cpu:0"));
  EXPECT_FALSE(throttle.due(device, shift, now + 47ms));
  EXPECT_TRUE(throttle.due(device, shift, now + 48ms));
  ASSERT_TRUE(throttle.set_duty("test", 0.5, "cpu:0"));
  EXPECT_TRUE(throttle.due(device, shift, now + 16ms));
  ASSERT_TRUE(throttle.set_duty("test", 1, "cpu:0"));
  EXPECT_TRUE(throttle.due(device, shift, now));
  ASSERT_TRUE(throttle.set_duty("test", 0, "cpu:0"));
  EXPECT_TRUE(device.signals.paused);
  EXPECT_FALSE(throttle.due(device, shift, now + 1h));
  ASSERT_TRUE(throttle.set_duty("test", {}, "cpu:0"));
  EXPECT_TRUE(throttle.due(device, shift, now));
}

TEST(Throttle, TheStrictestOwnerHoldsAndEachTakesBackItsOwn) {
  Throttle throttle;
  ThrottledDevice& device = throttle.add("cpu:0", 1);
  throttle.add("cuda:0", 1);
  ASSERT_TRUE(throttle.set_rate("file", 1000, all_devices));
  ASSERT_TRUE(throttle.set_rate("user", 500, all_devices));
  ASSERT_TRUE(throttle.set_rate("power", 700, all_devices));
  auto rate = throttle.status().all.rate;
  ASSERT_TRUE(rate);
  EXPECT_EQ(rate->owner, "user");
  EXPECT_EQ(rate->value, 500);
  const auto since = rate->since;
  ASSERT_TRUE(throttle.set_rate("user", 400, all_devices));
  EXPECT_EQ(throttle.status().all.rate->since, since) << "the same owner holds";
  ASSERT_TRUE(throttle.set_rate("user", 800, all_devices));
  EXPECT_EQ(throttle.status().all.rate->owner, "power");
  EXPECT_GE(throttle.status().all.rate->since, since);
  throttle.lift("power");
  EXPECT_EQ(throttle.status().all.rate->owner, "user");
  throttle.lift("user");
  EXPECT_EQ(throttle.status().all.rate->owner, "file");

  ASSERT_TRUE(throttle.set_pause("user", Hold::keep, all_devices));
  ASSERT_TRUE(throttle.set_pause("tenant", Hold::release, "cuda:0"));
  auto devices = throttle.status().devices;
  ASSERT_EQ(devices.size(), 2u);
  EXPECT_EQ(devices[0].device, "cpu:0");
  EXPECT_EQ(devices[0].limits.pause->owner, "user");
  EXPECT_EQ(devices[1].limits.pause->owner, "tenant") << "release is stricter";
  EXPECT_EQ(devices[1].limits.pause->value, Hold::release);
  ASSERT_TRUE(throttle.set_pause("tenant", std::nullopt, all_devices));
  EXPECT_EQ(throttle.status().devices[1].limits.pause->owner, "tenant") << "another scope";
  ASSERT_TRUE(throttle.set_pause("temperature", Hold::keep, "cpu:0"));
  ASSERT_TRUE(throttle.set_pause("user", std::nullopt, all_devices));
  EXPECT_EQ(throttle.status().devices[0].limits.pause->owner, "temperature");
  EXPECT_TRUE(device.signals.paused);
  throttle.lift("temperature");
  EXPECT_FALSE(device.signals.paused);
  EXPECT_FALSE(throttle.status().devices[0].limits.paused());
}

TEST(Throttle, RefusesWhatIsNoLimit) {
  Throttle throttle;
  throttle.add("cpu:0", 1);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(throttle.set_pause("user", Hold::keep, "cpu:1").error().code, Errc::not_found);
  EXPECT_EQ(throttle.set_rate("user", nan, "cpu:0").error().code, Errc::invalid_argument);
  for (const double duty : {-0.1, 1.1, nan})
    EXPECT_EQ(throttle.set_duty("user", duty, all_devices).error().code, Errc::invalid_argument);
  EXPECT_FALSE(throttle.status().all.duty);
}

TEST(Throttle, WhatWasSetForAllHoldsForADeviceThatComesLater) {
  Throttle throttle;
  ASSERT_TRUE(throttle.set_pause("user", Hold::release, all_devices));
  const ThrottledDevice& device = throttle.add("cpu:0", 1);
  EXPECT_TRUE(device.signals.paused);
  EXPECT_TRUE(device.released());
}

}  // namespace
}  // namespace wildcat
