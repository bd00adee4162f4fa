// SPDX-License-Identifier: MIT
// A clock that rings on the loop, without Asio in sight.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "wildcat/client.h"

namespace wildcat::stratum {

/// One timer. All functions on the loop's thread, or while the loop does not run.
class Timer {
 public:
  /// `ring` is called on the loop's thread; never after destruction.
  Timer(Loop& loop, std::function<void()> ring);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  /// Rings once at `time` (at once when that is over), or never when it is empty; replaces the time
  /// set before.
  void set(std::optional<std::chrono::steady_clock::time_point> time);
  void cancel();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Clients tell the loop that they have something to do, and that they are done: the loop ends
/// after the last one. Loop's thread.
void client_started(Loop& loop);
void client_ended(Loop& loop);

}  // namespace wildcat::stratum
