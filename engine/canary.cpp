// SPDX-License-Identifier: MIT
// A header becomes a rectangle around itself: some of its version bits are declared rollable, and
// the nonce range is laid so that it covers the header's nonce.
#include "engine/canary.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "engine/canary_headers.h"
#include "engine/claim.h"

namespace wildcat {
namespace {

std::uint64_t pick(Random& random, std::uint64_t low, std::uint64_t high) {
  return std::uniform_int_distribution<std::uint64_t>(low, high)(random);
}

// A part of `mask` with at least `bits` bits.
std::uint32_t part_of(Random& random, std::uint32_t mask, int bits) {
  std::uint32_t part = mask & static_cast<std::uint32_t>(random());
  while (std::popcount(part) < bits) {
    const auto nth = pick(random, 0, static_cast<std::uint64_t>(std::popcount(mask & ~part)) - 1);
    part |= deposit_bits(std::uint32_t{1} << nth, mask & ~part);
  }
  return part;
}

void place_version(Random& random, WorkUnit& unit, std::uint32_t live_mask) {
  const std::uint32_t version = unit.header.version;
  unit.roll_mask = part_of(random, live_mask, std::countr_zero(unit.versions));
  unit.header.version = version & ~unit.roll_mask;
  unit.first_version = extract_bits(version, unit.roll_mask) & ~(unit.versions - 1);
}

void place_nonce(Random& random, WorkUnit& unit, std::uint32_t nonce, std::uint64_t count) {
  constexpr std::uint64_t end = std::uint64_t{1} << 32;
  count = std::clamp<std::uint64_t>(count, 1, end);
  const std::uint64_t behind = std::uint64_t{nonce} + 1;
  const std::uint64_t low = behind > count ? behind - count : 0;
  const std::uint64_t high = std::min<std::uint64_t>(nonce, end - count);
  unit.nonces = {static_cast<std::uint32_t>(pick(random, low, high)), count};
}

std::uint32_t place_in_group(const WorkUnit& unit, std::uint32_t version) {
  return extract_bits(version, unit.roll_mask) & (unit.versions - 1);
}

}  // namespace

CanaryMaker::CanaryMaker(std::uint64_t seed) : random_(seed) {
  for (const CanaryHeader& row : canary_headers())
    if (auto header = BlockHeader::from_hex(row.hex)) headers_.push_back(*header);
}

bool CanaryMaker::due(double fraction) { return std::bernoulli_distribution(fraction)(random_); }

// The place among the versions is chosen first and headers are tried until one fits it; taken the
// other way round, headers with all bits alike would crowd the first and the last place.
Canary CanaryMaker::make(const WorkUnit& live) {
  constexpr int tries = 64;
  const auto wanted = static_cast<std::uint32_t>(pick(random_, 0, live.versions - 1));
  Canary canary;
  for (int i = 0; i < tries; ++i) {
    canary = make(live, headers_[pick(random_, 0, headers_.size() - 1)]);
    if (place_in_group(canary.unit, canary.answer.version) == wanted) break;
  }
  return canary;
}

Canary CanaryMaker::make(const WorkUnit& live, const BlockHeader& header) {
  Canary canary;
  WorkUnit& unit = canary.unit;
  canary.answer = {header.version, header.nonce};
  unit.header = header;
  unit.header.nonce = 0;
  unit.versions = live.versions;
  place_version(random_, unit, live.roll_mask);
  place_nonce(random_, unit, header.nonce, live.nonces.count);
  const auto own = Target::from_nbits(header.nbits);
  unit.target = own ? std::max(live.target, *own) : live.target;
  return canary;
}

CanaryVerdict judge(const Canary& canary, const Completion& completion) {
  const auto& found = completion.found;
  if (std::find(found.begin(), found.end(), canary.answer) != found.end())
    return CanaryVerdict::found;
  const std::uint64_t place = canary.answer.nonce - canary.unit.nonces.first;
  return place < completion.nonces_done ? CanaryVerdict::missed : CanaryVerdict::open;
}

Canary rest_of(const Canary& canary, std::uint64_t nonces_done) {
  Canary rest = canary;
  rest.unit.nonces.first += static_cast<std::uint32_t>(nonces_done);
  rest.unit.nonces.count -= nonces_done;
  return rest;
}

std::vector<Candidate> false_hits(const WorkUnit& unit, std::span<const Candidate> found) {
  std::vector<Candidate> wrong;
  std::copy_if(found.begin(), found.end(), std::back_inserter(wrong), [&](const Candidate& c) {
    return !in_unit(unit, c) || !passes_filter(claimed_header(unit, c).hash(), unit.target);
  });
  return wrong;
}

}  // namespace wildcat
