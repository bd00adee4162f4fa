// SPDX-License-Identifier: MIT
// The status line and the goodbye.
#include "miner/output/summary.h"

#include <gtest/gtest.h>

#include "miner/run/cooling.h"
#include "tests/support/text.h"

namespace wildcat::program {
namespace {

using test::has;

DeviceInfo device_at(DeviceKind kind, const std::string& pci) {
  return {"test", "test:0", "a device", kind, pci, ""};
}

TEST(Unheard, NamesWhatIsMissingAndWhatHelps) {
  const std::string card = unheard_text(device_at(DeviceKind::gpu, "0000:65:00.0"));
  for (const char* part : {"--max-temp does nothing for test:0", "libnvidia-ml.so.1",
                           "/sys/bus/pci/devices/0000:65:00.0/hwmon", "--hashrate"})
    EXPECT_TRUE(has(card, part)) << part << " in " << card;
  EXPECT_TRUE(has(unheard_text(device_at(DeviceKind::gpu, "")), "PCI address"));
  EXPECT_TRUE(has(unheard_text(device_at(DeviceKind::cpu, "")), "Fewer threads (--threads)"));
}

Stats sample_stats() {
  Stats stats;
  stats.elapsed = std::chrono::seconds(65);
  stats.rates.last_10_s = 30e6;
  stats.rates.whole_run = 29e6;
  stats.hashes = 2'000'000'000;
  DeviceStats device;
  device.id = "cpu:0";
  device.kernel = {"avx512", 8};
  device.rates.last_10_s = 30e6;
  device.canaries = 12;
  device.canaries_missed = 1;
  device.hardware_errors = 2;
  stats.devices.push_back(device);
  stats.total.accepted = 5;
  stats.total.rejected[1] = 2;
  stats.total.stale[0] = 1;
  return stats;
}

std::string goodbye(const Stats& stats) {
  std::string all;
  for (const std::string& line : goodbye_lines(stats)) all += line + "\n";
  return all;
}

TEST(Status, OneLineWithEverything) {
  const std::string text = status_text(sample_stats());
  for (const char* part :
       {"cpu:0 avx512 x8 30.00 MH/s", "A 5 R 2 S 1", "canaries 11/12", "HW 2", "0:01:05"})
    EXPECT_TRUE(has(text, part)) << part << " in " << text;
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(Status, WhatTheSensorsSayAndWhatAJouleBrings) {
  DeviceReading reading;
  reading.temperature_c = 65;
  reading.power_watts = 300;
  reading.power_limit_watts = 350;
  reading.core_mhz = 1905;
  reading.throttling = {"temperature"};
  EXPECT_TRUE(has(status_text(sample_stats(), {{"cpu:0", reading}}),
                  "30.00 MH/s 65 C 300 W of 350 1905 MHz (temperature) 100.0 kH/J |"))
      << status_text(sample_stats(), {{"cpu:0", reading}});
  EXPECT_TRUE(has(status_text(sample_stats(), {{"other:0", reading}}), "30.00 MH/s |"));
}

TEST(Status, AHungDeviceShowsNothingAndAFailedOneSaysSo) {
  Stats stats = sample_stats();
  stats.devices[0].rates.last_10_s.reset();
  EXPECT_TRUE(has(status_text(stats), "cpu:0 avx512 x8 --"));
  stats.devices[0].failed = true;
  EXPECT_TRUE(has(status_text(stats), "FAILED"));
}

TEST(Status, SeveralDevicesHaveATotal) {
  Stats stats = sample_stats();
  EXPECT_FALSE(has(status_text(stats), "all "));
  stats.devices.push_back(stats.devices[0]);
  EXPECT_TRUE(has(status_text(stats), "all 30.00 MH/s"));
}

TEST(Goodbye, NamesReasonsAndFaults) {
  const std::string text = goodbye(sample_stats());
  for (const char* part : {"0:01:05", "2.000 G hashes", "5 accepted", "2 rejected (2 duplicate)",
                           "1 stale (1 network)", "best none", "11 of 12 canaries", "2 hardware"})
    EXPECT_TRUE(has(text, part)) << part << " in\n" << text;
  EXPECT_FALSE(has(text, "by shares")) << "nothing is implied before the first share";
}

TEST(Goodbye, AShortRunHasTenthsAndNothingIsNothing) {
  Stats stats = sample_stats();
  stats.elapsed = std::chrono::milliseconds(4270);
  EXPECT_TRUE(has(goodbye(stats), "mined     4.2 s; 2.000 G hashes, 29.00 MH/s\n"))
      << goodbye(stats);
  stats.hashes = 0;
  stats.rates.whole_run.reset();
  EXPECT_TRUE(has(goodbye(stats), "mined     4.2 s; 0 hashes\n")) << goodbye(stats);
}

TEST(Goodbye, ImpliedRatePoissonAndFailure) {
  Stats stats = sample_stats();
  stats.total.accepted_hashes = 28e6 * stats.elapsed.count();
  stats.total.accepted = 9;
  EXPECT_FALSE(has(goodbye(stats), "by shares")) << "so few say nothing";
  stats.total.accepted = 10;
  stats.total.best_difficulty = 1.5;
  stats.total.blocks = 1;
  stats.devices[0].candidates = 17;
  stats.devices[0].expected_candidates = 15.2;
  stats.devices[0].failed = true;
  stats.devices[0].failure = "unplugged";
  const std::string text = goodbye(stats);
  for (const char* part :
       {"28.00 MH/s (95 %: 13.43 MH/s to 51.49 MH/s)", "best 1.50",
        "found 17 of 15.2 expected (p = 0.71)", "FAILED: unplugged", "blocks    1"})
    EXPECT_TRUE(has(text, part)) << part << " in\n" << text;
}

}  // namespace
}  // namespace wildcat::program
