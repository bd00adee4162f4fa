// SPDX-License-Identifier: MIT
// Energy counters in a folder of the test's own.
#include "bench/harness/energy.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/text.h"

namespace wildcat::program::bench {
namespace {

namespace fs = std::filesystem;
using wildcat::test::has;

class EnergyMeterTest : public testing::Test {
 protected:
  EnergyMeterTest() {
    std::string pattern = (fs::temp_directory_path() / "powercapXXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~EnergyMeterTest() override { fs::remove_all(root_); }

  void zone(const std::string& folder, const std::string& name, std::uint64_t count) {
    fs::create_directories(root_ / folder);
    std::ofstream(root_ / folder / "name") << name << '\n';
    std::ofstream(root_ / folder / "max_energy_range_uj") << 1'000'000 << '\n';
    std::ofstream(root_ / folder / "energy_uj") << count << '\n';
  }

  fs::path root_;
};

TEST_F(EnergyMeterTest, AddsPackagesAndNothingElse) {
  zone("intel-rapl:0", "package-0", 100);
  zone("intel-rapl:0:0", "core", 7);
  zone("intel-rapl:1", "package-1", 200);
  zone("intel-rapl:2", "psys", 900);
  zone("intel-rapl-mmio:0", "package-0", 5);
  const auto meter = EnergyMeter::open(root_);
  ASSERT_TRUE(meter) << meter.error().message;
  EXPECT_EQ(meter->name(), "RAPL package-0 and package-1");
  EXPECT_EQ(*meter->read(), (std::vector<std::uint64_t>{100, 200}));
  EXPECT_DOUBLE_EQ(meter->joules_between({100, 200}, {600'100, 300'200}), 0.9);
}

TEST_F(EnergyMeterTest, ACounterThatWentRound) {
  zone("intel-rapl:0", "package-0", 0);
  const auto meter = EnergyMeter::open(root_);
  ASSERT_TRUE(meter);
  EXPECT_DOUBLE_EQ(meter->joules_between({900'000}, {100'000}), 0.2);
}

TEST_F(EnergyMeterTest, WhatCannotBeReadIsSaid) {
  EXPECT_TRUE(has(EnergyMeter::open(root_).error().message, "are not there"));
  zone("intel-rapl:0", "package-0", 0);
  fs::remove(root_ / "intel-rapl:0" / "energy_uj");
  EXPECT_TRUE(has(EnergyMeter::open(root_).error().message, "energy_uj cannot be read"));
}

}  // namespace
}  // namespace wildcat::program::bench
