// SPDX-License-Identifier: MIT
// Writes events, see event_log.h.
#include "miner/report/event_log.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "miner/text.h"

namespace wildcat::program {

void EventLog::Close::operator()(std::FILE* stream) const {
  if (stream != stdout) std::fclose(stream);
}

EventLog::EventLog(std::function<void(const Error&)> on_failure, Redactor redactor)
    : on_failure_(std::move(on_failure)),
      redact_(std::move(redactor)),
      start_(std::chrono::steady_clock::now()) {}

Result<void> EventLog::open(const std::string& path) {
  path_ = path;
  if (path.empty()) return {};
  stream_.reset(path == "-" ? stdout : std::fopen(path.c_str(), "ae"));
  if (stream_ != nullptr) return {};
  return Error{Errc::io, fmt::format("the events file '{}' cannot be opened ({}); give a path in a "
                                     "folder that exists and that you may write to.",
                                     path, std::strerror(errno))};
}

void EventLog::write(std::string_view name, boost::json::object fields) {
  if (!active()) return;
  using namespace std::chrono;
  const double elapsed = duration<double>(steady_clock::now() - start_).count();
  boost::json::object event;
  event["event"] = name;
  event["time"] = format_utc(system_clock::now());
  event["elapsed"] = std::round(elapsed * 1000) / 1000;
  for (auto& field : fields) event[field.key()] = std::move(field.value());
  for (const char* words : {"text", "reason", "job"})
    if (auto* text = event.if_contains(words); text != nullptr && text->is_string())
      *text = redact_(std::string_view(text->get_string()));
  const std::string line = boost::json::serialize(event) + "\n";
  // One write per line: a reader of the file never sees half an event of a healthy disk.
  const bool whole = std::fwrite(line.data(), 1, line.size(), stream_.get()) == line.size();
  if (!whole || std::fflush(stream_.get()) != 0) fail(errno);
}

void EventLog::fail(int cause) {
  failed_ = true;
  const char* where = path_ == "-" ? "standard output" : path_.c_str();
  on_failure_({Errc::io, fmt::format("events cannot be written to '{}' ({}); free some space or "
                                     "give --events another place.",
                                     where, std::strerror(cause))});
}

}  // namespace wildcat::program
