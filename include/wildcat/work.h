// SPDX-License-Identifier: MIT
// The words work is described in, from a source's Job down to a device's Candidate and back up to a
// proven Share.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "wildcat/header.h"
#include "wildcat/target.h"

#pragma GCC visibility push(default)  // what the shared library exports
namespace wildcat {

/// Names one job source of a Miner (one pool connection or channel). 0 is the Miner's own
/// (canaries).
using SourceId = std::uint32_t;

/// A source's generation: bumped only when its work becomes invalid. Stale work is one integer
/// compare. Written by the engine, read by scanners of any thread; has a cache line of its own.
struct alignas(64) Generation {
  std::atomic<std::uint32_t> value{0};  ///< wraps after 2^32 bumps
  /// The number now. Any thread.
  std::uint32_t load() const noexcept { return value.load(std::memory_order_acquire); }
  /// Makes everything stale that was born before. The engine's to call; any thread.
  void bump() noexcept { value.fetch_add(1, std::memory_order_acq_rel); }
};

/// Extranonce2 bytes as they stand in the coinbase; 0 to 32 of them.
struct Extranonce2 {
  static constexpr std::size_t max_size = 32;  ///< bytes
  std::array<std::uint8_t, max_size> bytes{};  ///< the first `size` of them count
  std::uint8_t size = 0;                       ///< bytes
  /// Those that count.
  std::span<const std::uint8_t> view() const { return {bytes.data(), size}; }
  friend bool operator==(const Extranonce2&, const Extranonce2&) = default;
};

/// What one source rolls under: extranonce1 is the pool's part of its coinbases, extranonce2 ours.
struct Extranonce {
  std::vector<std::uint8_t> extranonce1;  ///< the bytes before extranonce2
  std::uint8_t extranonce2_size = 0;      ///< bytes, 0..32
  friend bool operator==(const Extranonce&, const Extranonce&) = default;
};

/// Where a merkle root comes from when the miner may roll extranonce2:
/// coinbase = prefix || extranonce1 || extranonce2 || suffix; its SHA-256d is folded with `branch`,
/// ours on the left. The extranonces are the source's, so that many sources can share one of these.
struct CoinbaseParts {
  std::vector<std::uint8_t> prefix;  ///< stratum's coinb1
  std::vector<std::uint8_t> suffix;  ///< stratum's coinb2
  std::vector<Hash256> branch;       ///< bottom up, at most 32
  friend bool operator==(const CoinbaseParts&, const CoinbaseParts&) = default;
};

/// A run of nonces. `first + count` never exceeds 2^32.
struct NonceRange {
  std::uint32_t first = 0;  ///< the lowest
  std::uint64_t count = 0;  ///< how many from there on
  friend bool operator==(const NonceRange&, const NonceRange&) = default;
};

/// All nonces.
inline constexpr NonceRange whole_nonce_range{0, std::uint64_t{1} << 32};

/// What is hashed, and nothing else. Handed on as std::shared_ptr<const Job>, never copied: the
/// object stands for the work, and how far it has been searched hangs on it. Two objects are two
/// works, whatever they hold; who wants the search to go on offers the same object again.
struct Job {
  std::uint32_t version = 0;  ///< the header's, before anything is rolled
  Hash256 prev_hash;          ///< of the block before
  /// One fixed root, or the parts to make many (not null).
  std::variant<Hash256, std::shared_ptr<const CoinbaseParts>> merkle;
  std::uint32_t ntime = 0;         ///< seconds; the earliest allowed
  std::uint32_t ntime_window = 0;  ///< how far ntime may be rolled up, seconds; also never faster
                                   ///< than real time
  /// ntime may be rolled faster than the clock (grinding a test chain); the window still holds.
  bool ntime_free = false;
  /// When `ntime` was the time: from then on it may be rolled a second for each second. Unset: when
  /// the job is first offered.
  std::chrono::steady_clock::time_point clock_start{};
  std::uint32_t nbits = 0;                ///< network target, compact; see check_offer
  NonceRange nonces = whole_nonce_range;  ///< the nonces to search under each header, not empty
};

/// True when both stand for the same headers, so that what was searched for one has been searched
/// for the other. The start of the clock does not count.
bool same_headers(const Job& a, const Job& b);

/// What a source asks of the Miner: a job, and what may change while the job stays. Units and
/// shares carry the offer that they were cut from.
struct JobOffer {
  std::shared_ptr<const Job> job;  ///< not null
  Target share_target;             ///< what the pool wants to see
  std::uint32_t roll_mask = 0;     ///< version bits the pool lets us set (BIP 320); bits the job
                                   ///< itself sets are never touched
  /// True when work handed out before is invalid: the source's generation is bumped.
  bool clean = false;
  /// Hands out units of at most about so many hashes; 0: as large as scanners like them. A find is
  /// known when its unit is over, so who waits for the first one of an easy target wants small
  /// ones.
  std::uint64_t unit_hashes = 0;
  /// Only the share target counts: a hash that meets nothing but the network target is not looked
  /// for, and nBits is a field like any other, valid or not.
  bool share_target_only = false;
  /// What its giver calls it. The engine only hands it on, for reports.
  std::string name = {};
  /// When it came; the time from here to its first hash is measured. Unset: now.
  std::chrono::steady_clock::time_point arrived{};
};

/// Success when the offer can be mined: a job, its coinbase parts there and the branch in range,
/// nBits valid (unless only the share target counts), share target not zero, nonces a range that is
/// not empty, ntime + window does not wrap. Error (invalid_argument): names the field.
Result<void> check_offer(const JobOffer& offer);
/// Success when extranonce2 is no longer than 32 bytes. Error (invalid_argument): how long it is.
Result<void> check_extranonce(const Extranonce& extranonce);

/// The bits of `value`, lowest first, put into the set bits of `mask`, lowest first (x86 calls it
/// PDEP).
std::uint32_t deposit_bits(std::uint32_t value, std::uint32_t mask);
/// The inverse: the bits of `value` under `mask`, packed (PEXT).
std::uint32_t extract_bits(std::uint32_t value, std::uint32_t mask);

/// How a unit ended.
enum class Status {
  done,     ///< the whole rectangle was searched
  stale,    ///< stopped because the generation moved on
  partial,  ///< stopped early for another reason (recalled, or too many hits); the rest is to be
            ///< issued again
  failed,   ///< the device failed; nonces_done says what is certain
};

/// What a scanner searches: a rectangle of versions x nonces under one header otherwise.
struct WorkUnit {
  std::uint64_t id = 0;                ///< unique within a Miner
  SourceId source = 0;                 ///< whose work it is
  const Generation* live = nullptr;    ///< outlives the unit; null: never stale
  std::uint32_t born = 0;              ///< stale once live->load() != born
  const Generation* recall = nullptr;  ///< its device's; outlives the unit; null: never recalled
  std::uint32_t issued = 0;            ///< recalled once recall->load() != issued
  BlockHeader header;                  ///< rolled bits and nonce are zero
  std::uint32_t roll_mask = 0;         ///< granted & ~job.version
  std::uint32_t first_version = 0;     ///< index, a multiple of `versions`
  std::uint32_t versions = 1;          ///< a power of two, at most 2^popcount(roll_mask)
  NonceRange nonces;                   ///< searched under each of the versions
  Target target;                       ///< the easier of share target and network target

  /// The full header version of index i, 0 <= i < versions.
  std::uint32_t version(std::uint32_t i) const {
    return header.version | deposit_bits(first_version + i, roll_mask);
  }
  /// True once the source has invalidated this work.
  bool stale() const noexcept { return live != nullptr && live->load() != born; }
  /// True once the device is to rest: the unit is good, but its rest is for later or for others.
  bool recalled() const noexcept { return recall != nullptr && recall->load() != issued; }
  /// What a scanner looks at between its slices: how the unit is to end at once. Empty: go on.
  std::optional<Status> reason_to_stop() const noexcept {
    if (stale()) return Status::stale;
    if (recalled()) return Status::partial;
    return std::nullopt;
  }
};

/// A device's unproven claim.
struct Candidate {
  std::uint32_t version = 0;  ///< full header version
  std::uint32_t nonce = 0;    ///< a number; little-endian in the header
  friend auto operator<=>(const Candidate&, const Candidate&) = default;
};

/// Every submitted unit completes exactly once. All `versions` x the first `nonces_done` nonces
/// have been searched.
struct Completion {
  std::uint64_t id = 0;           ///< the unit's
  std::uint64_t nonces_done = 0;  ///< of the unit's, from its first on, with all versions
  Status status = Status::done;   ///< how it ended
  std::vector<Candidate> found;   ///< everything that passed the filter, in no order
};

/// What a JobSource hands to a scanner's thread: the unit, and what is needed to prove and submit
/// its finds.
struct Work {
  WorkUnit unit;                          ///< what is searched
  std::shared_ptr<const JobOffer> offer;  ///< what it was cut from; never null
  Extranonce2 extranonce2;                ///< in the coinbase under unit.header's merkle root
  std::uint64_t search = 0;  ///< which of the source's searches it was cut from; the JobSource's
};

struct Verdict;

/// Hashes the candidate with the scalar code and judges it. The only maker of Shares. Pure; any
/// thread.
Verdict verify(const Work& work, const Candidate& candidate);

/// A proven share: hashed again by the scalar code and found to meet its target. Only verify()
/// makes one.
class Share {
 public:
  /// Whose work it was found in.
  SourceId source() const { return source_; }
  /// The job it belongs to: the object that was offered.
  const std::shared_ptr<const Job>& job() const { return offer_->job; }
  /// The offer its unit was cut from: the target it was looked for under, and the job's name then.
  const JobOffer& offer() const { return *offer_; }
  /// What was rolled in its coinbase; the pool needs it to make the same header.
  const Extranonce2& extranonce2() const { return extranonce2_; }
  /// The header as hashed, with the full version and the nonce.
  const BlockHeader& header() const { return header_; }
  /// Bits of the version the miner rolled: version & roll mask of the unit.
  std::uint32_t rolled_bits() const { return rolled_bits_; }
  /// SHA-256d of header().
  const Hash256& hash() const { return hash_; }
  /// difficulty_1 / hash.
  double difficulty() const { return difficulty_; }
  /// True when the hash meets the offer's share target (a block on a chain easier than the share
  /// target need not).
  bool meets_share_target() const { return meets_share_target_; }
  /// True when the hash meets the network target.
  bool is_block() const { return is_block_; }

 private:
  Share() = default;
  friend Verdict verify(const Work& work, const Candidate& candidate);
  SourceId source_ = 0;
  std::shared_ptr<const JobOffer> offer_;
  Extranonce2 extranonce2_;
  BlockHeader header_;
  std::uint32_t rolled_bits_ = 0;
  Hash256 hash_;
  double difficulty_ = 0;
  bool meets_share_target_ = false;
  bool is_block_ = false;
};

/// What became of a candidate.
struct Verdict {
  /// The three things that a candidate can turn out to be.
  enum class Kind {
    share,           ///< proven; `share` is set
    near_miss,       ///< passed the filter, as it said, but not the full target: no fault
    hardware_error,  ///< the hash does not even pass the filter, or it lies outside its unit: the
                     ///< device computed wrong
  };
  Kind kind = Kind::hardware_error;  ///< which it is
  std::optional<Share> share;        ///< set when kind is `share`
};

}  // namespace wildcat
#pragma GCC visibility pop
