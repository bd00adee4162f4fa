// SPDX-License-Identifier: MIT
// Builds units to scan and finds their answers by brute force.
#include "test_work.h"

#include <gtest/gtest.h>

namespace wildcat::test {

WorkUnit unit_of(NonceRange nonces, std::uint32_t versions, const Target& target) {
  WorkUnit unit;
  unit.id = 4711;
  unit.header.version = 0x20000000;
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < 32; ++i) bytes[i] = static_cast<std::uint8_t>(7 * i + 3);
  unit.header.prev_hash = Hash256::from_internal(bytes);
  for (std::size_t i = 0; i < 32; ++i) bytes[i] = static_cast<std::uint8_t>(11 * i + 5);
  unit.header.merkle_root = Hash256::from_internal(bytes);
  unit.header.ntime = 1700000000;
  unit.header.nbits = 0x1703e8b3;
  unit.roll_mask = 0x1fffe000;
  unit.versions = versions;
  unit.nonces = nonces;
  unit.target = target;
  return unit;
}

Target target_of_bits(unsigned bits) {
  if (bits == 0) return Target::easiest();
  return Target::from_limbs({~0ull, ~0ull, ~0ull, ~0ull >> bits});
}

std::set<Candidate> brute_force(const WorkUnit& unit, std::uint64_t nonces) {
  std::set<Candidate> all;
  BlockHeader header = unit.header;
  for (std::uint32_t v = 0; v < unit.versions; ++v) {
    header.version = unit.version(v);
    for (std::uint64_t i = 0; i < nonces; ++i) {
      header.nonce = static_cast<std::uint32_t>(unit.nonces.first + i);
      if (unit.target.met_by(header.hash())) all.insert({header.version, header.nonce});
    }
  }
  return all;
}

std::set<Candidate> as_set(const std::vector<Candidate>& found) {
  std::set<Candidate> all(found.begin(), found.end());
  EXPECT_EQ(all.size(), found.size()) << "a candidate was reported twice";
  return all;
}

VariantChoice choice_of(const wildcat_cpu_kernel& kernel, unsigned log2_versions, double rate) {
  VariantChoice choice;
  for (unsigned k = 0; k < WILDCAT_CPU_SCANS; ++k)
    choice[k] = {{&kernel, k < log2_versions ? 0 : log2_versions}, rate};
  return choice;
}

Completion run(Scanner& scanner, const WorkUnit& unit) {
  const auto submitted = scanner.submit(unit);
  EXPECT_TRUE(submitted) << (submitted ? "" : submitted.error().message);
  auto done = scanner.wait();
  EXPECT_TRUE(done) << (done ? "" : done.error().message);
  if (!done) return {};
  EXPECT_EQ(done->id, unit.id);
  return std::move(done).value();
}

}  // namespace wildcat::test
