// SPDX-License-Identifier: MIT
// The calibration file, whole and damaged, and the sprint that fills it.
#include "backends/cpu/calibration_file.h"

#include <gtest/gtest.h>

#include "test_kernels.h"
#include "tests/support/temporary_directory.h"

namespace wildcat::test {
namespace {

const std::vector<CalibrationEntry> some_entries = {
    {"scalar", 1, 1234567.891}, {"avx2", 8, 3.3e7}, {"sha_ni", 16, 12345.1}};
const std::string some_key = "version=1 cpu=25.17.1";

class CalibrationFile : public testing::Test {
 protected:
  TemporaryDirectory dir_;
  std::filesystem::path file_ = dir_.path() / "calibration";
};

TEST_F(CalibrationFile, RoundTrip) {
  ASSERT_TRUE(save_calibration(file_, some_key, some_entries));
  EXPECT_EQ(load_calibration(file_, some_key), some_entries);
}

TEST_F(CalibrationFile, NoEntriesIsAlsoACalibration) {
  ASSERT_TRUE(save_calibration(file_, some_key, {}));
  EXPECT_EQ(load_calibration(file_, some_key), std::vector<CalibrationEntry>{});
}

TEST_F(CalibrationFile, MissingFileIsNone) { EXPECT_FALSE(load_calibration(file_, some_key)); }

TEST_F(CalibrationFile, DirectoryIsNone) { EXPECT_FALSE(load_calibration(dir_.path(), some_key)); }

TEST_F(CalibrationFile, AnotherKeyIsNone) {
  ASSERT_TRUE(save_calibration(file_, some_key, some_entries));
  EXPECT_FALSE(load_calibration(file_, some_key + "2"));
  EXPECT_FALSE(load_calibration(file_, ""));
}

TEST_F(CalibrationFile, CutShortAnywhereIsNone) {
  ASSERT_TRUE(save_calibration(file_, some_key, some_entries));
  const std::string whole = read_text(file_);
  for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
    dir_.write("cut", whole.substr(0, length));
    EXPECT_FALSE(load_calibration(dir_.path() / "cut", some_key)) << length;
  }
}

TEST_F(CalibrationFile, DamagedLinesAreNone) {
  const std::string head = "wildcat-cpu-calibration 1\nkey " + some_key + "\n";
  ASSERT_TRUE(load_calibration(dir_.write("good", head + "rate a 1 2000\nend 1\n"), some_key));
  for (const char* body :
       {"rate a 1 -2\nend 1\n", "rate a 1 0\nend 1\n", "rate a 1 nan\nend 1\n", "rate a 1\nend 1\n",
        "rate a x 2000\nend 1\n", "rate a 1 2000 3\nend 1\n", "race a 1 2000\nend 1\n",
        "rate a 1 2000\nend 2\n", "rate a 99999999999 2000\nend 1\n", "rate a 1 1e999\nend 1\n",
        "rate a 1 1e300\nend 1\n", "rate a 1 999\nend 1\n", "\nend 0\n", "end 1\n"})
    EXPECT_FALSE(load_calibration(dir_.write("bad", head + body), some_key)) << body;
  EXPECT_FALSE(load_calibration(
      dir_.write("bad", "wildcat-cpu-calibration 2\nkey " + some_key + "\nend 0\n"), some_key));
  EXPECT_FALSE(load_calibration(dir_.write("bad", std::string(100000, '\xff')), some_key));
}

TEST_F(CalibrationFile, MakesItsDirectoriesAndLeavesNothingElse) {
  const auto deep = dir_.path() / "a" / "b" / "calibration";
  ASSERT_TRUE(save_calibration(deep, some_key, some_entries));
  ASSERT_TRUE(save_calibration(deep, some_key, {}));
  EXPECT_EQ(load_calibration(deep, some_key), std::vector<CalibrationEntry>{});
  const auto entries = std::filesystem::directory_iterator(deep.parent_path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST_F(CalibrationFile, UnwritablePlaceIsAnErrorThatNamesIt) {
  dir_.write("file", "not a directory");
  const auto refused = save_calibration(dir_.path() / "file" / "x", some_key, some_entries);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::io);
  EXPECT_NE(refused.error().message.find((dir_.path() / "file" / "x").string()), std::string::npos);
}

TEST_F(CalibrationFile, TargetThatIsADirectoryLeavesNoTemporaryFileBehind) {
  std::filesystem::create_directories(file_ / "occupied");
  EXPECT_FALSE(save_calibration(file_, some_key, some_entries));
  const auto entries = std::filesystem::directory_iterator(dir_.path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST(CalibrationKey, ChangesWithEachIngredient) {
  const wildcat_cpu_kernel other = test_kernel<Right>("scalar_other");
  wildcat_cpu_kernel fewer = right_kernel;
  fewer.scan[4] = nullptr;
  const wildcat_cpu_kernel* one[] = {&right_kernel};
  const wildcat_cpu_kernel* two[] = {&right_kernel, &other};
  const wildcat_cpu_kernel* renamed[] = {&other};
  const wildcat_cpu_kernel* reduced[] = {&fewer};
  const CpuInfo cpu{"brand", 1, 2, 3, {CpuFeature::sse2}};
  const std::string key = calibration_key(cpu, one, "0.1");
  EXPECT_EQ(key, calibration_key(cpu, one, "0.1"));
  EXPECT_EQ(key.find('\n'), std::string::npos);
  EXPECT_NE(key, calibration_key(cpu, one, "0.2"));
  for (const KernelTable table : {KernelTable(two), KernelTable(renamed), KernelTable(reduced)})
    EXPECT_NE(key, calibration_key(cpu, table, "0.1"));
  for (const CpuInfo& another :
       {CpuInfo{"", 9, 2, 3, cpu.features}, CpuInfo{"", 1, 9, 3, cpu.features},
        CpuInfo{"", 1, 2, 9, cpu.features}, CpuInfo{"", 1, 2, 3, {}}})
    EXPECT_NE(key, calibration_key(another, one, "0.1"));
}

TEST(Sprint, MeasuresEveryVariantInOrder) {
  const std::vector<ScanVariant> variants = variants_of(right_kernel);
  const auto rates = sprint(variants, std::chrono::milliseconds(2));
  ASSERT_EQ(rates.size(), variants.size());
  for (std::size_t i = 0; i < rates.size(); ++i) {
    EXPECT_EQ(rates[i].variant.name(), variants[i].name());
    EXPECT_GT(rates[i].hashes_per_second, 0);
  }
  EXPECT_TRUE(sprint({}, std::chrono::milliseconds(2)).empty());
}

TEST(Sprint, RanksByWorkPerTimeNotByCalls) {
  // The same kernel, slowed down by doing everything eight times over.
  struct Slow : Right {
    static bool hit(const wildcat_cpu_job& job, std::uint32_t v, std::uint32_t nonce) {
      bool any = false;
      for (std::uint32_t i = 0; i < 8; ++i) any |= Right::hit(job, v, nonce + i);
      return any;
    }
  };
  static constexpr wildcat_cpu_kernel slow = test_kernel<Slow>("scalar_slow");
  const ScanVariant variants[] = {{&slow, 0}, {&right_kernel, 0}, {&slow, 4}, {&right_kernel, 4}};
  const auto rates = sprint(variants, std::chrono::milliseconds(20));
  EXPECT_GT(rates[1].hashes_per_second, rates[0].hashes_per_second);
  EXPECT_GT(rates[3].hashes_per_second, rates[2].hashes_per_second);
}

}  // namespace
}  // namespace wildcat::test
