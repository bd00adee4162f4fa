// SPDX-License-Identifier: MIT
// Events for programs: one JSON object per line, written whole and at once, but by a thread of its
// own: a slow disk or reader never holds up mining. Fields: docs/EVENTS.md. Thread rule: open()
// comes first; the rest from any thread.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "miner/output/line_file.h"
#include "miner/output/redactor.h"
#include "wildcat/result.h"

namespace wildcat::program {

/// The log. Without a path it takes events and does nothing.
class EventLog {
 public:
  /// `on_failure` is called once, on any thread, when a write fails or more than `limit` bytes wait
  /// for the reader; later events are dropped.
  /// The fields that carry a pool's words (`text`, `reason`, `job`) pass through `redactor`.
  explicit EventLog(std::function<void(const Error&)> on_failure, Redactor redactor = Redactor(),
                    std::size_t limit = 4 * 1024 * 1024);
  /// Appends to the file; "-" is standard output, "" no log. Error (io): it cannot be opened.
  Result<void> open(const std::string& path);
  /// Writes `{"event": name, "time": ..., "elapsed": ..., fields...}`.
  void write(std::string_view name, boost::json::object fields = {});
  /// Writes an event that stays the last one.
  void write_last(std::string_view name, boost::json::object fields);
  /// Waits until everything is written. False: it was not by then, or a write has failed.
  bool flush_until(Writer::Time deadline) { return file_.flush_until(deadline); }
  bool active() const { return file_.active(); }
  /// Why no more events are written; empty while all is well.
  std::optional<Error> failure() const { return file_.failure(); }

 private:
  void put(std::string_view name, boost::json::object fields, bool last);
  std::string line_of(std::string_view name, boost::json::object fields) const;

  const Redactor redact_;
  const std::chrono::steady_clock::time_point start_;
  LineFile file_;
};

}  // namespace wildcat::program
