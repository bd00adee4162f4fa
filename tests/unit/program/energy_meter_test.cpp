// SPDX-License-Identifier: MIT
// The energy of a run's devices: from counters, from power over time, and where neither is told.
#include "miner/run/energy_meter.h"

#include <gtest/gtest.h>

namespace wildcat::program {
namespace {

using namespace std::chrono_literals;

class EnergyMeterTest : public ::testing::Test {
 protected:
  static DeviceReading power(double watts) {
    DeviceReading reading;
    reading.power_watts = watts;
    return reading;
  }
  static DeviceReading counted(double watts, double joules) {
    DeviceReading reading = power(watts);
    reading.energy_joules = joules;
    return reading;
  }
  EnergyMeter meter_;
  const std::chrono::steady_clock::time_point start_{};
};

TEST_F(EnergyMeterTest, IsPowerTimesTime) {
  meter_.add({{"cuda:0", power(100)}}, start_);
  EXPECT_EQ(meter_.of("cuda:0"), 0.0) << "nothing is known of the time before";
  meter_.add({{"cuda:0", power(200)}}, start_ + 2s);
  EXPECT_EQ(meter_.of("cuda:0"), 400.0);
  meter_.add({{"cuda:0", power(100)}}, start_ + 3s);
  EXPECT_EQ(meter_.of("cuda:0"), 500.0);
}

TEST_F(EnergyMeterTest, AGapCountsForAFewSecondsOnly) {
  meter_.add({{"cuda:0", power(100)}}, start_);
  meter_.add({{"cuda:0", power(100)}}, start_ + 1h);
  EXPECT_EQ(meter_.of("cuda:0"), 500.0);
}

TEST_F(EnergyMeterTest, ACounterGoesBeforePower) {
  meter_.add({{"cpu:0", counted(60, 0)}}, start_);
  meter_.add({{"cpu:0", counted(60, 90)}}, start_ + 1s);
  EXPECT_EQ(meter_.of("cpu:0"), 90.0);
}

TEST_F(EnergyMeterTest, WhatTellsNothingHasNoFigure) {
  meter_.add({{"cpu:0", {}}, {"cuda:0", power(50)}}, start_);
  meter_.add({{"cpu:0", {}}, {"cuda:0", power(50)}}, start_ + 1s);
  EXPECT_EQ(meter_.of("cpu:0"), std::nullopt);
  EXPECT_EQ(meter_.total(), 50.0);
  EXPECT_EQ(EnergyMeter().total(), std::nullopt);
}

}  // namespace
}  // namespace wildcat::program
