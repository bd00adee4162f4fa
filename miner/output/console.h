// SPDX-License-Identifier: MIT
// What people read: lines with the time in front; on a terminal one live status line stays below
// them. Nothing here waits for the reader: what is not read in time is left out,
// and the number of lines left out is told. Thread rule: any thread.
#pragma once

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "miner/output/writer.h"

namespace wildcat::program {

/// How a line is meant; its colour on a terminal.
enum class Tone { plain, good, warning, bad, faint };

/// Where and how to print.
struct ConsoleOptions {
  std::FILE* stream = stdout;  ///< written past its buffer: what is in there comes later
  bool quiet = false;
  bool debug = false;
  bool color = false;
  bool live = false;  ///< the stream is a terminal: keep a status line
  /// Where warnings and errors go; null, or the same file as `stream`: in line with the rest.
  std::FILE* errors = nullptr;
  bool errors_color = false;
};

/// The options for a stream, from what the user wants and what the stream is: colours only on a
/// terminal, without NO_COLOR and without TERM=dumb. Warnings and errors go to standard error.
ConsoleOptions console_options(std::FILE* stream, bool quiet, bool debug, bool no_color);

/// The console.
class Console {
 public:
  explicit Console(ConsoleOptions options);
  /// Waits a second at most for what is under way.
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// Ordinary news; silent when quiet.
  void line(std::string_view text, Tone tone = Tone::plain);
  /// Whether debug() shows anything.
  bool debugs() const { return options_.debug; }
  /// Only with --debug.
  void debug(std::string_view text);
  /// Always shown, on the stream for errors.
  void warning(std::string_view text);
  void error(std::string_view text);
  /// Always shown, without the time: totals.
  void plain(std::string_view text);
  /// The current status. On a terminal it replaces the former; otherwise it is printed as a line
  /// when 30 s have passed since the last.
  void status(std::string_view text);
  /// Takes the live status line away.
  void end_status();
  /// Waits until everything is written. False: nobody has read it by then.
  bool flush_until(Writer::Time deadline);

  /// Colours a piece of text, or leaves it.
  std::string paint(std::string_view text, Tone tone) const;

 private:
  /// A descriptor, and how many lines found its queue full.
  struct Output {
    explicit Output(std::FILE* stream);
    Writer writer;
    std::uint64_t dropped = 0;
  };

  void print(std::string_view text, bool urgent = false);
  void complain(std::string_view text, Tone tone);
  static void put(Output& output, std::string text, bool urgent);
  bool status_line_due();
  std::string erased_status() const;
  std::string drawn_status() const;

  const ConsoleOptions options_;
  Output output_;
  std::unique_ptr<Output> errors_;  ///< null: warnings and errors go to output_
  mutable std::mutex mutex_;        // guards the rest
  std::string status_;
  std::chrono::steady_clock::time_point last_status_;
};

}  // namespace wildcat::program
