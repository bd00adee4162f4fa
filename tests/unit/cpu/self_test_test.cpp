// SPDX-License-Identifier: MIT
// The self-test lets every right kernel pass and catches each way of being wrong.
#include "backends/cpu/self_test.h"

#include <gtest/gtest.h>

#include "backends/cpu/cpu_features.h"
#include "test_kernels.h"

namespace wildcat::test {
namespace {

std::string fault(const wildcat_cpu_kernel& kernel, unsigned log2_versions = 4) {
  return SelfTester(test_lanes).fault_of({&kernel, log2_versions});
}

template <class Flaw>
void expect_caught(unsigned log2_versions = 4) {
  constexpr wildcat_cpu_kernel kernel = test_kernel<Flaw>("scalar_wrong");
  EXPECT_NE(fault(kernel, log2_versions), "");
}

TEST(SelfTest, RightKernelsPass) {
  for (const ScanVariant& v : variants_of(right_kernel))
    EXPECT_EQ(fault(right_kernel, v.log2_versions), "");
}

TEST(SelfTest, EveryCompiledKernelThatRunsHerePasses) {
  std::uint32_t lanes = 1;
  for (const wildcat_cpu_kernel* kernel : compiled_kernels())
    lanes = std::max(lanes, kernel->lanes);
  const SelfTester tester(lanes);
  for (const wildcat_cpu_kernel* kernel : compiled_kernels())
    for (const ScanVariant& v : variants_of(*kernel)) {
      if (!cpu_kernel_runnable(*kernel, nullptr)) continue;
      EXPECT_EQ(tester.fault_of(v), "") << v.name();
    }
}

struct Blind : Right {
  static bool hit(const wildcat_cpu_job&, std::uint32_t, std::uint32_t) { return false; }
};
TEST(SelfTest, CatchesAKernelThatFindsNothing) { expect_caught<Blind>(0); }

struct LosesALane : Right {
  static bool hit(const wildcat_cpu_job& job, std::uint32_t v, std::uint32_t nonce) {
    return nonce % 4 != 2 && Right::hit(job, v, nonce);
  }
};
TEST(SelfTest, CatchesALostLane) { expect_caught<LosesALane>(0); }

struct LosesLastVersion : Right {
  static bool hit(const wildcat_cpu_job& job, std::uint32_t v, std::uint32_t nonce) {
    return v != 15 && Right::hit(job, v, nonce);
  }
};
TEST(SelfTest, CatchesALostVersion) {
  expect_caught<LosesLastVersion>(4);
  EXPECT_EQ(fault(test_kernel<LosesLastVersion>("scalar_x4"), 2), "") << "x4 has no version 15";
}

struct SwapsVersions : Right {
  static wildcat_scan_hit report(std::uint32_t v, std::uint32_t nonce, std::uint32_t) {
    return {v ^ 1, nonce};
  }
};
TEST(SelfTest, CatchesConfusedVersions) { expect_caught<SwapsVersions>(2); }

struct ForgetsToSwap : Right {
  static bool hit(const wildcat_cpu_job& job, std::uint32_t v, std::uint32_t nonce) {
    return Right::hit(job, v, swap_bytes(nonce));
  }
};
TEST(SelfTest, CatchesNoncesInTheWrongByteOrder) { expect_caught<ForgetsToSwap>(0); }

struct WrongMask : Right {
  static bool hit(const wildcat_cpu_job& job, std::uint32_t v, std::uint32_t nonce) {
    return (last_digest_word(job, v, nonce) & job.block.filter_mask & 0x7fffffffu) == 0;
  }
};
TEST(SelfTest, CatchesAMaskWithABitMissing) { expect_caught<WrongMask>(0); }

struct OnlyExactZero : Right {
  static bool hit(const wildcat_cpu_job& job, std::uint32_t v, std::uint32_t nonce) {
    return last_digest_word(job, v, nonce) == 0;
  }
};
TEST(SelfTest, CatchesAFilterThatIgnoresTheMask) { expect_caught<OnlyExactZero>(0); }

struct OnlyEasy : Right {
  static bool hit(const wildcat_cpu_job& job, std::uint32_t v, std::uint32_t nonce) {
    return job.block.filter_mask != 0xffffffffu && Right::hit(job, v, nonce);
  }
};
TEST(SelfTest, CatchesAKernelThatFailsOnlyAtRealDifficulty) { expect_caught<OnlyEasy>(0); }

struct StopsAtTheEnd : Right {
  static bool hit(const wildcat_cpu_job& job, std::uint32_t v, std::uint32_t nonce) {
    return nonce > 100 && Right::hit(job, v, nonce);
  }
};
TEST(SelfTest, CatchesAKernelThatDoesNotWrapAround) { expect_caught<StopsAtTheEnd>(0); }

struct Twice : Right {
  static std::uint32_t copies() { return 2; }
};
TEST(SelfTest, CatchesHitsReportedTwice) { expect_caught<Twice>(0); }

struct Everything : Right {
  static bool hit(const wildcat_cpu_job&, std::uint32_t, std::uint32_t) { return true; }
};
TEST(SelfTest, CatchesAKernelThatReportsEverything) { expect_caught<Everything>(0); }

struct ClaimsTooMuch : Right {
  static std::uint32_t batches_claimed(std::uint32_t searched, std::uint32_t) {
    return searched + 1;
  }
};
TEST(SelfTest, CatchesAWrongCountOfBatches) { expect_caught<ClaimsTooMuch>(0); }

struct Lazy : Right {
  static std::uint32_t batches_claimed(std::uint32_t searched, std::uint32_t) {
    return searched - 1;
  }
};
TEST(SelfTest, CatchesAKernelThatStopsEarly) { expect_caught<Lazy>(0); }

wildcat_u32 overrunning_scan(const wildcat_cpu_job*, wildcat_u32, wildcat_u32 batches,
                             wildcat_cpu_hits* hits) {
  hits->count = WILDCAT_CPU_MAX_HITS + 1;  // claims to, at least
  return batches;
}
TEST(SelfTest, CatchesAnOverrunWithoutReadingBeyondTheBuffer) {
  const wildcat_cpu_kernel kernel = {
      "scalar_overrun", test_lanes, {overrunning_scan, nullptr, nullptr, nullptr, nullptr}, 0};
  EXPECT_NE(fault(kernel, 0).find("buffer"), std::string::npos);
}

}  // namespace
}  // namespace wildcat::test
