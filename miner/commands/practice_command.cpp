// SPDX-License-Identifier: MIT
// `wildcat practice`: the practice pool on a port of the user's choice, until a signal.
#include <fmt/format.h>

#include "miner/commands/commands.h"
#include "miner/options/practice_options.h"
#include "miner/report/console.h"
#include "miner/report/redactor.h"
#include "miner/text.h"
#include "miner/way_out.h"

namespace wildcat::program {

namespace {

/// Tells what clients do. Thread rule: the loop's thread.
class Narrator final : public practice::PoolObserver {
 public:
  Narrator(Console& console, Redactor redactor) : console_(console), redact_(std::move(redactor)) {}

  void on_client(const std::string& address, bool connected) override {
    console_.line(fmt::format("{} {}", address, connected ? "connected" : "left"));
  }
  void on_share(const std::string& address, const std::string& user, double difficulty, int code,
                const std::string& text, bool is_block) override {
    const bool good = code == 0;
    const std::string verdict = good ? (is_block ? "accepted, a block" : "accepted")
                                     : fmt::format("refused: {} {}", code, text);
    console_.line(fmt::format("{} {} share of {} {}", address, redact_(user),
                              format_difficulty(difficulty),
                              console_.paint(verdict, good ? Tone::good : Tone::warning)));
  }
  void on_job(const std::string& id, std::uint32_t height, bool clean) override {
    const std::string text =
        fmt::format("job {} at height {}{}", id, height, clean ? ", new block" : "");
    if (listening_)
      console_.line(text, Tone::faint);
    else
      held_jobs_.push_back(text);
  }
  void on_difficulty(const std::string& address, double difficulty) override {
    console_.debug(fmt::format("{} difficulty {}", address, format_difficulty(difficulty)));
  }

  /// The first line, which scripts read; what was told before follows.
  void on_listening(const std::string& host, std::uint16_t port) {
    console_.plain(fmt::format("listening on {}:{}", host, port));
    listening_ = true;
    for (const std::string& text : held_jobs_) console_.line(text, Tone::faint);
    held_jobs_.clear();
  }

 private:
  Console& console_;
  Redactor redact_;
  bool listening_ = false;
  std::vector<std::string> held_jobs_;
};

void say_goodbye(Console& console, const practice::PoolStats& stats) {
  console.plain(
      fmt::format("  {}; shares: {} accepted, {} stale, {} duplicate, {} low difficulty, {} "
                  "unauthorized, {} otherwise wrong; {}; {} hashes of work",
                  counted(stats.connections, "connection"), stats.accepted, stats.stale,
                  stats.duplicate, stats.low_difficulty, stats.unauthorized, stats.other,
                  counted(stats.blocks, "block"), format_count(stats.credited_hashes)));
}

}  // namespace

ExitCode practice_command(const RawValues& raw) {
  const auto options = read_practice_options(raw);
  if (!options) return usage_failure("practice", options.error());
  const OutputOptions& output = options->output;
  WayOut way_out;  // before the console starts a thread
  Console console(console_options(stdout, output.quiet, output.debug, output.no_color));
  stratum::Loop loop;
  Narrator narrator(console, Redactor({options->pool.password}));
  practice::Pool pool(loop, options->pool, narrator);
  if (auto started = pool.start(); !started) {
    console.error(started.error().message);
    return ExitCode::runtime_failure;
  }
  narrator.on_listening(options->pool.host, pool.port());
  console.warning("PRACTICE: NOTHING MINED ON THIS POOL EARNS ANYTHING.");
  way_out.start({[&](int) {
                   way_out.begin(ExitCode::ok);
                   loop.stop();
                 },
                 [] {}});
  if (options->max_seconds)
    loop.post_after(std::chrono::ceil<std::chrono::milliseconds>(
                        std::chrono::duration<double>(*options->max_seconds)),
                    [&loop] { loop.stop(); });
  loop.run();
  way_out.begin(ExitCode::ok);
  say_goodbye(console, pool.stats());
  pool.stop();
  console.flush_until(way_out.flush_deadline());
  way_out.finish();
  return ExitCode::ok;
}

}  // namespace wildcat::program
