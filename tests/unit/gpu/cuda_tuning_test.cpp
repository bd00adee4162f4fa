// SPDX-License-Identifier: MIT
// How a CUDA device is driven best: measured on a fake driver whose launches take longer where a
// test wants it, remembered for the device and its driver, and found anew when asked.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temporary_directory.h"
#include "tests/support/text.h"
#include "tests/unit/gpu/fake_driver.h"

namespace wildcat::cuda {
namespace {

using test::FakeCudaLaunches;
using test::FakeCudaPlan;
using test::has;

constexpr int much_longer = 6'000;  // nanoseconds, beside 500 of a hash
constexpr FakeCudaLaunches single{.kernel = "wildcat_search_single"};
constexpr FakeCudaLaunches versions{.kernel = "wildcat_search_versions"};

FakeCudaPlan fast_are(const FakeCudaLaunches& launches) {
  return {.slow_nanoseconds = much_longer, .spared = launches};
}

struct Card {
  // Made ready anew, as at a start of the program: "single: 3 blocks a multiprocessor, ...".
  std::string start(const FakeCudaPlan& plan, bool tune = false, const std::string& kernel = "") {
    test::use_driver(plan);
    Environment environment = test::fake_environment();
    environment.version_file = folder.path() / "version";
    environment.settings.unit_time = std::chrono::microseconds(200);
    environment.tuning_effort = std::chrono::milliseconds(40);
    CudaOptions options{.kernel = kernel, .tuning_folder = folder.path() / "tuning", .tune = tune};
    auto devices = test::fake_backend(options, environment)->devices();
    Device& device = *devices->front();
    if (auto ready = device.prepare(); !ready) return ready.error().message;
    driver = device.info().driver;
    for (const KernelReport& report : device.kernels(false))
      if (report.name == device.kernel().name) {
        EXPECT_TRUE(report.chosen);
        EXPECT_EQ(report.self_test, SelfTest::passed);
        return report.name + ": " + report.setting;
      }
    return "";
  }
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> all;
    for (const auto& each : std::filesystem::directory_iterator(folder.path() / "tuning"))
      all.push_back(each.path());
    return all;
  }

  test::TemporaryDirectory folder;
  std::string driver;
};

// The setting that one of some attempts leads to, each of which measures: a machine that is busy at
// the wrong moment measures nonsense.
template <class Attempt>
bool leads_to(const char* wanted, Attempt attempt) {
  for (int i = 0; i < 10; ++i)
    if (has(attempt(), wanted)) return true;
  return false;
}

TEST(CudaTuning, TheFasterSearchIsChosen) {
  EXPECT_TRUE(leads_to("single: ", [] { return Card().start(fast_are(single)); }));
  EXPECT_TRUE(leads_to("version_major: ", [] { return Card().start(fast_are(versions)); }));
}

TEST(CudaTuning, AKernelThatIsAskedForStays) {
  EXPECT_TRUE(has(Card().start(fast_are(single), false, "version_major"), "version_major: "));
}

// Four fit on each of two multiprocessors, so that "as many as fit" is none of the others.
TEST(CudaTuning, TheFastestNumberOfBlocksIsChosen) {
  const std::pair<unsigned, const char*> cases[] = {
      {8, "as many blocks as fit"}, {6, "3 blocks"}, {4, "2 blocks"}};
  for (const auto& [grid, name] : cases) {
    FakeCudaPlan plan = fast_are({.blocks = grid});
    plan.occupancy = 4;
    EXPECT_TRUE(leads_to(name, [&] { return Card().start(plan); })) << grid;
  }
}

TEST(CudaTuning, IsRememberedForTheDeviceAndItsDriverUntilAskedAnew) {
  Card card;
  card.folder.write("version", "580.65.06\n");
  EXPECT_TRUE(leads_to("single: ", [&] { return card.start(fast_are(single), true); }));
  EXPECT_EQ(card.driver, "CUDA 13.0, NVIDIA 580.65.06");
  const FakeCudaPlan changed = fast_are(versions);
  EXPECT_TRUE(has(card.start(changed), "single: ")) << "it was measured again";
  FakeCudaPlan other = changed;
  std::size_t known = 1;
  EXPECT_TRUE(leads_to("version_major: ", [&] {
    ++other.uuid;
    ++known;
    return card.start(other);
  })) << "of another device";
  EXPECT_TRUE(leads_to("version_major: ", [&] {
    card.folder.write("version", "590." + std::to_string(++known) + "\n");
    return card.start(changed);
  })) << "with another driver";
  card.folder.write("version", "580.65.06\n");
  EXPECT_TRUE(has(card.start(changed), "single: ")) << "the others took its place";
  EXPECT_EQ(card.files().size(), known);
  EXPECT_TRUE(leads_to("version_major: ", [&] { return card.start(changed, true); }))
      << "it was asked for";
  EXPECT_TRUE(has(card.start(fast_are(single)), "version_major: ")) << "and not kept";
}

TEST(CudaTuning, ADamagedFileAndThatOfAnotherDeviceAreIgnored) {
  Card card, another;
  FakeCudaPlan plan = fast_are(single);
  ASSERT_TRUE(leads_to("single: ", [&] { return card.start(plan, true); }));
  const std::string file = card.files().at(0), good = test::read_text(file);
  plan.uuid = 2;
  another.start(plan);
  plan.spared = versions;
  EXPECT_TRUE(leads_to("version_major: ", [&] {
    another.folder.write(another.files().at(0), good);
    return another.start(plan);
  })) << "that of another device was believed";
  std::string damaged = good;
  damaged.at(damaged.size() - 5) ^= 1;
  EXPECT_TRUE(leads_to("version_major: ", [&] {
    card.folder.write(file, damaged);
    return card.start(fast_are(versions));
  })) << "it was believed";
}

}  // namespace
}  // namespace wildcat::cuda
