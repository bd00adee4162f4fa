// SPDX-License-Identifier: MIT
// What a scanner reports is exactly what brute force finds: for every variant this machine can run,
// odd ranges, the end of the nonces, more versions than the kernel takes, and too many hits.
#include <gtest/gtest.h>

#include <ostream>

#include "test_kernels.h"
#include "test_work.h"

namespace wildcat {
// How ctest names the case.
static void PrintTo(const ScanVariant& variant, std::ostream* out) { *out << variant.name(); }
}  // namespace wildcat

namespace wildcat::test {
namespace {

struct Rectangle {
  const char* name;
  NonceRange nonces;
  std::uint32_t versions;
  unsigned bits;
};

const Rectangle rectangles[] = {
    {"one nonce", {12345, 1}, 1, 0},
    {"last nonce", {0xffffffff, 1}, 4, 0},
    {"odd start and length", {7, 1001}, 1, 4},
    {"odd length, several versions", {0x80000001, 333}, 8, 5},
    {"up to the end", {0xfffffe0d, 0x1f3}, 2, 3},
    {"sixteen versions", {99, 77}, 16, 2},
    {"more versions than any kernel takes", {0xfffffff9, 7}, 64, 3},
    {"all hits", {3, 45}, 16, 0},
    {"versions that are no power of two", {1000, 19}, 23, 1},
};

class EveryVariant : public testing::TestWithParam<ScanVariant> {};

TEST_P(EveryVariant, FindsExactlyWhatBruteForceFinds) {
  const ScanVariant& v = GetParam();
  CpuScanner scanner(choice_of(*v.kernel, v.log2_versions, 1e6), -1, false);
  for (const Rectangle& r : rectangles) {
    SCOPED_TRACE(r.name);
    const WorkUnit unit = unit_of(r.nonces, r.versions, target_of_bits(r.bits));
    const Completion done = run(scanner, unit);
    EXPECT_EQ(done.status, Status::done);
    EXPECT_EQ(done.nonces_done, r.nonces.count);
    EXPECT_EQ(as_set(done.found), brute_force(unit, r.nonces.count));
  }
}

std::vector<ScanVariant> variants_to_test() {
  std::vector<ScanVariant> all = variants_of(right_kernel);
  for (const wildcat_cpu_kernel* kernel : compiled_kernels())
    if (cpu_kernel_runnable(*kernel, nullptr))
      std::ranges::copy(variants_of(*kernel), std::back_inserter(all));
  return all;
}

INSTANTIATE_TEST_SUITE_P(Cpu, EveryVariant, testing::ValuesIn(variants_to_test()),
                         [](const auto& tested) { return tested.param.name(); });

TEST(CpuScanner, RolledVersionsStartAtFirstVersion) {
  CpuScanner scanner(choice_of(right_kernel, 2), -1, false);
  WorkUnit unit = unit_of({5, 30}, 8, target_of_bits(2));
  unit.first_version = 40;
  const Completion done = run(scanner, unit);
  EXPECT_EQ(as_set(done.found), brute_force(unit, 30));
  for (const Candidate& c : done.found)
    EXPECT_EQ(extract_bits(c.version, unit.roll_mask) / 8, 5u) << std::hex << c.version;
}

TEST(CpuScanner, NarrowRollMaskIsRespected) {
  CpuScanner scanner(choice_of(right_kernel, 2), -1, false);
  WorkUnit unit = unit_of({5, 16}, 4, Target::easiest());
  unit.roll_mask = 0x00804000;
  std::set<std::uint32_t> versions;
  for (const Candidate& c : run(scanner, unit).found) versions.insert(c.version);
  EXPECT_EQ(versions, (std::set<std::uint32_t>{0x20000000, 0x20004000, 0x20800000, 0x20804000}));
}

// A call that fills the kernel's 4,096 hits several times over loses none of them.
TEST(CpuScanner, FullHitBufferIsDrainedAndTheCallContinued) {
  ScannerSettings settings;
  settings.call_time = std::chrono::hours(1);
  CpuScanner scanner(choice_of(right_kernel, 4), -1, false, settings);
  const WorkUnit unit = unit_of({1, 1003}, 16, Target::easiest());
  const Completion done = run(scanner, unit);
  EXPECT_EQ(done.status, Status::done);
  EXPECT_EQ(as_set(done.found).size(), 1003u * 16);
}

TEST(CpuScanner, HardTargetFindsNothingAndStillCoversEverything) {
  CpuScanner scanner(choice_of(right_kernel, 0), -1, false);
  const Completion done = run(scanner, unit_of({17, 5000}, 1, Target::difficulty_1()));
  EXPECT_EQ(done.status, Status::done);
  EXPECT_EQ(done.nonces_done, 5000u);
  EXPECT_TRUE(done.found.empty());
}

TEST(CpuScanner, FindsBlock0) {
  BlockHeader block0 = BlockHeader::from_hex(
                           "0100000000000000000000000000000000000000000000000000000000000000000000"
                           "003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab"
                           "5f49ffff001d1dac2b7c")
                           .value();
  WorkUnit unit;
  unit.target = Target::from_nbits(block0.nbits).value();
  unit.nonces = {block0.nonce - 777, 1555};
  const std::uint32_t nonce = std::exchange(block0.nonce, 0);
  unit.header = block0;
  CpuScanner scanner(choice_of(right_kernel, 0), -1, false);
  EXPECT_EQ(as_set(run(scanner, unit).found), (std::set<Candidate>{{1, nonce}}));
}

}  // namespace
}  // namespace wildcat::test
