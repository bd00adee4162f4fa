// SPDX-License-Identifier: MIT
// Sensors of processors that exist in a folder of the test's own.
#include "backends/telemetry/processor.h"

#include <gtest/gtest.h>

#include "backends/telemetry/rapl.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/text.h"

namespace wildcat {
namespace {

using namespace std::chrono_literals;
using test::has;
using test::TemporaryDirectory;

/// A folder with what the kernel shows below /sys.
class Sysfs {
 public:
  const std::filesystem::path& path() const { return directory_.path(); }
  void put(const std::string& name, const std::string& text) { directory_.write(name, text); }
  void zone(const std::string& folder, const std::string& name, std::uint64_t count) {
    const std::string zone = "class/powercap/" + folder + "/";
    put(zone + "name", name + "\n");
    put(zone + "max_energy_range_uj", "1000000\n");
    put(zone + "energy_uj", std::to_string(count) + "\n");
  }
  Result<RaplMeter> meter() const { return RaplMeter::open(path() / "class/powercap"); }

 private:
  TemporaryDirectory directory_;
};

TEST(Rapl, AddsPackagesAndNothingElse) {
  Sysfs sysfs;
  sysfs.zone("intel-rapl:0", "package-0", 100);
  sysfs.zone("intel-rapl:0:0", "core", 7);
  sysfs.zone("intel-rapl:1", "package-1", 200);
  sysfs.zone("intel-rapl:2", "psys", 900);
  sysfs.zone("intel-rapl-mmio:0", "package-0", 5);
  const auto meter = sysfs.meter();
  ASSERT_TRUE(meter) << meter.error().message;
  EXPECT_EQ(meter->name(), "RAPL package-0 and package-1");
  EXPECT_EQ(*meter->read(), (std::vector<std::uint64_t>{100, 200}));
  EXPECT_DOUBLE_EQ(meter->joules_between({100, 200}, {600'100, 300'200}), 0.9);
  EXPECT_FALSE(meter->limit_watts());
  sysfs.put("class/powercap/intel-rapl:0/constraint_0_power_limit_uw", "65000000\n");
  EXPECT_FALSE(meter->limit_watts()) << "not of all packages";
  sysfs.put("class/powercap/intel-rapl:1/constraint_0_power_limit_uw", "35000000\n");
  EXPECT_DOUBLE_EQ(*meter->limit_watts(), 100);
}

TEST(Rapl, ACounterThatWentRound) {
  Sysfs sysfs;
  sysfs.zone("intel-rapl:0", "package-0", 0);
  const auto meter = sysfs.meter();
  ASSERT_TRUE(meter);
  EXPECT_DOUBLE_EQ(meter->joules_between({900'000}, {100'000}), 0.2);
}

TEST(Rapl, WhatCannotBeReadIsSaid) {
  Sysfs sysfs;
  EXPECT_TRUE(has(sysfs.meter().error().message, "are not there"));
  sysfs.zone("intel-rapl:0", "package-0", 0);
  std::filesystem::remove(sysfs.path() / "class/powercap/intel-rapl:0/energy_uj");
  EXPECT_TRUE(has(sysfs.meter().error().message, "energy_uj cannot be read"));
}

TEST(ProcessorTemperature, TheHottestPackage) {
  Sysfs sysfs;
  EXPECT_FALSE(processor_temperature(sysfs.path()));
  sysfs.put("class/hwmon/hwmon0/name", "nvme\n");
  sysfs.put("class/hwmon/hwmon0/temp1_input", "88000\n");
  EXPECT_FALSE(processor_temperature(sysfs.path())) << "another device's sensor";
  sysfs.put("class/hwmon/hwmon1/name", "coretemp\n");
  sysfs.put("class/hwmon/hwmon1/temp1_input", "61000\n");
  sysfs.put("class/hwmon/hwmon2/name", "coretemp\n");
  sysfs.put("class/hwmon/hwmon2/temp1_input", "64500\n");
  EXPECT_DOUBLE_EQ(*processor_temperature(sysfs.path()), 64.5);
}

TEST(ProcessorTemperature, ThermalZonesWhereNoDriverIsKnown) {
  Sysfs sysfs;
  sysfs.put("class/thermal/thermal_zone0/type", "acpitz\n");
  sysfs.put("class/thermal/thermal_zone0/temp", "99000\n");
  sysfs.put("class/thermal/thermal_zone1/type", "cpu-thermal\n");
  sysfs.put("class/thermal/thermal_zone1/temp", "52000\n");
  EXPECT_DOUBLE_EQ(*processor_temperature(sysfs.path()), 52);
  sysfs.put("class/thermal/thermal_zone1/temp", "warm\n");
  EXPECT_FALSE(processor_temperature(sysfs.path()));
}

TEST(Processor, AMachineWithoutSensorsReadsNothing) {
  const Sysfs sysfs;
  EXPECT_FALSE(telemetry({"libno-such-nvml.so.1", sysfs.path().string()})->read_processor());
}

TEST(Processor, ClockAndTemperature) {
  Sysfs sysfs;
  sysfs.put("class/hwmon/hwmon1/name", "k10temp\n");
  sysfs.put("class/hwmon/hwmon1/temp1_input", "70125\n");
  sysfs.put("devices/system/cpu/cpufreq/policy0/scaling_cur_freq", "3000000\n");
  sysfs.put("devices/system/cpu/cpufreq/policy1/scaling_cur_freq", "2000000\n");
  sysfs.put("devices/system/cpu/cpufreq/boost", "1\n");
  const auto reading = telemetry({"libno-such-nvml.so.1", sysfs.path().string()})->read_processor();
  ASSERT_TRUE(reading);
  EXPECT_DOUBLE_EQ(*reading->temperature_c, 70.125);
  EXPECT_DOUBLE_EQ(*reading->core_mhz, 2500);
  EXPECT_FALSE(reading->power_watts || reading->energy_joules || reading->power_limit_watts);
}

TEST(Processor, PowerIsEnergyOverTheTimeBetweenReadings) {
  Sysfs sysfs;
  sysfs.zone("intel-rapl:0", "package-0", 900'000);
  sysfs.put("class/powercap/intel-rapl:0/constraint_0_power_limit_uw", "65000000\n");
  const auto start = ProcessorSensors::TimePoint{} + 1h;
  ProcessorSensors sensors(sysfs.path());
  const auto first = sensors.read(start);
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->power_watts) << "nothing to compare with";
  EXPECT_EQ(first->energy_joules, 0);
  EXPECT_DOUBLE_EQ(*first->power_limit_watts, 65);
  sysfs.zone("intel-rapl:0", "package-0", 100'000);  // it went round
  const auto second = sensors.read(start + 2s);
  EXPECT_DOUBLE_EQ(*second->power_watts, 0.1);
  EXPECT_DOUBLE_EQ(*second->energy_joules, 0.2);
  sysfs.zone("intel-rapl:0", "package-0", 400'000);
  const auto third = sensors.read(start + 3s);
  EXPECT_DOUBLE_EQ(*third->power_watts, 0.3);
  EXPECT_DOUBLE_EQ(*third->energy_joules, 0.5);
}

}  // namespace
}  // namespace wildcat
