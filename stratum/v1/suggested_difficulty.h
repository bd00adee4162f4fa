// SPDX-License-Identifier: MIT
// The difficulty that we ask a pool for: what it was told, and when it is told again. A part of the
// session of its own because it has a clock of its own and needs nothing of jobs and shares.
#pragma once

#include <chrono>
#include <optional>

#include "stratum/v1/outbox.h"

namespace wildcat::stratum {

/// One thread at a time.
class SuggestedDifficulty {
 public:
  using Time = Protocol::Time;

  /// ClientOptions::fitting_difficulty is asked so often, and told the pool at most so often.
  static constexpr std::chrono::seconds fit_again{10}, tell_again{60};

  /// All outlive it.
  SuggestedDifficulty(const ClientOptions& options, const SourceWishes& wishes, PoolQuirks& quirks,
                      Outbox& out)
      : options_(options), wishes_(wishes), quirks_(quirks), out_(out) {}

  /// What would suit now; empty: unknown, or nothing is wished.
  std::optional<double> wanted() const;
  /// What the pool was told last was for another connection, or for another wish.
  void forget() { suggested_.reset(); }
  /// Tells the pool what would suit, when it is worth it.
  void suggest_what_fits();
  /// suggest_what_fits(), when its time has come.
  void tick();
  /// When tick() is wanted; empty: never.
  std::optional<Time> due() const;
  /// The pool refused it, in these words.
  void refused(const std::string& words);
  /// Says once more what was said, or `difficulty` when nothing was. False: this pool does not take
  /// such a request.
  bool repeat(double difficulty);

 private:
  void suggest(double difficulty);

  const ClientOptions& options_;
  const SourceWishes& wishes_;
  PoolQuirks& quirks_;
  Outbox& out_;
  std::optional<double> suggested_;
  Time suggested_at_{}, fit_at_{};
};

}  // namespace wildcat::stratum
