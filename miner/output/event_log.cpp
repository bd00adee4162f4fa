// SPDX-License-Identifier: MIT
// Writes events, see event_log.h.
#include "miner/output/event_log.h"

#include <cmath>

#include "miner/output/json_text.h"
#include "miner/text/characters.h"
#include "miner/text/figures.h"

namespace wildcat::program {

EventLog::EventLog(std::function<void(const Error&)> on_failure, Redactor redactor,
                   std::size_t limit)
    : redact_(std::move(redactor)),
      start_(std::chrono::steady_clock::now()),
      file_({"events", "--events"}, std::move(on_failure), limit) {}

Result<void> EventLog::open(const std::string& path) {
  return file_.open(path, LineFile::Mode::append);
}

void EventLog::write(std::string_view name, boost::json::object fields) {
  put(name, std::move(fields), false);
}

void EventLog::write_last(std::string_view name, boost::json::object fields) {
  put(name, std::move(fields), true);
}

void EventLog::put(std::string_view name, boost::json::object fields, bool last) {
  file_.put([&] { return line_of(name, std::move(fields)); }, last);
}

std::string EventLog::line_of(std::string_view name, boost::json::object fields) const {
  using namespace std::chrono;
  const double elapsed = duration<double>(steady_clock::now() - start_).count();
  boost::json::object event;
  event["event"] = name;
  event["time"] = format_utc(system_clock::now());
  event["elapsed"] = std::round(elapsed * 1000) / 1000;
  for (auto& field : fields) event[field.key()] = std::move(field.value());
  for (const char* words : {"text", "reason", "job"})
    if (auto* text = event.if_contains(words); text != nullptr && text->is_string())
      *text = valid_utf8(redact_(std::string_view(text->get_string())));
  return json_text(event);
}

}  // namespace wildcat::program
