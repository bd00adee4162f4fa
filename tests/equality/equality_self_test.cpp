// SPDX-License-Identifier: MIT
// Can the equality cases fail? Scans with one fault each are put in a kernel's place; every fault
// has to be noticed. Also holds the reference itself against a known hash.
#include <gtest/gtest.h>

#include <algorithm>

#include "backends/cpu/kernel_table.h"
#include "tests/equality/cases.h"
#include "tests/support/equality_headers.h"
#include "tests/support/reference_sha256.h"

namespace wildcat::equality {
namespace {

wildcat_u32 right(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                  wildcat_cpu_hits* hits) {
  return wildcat_cpu_kernels[0]->scan[0](job, first, batches, hits);
}
wildcat_u32 loses_one(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                      wildcat_cpu_hits* hits) {
  const wildcat_u32 before = hits->count;
  const wildcat_u32 done = right(job, first, batches, hits);
  if (hits->count > before) --hits->count;
  return done;
}
wildcat_u32 doubles_one(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                        wildcat_cpu_hits* hits) {
  const wildcat_u32 done = right(job, first, batches, hits);
  if (hits->count < WILDCAT_CPU_MAX_HITS) {
    hits->hit[hits->count] = hits->hit[hits->count - 1];
    ++hits->count;
  }
  return done;
}
wildcat_u32 ignores_mask(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                         wildcat_cpu_hits* hits) {
  wildcat_cpu_job copy = *job;
  copy.block.filter_mask &= 0xffff;
  return right(&copy, first, batches, hits);
}
wildcat_u32 starts_over(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                        wildcat_cpu_hits* hits) {
  hits->count = 0;
  return right(job, first, batches, hits);
}
wildcat_u32 gives_up(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                     wildcat_cpu_hits* hits) {
  return right(job, first, batches / 2, hits);
}
wildcat_u32 stands_still(const wildcat_cpu_job*, wildcat_u32, wildcat_u32, wildcat_cpu_hits* hits) {
  hits->count = WILDCAT_CPU_MAX_HITS;
  return 0;
}

std::size_t mismatches(wildcat_cpu_scan scan) {
  std::size_t count = 0;
  const Subject subject{"faulty", wildcat_cpu_kernels[0]->lanes, 1, scan};
  const test::BlockFunction reference = test::openssl_sha256();
  for (const Case& one : fast_cases(reference, load_headers(WILDCAT_TEST_VECTORS "/headers.json")))
    count += one.run(subject).size();
  return count;
}

TEST(EqualityCases, AcceptTheRightScan) { EXPECT_EQ(mismatches(right), 0u); }

TEST(EqualityCases, NoticeEveryFault) {
  EXPECT_GT(mismatches(loses_one), 0u);
  EXPECT_GT(mismatches(doubles_one), 0u);
  EXPECT_GT(mismatches(ignores_mask), 0u);
  EXPECT_GT(mismatches(starts_over), 0u);
  EXPECT_GT(mismatches(gives_up), 0u);
  EXPECT_GT(mismatches(stands_still), 0u);
}

TEST(ReferenceHeader, AgreesWithOneShotHash) {
  for (const KnownHeader& header : load_headers(WILDCAT_TEST_VECTORS "/headers.json")) {
    const auto digest = test::reference_sha256d(header.bytes);
    std::uint32_t last = 0;
    for (std::size_t i = 28; i < 32; ++i) last = last << 8 | digest[i];
    std::uint32_t nonce = 0;
    for (std::size_t i = 0; i < 4; ++i) nonce |= std::uint32_t{header.bytes[76 + i]} << (8 * i);
    EXPECT_EQ(test::ReferenceHeader(test::openssl_sha256(), header.bytes).last_word(nonce), last)
        << header.name;
  }
}

}  // namespace
}  // namespace wildcat::equality
