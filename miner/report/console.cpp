// SPDX-License-Identifier: MIT
// The console, see console.h. Colours are ANSI sequences made here; spdlog adds the time; the
// Writer writes. A line and the status around it are one piece, so that neither is shown without
// the other.
#include "miner/report/console.h"

#include <fmt/format.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "miner/text.h"

namespace wildcat::program {

namespace {

constexpr std::chrono::seconds piped_status_interval{30};
/// Bytes that may wait for the reader, and those kept for warnings, errors and totals.
constexpr std::size_t queue_limit = 256 * 1024, urgent_reserve = 64 * 1024;

/// Formats into a string instead of writing.
class StringSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit StringSink(std::string& into) : into_(into) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t buffer;
    formatter_->format(message, buffer);
    into_.assign(buffer.data(), buffer.size());
  }
  void flush_() override {}

 private:
  std::string& into_;
};

std::size_t columns_of(std::FILE* stream) {
  winsize size{};
  if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

const char* sequence(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "\033[32m";
    case Tone::warning:
      return "\033[33m";
    case Tone::bad:
      return "\033[1;31m";
    case Tone::faint:
      return "\033[2m";
    default:
      return "";
  }
}

}  // namespace

ConsoleOptions console_options(std::FILE* stream, bool quiet, bool debug, bool no_color) {
  ConsoleOptions options{stream, quiet, debug, false, false};
  const char* never = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  const bool is_terminal = isatty(fileno(stream)) != 0;
  options.live = is_terminal && !dumb && !quiet;
  options.color = is_terminal && !dumb && !no_color && (never == nullptr || *never == '\0');
  return options;
}

Console::Console(ConsoleOptions options)
    : options_(options),
      writer_(fileno(options.stream)),
      log_(std::make_shared<spdlog::logger>("wildcat", std::make_shared<StringSink>(timed_))),
      last_status_(std::chrono::steady_clock::now()) {
  log_->set_pattern("%T  %v");
}

Console::~Console() {
  end_status();
  writer_.flush_until(std::chrono::steady_clock::now() + std::chrono::seconds(1));
}

std::string Console::paint(std::string_view text, Tone tone) const {
  if (!options_.color || tone == Tone::plain) return std::string(text);
  return fmt::format("{}{}\033[0m", sequence(tone), text);
}

void Console::line(std::string_view text, Tone tone) {
  if (!options_.quiet) print(paint(text, tone));
}

void Console::debug(std::string_view text) {
  if (options_.debug) print(paint(text, Tone::faint));
}

void Console::warning(std::string_view text) {
  print(paint(fmt::format("warning: {}", text), Tone::warning), true);
}

void Console::error(std::string_view text) {
  print(paint(fmt::format("error: {}", text), Tone::bad), true);
}

void Console::plain(std::string_view text) {
  const std::lock_guard lock(mutex_);
  put(fmt::format("{}{}\n{}", erased_status(), text, drawn_status()), true);
}

void Console::status(std::string_view text) {
  if (options_.quiet) return;
  if (options_.live) {
    const std::lock_guard lock(mutex_);
    const std::string erased = erased_status();
    status_ = text;
    writer_.put(erased + drawn_status(), queue_limit);
    return;
  }
  if (status_line_due()) print(text);
}

bool Console::status_line_due() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - last_status_ < piped_status_interval) return false;
  last_status_ = now;
  return true;
}

void Console::end_status() {
  const std::lock_guard lock(mutex_);
  writer_.put(erased_status(), queue_limit + urgent_reserve);
  status_.clear();
}

void Console::print(std::string_view text, bool urgent) {
  const std::lock_guard lock(mutex_);
  log_->info("{}", text);
  put(erased_status() + timed_ + drawn_status(), urgent);
}

void Console::put(std::string text, bool urgent) {
  if (dropped_ > 0)
    text.insert(0, fmt::format("({} lines left out here: they were not read in time)\n", dropped_));
  const std::size_t limit = queue_limit + (urgent ? urgent_reserve : 0);
  dropped_ = writer_.put(std::move(text), limit) ? 0 : dropped_ + 1;
}

std::string Console::erased_status() const { return status_.empty() ? "" : "\r\033[K"; }

/// Cut to the window: a wrapped line could not be taken back.
std::string Console::drawn_status() const {
  return status_.empty() ? "" : cut(status_, columns_of(options_.stream) - 1);
}

}  // namespace wildcat::program
