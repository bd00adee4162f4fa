// SPDX-License-Identifier: MIT
// Writes everything that a run says, hears and finds, so that it can be replayed: --record.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "miner/output/line_file.h"
#include "miner/output/record/record_format.h"
#include "miner/output/record/unit_joiner.h"
#include "miner/output/redactor.h"
#include "wildcat/miner.h"

namespace wildcat::program {

/// Thread rule: open() comes first; the rest from any thread. Without a path it does nothing.
class Recorder {
 public:
  /// `on_failure` as for LineFile. All lines pass through `redactor`.
  Recorder(std::function<void(const Error&)> on_failure, Redactor redactor);
  /// Error (io): the file.
  Result<void> open(const std::string& path, std::uint64_t seed);
  bool active() const { return file_.active(); }

  /// A connection that is going to be recorded; its number.
  std::uint32_t add(const stratum::ClientOptions& client);
  /// What is searched for this source belongs to that connection.
  void bind(SourceId source, std::uint32_t connection);
  void opened(std::uint32_t connection);
  void closed(std::uint32_t connection, const std::string& why);
  /// `line` without its end.
  void line(std::uint32_t connection, bool outgoing, std::string_view line);
  /// Units with finds are written at once, the others together with those that adjoin them.
  void searched(const UnitFinds& unit);
  /// The run is over. Nothing is written afterwards.
  void finish();

  bool flush_until(Writer::Time deadline) { return file_.flush_until(deadline); }
  std::optional<Error> failure() const { return file_.failure(); }

 private:
  /// What is recorded of a source's work.
  struct Searched {
    std::uint32_t connection = 0;
    UnitJoiner fruitless;
  };
  void put(RecordEntry entry, bool last = false);
  void put(std::uint32_t connection, RecordedUnit unit);

  const std::chrono::steady_clock::time_point start_;
  LineFile file_;
  const Redactor redact_;
  mutable std::mutex mutex_;  // guards the two below
  std::map<SourceId, Searched> sources_;
  std::uint32_t added_ = 0;
};

}  // namespace wildcat::program
