// SPDX-License-Identifier: MIT
// The self-test of a GPU: a known block header, then small rectangles that the scalar code repeats.
#include "backends/gpu/gpu_self_test.h"

#include <algorithm>
#include <vector>

namespace wildcat::gpu {
namespace {

// Block 0: version 1, no parent; its hash is below 2^224 at this nonce.
constexpr std::uint32_t known_nonce = 2083236893;
constexpr std::uint64_t hashes_compared = 8192;

WorkUnit known_unit(std::uint32_t versions, NonceRange nonces, const Target& target) {
  WorkUnit unit;
  unit.header.version = 1;
  unit.header.merkle_root =
      Hash256::from_display_hex("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b")
          .value();
  unit.header.ntime = 1231006505;
  unit.header.nbits = 0x1d00ffff;
  unit.roll_mask = bip320_version_bits;
  unit.versions = versions;
  unit.nonces = nonces;
  unit.target = target;
  return unit;
}

// What the filter lets through, by the scalar code.
std::vector<Candidate> expected_of(const WorkUnit& unit) {
  std::vector<Candidate> expected;
  BlockHeader header = unit.header;
  for (std::uint32_t v = 0; v < unit.versions; ++v) {
    header.version = unit.version(v);
    for (std::uint64_t i = 0; i < unit.nonces.count; ++i) {
      header.nonce = static_cast<std::uint32_t>(unit.nonces.first + i);
      const std::uint32_t word = sha256::load_be32(header.hash().internal().data() + 28);
      if ((word & unit.target.filter_mask()) == 0)
        expected.push_back({header.version, header.nonce});
    }
  }
  return expected;
}

Result<std::string> compare(Scanner& scanner, const WorkUnit& unit,
                            std::vector<Candidate> expected) {
  if (auto submitted = scanner.submit(unit); !submitted) return submitted.error();
  auto done = scanner.wait();
  if (!done) return done.error();
  if (done->status != Status::done || done->nonces_done != unit.nonces.count)
    return std::string("it did not search what it was given");
  std::ranges::sort(done->found);
  std::ranges::sort(expected);
  if (done->found == expected) return std::string();
  return "it found " + std::to_string(done->found.size()) + " hits where there are " +
         std::to_string(expected.size()) + ", or others";
}

Result<std::string> at_known_block(Scanner& scanner, std::uint32_t versions) {
  const WorkUnit unit = known_unit(versions, {known_nonce - 77, 100}, Target::difficulty_1());
  auto fault = compare(scanner, unit, {{1, known_nonce}});
  return fault && !fault->empty() ? "known block: " + *fault : fault;
}

// The last nonces there are, at a target that one hash in sixteen meets.
Result<std::string> at_the_end(Scanner& scanner, std::uint32_t versions) {
  const std::uint64_t count = hashes_compared / versions + 1;
  const auto target = Target::from_hex("0f" + std::string(62, 'f')).value();
  const WorkUnit unit =
      known_unit(versions, {static_cast<std::uint32_t>(0 - count), count}, target);
  auto fault = compare(scanner, unit, expected_of(unit));
  return fault && !fault->empty() ? "easy target: " + *fault : fault;
}

}  // namespace

Result<std::string> fault_of(Scanner& scanner, std::uint32_t versions) {
  for (const auto trial : {at_known_block, at_the_end}) {
    auto fault = trial(scanner, versions);
    if (!fault || !fault->empty()) return fault;
  }
  return std::string();
}

Result<void> self_test(Scanner& scanner) {
  for (const std::uint32_t versions : {1u, scanner.shape(many_versions).versions}) {
    auto fault = fault_of(scanner, versions);
    if (!fault) return fault.error();
    if (!fault->empty())
      return Error{Errc::self_test_failed,
                   "computes wrong: " + *fault + "; update its driver, or leave the device out"};
  }
  return {};
}

}  // namespace wildcat::gpu
