// SPDX-License-Identifier: MIT
// The console, see console.h. Colours are ANSI sequences made here; spdlog adds the time and
// writes.
#include "miner/report/console.h"

#include <fmt/format.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "miner/text.h"

namespace wildcat::program {

namespace {

constexpr std::chrono::seconds piped_status_interval{30};

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
    : options_(options), last_status_(std::chrono::steady_clock::now()) {
  using Sink = spdlog::sinks::ansicolor_sink<spdlog::details::console_nullmutex>;
  auto sink = std::make_shared<Sink>(options.stream, spdlog::color_mode::never);
  log_ = std::make_shared<spdlog::logger>("wildcat", sink);
  log_->set_pattern("%T  %v");
  log_->flush_on(spdlog::level::trace);
}

Console::~Console() { end_status(); }

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
  print(paint(fmt::format("warning: {}", text), Tone::warning));
}

void Console::error(std::string_view text) {
  print(paint(fmt::format("error: {}", text), Tone::bad));
}

void Console::plain(std::string_view text) {
  erase_status();
  std::fwrite(text.data(), 1, text.size(), options_.stream);
  std::fputc('\n', options_.stream);
  std::fflush(options_.stream);
}

void Console::status(std::string_view text) {
  if (options_.quiet) return;
  if (options_.live) {
    erase_status();
    status_ = text;
    draw_status();
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now - last_status_ < piped_status_interval) return;
  last_status_ = now;
  print(text);
}

void Console::end_status() {
  erase_status();
  status_.clear();
}

void Console::print(std::string_view text) {
  erase_status();
  log_->info("{}", text);
  draw_status();
}

void Console::erase_status() {
  if (status_.empty()) return;
  std::fputs("\r\033[K", options_.stream);
  std::fflush(options_.stream);
}

void Console::draw_status() {
  if (status_.empty()) return;
  // Cut to the window: a wrapped line could not be taken back.
  const std::string shown = cut(status_, columns_of(options_.stream) - 1);
  std::fputs(shown.c_str(), options_.stream);
  std::fflush(options_.stream);
}

}  // namespace wildcat::program
