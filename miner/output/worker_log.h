// SPDX-License-Identifier: MIT
// The console and the event log as the workers of one run share them. A lone worker says everything
// to people; of many, each says its everyday news with --debug only, and what they warn of is
// rationed. Events carry the worker's number in any case.
#pragma once

#include <cstdint>
#include <string_view>

#include "miner/output/console.h"
#include "miner/output/event_log.h"
#include "stratum/net/rate_limiter.h"

namespace wildcat::program {

/// What all workers of a run have in common. Thread rule: the loop's thread.
class WorkerLogs {
 public:
  /// So many warnings a minute are shown when there are several workers.
  static constexpr int warnings_a_minute = 6;

  WorkerLogs(Console& console, EventLog& events, std::uint32_t workers)
      : console_(console), events_(events), many_(workers > 1) {}
  /// Says how many warnings were not shown since the last time.
  void tell_left_out();

 private:
  friend class WorkerLog;
  Console& console_;
  EventLog& events_;
  const bool many_;
  stratum::RateLimiter warnings_{warnings_a_minute};
};

/// One worker's way to people and programs: a Console and an EventLog as far as reporters use them.
/// Thread rule: the loop's thread.
class WorkerLog {
 public:
  /// `worker` counts from 1.
  WorkerLog(WorkerLogs& logs, std::uint32_t worker) : logs_(logs), worker_(worker) {}

  /// Whether line() shows anything; making the text may cost more than showing it.
  bool speaks() const { return !logs_.many_ || logs_.console_.debugs(); }
  /// Whether write() does anything.
  bool writes() const { return logs_.events_.active(); }
  /// Shown however many there are: somebody has asked for it.
  void asked(std::string_view text, Tone tone = Tone::plain);
  void line(std::string_view text, Tone tone = Tone::plain);
  void debug(std::string_view text);
  void warning(std::string_view text);
  std::string paint(std::string_view text, Tone tone) const {
    return logs_.console_.paint(text, tone);
  }
  /// An event, with the worker's number.
  void write(std::string_view name, boost::json::object fields = {});

 private:
  std::string signed_text(std::string_view text) const;

  WorkerLogs& logs_;
  std::uint32_t worker_;
};

}  // namespace wildcat::program
