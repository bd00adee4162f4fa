// SPDX-License-Identifier: MIT
// The Miner: many job sources in, many devices under it, proven shares out.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wildcat/device.h"
#include "wildcat/result.h"
#include "wildcat/stats.h"
#include "wildcat/throttle.h"
#include "wildcat/work.h"

#pragma GCC visibility push(default)  // what the shared library exports
namespace wildcat {

/// A candidate that a device computed wrong.
struct HardwareError {
  std::string device;   ///< DeviceInfo::id
  Candidate candidate;  ///< what it claimed
  SourceId source = 0;  ///< whose work it was; 0: a canary
};

/// A unit whose answer was known in advance has come back.
struct CanaryResult {
  std::string device;   ///< DeviceInfo::id
  bool missed = false;  ///< the answer was not among what the device found
  Candidate answer;     ///< the one known in advance
};

/// A unit that came back, and what is in it: often nothing.
struct UnitFinds {
  const Work& work;                  ///< only valid during the call
  std::uint64_t nonces_done = 0;     ///< of the unit's, searched with all its versions
  const std::vector<Share>& shares;  ///< all there are in these
};

/// A device that stopped working. The others go on, and it is tried again (see
/// MinerOptions::device_retry); attempts that fail are not told.
struct DeviceFailure {
  std::string device;  ///< DeviceInfo::id
  Error error;         ///< what it, or its driver, said
};

/// Told what happens. Called on scanner threads: be quick, be thread-safe, do not call the Miner
/// back but for stats().
class Observer {
 public:
  virtual ~Observer() = default;
  /// A device computed wrong. The candidate is not passed on.
  virtual void on_hardware_error(const HardwareError&) {}
  /// Each canary, missed or not.
  virtual void on_canary(const CanaryResult&) {}
  /// Each unit, before its shares are handed over. (Those of stale work are told here, too.)
  virtual void on_unit_finds(const UnitFinds&) {}
  /// A device stopped; what it had in hand is given to others.
  virtual void on_device_failure(const DeviceFailure&) {}
  /// A device that had failed works again.
  virtual void on_device_recovery(const std::string& /*device*/) {}
  /// A proven share that must not be sent, because its work had become stale: by new work
  /// (StaleFault::switching), or because the work was taken away (StaleFault::network).
  virtual void on_stale_share(const Share&, StaleFault) {}
};

/// How a Miner behaves.
struct MinerOptions {
  Observer* observer = nullptr;  ///< outlives the Miner
  /// How long a unit should take on its scanner; with a rate, the unit and the rest after it.
  std::chrono::microseconds unit_time{16'000};
  /// Units of so many hashes (fewer where a search space ends, at least one nonce) instead of so
  /// much time: then the search is cut at the same places every time. 0: by time.
  std::uint64_t unit_hashes = 0;
  /// Fraction of units that are canaries, 0 to 1 (more counts as 1). Each scanner's second unit is
  /// always one unless this is 0.
  double canary_fraction = 0.001;
  /// A device that failed in its work (Errc::device_failed) is opened again after so long, and
  /// after each attempt in vain twice as long as before, up to sixteen times this. Zero: never.
  std::chrono::milliseconds device_retry{10'000};
  /// Seed of all random choices (canary moments and places).
  std::uint64_t seed = 0;
};

/// How one source is served.
struct SourceOptions {
  /// Share of the hashing relative to the other sources that have work. What is not positive and
  /// finite counts as 1.
  double weight = 1;
  /// Where the rolling of extranonce2 begins; it goes round. Sources of one extranonce1 with
  /// different beginnings search different headers first.
  std::uint64_t first_extranonce2 = 0;
  /// As Miner::set_extranonce; one that it would refuse counts as none.
  Extranonce extranonce = {};
  /// Takes proven shares that are not stale. Called on scanner threads, possibly several at once:
  /// post it to your own loop. It must not throw, and must not call set_job, set_extranonce,
  /// drop_job or remove_source of any source: these wait for running deliveries. It may call
  /// end_job.
  std::function<void(const Share&)> on_share = {};
  /// Told once for each job object that its whole space has been searched and nothing of it is
  /// under way any more: every on_share of it has returned. (Never for a job whose ntime has yet to
  /// roll with the clock.) The same rules as for on_share.
  std::function<void(const std::shared_ptr<const Job>&)> on_exhausted = {};
};

/// Binds sources to devices. Thread rule: all functions from any thread, except that construction,
/// add_device, start, stop and destruction belong to one owner thread. Some functions wait: stop()
/// for the units in flight; a clean set_job, set_extranonce, drop_job and remove_source for
/// on_share calls of that source that are running. The others take no longer than handing out a
/// unit. After stop() a Miner is not started again; jobs it is given before start() or after stop()
/// are kept and not mined.
class Miner {
 public:
  /// Starts nothing yet.
  explicit Miner(MinerOptions options = {});
  /// Stops.
  ~Miner();
  Miner(const Miner&) = delete;
  Miner& operator=(const Miner&) = delete;

  /// Takes a device. Error (state): already started.
  Result<void> add_device(std::unique_ptr<Device> device);
  /// Starts one thread per scanner; they sleep until there is work. Error: state, or not_found
  /// without a device.
  Result<void> start();
  /// Lets the units in flight end, delivers their shares, joins the threads. Nothing is delivered
  /// afterwards.
  void stop();

  /// A new source without work.
  SourceId add_source(SourceOptions options);
  /// Removes it; its work becomes stale, and nothing of it is delivered once this has returned.
  /// Unknown ids are ignored.
  void remove_source(SourceId source);
  /// What the source's coinbases hold beside the parts of a job; at first nothing, and no byte to
  /// roll. A change makes all its work void, as drop_job does, and its searches are forgotten.
  /// Errors: check_extranonce's, or not_found for an unknown source.
  Result<void> set_extranonce(SourceId source, Extranonce extranonce);
  /// Offers a job, taken with the next unit. The search of one of the last 16 job objects goes on
  /// where it stood, under whatever target, unless the version bits to roll are others. A clean
  /// offer makes the work handed out before stale at once: none of its shares is delivered once
  /// this has returned. Errors: check_offer's, or not_found for an unknown source.
  Result<void> set_job(SourceId source, JobOffer offer);
  /// Takes the work away and makes what was handed out stale: the connection is lost, or
  /// another pool's turn has come. How far a job was searched is kept. Nothing of it is delivered
  /// once this has returned. Unknown ids are ignored.
  void drop_job(SourceId source);
  /// As drop_job, but does not wait for on_share calls that are running, so that one of them may
  /// call it: the last share that was wanted has been found. Others may still be delivered.
  void end_job(SourceId source);
  /// The source has a job, searched to its end or not: this is what is mined on. False for unknown
  /// ids.
  bool has_job(SourceId source) const;
  /// Changes the weight. Unknown ids are ignored, and so are weights not positive and finite.
  void set_weight(SourceId source, double weight);

  /// Limits. Each owner, a short name of the caller's choice ("user", "temperature"), sets its own
  /// and takes back only its own; the strictest of all holds. They may be set before start() and
  /// while the miner runs, from any thread, on_share among them. `device` is a DeviceInfo::id, or
  /// empty for all devices: the two are apart, so a device hashes only when neither its own pause
  /// nor one of all devices holds. Kept to by resting between short units; no unit is held
  /// meanwhile, so stale work is dropped as fast as ever. Error of all: not_found, no such device.

  /// Hashes per second, at most, of the device, or of all devices together: then those that can
  /// hash share it. Empty: takes it back. Error: also invalid_argument, not positive and finite.
  Result<void> set_rate(std::string_view owner, std::optional<double> hashes_per_second,
                        std::string_view device = {});
  /// Part of its time, at most, that the device (or each) hashes: after a unit each scanner rests.
  /// 0 is a pause. Empty: takes it back. Error: also invalid_argument, outside 0 to 1.
  Result<void> set_duty(std::string_view owner, std::optional<double> duty,
                        std::string_view device = {});
  /// The device (or each) puts its units down at once and sleeps. Makes no work stale: what was
  /// found is delivered, and the rest of the units is searched later, or by other devices.
  Result<void> pause(std::string_view owner, std::string_view device = {}, Hold hold = Hold::keep);
  /// Takes the owner's pause of this device, or of all, back.
  Result<void> resume(std::string_view owner, std::string_view device = {});
  /// Takes back everything that the owner has set, for all devices and for each.
  void lift(std::string_view owner);
  /// What holds now.
  ThrottleStatus throttle() const;

  /// The source reports what became of a share. Feeds Stats only.
  void report(SourceId source, const ShareOutcome& outcome);

  /// A snapshot.
  Stats stats() const;
  /// One source. Error: not_found.
  Result<SourceStats> source_stats(SourceId source) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wildcat
#pragma GCC visibility pop
