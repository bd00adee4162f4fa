// SPDX-License-Identifier: MIT
// Signals, and an end that cannot hang: once it has begun, the process is gone in less than a
// second, whatever hangs (a name server, a scanner that gets no CPU, a reader that does not read).
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include "miner/process/exit_code.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// The signals that end a run. One that was ignored when the program began (nohup, a shell's
/// background job) stays ignored where that is possible.
inline constexpr std::array exit_signals{SIGINT, SIGTERM, SIGHUP};

/// Takes the exit_signals and watches over the end. Make it
/// before any thread is started: the signals are blocked in the calling thread and so in all its
/// later threads, and one that comes early waits for start(). Thread rule: start() and finish()
/// belong to one thread, the rest to any.
class ExitWatchdog {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds last_words_after{600}, flushed_after{700},
      gone_after{900};

  /// What it calls, on its own thread. `on_signal` is to begin() the end. `last_words` comes when
  /// the end has begun and finish() was not called in time; then the process ends.
  struct Calls {
    std::function<void(int)> on_signal;
    std::function<void()> last_words;
  };

  ExitWatchdog();
  /// Finishes.
  ~ExitWatchdog();
  ExitWatchdog(const ExitWatchdog&) = delete;
  ExitWatchdog& operator=(const ExitWatchdog&) = delete;

  void start(Calls calls);
  /// The end begins: gone_after from now the process ends with `code`, if it has not by itself.
  /// There is no way back. Only the first call counts.
  void begin(ExitCode code);
  /// Another code, when the end itself has failed.
  void change(ExitCode code);
  /// No last words are needed any more, and no signal. What follows may still hang.
  void finish();

  /// When the end began, or now.
  Time begun() const;
  /// Until when output may take its time.
  Time flush_deadline() const { return begun() + flushed_after; }

 private:
  void run();
  void wake();

  Calls calls_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::optional<Time> begun_;
  bool finished_ = false;
  std::thread thread_;
};

/// Starts `watchdog` for a run that is nothing but `loop`: a signal ends it with ExitCode::ok, and
/// so does the time, if there is a limit.
void stop_on_signal_or_after(ExitWatchdog& watchdog, stratum::Loop& loop,
                             std::optional<double> max_seconds);

/// For commands that have nothing to save: from now on each of the exit_signals that is not ignored
/// ends the process at once with `words` on standard error. `words` lives as long as the process;
/// called once.
void leave_on_signal(std::string_view words, ExitCode code);

}  // namespace wildcat::program
