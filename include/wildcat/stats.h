// SPDX-License-Identifier: MIT
// What the engine counts. Snapshots: plain values, consistent within one device or source.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wildcat/device.h"
#include "wildcat/work.h"

#pragma GCC visibility push(default)  // what the shared library exports
namespace wildcat {

/// Hashes per second counted from completed units. Empty while nothing has been completed in the
/// window: a device that hangs shows nothing, never its last value. Windows longer than the run
/// cover the run.
struct Rates {
  std::optional<double> last_10_s;    ///< over the last 10 seconds
  std::optional<double> last_60_s;    ///< over the last minute
  std::optional<double> last_15_min;  ///< over the last quarter of an hour
  std::optional<double> whole_run;    ///< since start()
};

/// Times, counted in classes that double: class 0 holds those up to 10 microseconds, each further
/// one those up to twice as long, the last one all that are longer.
struct LatencyHistogram {
  using Duration = std::chrono::duration<double>;  ///< seconds
  static constexpr std::size_t classes = 24;       ///< how many there are
  std::array<std::uint32_t, classes> counts{};     ///< times in each class

  /// Counts one more; a negative one is in class 0.
  void add(Duration time);
  /// All that were counted.
  std::uint64_t total() const;
  /// The longest time of a class; of the last one, the shortest.
  static Duration limit(std::size_t index);
  /// The limit of the class that the fraction `part` (0 to 1) of all times does not exceed; empty
  /// while there are none.
  std::optional<Duration> quantile(double part) const;
};

/// How long things took, of one source.
struct Latencies {
  LatencyHistogram first_hash;  ///< from a job's arrival to the first work of it on a device
  LatencyHistogram submit;      ///< from a share's proof to its way to the pool
  LatencyHistogram reply;       ///< from there to the pool's answer
};

/// Why a pool refused a share.
enum class RejectReason { stale, duplicate, low_difficulty, unauthorized, not_subscribed, other };
/// How many there are.
inline constexpr std::size_t reject_reasons = 6;
/// "stale", "duplicate", "low-difficulty", "unauthorized", "not-subscribed", "other".
const char* to_string(RejectReason reason);

/// Whose fault a stale share is.
enum class StaleFault {
  network,    ///< the new job and our share crossed on the wire
  pool,       ///< refused as stale although the pool has not told us of new work
  switching,  ///< we were still hashing old work after new work had arrived; never sent
};
/// How many there are.
inline constexpr std::size_t stale_faults = 3;
/// "network", "pool", "switching".
const char* to_string(StaleFault fault);

/// What became of a submitted share, as the source (pool session) reports it to the Miner.
struct ShareOutcome {
  /// Each share ends in exactly one of these.
  enum class Kind {
    accepted,
    rejected,
    stale,
    lost,     ///< sent, and never answered
    withheld  ///< not sent on purpose: nobody wanted one more
  };
  Kind kind = Kind::accepted;                 ///< what became of it
  RejectReason reason = RejectReason::other;  ///< when rejected
  StaleFault fault = StaleFault::network;     ///< when stale
  double expected_hashes = 0;  ///< of the target the pool asked for: what the share is worth
  double difficulty = 0;       ///< of the hash
  bool is_block = false;       ///< the hash meets the network target
  /// From its proof to its way to the pool; empty when it was never sent.
  std::optional<std::chrono::duration<double>> waited = {};
  /// From there to the pool's answer; empty when it had none.
  std::optional<std::chrono::duration<double>> answered_in = {};
};

/// "accepted", "rejected", "stale", "lost", "withheld".
const char* to_string(ShareOutcome::Kind kind);

/// One device.
struct DeviceStats {
  std::string id;                     ///< DeviceInfo::id
  std::string name;                   ///< DeviceInfo::name
  KernelUse kernel;                   ///< Device::kernel()
  bool failed = false;                ///< it has stopped, and is not back
  std::string failure;                ///< why, when failed
  Rates rates;                        ///< of all its scanners together
  std::uint64_t hashes = 0;           ///< in units that are over, canaries among them
  std::uint64_t candidates = 0;       ///< candidates that met their unit's target
  double expected_candidates = 0;     ///< how many a fair search would have found on average
  std::uint64_t hardware_errors = 0;  ///< candidates that were no hits when hashed again
  std::uint64_t canaries = 0;         ///< units with a known answer that were run
  std::uint64_t canaries_missed = 0;  ///< of those, the ones whose answer was not found
};

/// One job source.
struct SourceStats {
  SourceId id = 0;           ///< 0 in Stats::total
  std::uint64_t hashes = 0;  ///< searched for it
  /// Proven, in whatever became stale meanwhile too. Once nothing is under way, it is the sum of
  /// accepted, rejected, stale, lost and withheld.
  std::uint64_t shares = 0;
  std::uint64_t blocks = 0;    ///< of those, the ones that meet the network target
  std::uint64_t accepted = 0;  ///< by the pool
  double accepted_hashes = 0;  ///< what these are worth: the sum of ShareOutcome::expected_hashes
  std::array<std::uint64_t, reject_reasons> rejected{};  ///< by RejectReason
  std::array<std::uint64_t, stale_faults> stale{};       ///< by StaleFault
  std::uint64_t lost = 0;                                ///< sent, and never answered
  std::uint64_t withheld = 0;                            ///< not sent on purpose
  double best_difficulty = 0;                            ///< of all proven shares
  std::uint64_t exhausted_jobs = 0;  ///< jobs whose whole search space was handed out
  Latencies latencies;               ///< how long its jobs and shares took
};

/// Everything at once.
struct Stats {
  std::chrono::duration<double> elapsed{};  ///< since start()
  Rates rates;                              ///< all devices together
  std::uint64_t hashes = 0;                 ///< of all devices, in units that are over
  std::vector<DeviceStats> devices;         ///< in the order of add_device
  SourceStats total;                        ///< all sources together, removed ones included
};

}  // namespace wildcat
#pragma GCC visibility pop
