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
#include "miner/run/event_bus.h"
#include "wildcat/miner.h"

namespace wildcat::program {

/// Thread rule: open() comes first; the rest from any thread. Without a path it does nothing.
class Recorder final : public Subscriber, public ConnectionTracer {
 public:
  /// `on_failure` as for LineFile.
  explicit Recorder(std::function<void(const Error&)> on_failure);
  /// Error (io): the file.
  Result<void> open(const std::string& path, std::uint64_t seed);
  bool active() const { return file_.active(); }

  /// Events are not recorded: what a run was told makes them once more.
  void on_event(const Event&) override {}
  void on_client(std::uint32_t connection, SourceId source,
                 const stratum::ClientOptions& client) override;
  void on_opened(std::uint32_t connection) override;
  void on_closed(std::uint32_t connection, const std::string& why) override;
  void on_line(std::uint32_t connection, std::uint32_t worker, bool outgoing,
               std::string_view line) override;
  /// Units with finds are written at once, the others together with those that adjoin them.
  void on_unit_finds(const UnitFinds& finds, const std::string& job) override;
  /// Nothing is written afterwards.
  Result<void> finish(std::chrono::steady_clock::time_point deadline) override;

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
  mutable std::mutex mutex_;  // guards the next
  std::map<SourceId, Searched> sources_;
};

}  // namespace wildcat::program
