// SPDX-License-Identifier: MIT
// Events for programs: one JSON object per line, written whole and at once, but by a thread of its
// own: a slow disk or reader never holds up mining. Fields: docs/EVENTS.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "miner/json/json_writer.h"
#include "miner/output/line_file.h"
#include "miner/run/event_bus.h"
#include "wildcat/result.h"

namespace wildcat::program {

/// What every event begins with.
struct EventHead {
  std::string_view event;
  std::uint64_t sequence = 0;
  std::chrono::system_clock::time_point time;
  Seconds elapsed;
};
BOOST_DESCRIBE_STRUCT(EventHead, (), (event, sequence, time, elapsed))

/// An event as JSON, on one line without its end.
template <Described E>
std::string event_json(const EventHead& head, const E& body) {
  std::string text;
  put_fields(text, head, '{');
  put_fields(text, body, ',');
  return text + '}';
}
/// An event of a run; empty when it is none that programs are told.
std::string event_json(const Event& event);

/// The log. Without a path it takes events and does nothing. Thread rule: open() comes first; the
/// rest from any thread.
class EventLog : public Subscriber {
 public:
  /// `on_failure` is called once, on any thread, when a write fails or more than `limit` bytes wait
  /// for the reader; later events are dropped.
  explicit EventLog(std::function<void(const Error&)> on_failure,
                    std::size_t limit = 4 * 1024 * 1024);
  /// Appends to the file; "-" is standard output, "" no log. Error (io): it cannot be opened.
  Result<void> open(const std::string& path);

  /// Writes an event of a run. The event `exit` stays the last one.
  void on_event(const Event& event) override;
  /// Writes an event that belongs to no run, numbered and timed here. `last`: it stays the last.
  template <PublicEvent E>
  void write(const E& body, bool last = false) {
    file_.put([&] { return event_json(next_head(E::event), body); }, last);
  }
  Result<void> finish(std::chrono::steady_clock::time_point deadline) override;

  /// Waits until everything is written. False: it was not by then, or a write has failed.
  bool flush_until(Writer::Time deadline) { return file_.flush_until(deadline); }
  bool active() const { return file_.active(); }
  /// Why no more events are written; empty while all is well.
  std::optional<Error> failure() const { return file_.failure(); }

 private:
  EventHead next_head(std::string_view name);

  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::uint64_t written_ = 0;  ///< by write(); touched within LineFile::put only
  LineFile file_;
};

}  // namespace wildcat::program
