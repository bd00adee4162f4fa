// SPDX-License-Identifier: MIT
// Writes events, see event_log.h.
#include "miner/report/event_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>

#include "miner/report/json_text.h"
#include "miner/text.h"

namespace wildcat::program {

namespace {

int open_path(const std::string& path) {
  constexpr mode_t for_all_that_umask_allows = 0666;
  return path == "-" ? STDOUT_FILENO
                     : ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                              for_all_that_umask_allows);
}

}  // namespace

EventLog::EventLog(std::function<void(const Error&)> on_failure, Redactor redactor,
                   std::size_t limit)
    : on_failure_(std::move(on_failure)),
      redact_(std::move(redactor)),
      limit_(limit),
      start_(std::chrono::steady_clock::now()) {}

EventLog::~EventLog() {
  writer_.reset();
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
}

Result<void> EventLog::open(const std::string& path) {
  path_ = path;
  if (path.empty()) return {};
  descriptor_ = open_path(path);
  if (descriptor_ < 0)
    return Error{Errc::io, fmt::format("the events file '{}' cannot be opened ({}); give a path in "
                                       "a folder that exists and that you may write to.",
                                       path, std::strerror(errno))};
  writer_ = std::make_unique<Writer>(descriptor_, [this](int error) {
    fail(fmt::format("{}); free some space or give --events another place.", std::strerror(error)));
  });
  open_ = true;
  return {};
}

void EventLog::write(std::string_view name, boost::json::object fields) {
  put(name, std::move(fields), false);
}

void EventLog::write_last(std::string_view name, boost::json::object fields) {
  put(name, std::move(fields), true);
}

void EventLog::put(std::string_view name, boost::json::object fields, bool last) {
  if (!active()) return;
  bool room = true;
  {
    const std::lock_guard lock(mutex_);
    // One piece per line: a reader of the file never sees half an event of a healthy disk.
    if (!closed_) room = writer_->put(line_of(name, std::move(fields)), limit_);
    closed_ = closed_ || last;
  }
  if (!room) fail("the reader is too slow); read faster or give --events a file.");
}

bool EventLog::flush_until(Writer::Time deadline) {
  return !open_ || writer_->flush_until(deadline);
}

std::optional<Error> EventLog::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
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
  return json_text(event) + "\n";
}

void EventLog::fail(const std::string& cause) {
  const char* where = path_ == "-" ? "standard output" : path_.c_str();
  const Error why{Errc::io, fmt::format("events cannot be written to '{}' ({}", where, cause)};
  {
    const std::lock_guard lock(mutex_);
    if (failure_) return;
    failure_ = why;
    failed_ = true;
  }
  on_failure_(why);
}

}  // namespace wildcat::program
