// SPDX-License-Identifier: MIT
// Choosing devices, and the two forms of their list.
#include "miner/devices/device_list.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "miner/output/device_table.h"
#include "tests/unit/program/capture.h"

namespace wildcat::program {
namespace {

/// A device that has a name and nothing else.
class NamedDevice final : public Device {
 public:
  explicit NamedDevice(const std::string& id)
      : info_{id.substr(0, 3), id, "a test device",
              id.starts_with("cpu") ? DeviceKind::cpu : DeviceKind::gpu} {}
  const DeviceInfo& info() const override { return info_; }
  std::uint32_t scanners() const override { return 1; }
  std::vector<KernelReport> kernels(bool) override { return {}; }
  KernelUse kernel() const override { return {"none", 1}; }
  Result<std::unique_ptr<Scanner>> open(std::uint32_t) override {
    return Error{Errc::device_failed, "a test device cannot be opened"};
  }

 private:
  DeviceInfo info_;
};

std::vector<std::unique_ptr<Device>> three() {
  std::vector<std::unique_ptr<Device>> devices;
  for (const char* id : {"cpu:0", "gpu:0", "gpu:1"})
    devices.push_back(std::make_unique<NamedDevice>(id));
  return devices;
}

std::string ids(const std::vector<std::unique_ptr<Device>>& devices) {
  std::string all;
  for (const auto& device : devices) all += device->info().id + " ";
  return all;
}

TEST(SelectDevices, TheDefaultInItsOrderAndWhatStaysIdle) {
  const auto list = select_devices(three(), {});
  ASSERT_TRUE(list);
  EXPECT_EQ(ids(list->devices), "gpu:0 gpu:1 ");
  ASSERT_EQ(list->idle.size(), 1u);
  EXPECT_NE(list->idle[0].find("cpu:0"), std::string::npos);
}

TEST(SelectDevices, NamedOnesInTheUsersOrderAndOnce) {
  EXPECT_EQ(ids(select_devices(three(), {"gpu:1", "cpu:0", "gpu:1"})->devices), "gpu:1 cpu:0 ");
}

TEST(SelectDevices, UnknownOnesAreToldWithTheKnown) {
  const auto chosen = select_devices(three(), {"gpu:7"});
  ASSERT_FALSE(chosen);
  EXPECT_EQ(chosen.error().code, Errc::not_runnable);
  EXPECT_NE(chosen.error().message.find("gpu:7"), std::string::npos);
  EXPECT_NE(chosen.error().message.find("cpu:0, gpu:0 or gpu:1"), std::string::npos);
}

/// Of this machine's devices the processor alone: the others' drivers are not the tests' business.
DeviceSettings processor_only() {
  DeviceSettings options;
  options.no_cuda = options.no_opencl = true;
  return options;
}

TEST(FindDevices, ThisMachineHasACpu) {
  const auto list = find_devices(processor_only());
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_FALSE(list->devices.empty());
  EXPECT_TRUE(list->warnings.empty());
}

TEST(FindDevices, MoreThreadsThanCpusIsAWarning) {
  DeviceSettings options = processor_only();
  options.threads = 4096;
  const auto list = find_devices(options);
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->warnings.size(), 1u);
  EXPECT_NE(list->warnings[0].find("4096"), std::string::npos);
}

TEST(FindDevices, UnknownKernelIsAnErrorThatNamesIt) {
  DeviceSettings options = processor_only();
  options.kernel = "abacus";
  const auto list = find_devices(options);
  ASSERT_FALSE(list);
  EXPECT_NE(list.error().message.find("abacus"), std::string::npos) << list.error().message;
}

TEST(FindDevices, WithoutAnyBackendThereIsNoDevice) {
  DeviceSettings options = processor_only();
  options.no_cpu = true;
  const auto list = find_devices(options);
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, Errc::not_runnable);
}

std::vector<DeviceKernels> sample() {
  KernelReport good, failed, absent;
  good.name = "avx2";
  good.versions = 4;
  good.self_test = SelfTest::passed;
  good.hashes_per_second = 1.5e7;
  good.cycles_per_hash = 200.25;
  good.chosen = true;
  good.reason = "said in JSON only";
  failed.name = "scalar";
  failed.self_test = SelfTest::failed;
  failed.reason = "wrong answer";
  absent.name = "avx512";
  absent.reason = "this CPU has no AVX-512";
  return {{{"cpu", "cpu:0", "A \"quoted\" CPU"}, 2, {good, failed, absent}}};
}

DeviceKernels card() {
  KernelReport kernel;
  kernel.name = "version_major";
  kernel.self_test = SelfTest::passed;
  kernel.chosen = true;
  kernel.setting = "rotate, groups of 64";
  DeviceKernels card{
      {"opencl", "opencl:0", "Radeon", DeviceKind::gpu, "0000:c3:00.0", "Driver 1.2"}, 1, {kernel}};
  card.used = false;
  card.sensors.emplace();
  card.sensors->power_watts = 250;
  card.sensors->power_limit_watts = 303;
  card.sensors->throttling = {"power limit"};
  return card;
}

TEST(DeviceTable, MarksTheChosenAndSaysWhyNot) {
  Capture capture;
  const Console console({capture.stream(), false, false, false, false});
  const std::string text = device_table({sample()}, console);
  for (const char* part : {"* avx2", "15.00 MH/s", "200.2", "passed", "failed", "wrong answer",
                           "not runnable", "no AVX-512", "cpu:0"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
  EXPECT_EQ(text.find("* scalar"), std::string::npos);
  EXPECT_EQ(text.find("JSON only"), std::string::npos);
}

TEST(DeviceTable, TellsOfACardItsDriverSettingAndSensors) {
  Capture capture;
  const Console console({capture.stream(), false, false, false, false});
  const std::string text = device_table({{card()}}, console);
  for (const char* part : {"idle", "driver Driver 1.2, PCI address 0000:c3:00.0",
                           "set to rotate, groups of 64", "250 W of 303 (power limit)"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in\n" << text;
}

TEST(DeviceTable, SaysBelowWhatIsIdleAndMissing) {
  Capture capture;
  const Console console({capture.stream(), false, false, false, false});
  EXPECT_EQ(device_table({{}, {"cpu:0 stays idle."}, {{"cuda", "no driver."}}}, console),
            "cpu:0 stays idle.\ncuda: no driver.\n");
}

boost::json::value parsed(const DeviceListing& listing) {
  return boost::json::parse(device_json(listing));
}

TEST(DeviceJson, WhatIsKnownOfACard) {
  const auto row = parsed({{card()}}).at("devices").at(0);
  EXPECT_FALSE(row.at("used").as_bool());
  EXPECT_EQ(row.at("kind").as_string(), "gpu");
  EXPECT_EQ(row.at("pci").as_string(), "0000:c3:00.0");
  EXPECT_EQ(row.at("driver").as_string(), "Driver 1.2");
  EXPECT_EQ(row.at("setting").as_string(), "rotate, groups of 64");
  EXPECT_EQ(row.at("sensors").at("power_watts").to_number<double>(), 250);
  EXPECT_TRUE(row.at("sensors").at("temperature_c").is_null());
  EXPECT_EQ(row.at("sensors").at("throttling").at(0).as_string(), "power limit");
  const auto plain = parsed({sample()}).at("devices").at(0);
  EXPECT_EQ(plain.at("kind").as_string(), "cpu");
  for (const char* field : {"pci", "driver", "setting", "sensors"})
    EXPECT_TRUE(plain.at(field).is_null()) << field;
}

TEST(DeviceJson, OneObjectPerDeviceAndInItPerKernel) {
  const auto device = parsed({sample()}).at("devices").at(0);
  EXPECT_EQ(device.at("name").as_string(), "A \"quoted\" CPU");
  EXPECT_EQ(device.at("threads").to_number<int>(), 2);
  const auto& rows = device.at("kernels").as_array();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].at("kernel").as_string(), "avx2");
  EXPECT_TRUE(rows[0].at("chosen").as_bool());
  EXPECT_EQ(rows[0].at("reason").as_string(), "said in JSON only");
  EXPECT_EQ(rows[0].at("versions").to_number<int>(), 4);
  EXPECT_DOUBLE_EQ(rows[0].at("cycles_per_hash").to_number<double>(), 200.25);
  EXPECT_EQ(rows[1].at("self_test").as_string(), "failed");
  EXPECT_EQ(rows[2].at("self_test").as_string(), "not runnable");
  EXPECT_TRUE(rows[2].at("hashes_per_second").is_null());
}

TEST(DeviceJson, WhatIsIdleAndWhatIsMissing) {
  const auto listing = parsed({{}, {"cpu:0 stays idle."}, {{"cuda", "no driver."}}});
  EXPECT_TRUE(listing.at("devices").as_array().empty());
  EXPECT_EQ(listing.at("idle").at(0).as_string(), "cpu:0 stays idle.");
  EXPECT_EQ(listing.at("missing").at(0).at("backend").as_string(), "cuda");
  EXPECT_EQ(listing.at("missing").at(0).at("reason").as_string(), "no driver.");
}

}  // namespace
}  // namespace wildcat::program
