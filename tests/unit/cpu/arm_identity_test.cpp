// SPDX-License-Identifier: MIT
// The ID register in both of the places where Linux shows it. The texts are of a Cortex-A76, whose
// register is 0x414fd0b1 according to Arm's manual: implementer 41, variant 4, part d0b,
// revision 1.
#include "backends/cpu/arm_identity.h"

#include <gtest/gtest.h>

#include "backends/cpu/calibration_file.h"
#include "tests/support/temporary_directory.h"

namespace wildcat::test {
namespace {

constexpr std::uint32_t cortex_a76 = 0x414fd0b1;
constexpr const char* cpuinfo =
    "processor\t: 0\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd aes sha1 sha2 crc32\n"
    "CPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x4\nCPU part\t: 0xd0b\n"
    "CPU revision\t: 1\n\nprocessor\t: 1\nCPU implementer\t: 0x42\nCPU part\t: 0xabc\n";

class Midr : public testing::Test {
 protected:
  void sysfs(const std::string& text) {
    root_.write("sys/devices/system/cpu/cpu0/regs/identification/midr_el1", text);
  }
  void proc(const std::string& text) { root_.write("proc/cpuinfo", text); }
  std::optional<std::uint32_t> midr() const { return read_midr(root_.path()); }
  TemporaryDirectory root_;
};

TEST_F(Midr, IsUnknownWithoutFiles) { EXPECT_FALSE(midr()); }

TEST_F(Midr, ComesFromSysfs) {
  sysfs("0x00000000414fd0b1\n");
  EXPECT_EQ(midr(), cortex_a76);
}

TEST_F(Midr, ComesFromTheFirstProcessorOfCpuinfo) {
  proc(cpuinfo);
  EXPECT_EQ(midr(), cortex_a76);
}

TEST_F(Midr, SysfsIsAskedFirstAndPassedOverWhenItIsGarbage) {
  proc(cpuinfo);
  sysfs("0x00000000410fd034\n");
  EXPECT_EQ(midr(), 0x410fd034u);
  for (const char* garbage : {"", "\n", "0x\n", "0x41zz\n", "twelve\n"}) {
    sysfs(garbage);
    EXPECT_EQ(midr(), cortex_a76) << garbage;
  }
}

TEST_F(Midr, IsUnknownWhereCpuinfoLacksAField) {
  proc("processor\t: 0\nvendor_id\t: GenuineIntel\nmodel\t\t: 85\n");
  EXPECT_FALSE(midr());
  proc("CPU implementer\t: 0x41\nCPU variant\t: 0x4\nCPU part\t:\nCPU revision\t: 1\n:\n");
  EXPECT_FALSE(midr());
}

TEST(ArmIdentity, SplitsTheRegister) {
  const CpuInfo info = arm_identity(cortex_a76);
  EXPECT_EQ(info.brand, "CPU implementer 0x41, part 0xd0b");
  EXPECT_EQ(info.family, 0x41u);
  EXPECT_EQ(info.model, 0xd0bu);
  EXPECT_EQ(info.stepping, 0x41u);  // variant and revision
}

TEST(ArmIdentity, HasABrandEvenWhenUnknown) {
  EXPECT_EQ(arm_identity({}).brand, "aarch64 processor");
}

TEST(ArmIdentity, EveryFieldIsInTheCalibrationKey) {
  const auto key = [](std::uint32_t midr) {
    return calibration_key(arm_identity(midr), {}, "1.0");
  };
  for (const std::uint32_t flip : {0x01000000u, 0x00100000u, 0x00000010u, 0x00000001u})
    EXPECT_NE(key(cortex_a76), key(cortex_a76 ^ flip)) << flip;
  EXPECT_EQ(key(cortex_a76), key(cortex_a76));
}

}  // namespace
}  // namespace wildcat::test
