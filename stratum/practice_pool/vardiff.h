// SPDX-License-Identifier: MIT
// Variable difficulty: shares of one connection are a Poisson process, and this finds the
// difficulty at which they come once per interval. A gross error is corrected after four shares or
// three intervals of silence; a small one only on the evidence of a full window, so that chance
// alone seldom moves anything.
#pragma once

#include <chrono>
#include <optional>

namespace wildcat::practice {

/// Thread rule: one thread at a time. The clock is passed in.
class Vardiff {
 public:
  using Clock = std::chrono::steady_clock;

  /// `floor` is the least difficulty it will ask for.
  Vardiff(double difficulty, double floor, std::chrono::milliseconds interval);

  /// The difficulty of the next job.
  double difficulty() const { return difficulty_; }

  /// Sets the difficulty from outside (a client's suggestion); the adjusting goes on from there.
  /// What is not a positive finite number is ignored.
  void set(double difficulty, Clock::time_point now);
  /// Raises or lowers the floor (BIP 310 minimum-difficulty); the difficulty follows if it must.
  void set_floor(double floor, Clock::time_point now);
  /// Fixes the difficulty: only another fix() changes it.
  void fix(double difficulty);
  bool fixed() const { return fixed_; }
  /// The miner has work from `now` on: a new window begins.
  void restart(Clock::time_point now);

  /// An accepted share of a job that had `difficulty`. True when the difficulty changed.
  bool on_share(double difficulty, Clock::time_point now);
  /// Time passed. True when the difficulty changed. Nothing happens before the first restart().
  bool on_time(Clock::time_point now);

 private:
  double intervals(Clock::time_point now) const;
  bool scale(double factor, Clock::time_point now);

  double difficulty_, floor_;
  std::chrono::duration<double> interval_;
  std::optional<Clock::time_point> begin_;
  double fresh_ = 0;  ///< shares of work at the present difficulty
  double late_ = 0;   ///< shares of older, easier work, in units of the present difficulty
  bool fixed_ = false;
  int silences_ = 0;  ///< windows in a row without any share
};

}  // namespace wildcat::practice
