// SPDX-License-Identifier: MIT
// From a table of kernels to a choice: features, self-tests, remembered rates, options and their
// errors. The kernels here are the tests' own, so that the table can hold wrong ones.
#include "backends/cpu/kernel_plan.h"

#include <gtest/gtest.h>

#include "backends/cpu/calibration_file.h"
#include "test_kernels.h"
#include "tests/support/temporary_directory.h"
#include "wildcat/version.h"

namespace wildcat::test {
namespace {

struct Blind : Right {
  static bool hit(const wildcat_cpu_job&, std::uint32_t, std::uint32_t) { return false; }
};

constexpr wildcat_cpu_kernel scalar = test_kernel<Right>("scalar");
constexpr wildcat_cpu_kernel other = test_kernel<Right>("scalar_other");
constexpr wildcat_cpu_kernel wrong = test_kernel<Blind>("scalar_wrong");
constexpr wildcat_cpu_kernel foreign = test_kernel<Right>("avx2", WILDCAT_CPU_NEEDS_avx2);
constexpr wildcat_cpu_kernel narrow = {
    "scalar_narrow", test_lanes, {test_scan<Right, 1>, nullptr, nullptr, nullptr, nullptr}, 0};

class Plan : public testing::Test {
 protected:
  // A CPU without any of the features.
  CpuEnvironment env_{{&scalar, &other, &wrong, &foreign, &narrow}, {"test", 1, 2, 3, {}}, "/"};
  CpuOptions options_;
  TemporaryDirectory dir_;

  KernelPlan plan() {
    auto made = make_kernel_plan(env_, options_);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return made ? std::move(made).value() : KernelPlan{};
  }
  Error error() {
    const auto made = make_kernel_plan(env_, options_);
    EXPECT_FALSE(made);
    return made ? Error{} : made.error();
  }
  std::string key() const { return calibration_key(env_.cpu, env_.kernels, version_string); }
  // A file in which one variant is far ahead.
  void remember(const std::string& kernel, std::uint32_t versions) {
    options_.calibration_file = (dir_.path() / "calibration").string();
    std::vector<CalibrationEntry> entries;
    for (const wildcat_cpu_kernel* k : env_.kernels)
      for (const ScanVariant& v : variants_of(*k))
        entries.push_back(
            {k->name, v.versions(), k->name == kernel && v.versions() == versions ? 9e9 : 1e3});
    ASSERT_TRUE(save_calibration(options_.calibration_file, key(), entries));
  }
};

TEST_F(Plan, ListsEveryVariantWithItsFate) {
  const KernelPlan p = plan();
  ASSERT_EQ(p.variants.size(), 3u + 3 + 3 + 3 + 1);
  for (const VariantReport& r : p.variants) {
    const std::string name = r.variant.kernel->name;
    const SelfTest expected = name == "scalar_wrong" ? SelfTest::failed
                              : name == "avx2"       ? SelfTest::not_runnable
                                                     : SelfTest::passed;
    EXPECT_EQ(r.self_test, expected) << name;
    EXPECT_EQ(r.reason.empty(), expected == SelfTest::passed) << name;
    EXPECT_EQ(r.hashes_per_second > 0, expected == SelfTest::passed) << name;
  }
}

TEST_F(Plan, NeverChoosesAWrongOrForeignKernelHoweverFast) {
  for (const char* name : {"scalar_wrong", "avx2"}) {
    remember(name, 16);
    for (const MeasuredVariant& best : plan().best) {
      EXPECT_STRNE(best.variant.kernel->name, "scalar_wrong");
      EXPECT_STRNE(best.variant.kernel->name, "avx2");
    }
  }
}

TEST_F(Plan, RemembersRatesInsteadOfMeasuring) {
  remember("scalar_narrow", 1);
  for (const MeasuredVariant& best : plan().best) {
    EXPECT_EQ(best.variant.name(), "scalar_narrow");
    EXPECT_EQ(best.hashes_per_second, 9e9);
  }
}

TEST_F(Plan, ChoosesSeparatelyForSingleAndRolledVersions) {
  remember("scalar_other", 4);
  const KernelPlan p = plan();
  EXPECT_EQ(p.best[0].variant.versions(), 1u);
  EXPECT_EQ(p.best[1].variant.versions(), 1u);
  for (unsigned k : {2u, 3u, 4u}) EXPECT_EQ(p.best[k].variant.name(), "scalar_otherx4");
}

TEST_F(Plan, SavesWhatItMeasured) {
  options_.calibration_file = (dir_.path() / "new" / "calibration").string();
  const KernelPlan first = plan();
  const auto saved = load_calibration(options_.calibration_file, key());
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->size(), 7u);  // of scalar, scalar_other and scalar_narrow
  const KernelPlan second = plan();
  for (std::size_t i = 0; i < first.variants.size(); ++i)
    EXPECT_EQ(first.variants[i].hashes_per_second, second.variants[i].hashes_per_second);
}

TEST_F(Plan, ReplacesAFileOfAnotherVersionOrCpu) {
  remember("scalar_narrow", 1);
  env_.cpu.stepping = 4;
  EXPECT_LT(plan().best[0].hashes_per_second, 9e9);
  EXPECT_TRUE(load_calibration(options_.calibration_file, key()));
}

TEST_F(Plan, ReplacesACorruptFile) {
  options_.calibration_file = dir_.write("calibration", "not a calibration").string();
  EXPECT_GT(plan().best[0].hashes_per_second, 0);
  EXPECT_TRUE(load_calibration(options_.calibration_file, key()));
}

TEST_F(Plan, UnwritableFileIsNoError) {
  options_.calibration_file = (dir_.write("file", "") / "below").string();
  EXPECT_GT(plan().best[0].hashes_per_second, 0);
}

TEST_F(Plan, QuickStartLooksOnlyAtWhatItTakes) {
  remember("scalar_other", 4);
  options_.quick_start = true;
  const KernelPlan p = plan();
  for (unsigned k : {2u, 3u, 4u}) EXPECT_EQ(p.best[k].variant.name(), "scalar_otherx4");
  EXPECT_EQ(p.variants.size(), 2u);  // the best for one version, and the best for many
  for (const VariantReport& r : p.variants) EXPECT_EQ(r.self_test, SelfTest::passed);
}

TEST_F(Plan, QuickStartLooksAtAllWhenTheRememberedOneIsWrongNow) {
  remember("scalar_wrong", 16);
  options_.quick_start = true;
  const KernelPlan p = plan();
  EXPECT_EQ(p.variants.size(), 3u + 3 + 3 + 3 + 1);
  for (const MeasuredVariant& best : p.best)
    EXPECT_STRNE(best.variant.kernel->name, "scalar_wrong");
}

TEST_F(Plan, QuickStartMindsFeaturesOptionsAndAMissingFile) {
  remember("avx2", 16);
  options_.quick_start = true;
  for (const MeasuredVariant& best : plan().best) EXPECT_STRNE(best.variant.kernel->name, "avx2");
  remember("scalar_narrow", 1);
  options_.kernel = "scalar_other";
  for (const MeasuredVariant& best : plan().best)
    EXPECT_STREQ(best.variant.kernel->name, "scalar_other");
  options_.calibration_file = (dir_.path() / "missing").string();
  EXPECT_EQ(plan().variants.size(), 3u + 3 + 3 + 3 + 1);
  EXPECT_TRUE(load_calibration(options_.calibration_file, key())) << "measured and saved";
}

TEST_F(Plan, ForcedKernelServesEverything) {
  remember("scalar_narrow", 1);
  options_.kernel = "scalar_other";
  for (const MeasuredVariant& best : plan().best)
    EXPECT_STREQ(best.variant.kernel->name, "scalar_other");
}

TEST_F(Plan, ForcedVersionsServeHeadersThatHaveSoMany) {
  remember("scalar_narrow", 1);
  options_.versions = 4;
  const KernelPlan p = plan();
  EXPECT_EQ(p.best[0].variant.name(), "scalar_narrow");
  EXPECT_EQ(p.best[1].variant.name(), "scalar_narrow");
  for (unsigned k : {2u, 3u, 4u}) EXPECT_EQ(p.best[k].variant.versions(), 4u);
}

TEST_F(Plan, UnknownKernelListsTheNames) {
  options_.kernel = "avx1024";
  const Error e = error();
  EXPECT_EQ(e.code, Errc::not_found);
  for (const char* part : {"avx1024", "scalar", "scalar_other", "avx2"})
    EXPECT_NE(e.message.find(part), std::string::npos) << part;
}

TEST_F(Plan, KernelThatCannotRunHereNamesTheFeatureAndTheOthers) {
  options_.kernel = "avx2";
  const Error e = error();
  EXPECT_EQ(e.code, Errc::not_runnable);
  EXPECT_NE(e.message.find("lacks avx2"), std::string::npos) << e.message;
  EXPECT_NE(e.message.find("scalar, scalar_other"), std::string::npos) << e.message;
}

TEST_F(Plan, VersionsNobodyOffersAreRefusedWithTheChoice) {
  for (const std::uint32_t versions : {2u, 3u, 8u, 32u, 0xffffffffu}) {
    options_.versions = versions;
    const Error e = error();
    EXPECT_EQ(e.code, Errc::invalid_argument);
    EXPECT_NE(e.message.find("1, 4, 16"), std::string::npos) << e.message;
  }
  options_.kernel = "scalar_narrow";
  options_.versions = 16;
  EXPECT_NE(error().message.find("scalar_narrow"), std::string::npos);
}

TEST_F(Plan, ForcedKernelThatFailsItsSelfTestIsRefused) {
  options_.kernel = "scalar_wrong";
  const Error e = error();
  EXPECT_EQ(e.code, Errc::self_test_failed);
  EXPECT_NE(e.message.find("scalar_wrong"), std::string::npos) << e.message;
}

TEST_F(Plan, AllKernelsFailedIsAnError) {
  env_.kernels = {&wrong};
  EXPECT_EQ(error().code, Errc::self_test_failed);
  env_.kernels = {&foreign};
  EXPECT_EQ(error().code, Errc::self_test_failed);
  env_.kernels = {};
  EXPECT_EQ(error().code, Errc::self_test_failed);
}

}  // namespace
}  // namespace wildcat::test
