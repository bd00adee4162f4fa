// SPDX-License-Identifier: MIT
// Events for programs: one JSON object per line, written whole and flushed at once. Fields:
// docs/EVENTS.md. Thread rule: one thread (the loop's), so that a slow disk never holds up mining.
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "miner/report/redactor.h"
#include "wildcat/result.h"

namespace wildcat::program {

/// The log. Without a path it takes events and does nothing.
class EventLog {
 public:
  /// `on_failure` is called once, at the first write that fails; later events are dropped.
  /// The fields that carry a pool's words (`text`, `reason`, `job`) pass through `redactor`.
  explicit EventLog(std::function<void(const Error&)> on_failure, Redactor redactor = Redactor());
  /// Appends to the file; "-" is standard output, "" no log. Error (io): it cannot be opened.
  Result<void> open(const std::string& path);
  /// Writes `{"event": name, "time": ..., "elapsed": ..., fields...}`.
  void write(std::string_view name, boost::json::object fields = {});
  bool active() const { return stream_ != nullptr && !failed_; }

 private:
  struct Close {
    void operator()(std::FILE* stream) const;
  };
  void fail(int cause);

  std::function<void(const Error&)> on_failure_;
  Redactor redact_;
  std::unique_ptr<std::FILE, Close> stream_;
  std::string path_;
  std::chrono::steady_clock::time_point start_;
  bool failed_ = false;
};

}  // namespace wildcat::program
