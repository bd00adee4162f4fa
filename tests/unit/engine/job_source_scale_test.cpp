// SPDX-License-Identifier: MIT
// A million units over a hundred sources and eight kinds of scanners: no hash is handed out twice.
#include <gtest/gtest.h>

#include <random>

#include "engine/job_source.h"
#include "tests/support/rectangles.h"
#include "tests/unit/engine/jobs.h"

namespace wildcat {
namespace {

#ifdef WILDCAT_SANITIZED
constexpr std::size_t units = 100'000;
#else
constexpr std::size_t units = 1'000'000;
#endif

/// Eight scanners as they come: CPU cores of different kernels, GPUs.
constexpr Shape scanners[] = {{1, 1u << 22, 1},    {1, 3'000'001, 1},   {8, 1u << 19, 1},
                              {16, 1u << 18, 1},   {4, 1u << 30, 1},    {65536, 1u << 12, 3},
                              {4096, 1u << 20, 2}, {256, 1ull << 32, 2}};

std::vector<JobSource> hundred_sources(std::mt19937_64& random) {
  std::vector<JobSource> sources;
  for (SourceId id = 1; id <= 100; ++id) {
    const int bits = static_cast<int>(random() % 17);
    sources.push_back(test::rolling_source(static_cast<std::uint8_t>(4 + random() % 5), id));
    sources.back().set_job(test::shared(test::rolling_job(bits, 600)));
  }
  return sources;
}

TEST(JobSourceScale, AMillionUnitsOverAHundredSourcesAreDisjoint) {
  std::mt19937_64 random(70);
  auto sources = hundred_sources(random);
  std::vector<test::Rectangle> searched;
  searched.reserve(units);
  while (searched.size() < units) {
    JobSource& source = sources[random() % sources.size()];
    const auto work = source.next(scanners[random() % std::size(scanners)], {});
    ASSERT_TRUE(work);
    std::uint64_t done = work->unit.nonces.count;
    if (random() % 50 == 0) {
      done = random() % done;
      source.finish(*work, done);
    }
    searched.push_back(test::rectangle(*work, done));
  }
  double counted = 0;
  for (const JobSource& source : sources) counted += source.handed_out();
  const auto hashes = static_cast<double>(test::area(searched));
  EXPECT_NEAR(counted, hashes, 1e-12 * hashes) << "doubles are exact to 2^53 only";
  EXPECT_TRUE(test::disjoint(std::move(searched)));
}

TEST(JobSourceScale, TheSweepFindsASingleOverlap) {
  // The book-keeping itself: one hash twice among many rectangles is found wherever it lies.
  std::mt19937_64 random(71);
  JobSource source = test::rolling_source(2);
  source.set_job(test::shared(test::rolling_job(8, 0)));
  std::vector<test::Rectangle> searched;
  for (int i = 0; i < 2'000; ++i) {
    const auto work = source.next({1u << random() % 9, 1u << 20, 1}, {});
    searched.push_back(test::rectangle(*work, work->unit.nonces.count));
  }
  EXPECT_TRUE(test::disjoint(searched));
  for (int i = 0; i < 100; ++i) {
    test::Rectangle twice = searched[random() % searched.size()];
    twice.first_version += random() % twice.versions;
    twice.first_nonce += random() % twice.nonces;
    twice.versions = twice.nonces = 1;
    auto with_overlap = searched;
    with_overlap.push_back(twice);
    ASSERT_FALSE(test::disjoint(with_overlap));
  }
}

TEST(JobSourceScale, AnIdleSourceIsAFewHundredBytes) { EXPECT_LE(sizeof(JobSource), 300u); }

}  // namespace
}  // namespace wildcat
