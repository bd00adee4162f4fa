// SPDX-License-Identifier: MIT
// The fixed work and the digest of what is found in it (drive.h): the one computation that must
// come out the same on every machine.
#include <fmt/format.h>

#include <algorithm>

#include "bench/harness/drive.h"

namespace wildcat::program::bench {

namespace {

constexpr std::uint32_t headers = 4, versions = 256, nonces = 256;
constexpr std::uint64_t hashes = std::uint64_t{headers} * versions * nonces;
/// Three of 1024 hashes meet it, and one of 1024 passes an eight-bit filter without.
constexpr const char* easy_target =
    "00bfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

Hash256 some_hash(std::uint8_t a, std::uint8_t b) {
  const std::array<std::uint8_t, 2> message{a, b};
  return hash_twice(message);
}

std::uint32_t first_nonce(std::uint32_t number) {
  return number + 1 == headers ? 0u - nonces : number * 0x10000000u;
}

Work fixed_work(std::uint32_t number) {
  auto job = std::make_shared<Job>();
  job->nbits = 0x1d00ffff;
  Work work;
  work.unit.id = number;
  work.unit.header.version = 0x20000000;
  work.unit.header.prev_hash = some_hash(static_cast<std::uint8_t>(number), 0);
  work.unit.header.merkle_root = some_hash(static_cast<std::uint8_t>(number), 1);
  work.unit.header.ntime = 1'700'000'000 + number;
  work.unit.header.nbits = job->nbits;
  work.unit.roll_mask = bip320_version_bits;
  work.unit.versions = versions;
  work.unit.nonces = {first_nonce(number), nonces};
  work.unit.target = *Target::from_hex(easy_target);
  auto offer = std::make_shared<JobOffer>();
  offer->job = std::move(job);
  offer->share_target = work.unit.target;
  work.offer = std::move(offer);
  return work;
}

/// Collects what is proven.
class Finds {
 public:
  Result<void> add(const Work& work, const std::vector<Candidate>& found) {
    for (const Candidate& candidate : found) {
      const Verdict verdict = verify(work, candidate);
      if (verdict.kind == Verdict::Kind::hardware_error)
        return Error{Errc::self_test_failed,
                     fmt::format("it reported nonce {:08x} of version {:08x}, whose hash does not "
                                 "meet the target",
                                 candidate.nonce, candidate.version)};
      if (verdict.share) proven_.push_back(verdict.share->header().serialize());
    }
    return {};
  }

  Digest digest() {
    std::sort(proven_.begin(), proven_.end());
    std::vector<std::uint8_t> bytes;
    for (const HeaderBytes& header : proven_)
      bytes.insert(bytes.end(), header.begin(), header.end());
    return {to_hex(sha256::hash(bytes)), hashes, proven_.size()};
  }

 private:
  std::vector<HeaderBytes> proven_;
};

/// A unit that comes back before its end is issued again from there on.
Result<void> search_all(Scanner& scanner, Work work, Finds& finds) {
  while (work.unit.nonces.count > 0) {
    if (auto submitted = scanner.submit(work.unit); !submitted) return submitted;
    const auto completion = scanner.wait();
    if (!completion) return completion.error();
    if (completion->status == Status::failed || completion->nonces_done == 0)
      return Error{Errc::device_failed, "the device failed in the fixed work"};
    if (auto added = finds.add(work, completion->found); !added) return added;
    work.unit.nonces.first += static_cast<std::uint32_t>(completion->nonces_done);
    work.unit.nonces.count -= completion->nonces_done;
  }
  return {};
}

}  // namespace

// Worked out by other programs; tests/e2e/bench_test.py does it again.
const Digest fixed_work_digest{"0f6332d734cbc1b8b45c6ce6e1c66dd2e2072b6a31465df4c7896f75c2d3f7f3",
                               hashes, 739};

Result<Digest> search_fixed_work(Scanner& scanner) {
  Finds finds;
  for (std::uint32_t number = 0; number < headers; ++number)
    if (auto searched = search_all(scanner, fixed_work(number), finds); !searched)
      return searched.error();
  return finds.digest();
}

}  // namespace wildcat::program::bench
