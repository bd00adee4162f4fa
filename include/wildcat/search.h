// SPDX-License-Identifier: MIT
// Searching one header after another: a request in, the headers that meet its target out, with one
// call or in the background. For pools use a Miner (miner.h); a Searcher is built on one.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wildcat/device.h"
#include "wildcat/header.h"
#include "wildcat/result.h"
#include "wildcat/stats.h"
#include "wildcat/target.h"
#include "wildcat/work.h"

#pragma GCC visibility push(default)  // what the shared library exports
namespace wildcat {

/// What to search. By default every nonce of one header.
struct SearchRequest {
  BlockHeader header;                     ///< its nonce is not read
  Target target;                          ///< a hash is found when it is <= this; nBits is not read
  NonceRange nonces = whole_nonce_range;  ///< those to try under each version and ntime
  /// Version bits to try in every combination; those that are set in header.version stay set.
  std::uint32_t roll_mask = 0;
  /// Try the next so many seconds of ntime, too, after all versions and nonces of the former.
  std::uint32_t ntime_window = 0;
  /// The search ends when so many have been found; 0: when everything has been searched.
  std::uint64_t max_found = 1;
};

/// What was found: proven, that is, hashed again by the scalar code.
struct SearchHit {
  BlockHeader header;  ///< with the nonce, and what was rolled
  Hash256 hash;        ///< its hash, which meets the target
  friend bool operator==(const SearchHit&, const SearchHit&) = default;
};

/// Why a search is over.
enum class SearchEnd {
  found,      ///< max_found were found
  exhausted,  ///< everything was searched
  cancelled,  ///< by cancel()
  failed,     ///< every device has failed
};
/// "found", "exhausted", "cancelled", "failed".
const char* to_string(SearchEnd end);

/// How a search ended.
struct SearchOutcome {
  SearchEnd end = SearchEnd::failed;  ///< why it is over
  /// Those that take() has not handed out, in the order of finding: not that of the nonces, and
  /// which ones of several are found first is left to chance. Never more than max_found.
  std::vector<SearchHit> found;
  /// Hashes computed in units that were over when the search was.
  std::uint64_t hashes = 0;
  std::string failure = {};  ///< why, when every device has failed
};

/// Searches, one request at a time. Its devices' threads sleep between searches, so one Searcher
/// for many headers costs nothing per header but a few microseconds. Thread rule: every function
/// from any thread; wait() and take() from one at a time. Destroy it when none of them is running.
/// Not usable in a child after fork(): threads do not follow; make another one there.
class Searcher {
 public:
  /// Opens the devices, which start one thread per scanner. Errors: not_found without a device, or
  /// exhausted when threads cannot be started.
  static Result<std::unique_ptr<Searcher>> open(std::vector<std::unique_ptr<Device>> devices);
  /// Cancels, and joins the threads.
  ~Searcher();
  Searcher(const Searcher&) = delete;
  Searcher& operator=(const Searcher&) = delete;

  /// Begins and returns at once. Errors: invalid_argument (the target is zero, the nonces are no
  /// range, ntime + window does not fit its 32 bits), state (one is running, or its outcome was not
  /// fetched), device_failed (no device is left).
  Result<void> start(const SearchRequest& request);
  /// The outcome, once there is one; fetching it makes way for the next start(). Empty: not over by
  /// then. Error (state): none was started. A `timeout` of zero only looks.
  Result<std::optional<SearchOutcome>> wait_for(std::chrono::nanoseconds timeout);
  /// The same without a timeout.
  Result<SearchOutcome> wait();
  /// start() and wait().
  Result<SearchOutcome> search(const SearchRequest& request);
  /// What has been found since the last take(): for searches that want more than one.
  std::vector<SearchHit> take();
  /// Ends the running search: nothing is found once this has returned, and the scanners stop within
  /// their check interval (1 ms on a CPU, 4 ms on a GPU). Ignored when none is running.
  void cancel();

  /// Of the devices, over all searches; `hashes` counts units that are over.
  Stats stats() const;

 private:
  struct Impl;
  explicit Searcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace wildcat
#pragma GCC visibility pop
