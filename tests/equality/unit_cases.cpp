// SPDX-License-Identifier: MIT
// The unit cases: rectangles of odd starts and lengths, easy targets, two units under way.
#include "tests/equality/unit_cases.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <random>

namespace wildcat::equality {
namespace {

using test::BlockFunction;
using test::ReferenceHeader;

constexpr std::uint32_t rolled_bits = 0x1fffe000;  // BIP 320's

// What the cases share.
struct Setting {
  BlockFunction reference;
  std::vector<KnownHeader> headers;
  std::uint32_t ranges;       // of odd starts and lengths for each number of versions
  std::uint64_t hashes;       // of one range, about
  std::uint64_t easy_hashes;  // that all meet their target
};
using Shared = std::shared_ptr<const Setting>;

// Met by one hash in 2^bits: that many leading zero bits.
Target target_of(unsigned bits) {
  auto limbs = Target::easiest().limbs();
  for (unsigned i = 0; i < bits; ++i) limbs[3 - i / 64] &= ~(std::uint64_t{1} << (63 - i % 64));
  return Target::from_limbs(limbs);
}

WorkUnit unit_of(const KnownHeader& known, std::uint32_t first_version, std::uint32_t versions,
                 NonceRange nonces, unsigned bits) {
  WorkUnit unit;
  unit.id = std::uint64_t{versions} << 32 | nonces.first;
  unit.header = BlockHeader::parse(known.bytes);
  unit.header.nonce = 0;
  unit.header.version &= ~rolled_bits;
  unit.roll_mask = rolled_bits;
  unit.first_version = first_version;
  unit.versions = versions;
  unit.nonces = nonces;
  unit.target = target_of(bits);
  return unit;
}

std::vector<Candidate> expected_of(const BlockFunction& reference, const WorkUnit& unit) {
  std::vector<Candidate> expected;
  for (std::uint32_t v = 0; v < unit.versions; ++v) {
    BlockHeader header = unit.header;
    header.version = unit.version(v);
    const ReferenceHeader hashed(reference, header.serialize());
    for (std::uint64_t i = 0; i < unit.nonces.count; ++i) {
      const auto nonce = static_cast<std::uint32_t>(unit.nonces.first + i);
      if ((hashed.last_word(nonce) & unit.target.filter_mask()) == 0)
        expected.push_back({header.version, nonce});
    }
  }
  std::ranges::sort(expected);
  return expected;
}

// Takes what a completion found and cuts the unit to what is left. Empty when all is well.
std::string take(WorkUnit& unit, Completion& done, std::vector<Candidate>& found) {
  if (done.id != unit.id) return "completed another unit";
  if (done.status == Status::stale || done.status == Status::failed) return "gave the unit up";
  if (done.nonces_done > unit.nonces.count) return "claims more nonces than it was given";
  if (done.nonces_done == 0 && unit.nonces.count > 0) return "made no progress";
  if (done.status == Status::done && done.nonces_done != unit.nonces.count)
    return "calls an unfinished unit done";
  std::ranges::move(done.found, std::back_inserter(found));
  unit.nonces.first = static_cast<std::uint32_t>(unit.nonces.first + done.nonces_done);
  unit.nonces.count -= done.nonces_done;
  return "";
}

std::string search(Scanner& scanner, WorkUnit unit, std::vector<Candidate>& found) {
  do {
    if (auto submitted = scanner.submit(unit); !submitted) return submitted.error().message;
    auto done = scanner.wait();
    if (!done) return done.error().message;
    if (std::string wrong = take(unit, *done, found); !wrong.empty()) return wrong;
  } while (unit.nonces.count > 0);
  return "";
}

void describe(Mismatches& out, const std::string& what, const WorkUnit& unit,
              const std::vector<Candidate>& a, const std::vector<Candidate>& b) {
  std::vector<Candidate> only;
  std::ranges::set_difference(a, b, std::back_inserter(only));
  for (const Candidate& c : only) {
    if (out.size() == most_mismatches) return;
    out.push_back(what + " version " + std::to_string(c.version) + ", nonce " +
                  std::to_string(c.nonce) + " of " + std::to_string(unit.versions) +
                  " versions x " + std::to_string(unit.nonces.count) + " nonces from " +
                  std::to_string(unit.nonces.first));
  }
}

Mismatches compare(const Setting& with, Scanner& scanner, const WorkUnit& unit) {
  std::vector<Candidate> found;
  if (std::string broken = search(scanner, unit, found); !broken.empty()) return {broken};
  std::ranges::sort(found);
  const auto expected = expected_of(with.reference, unit);
  Mismatches out;
  describe(out, "misses", unit, expected, found);
  describe(out, "invents", unit, found, expected);
  return out;
}

Mismatches odd_ranges(const Setting& with, Scanner& scanner) {
  Mismatches out;
  std::mt19937 engine(20240229);
  const auto random = [&](std::uint32_t most) {
    return static_cast<std::uint32_t>(engine()) % most;
  };
  for (const std::uint32_t versions : {1u, 4u, 64u, 256u, 512u, 4096u}) {
    for (std::uint32_t i = 0; i < with.ranges; ++i) {
      const auto& header = with.headers[random(static_cast<std::uint32_t>(with.headers.size()))];
      const std::uint64_t count =
          1 +
          random(static_cast<std::uint32_t>(std::max<std::uint64_t>(with.hashes / versions, 40)));
      append(out,
             compare(with, scanner,
                     unit_of(header, versions * random(65536 / versions), versions,
                             {static_cast<std::uint32_t>(engine()) >> 1, count}, 4 + random(9))));
    }
  }
  return out;
}

Mismatches end_of_nonces(const Setting& with, Scanner& scanner) {
  Mismatches out;
  for (const std::uint32_t versions : {1u, 256u})
    for (const std::uint32_t count : {1u, 31u, 33u, 300u})
      append(out,
             compare(with, scanner,
                     unit_of(with.headers.front(), versions, versions, {0u - count, count}, 3)));
  return out;
}

Mismatches everything_hits(const Setting& with, Scanner& scanner) {
  Mismatches out;
  for (const std::uint32_t versions : {1u, 256u, 2048u})
    for (const unsigned bits : {0u, 1u})
      append(out, compare(with, scanner,
                          unit_of(with.headers.back(), 0, versions,
                                  {12345, with.easy_hashes / versions + 3}, bits)));
  return out;
}

// Found at full difficulty, wherever its version bits put it among the versions.
Mismatches known_headers(const Setting& with, Scanner& scanner) {
  Mismatches out;
  for (const KnownHeader& known : with.headers) {
    const BlockHeader header = BlockHeader::parse(known.bytes);
    const unsigned bits = Target::value_of(header.hash()) <= Target::difficulty_1() ? 32 : 8;
    for (const std::uint32_t versions : {1u, 256u}) {
      const std::uint32_t first = header.nonce - std::min(header.nonce, 50u);
      const std::uint64_t count = std::min<std::uint64_t>(70, (std::uint64_t{1} << 32) - first);
      const std::uint32_t index = extract_bits(header.version, rolled_bits);
      const WorkUnit unit =
          unit_of(known, index / versions * versions, versions, {first, count}, bits);
      std::vector<Candidate> found;
      const std::string broken = search(scanner, unit, found);
      const bool there = std::ranges::count(found, Candidate{header.version, header.nonce}) == 1;
      if (!broken.empty() || !there) out.push_back("does not find header " + known.name + broken);
    }
  }
  return out;
}

// As the engine drives it: the next unit is submitted before the last is back.
Mismatches several_in_flight(const Setting& with, Scanner& scanner) {
  Mismatches out;
  const std::uint32_t most = scanner.shape(1).in_flight;
  std::vector<WorkUnit> units;
  for (std::uint32_t i = 0; i < 3 * most; ++i) {
    const std::uint32_t versions = i % 2 == 0 ? 256 : 1;
    units.push_back(unit_of(with.headers[i % with.headers.size()], 0, versions,
                            {1000 * i, with.hashes / versions + i + 1}, 6));
    units.back().id = i;
  }
  for (std::size_t next = 0, back = 0; back < units.size();) {
    while (next < units.size() && next - back < most)
      if (auto submitted = scanner.submit(units[next++]); !submitted)
        return {submitted.error().message};
    auto done = scanner.wait();
    if (!done) return {done.error().message};
    WorkUnit left = units[back];
    std::vector<Candidate> found;
    if (std::string wrong = take(left, *done, found); !wrong.empty()) return {wrong};
    std::ranges::sort(found);
    if (found != expected_of(with.reference, units[back++]))
      out.push_back("finds something else with several units in flight");
  }
  return out;
}

UnitCase make(const char* name, const Shared& with, Mismatches (*run)(const Setting&, Scanner&)) {
  return {name, [=](Scanner& scanner) { return run(*with, scanner); }};
}

}  // namespace

std::vector<UnitCase> unit_cases(const BlockFunction& reference, std::vector<KnownHeader> headers,
                                 Extent extent) {
  const bool small = extent == Extent::small;
  Setting setting{reference, std::move(headers), small ? 1u : 20u, small ? 4000u : 40000u,
                  small ? 3000u : 100000u};
  if (small) setting.headers.resize(std::min<std::size_t>(setting.headers.size(), 4));
  const auto with = std::make_shared<const Setting>(std::move(setting));
  return {make("odd_ranges", with, odd_ranges), make("end_of_nonces", with, end_of_nonces),
          make("everything_hits", with, everything_hits),
          make("known_headers", with, known_headers),
          make("several_in_flight", with, several_in_flight)};
}

}  // namespace wildcat::equality
