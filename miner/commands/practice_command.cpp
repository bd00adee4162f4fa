// SPDX-License-Identifier: MIT
// `wildcat practice`: the practice pool on a port of the user's choice, until a signal.
#include <optional>

#include "miner/commands/commands.h"
#include "miner/options/practice_options.h"
#include "miner/output/console.h"
#include "miner/output/practice_reporter.h"
#include "miner/process/exit_watchdog.h"
#include "miner/text/remedies.h"

namespace wildcat::program {

namespace {

/// The pool and what is around it. Used once; the loop runs on the thread of run().
class PracticeRun {
 public:
  PracticeRun(const PracticeOptions& options, Console& console, ExitWatchdog& watchdog)
      : options_(options),
        console_(console),
        watchdog_(watchdog),
        events_([this](const Error& why) { fail(why); }),
        reporter_(console, events_, Redactor({options.pool.password})),
        pool_(loop_, options.pool, reporter_) {}

  ExitCode run();

 private:
  Result<void> start();
  void fail(const Error& why);
  std::optional<Error> failure() const { return events_.failure(); }

  const PracticeOptions& options_;
  Console& console_;
  ExitWatchdog& watchdog_;
  stratum::Loop loop_;
  EventLog events_;
  PracticeReporter reporter_;
  practice::Pool pool_;
};

/// On any thread: the disk is full, or the reader gone.
void PracticeRun::fail(const Error& why) {
  console_.error(why.message);
  watchdog_.begin(ExitCode::runtime_failure);
  loop_.stop();
}

Result<void> PracticeRun::start() {
  if (auto opened = events_.open(options_.events); !opened) return opened;
  if (auto started = pool_.start(); !started) return started;
  reporter_.on_listening(options_.pool, pool_.port(), pool_.fingerprint());
  return {};
}

ExitCode PracticeRun::run() {
  if (auto started = start(); !started) {
    console_.error(message_with_options(started.error()));
    return ExitCode::runtime_failure;
  }
  stop_on_signal_or_after(watchdog_, loop_, options_.max_seconds);
  if (!failure()) loop_.run();
  ExitCode code = failure() ? ExitCode::runtime_failure : ExitCode::ok;
  watchdog_.begin(code);
  const practice::PoolStats stats = pool_.stats();
  pool_.stop();
  reporter_.say_goodbye(stats, number(code), failure() ? failure()->message : "stopped");
  events_.flush_until(watchdog_.flush_deadline());
  if (failure() && code == ExitCode::ok) watchdog_.change(code = ExitCode::runtime_failure);
  console_.flush_until(watchdog_.flush_deadline());
  watchdog_.finish();
  return code;
}

}  // namespace

ExitCode practice_command(const RawValues& raw) {
  const auto options = read_practice_options(raw);
  if (!options) return usage_failure("practice", options.error());
  const OutputOptions& output = options->output;
  ExitWatchdog watchdog;  // before the console starts a thread
  // Standard output belongs to the events when they go there.
  std::FILE* stream = options->events == "-" ? stderr : stdout;
  Console console(console_options(stream, output.quiet, output.debug, output.no_color));
  return PracticeRun(*options, console, watchdog).run();
}

}  // namespace wildcat::program
