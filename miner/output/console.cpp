// SPDX-License-Identifier: MIT
// The lines of the console. Colours are ANSI sequences made here, the time in front, too; the
// Writer writes. A line and the status around it are one piece, so that neither is shown without
// the other.
#include "miner/output/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

#include "miner/text/characters.h"
#include "miner/text/figures.h"

namespace wildcat::program {

namespace {

constexpr std::chrono::seconds piped_status_interval{30};
/// Bytes that may wait for the reader, and those kept for warnings, errors and totals.
constexpr std::size_t queue_limit = 256 * 1024, urgent_reserve = 64 * 1024;

/// A line with the local time in front.
std::string timed(std::string_view text) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return fmt::format("{:02}:{:02}:{:02}  {}\n", local.tm_hour, local.tm_min, local.tm_sec, text);
}

std::size_t columns_of(std::FILE* stream) {
  winsize size{};
  if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

bool same_file(std::FILE* a, std::FILE* b) {
  struct stat first{}, second{};
  return fstat(fileno(a), &first) == 0 && fstat(fileno(b), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
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

std::string painted(std::string_view text, Tone tone, bool color) {
  if (!color || tone == Tone::plain) return std::string(text);
  return fmt::format("{}{}\033[0m", sequence(tone), text);
}

}  // namespace

ConsoleOptions console_options(std::FILE* stream, bool quiet, bool debug, bool no_color) {
  ConsoleOptions options{stream, quiet, debug, false, false, stderr, false};
  const char* never = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  const bool is_terminal = isatty(fileno(stream)) != 0;
  const bool wanted = !dumb && !no_color && (never == nullptr || *never == '\0');
  options.live = is_terminal && !dumb && !quiet;
  options.color = is_terminal && wanted;
  options.errors_color = isatty(fileno(stderr)) != 0 && wanted;
  return options;
}

Console::Output::Output(std::FILE* stream) : writer(fileno(stream)) {}

Console::Console(ConsoleOptions options)
    : options_(options),
      output_(options.stream),
      errors_(options.errors == nullptr || same_file(options.stream, options.errors)
                  ? nullptr
                  : std::make_unique<Output>(options.errors)),
      last_status_(std::chrono::steady_clock::now()) {}

Console::~Console() {
  end_status();
  flush_until(std::chrono::steady_clock::now() + std::chrono::seconds(1));
}

bool Console::flush_until(Writer::Time deadline) {
  const bool written = output_.writer.flush_until(deadline);
  return (errors_ == nullptr || errors_->writer.flush_until(deadline)) && written;
}

std::string Console::paint(std::string_view text, Tone tone) const {
  return painted(text, tone, options_.color);
}

void Console::line(std::string_view text, Tone tone) {
  if (!options_.quiet) print(paint(text, tone));
}

void Console::debug(std::string_view text) {
  if (options_.debug) print(paint(text, Tone::faint));
}

void Console::warning(std::string_view text) {
  complain(fmt::format("warning: {}", text), Tone::warning);
}

void Console::error(std::string_view text) { complain(fmt::format("error: {}", text), Tone::bad); }

void Console::complain(std::string_view text, Tone tone) {
  if (errors_ == nullptr) return print(paint(text, tone), true);
  const std::lock_guard lock(mutex_);
  put(*errors_, timed(painted(text, tone, options_.errors_color)), true);
}

void Console::plain(std::string_view text) {
  const std::lock_guard lock(mutex_);
  put(output_, fmt::format("{}{}\n{}", erased_status(), text, drawn_status()), true);
}

void Console::status(std::string_view text) {
  if (options_.quiet) return;
  if (options_.live) {
    const std::lock_guard lock(mutex_);
    const std::string erased = erased_status();
    status_ = text;
    output_.writer.put(erased + drawn_status(), queue_limit);
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
  output_.writer.put(erased_status(), queue_limit + urgent_reserve);
  status_.clear();
}

void Console::print(std::string_view text, bool urgent) {
  const std::lock_guard lock(mutex_);
  put(output_, erased_status() + timed(text) + drawn_status(), urgent);
}

void Console::put(Output& output, std::string text, bool urgent) {
  if (output.dropped > 0)
    text.insert(
        0, fmt::format("({} left out here: not read in time)\n", counted(output.dropped, "line")));
  const std::size_t limit = queue_limit + (urgent ? urgent_reserve : 0);
  output.dropped = output.writer.put(std::move(text), limit) ? 0 : output.dropped + 1;
}

std::string Console::erased_status() const { return status_.empty() ? "" : "\r\033[K"; }

/// Cut to the window: a wrapped line could not be taken back.
std::string Console::drawn_status() const {
  return status_.empty() ? "" : cut(status_, columns_of(options_.stream) - 1);
}

}  // namespace wildcat::program
