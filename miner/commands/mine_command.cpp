// SPDX-License-Identifier: MIT
// `wildcat mine`: a run, and who is told of it: the console, the event file, the record. Here they
// meet; none of them knows another.
#include <csignal>

#include "miner/commands/commands.h"
#include "miner/options/mine_options.h"
#include "miner/output/event_log.h"
#include "miner/output/offline_console.h"
#include "miner/output/record/recorder.h"
#include "miner/output/run_console.h"
#include "miner/run/run.h"
#include "miner/run/seed.h"
#include "miner/run/worker_factory.h"
#include "miner/text/remedies.h"

namespace wildcat::program {

namespace {

/// Bytes of events that may wait for their reader: some for every worker's sudden news.
std::size_t event_room(std::uint32_t workers) {
  constexpr std::size_t for_all = 4 * 1024 * 1024, for_each = 4 * 1024;
  return for_all + workers * for_each;
}

const char* signal_reason(int signal) {
  if (signal == SIGINT) return "interrupted";
  return signal == SIGHUP ? "the terminal is gone" : "terminated";
}

/// A run with everything that listens to it. Used once.
class MineProgram {
 public:
  MineProgram(const MineOptions& options, Console& console, ExitWatchdog& watchdog);
  ~MineProgram() {
    watchdog_.finish();
    run_.join();
  }
  MineProgram(const MineProgram&) = delete;
  MineProgram& operator=(const MineProgram&) = delete;

  ExitCode run();

 private:
  void fail(const Error& why) { run_.end({ExitCode::runtime_failure, why.message}); }
  void open_files();

  const MineOptions& options_;
  ExitWatchdog& watchdog_;
  Run run_;  // the first: the others call end() until they are gone
  EventLog events_;
  Recorder recorder_;
  RunConsole console_;
};

MineProgram::MineProgram(const MineOptions& options, Console& console, ExitWatchdog& watchdog)
    : options_(options),
      watchdog_(watchdog),
      run_(options),
      events_([this](const Error& why) { fail(why); }, event_room(options.control.workers)),
      recorder_([this](const Error& why) { fail(why); }),
      console_(console, options.protocol_dump) {
  run_.set_hooks({[this](ExitCode code) { watchdog_.begin(code); },
                  [this](ExitCode code) { watchdog_.change(code); }});
  run_.set_wording(message_with_options);
  if (!options.events.empty()) run_.subscribe(events_);
  if (!options.record.empty()) {
    run_.subscribe(recorder_);
    run_.trace(recorder_);
  }
  // The last: it says what the others could not write.
  run_.subscribe(console_);
  if (options.protocol_dump) run_.trace(console_);
}

void MineProgram::open_files() {
  if (auto opened = events_.open(options_.events); !opened) return fail(opened.error());
  if (auto opened = recorder_.open(options_.record, run_.seed()); !opened) fail(opened.error());
}

ExitCode MineProgram::run() {
  watchdog_.start({[this](int signal) { run_.end({ExitCode::ok, signal_reason(signal)}); },
                   [this] { run_.say_goodbye(); }});
  open_files();
  const ExitCode code = run_.run();
  watchdog_.finish();
  return code;
}

/// Nothing is found, so nothing but hashing is measured (and the canaries, as always).
ExitCode benchmark(const MineOptions& options, Console& console, ExitWatchdog& watchdog) {
  const std::uint64_t seed = run_seed(options.control.seed);
  BenchmarkConsole shown(console);
  return OfflineRun({options.work, options.limits.max_seconds,
                     engine_options(options.control, seed, nullptr),
                     Target::from_limbs({1, 0, 0, 0}), options.control.hash_rate},
                    shown, watchdog)
      .run();
}

}  // namespace

ExitCode mine_command(const RawValues& raw) {
  const auto options = read_mine_options(raw);
  if (!options) return usage_failure("mine", options.error());
  ExitWatchdog watchdog;  // before the console starts a thread
  // Standard output belongs to the events when they go there; a benchmark's rates are read from
  // standard error.
  std::FILE* stream = options->events == "-" || options->benchmark ? stderr : stdout;
  const OutputOptions& output = options->output;
  Console console(console_options(stream, output.quiet, output.debug, output.no_color));
  if (options->benchmark) return benchmark(*options, console, watchdog);
  return MineProgram(*options, console, watchdog).run();
}

}  // namespace wildcat::program
