// SPDX-License-Identifier: MIT
// Output that never holds anybody up: a bounded queue, and a thread that writes it to a descriptor.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace wildcat::program {

/// The queue and its thread. Thread rule: every function from any thread.
class Writer {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// The descriptor stays the caller's and outlives the Writer. `on_failure(errno)` is called once,
  /// on the Writer's thread, when a write fails; what is queued then and put later is thrown away.
  explicit Writer(int descriptor, std::function<void(int)> on_failure = {});
  /// Gives up what has not been written; flush_until() first.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Queues a text and returns at once. False: `limit` bytes would be exceeded, nothing is queued.
  bool put(std::string text, std::size_t limit);
  /// Waits until everything is written. False: it was not by then, or a write has failed.
  bool flush_until(Time deadline);

 private:
  void run();
  int write_whole(const std::string& text);

  const int descriptor_;
  const bool whole_;  ///< a regular file: takes any size at once
  const std::function<void(int)> on_failure_;
  std::mutex mutex_;  // guards the four below
  std::condition_variable changed_;
  std::deque<std::string> queue_;  ///< the first one is being written
  std::size_t bytes_ = 0;          ///< in the queue
  bool failed_ = false;
  std::atomic<bool> closing_{false};
  std::thread thread_;
};

}  // namespace wildcat::program
