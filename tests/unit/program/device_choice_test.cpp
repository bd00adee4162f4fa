// SPDX-License-Identifier: MIT
// Which devices are used, on machines of every kind.
#include "miner/devices/device_choice.h"

#include <gtest/gtest.h>

namespace wildcat::program {
namespace {

DeviceInfo processor() { return {"cpu", "cpu:0", "A Processor", DeviceKind::cpu, "", ""}; }
DeviceInfo cuda(int n, const std::string& pci) {
  return {"cuda", "cuda:" + std::to_string(n), "GeForce", DeviceKind::gpu, pci, ""};
}
DeviceInfo opencl(int n, const std::string& pci, DeviceKind kind = DeviceKind::gpu) {
  return {"opencl", "opencl:" + std::to_string(n), "Radeon", kind, pci, ""};
}
DeviceInfo pocl(int n) { return opencl(n, "", DeviceKind::cpu); }

using Infos = std::vector<DeviceInfo>;

std::string used(const Infos& found, const DeviceChoice& choice) {
  std::string ids;
  for (const std::size_t i : choice.use) ids += found[i].id + " ";
  return ids;
}
std::string by_default(const Infos& found) { return used(found, default_devices(found)); }
std::string named(const Infos& found, const std::vector<std::string>& wanted) {
  const auto choice = named_devices(found, wanted);
  return choice ? used(found, *choice) : choice.error().message;
}

const std::string first = "0000:65:00.0", second = "0000:c3:00.0";

TEST(DefaultDevices, TheProcessorAloneWhenThereIsNoCard) {
  EXPECT_EQ(by_default({processor()}), "cpu:0 ");
  EXPECT_EQ(by_default({processor(), pocl(0)}), "cpu:0 ");
}

TEST(DefaultDevices, EveryCardOnceAndNotTheProcessor) {
  EXPECT_EQ(by_default({processor(), cuda(0, first), opencl(0, first), opencl(1, second)}),
            "cuda:0 opencl:1 ");
  EXPECT_EQ(by_default({processor(), opencl(0, second), opencl(1, second)}), "opencl:0 ");
}

TEST(DefaultDevices, CardsOfUnknownAddressAreAllUsed) {
  EXPECT_EQ(by_default({opencl(0, ""), opencl(1, "")}), "opencl:0 opencl:1 ");
}

TEST(DefaultDevices, AGuestOnTheProcessorOnlyWhenNothingElseIsLeft) {
  EXPECT_EQ(by_default({pocl(0), pocl(1)}), "opencl:0 ");
  EXPECT_EQ(by_default({pocl(0), opencl(1, first)}), "opencl:1 ");
  EXPECT_EQ(by_default({}), "");
}

TEST(DefaultDevices, WhatStaysIdleIsSaidWithTheWayToUseIt) {
  const auto choice = default_devices({processor(), cuda(0, first), opencl(0, first), pocl(1)});
  ASSERT_EQ(choice.left_out.size(), 3u);
  EXPECT_EQ(choice.left_out[0], "cpu:0 stays idle while a graphics card mines; -d cpu:0 uses it.");
  EXPECT_EQ(choice.left_out[1], "opencl:0 is the same card as cuda:0; -d opencl:0 uses it.");
  EXPECT_EQ(choice.left_out[2],
            "opencl:1 (Radeon) computes on the processor itself; -d opencl:1 uses it.");
}

const Infos mixed = {processor(), cuda(0, first), opencl(0, first), opencl(1, second)};

TEST(NamedDevices, ByIdNumberAddressAndPartOfAName) {
  EXPECT_EQ(named(mixed, {"opencl:0"}), "opencl:0 ");
  EXPECT_EQ(named(mixed, {"OpenCL:1", "cpu:0"}), "opencl:1 cpu:0 ");
  EXPECT_EQ(named(mixed, {"3", "0"}), "opencl:1 cpu:0 ");
  EXPECT_EQ(named(mixed, {"0000:c3:00.0"}), "opencl:1 ");
  EXPECT_EQ(named(mixed, {"C3:00.0"}), "opencl:1 ");
  EXPECT_EQ(named(mixed, {"geforce"}), "cuda:0 ");
  EXPECT_EQ(named(mixed, {"radeon"}), "opencl:0 opencl:1 ");
}

TEST(NamedDevices, AnAddressWithTwoDriversIsTheFirst) {
  EXPECT_EQ(named(mixed, {"65:00.0"}), "cuda:0 ");
}

TEST(NamedDevices, NamedTwiceIsOneDevice) {
  EXPECT_EQ(named(mixed, {"1", "cuda:0", "GeForce"}), "cuda:0 ");
}

TEST(NamedDevices, WhatIsNotThereIsToldWithWhatIs) {
  for (const char* name : {"4", "cuda:7", "99:00.0", "voodoo", "-1", "opencl"}) {
    const auto choice = named_devices(mixed, {"cpu:0", name});
    ASSERT_FALSE(choice) << name;
    EXPECT_EQ(choice.error().code, Errc::not_runnable);
    EXPECT_NE(choice.error().message.find(name), std::string::npos);
    EXPECT_NE(choice.error().message.find("cpu:0, cuda:0, opencl:0 or opencl:1"),
              std::string::npos);
  }
}

TEST(SurelyUnwanted, OnlyWhenEveryNameBelongsToAnother) {
  EXPECT_FALSE(surely_unwanted("opencl", {}));
  EXPECT_TRUE(surely_unwanted("opencl", {"cpu:0"}));
  EXPECT_TRUE(surely_unwanted("cpu", {"cuda:0", "opencl:1"}));
  EXPECT_FALSE(surely_unwanted("opencl", {"cpu:0", "opencl:1"}));
  EXPECT_FALSE(surely_unwanted("opencl", {"1"}));
  EXPECT_FALSE(surely_unwanted("opencl", {"cpu:0", "65:00.0"}));
}

}  // namespace
}  // namespace wildcat::program
