// SPDX-License-Identifier: MIT
// Writes events as lines of JSON, which are made straight from the structs.
#include "miner/output/event_log.h"

namespace wildcat::program {

std::string event_json(const Event& event) {
  return std::visit(
      [&event]<class E>(const E& body) -> std::string {
        if constexpr (PublicEvent<E>)
          return event_json({E::event, event.sequence, event.time, {event.elapsed}}, body);
        else
          return "";
      },
      event.body);
}

EventLog::EventLog(std::function<void(const Error&)> on_failure, std::size_t limit)
    : file_({"events", "--events"}, std::move(on_failure), limit) {}

Result<void> EventLog::open(const std::string& path) {
  return file_.open(path, LineFile::Mode::append);
}

void EventLog::on_event(const Event& event) {
  if (event.sequence == 0) return;
  file_.put([&event] { return event_json(event); }, std::holds_alternative<ExitEvent>(event.body));
}

EventHead EventLog::next_head(std::string_view name) {
  return {name,
          ++written_,
          std::chrono::system_clock::now(),
          {std::chrono::steady_clock::now() - start_}};
}

Result<void> EventLog::finish(std::chrono::steady_clock::time_point deadline) {
  const bool written = file_.flush_until(deadline);
  if (const auto why = failure()) return *why;
  if (written) return {};
  return Error{Errc::exhausted, "the last events were not read in time; they are lost."};
}

}  // namespace wildcat::program
