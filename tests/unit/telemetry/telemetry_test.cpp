// SPDX-License-Identifier: MIT
// Sensors of cards that exist in a library and a folder of the test's own.
#include "wildcat/telemetry.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/temporary_directory.h"

namespace wildcat {
namespace {

using test::TemporaryDirectory;
using Words = std::vector<std::string>;

const char* const nvidia = "0000:65:00.0";
const char* const amd = "0000:c3:00.0";

std::optional<DeviceReading> read_nvidia(const char* figures, const char* pci = nvidia) {
  if (figures == nullptr)
    ::unsetenv("WILDCAT_FAKE_NVML");
  else
    ::setenv("WILDCAT_FAKE_NVML", figures, 1);
  return telemetry({WILDCAT_FAKE_NVML_LIBRARY, "/nowhere"})->read(pci);
}

TEST(Nvml, AllFigures) {
  const auto reading = read_nvidia("320500 350000 65 1905 10501 0x4");
  ASSERT_TRUE(reading);
  EXPECT_DOUBLE_EQ(*reading->power_watts, 320.5);
  EXPECT_DOUBLE_EQ(*reading->power_limit_watts, 350);
  EXPECT_DOUBLE_EQ(*reading->temperature_c, 65);
  EXPECT_DOUBLE_EQ(*reading->core_mhz, 1905);
  EXPECT_DOUBLE_EQ(*reading->memory_mhz, 10501);
  EXPECT_EQ(reading->throttling, Words{"power limit"});
}

TEST(Nvml, AFigureThatFailsIsEmptyAndTheOthersAreNot) {
  const auto reading = read_nvidia("- 350000 - 1905 - -");
  ASSERT_TRUE(reading);
  EXPECT_FALSE(reading->power_watts);
  EXPECT_TRUE(reading->power_limit_watts);
  EXPECT_FALSE(reading->temperature_c);
  EXPECT_TRUE(reading->core_mhz);
  EXPECT_FALSE(reading->memory_mhz);
  EXPECT_TRUE(reading->throttling.empty());
}

TEST(Nvml, ReasonsInWords) {
  const auto reasons = [](const char* bits) {
    return read_nvidia(("1 1 1 1 1 " + std::string(bits)).c_str())->throttling;
  };
  EXPECT_EQ(reasons("0x0"), Words{});
  EXPECT_EQ(reasons("0x1"), Words{}) << "idle is no throttling";
  EXPECT_EQ(reasons("0x20"), Words{"temperature"});
  EXPECT_EQ(reasons("0x48"), Words{"temperature"});
  EXPECT_EQ(reasons("0x8"), Words{"hardware slowdown"});
  EXPECT_EQ(reasons("0x84"), (Words{"power limit", "power brake"}));
}

TEST(Nvml, AnUnknownCardALibraryThatDoesNotStartAndNoLibraryReadNothing) {
  EXPECT_FALSE(read_nvidia("1 1 1 1 1 0", "0000:66:00.0"));
  EXPECT_FALSE(read_nvidia(nullptr));
  EXPECT_FALSE(telemetry({"libno-such-nvml.so.1", "/nowhere"})->read(nvidia));
}

// A tree as amdgpu makes it.
class AmdTree {
 public:
  AmdTree() { put("hwmon/hwmon3/name", "amdgpu\n"); }
  void put(const std::string& name, const std::string& text) {
    directory_.write("bus/pci/devices/" + std::string(amd) + "/" + name, text);
  }
  void put_metrics(std::uint64_t throttling, char content_revision = 3, std::size_t size = 120) {
    std::string bytes(size, '\0');
    bytes[2] = 1;
    bytes[3] = content_revision;
    for (std::size_t i = 0; i < 8 && 112 + i < size; ++i)
      bytes[112 + i] = static_cast<char>(throttling >> 8 * i);
    put("gpu_metrics", bytes);
  }
  std::optional<DeviceReading> read(const std::string& pci = amd) const {
    return telemetry({"libno-such-nvml.so.1", directory_.path().string()})->read(pci);
  }

 private:
  TemporaryDirectory directory_;
};

TEST(Amd, AllFigures) {
  AmdTree tree;
  tree.put("hwmon/hwmon3/power1_average", "251000000\n");
  tree.put("hwmon/hwmon3/power1_cap", "303000000\n");
  tree.put("hwmon/hwmon3/temp1_input", "61000\n");
  tree.put("hwmon/hwmon3/freq1_input", "2482000000\n");
  tree.put("hwmon/hwmon3/freq2_input", "1249000000\n");
  tree.put_metrics(1ull << 0 | 1ull << 36);
  const auto reading = tree.read();
  ASSERT_TRUE(reading);
  EXPECT_DOUBLE_EQ(*reading->power_watts, 251);
  EXPECT_DOUBLE_EQ(*reading->power_limit_watts, 303);
  EXPECT_DOUBLE_EQ(*reading->temperature_c, 61);
  EXPECT_DOUBLE_EQ(*reading->core_mhz, 2482);
  EXPECT_DOUBLE_EQ(*reading->memory_mhz, 1249);
  EXPECT_EQ(reading->throttling, (Words{"power limit", "temperature"}));
}

TEST(Amd, NewerCardsHaveThePresentPowerOnly) {
  AmdTree tree;
  tree.put("hwmon/hwmon3/power1_input", "42000000\n");
  EXPECT_DOUBLE_EQ(*tree.read()->power_watts, 42);
}

TEST(Amd, FilesThatAreMissingOrNonsenseAreEmptyFigures) {
  AmdTree tree;
  tree.put("hwmon/hwmon3/temp1_input", "warm\n");
  const auto reading = tree.read();
  ASSERT_TRUE(reading);
  EXPECT_FALSE(reading->temperature_c);
  EXPECT_FALSE(reading->power_watts);
  EXPECT_TRUE(reading->throttling.empty());
}

TEST(Amd, MetricsOfAnotherLayoutOrCutShortSayNothing) {
  AmdTree tree;
  tree.put_metrics(~0ull, 2);
  EXPECT_TRUE(tree.read()->throttling.empty());
  tree.put_metrics(~0ull, 3, 116);
  EXPECT_TRUE(tree.read()->throttling.empty());
  tree.put_metrics(~0ull);
  EXPECT_EQ(tree.read()->throttling.size(), 4u);
}

TEST(Amd, OtherDriversSensorsAreNotTaken) {
  AmdTree tree;
  tree.put("hwmon/hwmon3/name", "nvme\n");
  EXPECT_FALSE(tree.read());
  EXPECT_FALSE(AmdTree().read("0000:00:00.0"));
  EXPECT_FALSE(AmdTree().read(""));
}

}  // namespace
}  // namespace wildcat
