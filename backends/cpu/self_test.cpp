// SPDX-License-Identifier: MIT
// Exact answers are asked for: a kernel may by contract report too much, but one that does so
// would have every surplus hit counted as a hardware error.
#include "backends/cpu/self_test.h"

#include <memory>
#include <tuple>

#include "backends/cpu/scan_job.h"

namespace wildcat {
namespace {

// Block 0: version 1, no parent; its hash is below 2^224 at this nonce.
constexpr std::uint32_t known_nonce = 2083236893;
constexpr std::uint32_t rolled_versions = WILDCAT_SCAN_MAX_VERSIONS;

BlockHeader known_header() {
  BlockHeader header;
  header.version = 1;
  header.merkle_root =
      Hash256::from_internal({0x3b, 0xa3, 0xed, 0xfd, 0x7a, 0x7b, 0x12, 0xb2, 0x7a, 0xc7, 0x2c,
                              0x3e, 0x67, 0x76, 0x8f, 0x61, 0x7f, 0xc8, 0x1b, 0xc3, 0x88, 0x8a,
                              0x51, 0x32, 0x3a, 0x9f, 0xb8, 0xaa, 0x4b, 0x1e, 0x5e, 0x4a});
  header.ntime = 1231006505;
  header.nbits = 0x1d00ffff;
  return header;
}

// The known header with BIP 320 bits set; number 0 is the real one.
BlockHeader rolled_header(std::uint32_t number) {
  BlockHeader header = known_header();
  header.version |= number << 13;
  return header;
}

using Hit = std::tuple<std::uint32_t, std::uint32_t>;  // version, nonce

// Sorted, so that answers compare as sets and a hit reported twice shows.
std::vector<Hit> sorted(const wildcat_cpu_hits& hits) {
  std::vector<Hit> list;
  for (std::uint32_t i = 0; i < hits.count; ++i)
    list.emplace_back(hits.hit[i].version, hits.hit[i].nonce);
  std::ranges::sort(list);
  return list;
}

struct Answer {
  std::uint32_t batches = 0;
  bool overflow = false;
  std::vector<Hit> hits;
};

Answer ask(const ScanVariant& variant, const wildcat_cpu_job& job, std::uint32_t first,
           std::uint32_t batches) {
  const auto hits = std::make_unique<wildcat_cpu_hits>();
  Answer answer;
  answer.batches = variant.scan()(&job, first, batches, hits.get());
  answer.overflow = hits->count > WILDCAT_CPU_MAX_HITS;
  if (!answer.overflow) answer.hits = sorted(*hits);
  return answer;
}

std::string compare(const Answer& answer, std::uint32_t batches, std::vector<Hit> expected) {
  std::ranges::sort(expected);
  if (answer.overflow) return "it wrote past its buffer";
  if (answer.batches != batches) return "it did not search the batches it was given";
  if (answer.hits == expected) return {};
  return "it found " + std::to_string(answer.hits.size()) + " hits where there are " +
         std::to_string(expected.size()) + ", or others";
}

}  // namespace

SelfTester::SelfTester(std::uint32_t max_lanes)
    : first_(0u - max_lanes), nonces_(2 * max_lanes + 1) {
  for (std::uint32_t v = 0; v < rolled_versions; ++v) {
    BlockHeader header = rolled_header(v);
    rolled_.push_back(scan_midstate(header));
    for (std::uint32_t i = 0; i < nonces_; ++i) {
      header.nonce = first_ + i;
      last_word_.push_back(sha256::load_be32(header.hash().internal().data() + 28));
    }
  }
}

std::string SelfTester::fault_of(const ScanVariant& variant) const {
  for (std::uint32_t slot = 0; slot < variant.versions(); ++slot) {
    std::string fault = fault_at_known_nonce(variant, slot);
    if (!fault.empty()) return "known block: " + fault;
  }
  for (const std::uint32_t mask : {0x0f000000u, 0x80000001u, 0u}) {
    std::string fault = fault_at_mask(variant, mask);
    if (!fault.empty()) return "mask " + std::to_string(mask) + ": " + fault;
  }
  return {};
}

// The real header's midstate in `slot`, others around it; the nonce wanders through the lanes.
std::string SelfTester::fault_at_known_nonce(const ScanVariant& variant, std::uint32_t slot) const {
  wildcat_cpu_job job{};
  job.block = scan_block(known_header(), 0xffffffffu);
  for (std::uint32_t i = 0; i < variant.versions(); ++i)
    job.midstate[(slot + i) % variant.versions()] = rolled_[i];
  const std::uint32_t place = (5 * slot + variant.log2_versions) % (2 * variant.lanes());
  return compare(ask(variant, job, known_nonce - place, 2), 2, {{slot, known_nonce}});
}

// Two batches, the first of which wraps around: the last nonces of the space, then 0 and on.
std::string SelfTester::fault_at_mask(const ScanVariant& variant, std::uint32_t mask) const {
  wildcat_cpu_job job{};
  job.block = scan_block(known_header(), mask);
  std::ranges::copy_n(rolled_.begin(), variant.versions(), job.midstate);
  const std::uint32_t batch_hits = variant.lanes() * variant.versions();
  const std::uint32_t batches = 2 * batch_hits <= WILDCAT_CPU_MAX_HITS ? 2 : 1;
  const std::uint32_t first = 0u - std::max(variant.lanes() - 1, 1u);
  std::vector<Hit> expected;
  for (std::uint32_t v = 0; v < variant.versions(); ++v)
    for (std::uint32_t nonce = first; nonce != first + batches * variant.lanes(); ++nonce)
      if ((last_word_[v * nonces_ + (nonce - first_)] & mask) == 0) expected.emplace_back(v, nonce);
  return compare(ask(variant, job, first, batches), batches, std::move(expected));
}

}  // namespace wildcat
