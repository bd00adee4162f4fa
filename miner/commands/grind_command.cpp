// SPDX-License-Identifier: MIT
// `wildcat grind`: headers in, solved headers out. Standard output and the three messages are those
// of Bitcoin Core's `bitcoin-util grind`, which scripts rely on; everything of our own goes to
// standard error.
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <thread>

#include "miner/commands/commands.h"
#include "miner/commands/grind_progress.h"
#include "miner/commands/grind_request.h"
#include "miner/devices/device_list.h"
#include "miner/options/grind_options.h"
#include "miner/process/exit_watchdog.h"
#include "wildcat/search.h"

namespace wildcat::program {

namespace {

using Clock = std::chrono::steady_clock;

/// Of this contract: 0, or 1 for everything else.
constexpr ExitCode unsuccessful = ExitCode::usage;

constexpr std::chrono::milliseconds progress_interval{500};

Error no_solution() { return {Errc::exhausted, "Could not satisfy difficulty target"}; }

class Grinder {
 public:
  Grinder(GrindOptions options, std::unique_ptr<Searcher> searcher)
      : options_(std::move(options)),
        searcher_(std::move(searcher)),
        shows_progress_(!options_.quiet && isatty(STDERR_FILENO) != 0) {}

  /// The solved header in hex, when it may go out.
  Result<std::string> solve(const std::string& hex) {
    const auto header = BlockHeader::from_hex(hex);
    if (!header) return Error{Errc::invalid_argument, "Could not decode block header"};
    const auto target = Target::from_nbits(header->nbits);
    if (!target) return no_solution();
    if (auto started = searcher_->start(grind_request(*header, *target, options_)); !started)
      return started.error();
    const auto outcome = wait(target->expected_hashes());
    if (outcome.end == SearchEnd::failed) return Error{Errc::device_failed, outcome.failure};
    if (outcome.found.empty()) return no_solution();
    std::this_thread::sleep_until(due_);
    due_ = Clock::now() + std::chrono::ceil<Clock::duration>(options_.every);
    return to_hex(outcome.found.front().header.serialize());
  }

 private:
  SearchOutcome wait(double expected) {
    const double before = static_cast<double>(searcher_->stats().hashes);
    const auto start = Clock::now();
    for (;;) {
      auto outcome = searcher_->wait_for(progress_interval);
      if (outcome && *outcome) {
        if (shown_) fmt::print(stderr, "\r\x1b[K");
        shown_ = false;
        return std::move(**outcome);
      }
      if (!shows_progress_) continue;
      const double now = static_cast<double>(searcher_->stats().hashes);
      fmt::print(stderr, "\r{}\x1b[K",
                 progress_text({now - before, expected, Clock::now() - start}));
      shown_ = true;
    }
  }

  GrindOptions options_;
  std::unique_ptr<Searcher> searcher_;
  bool shows_progress_;
  bool shown_ = false;
  Clock::time_point due_ = Clock::now() + std::chrono::ceil<Clock::duration>(options_.every);
};

bool put_line(const std::string& line) {
  const bool written = std::fputs((line + '\n').c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  if (!written)
    fmt::print(stderr, "wildcat grind: standard output cannot be written; is the disk full?\n");
  return written;
}

std::string trimmed(const std::string& line) {
  constexpr const char* blanks = " \t\r";
  const std::size_t first = line.find_first_not_of(blanks);
  if (first == std::string::npos) return "";
  return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

ExitCode grind_one(Grinder& grinder, const std::string& hex) {
  const auto solved = grinder.solve(hex);
  if (solved) return put_line(*solved) ? ExitCode::ok : unsuccessful;
  fmt::print(stderr, "{}\n", solved.error().message);
  return unsuccessful;
}

/// One line out for each line in, so that the reader need not count.
ExitCode grind_stream(Grinder& grinder) {
  ExitCode code = ExitCode::ok;
  std::uint64_t number = 0;
  for (std::string line; std::getline(std::cin, line);) {
    ++number;
    const auto solved = grinder.solve(trimmed(line));
    if (!put_line(solved ? *solved : "")) return unsuccessful;
    if (solved) continue;
    fmt::print(stderr, "line {}: {}\n", number, solved.error().message);
    code = unsuccessful;
    if (solved.error().code == Errc::device_failed) return unsuccessful;
  }
  return code;
}

Result<std::unique_ptr<Searcher>> open_searcher(const DeviceSettings& work) {
  auto list = work.devices.empty() ? find_processor(work) : find_devices(work);
  if (!list) return list.error();
  for (const std::string& warning : list->warnings)
    fmt::print(stderr, "wildcat grind: {}\n", warning);
  return Searcher::open(std::move(list->devices));
}

}  // namespace

ExitCode grind_command(const RawValues& raw) {
  auto options = read_grind_options(raw);
  if (!options) return usage_failure("grind", options.error());
  if (!options->from_stdin && options->headers.size() != 1) {
    fmt::print(stderr, "Must specify block header to grind\n");
    return unsuccessful;
  }
  leave_on_signal("wildcat grind: interrupted\n", unsuccessful);
  auto searcher = open_searcher(options->work);
  if (!searcher) return usage_failure("grind", searcher.error());
  Grinder grinder(*options, std::move(*searcher));
  return options->from_stdin ? grind_stream(grinder) : grind_one(grinder, options->headers.front());
}

}  // namespace wildcat::program
