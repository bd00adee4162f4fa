// SPDX-License-Identifier: MIT
// Makes lines of events. Every text that a pool wrote passes printable() before it is shown: no
// control character of its choice gets to the terminal. (Secrets are gone already, see EventBus.)
#include "miner/output/run_console.h"

#include <fmt/format.h>

#include "miner/output/summary.h"
#include "miner/process/exit_code.h"
#include "miner/text/characters.h"
#include "miner/text/figures.h"
#include "wildcat/header.h"
#include "wildcat/version.h"

namespace wildcat::program {

namespace {

constexpr std::size_t job_id_columns = 64, dumped_fault_columns = 256;

/// What came of a share, in one word or a few.
std::string describe(const ShareEvent& share) {
  switch (share.result) {
    case ShareOutcome::Kind::accepted:
      return share.block ? "block!" : "";
    case ShareOutcome::Kind::rejected:
      return fmt::format("{}: {}", to_string(share.reason.value_or(RejectReason::other)),
                         printable(share.text.text));
    case ShareOutcome::Kind::stale:
      return fmt::format("fault of the {}", to_string(share.fault.value_or(StaleFault::pool)));
    case ShareOutcome::Kind::lost:
      return "never answered";
    case ShareOutcome::Kind::withheld:
      return "not wanted";
  }
  return "";
}

Tone tone_of(ShareOutcome::Kind kind) {
  if (kind == ShareOutcome::Kind::accepted) return Tone::good;
  return kind == ShareOutcome::Kind::rejected ? Tone::bad : Tone::warning;
}

std::string and_more(std::uint64_t suppressed) {
  return suppressed > 0 ? fmt::format(" (and {} more)", suppressed) : "";
}

void announce_pool(Console& console, const StartEvent::Pool& pool) {
  const std::string through = pool.proxy ? " through " + *pool.proxy : "";
  console.line(fmt::format("pool       {} as {}{}", pool.pool, pool.user, through));
  if (pool.believes_any_certificate)
    console.warning(fmt::format(
        "--tls-insecure: {} is believed whatever certificate it shows. Whoever sits in between "
        "can take your work and read your password.",
        pool.pool));
}

}  // namespace

void announce_devices(Console& console, const std::vector<StartEvent::Device>& devices) {
  console.line(fmt::format("Wildcat {}, SHA-256d", version_string));
  for (const StartEvent::Device& device : devices) {
    const std::string setting = device.setting.text.empty() ? "" : "; " + device.setting.text;
    console.line(fmt::format("device     {} {}: kernel {}, {}{}", device.device, device.name,
                             kernel_text({device.kernel, device.versions}),
                             counted(device.scanners, "thread"), setting));
  }
}

void RunConsole::on_event(const Event& event) {
  std::visit([this](const auto& body) { on(body); }, event.body);
}

std::string RunConsole::with_number(std::uint32_t worker, std::string_view text) const {
  return many_ ? fmt::format("worker {}: {}", worker, text) : std::string(text);
}

void RunConsole::line(std::uint32_t worker, std::string_view text, Tone tone) {
  if (many_) return debug(worker, text);
  console_.line(text, tone);
}

void RunConsole::debug(std::uint32_t worker, std::string_view text) {
  if (console_.debugs()) console_.debug(with_number(worker, text));
}

void RunConsole::warning(std::uint32_t worker, std::string_view text) {
  if (!many_ || console_.debugs() || warnings_.pass(std::chrono::steady_clock::now()))
    console_.warning(with_number(worker, text));
}

void RunConsole::on(const PreparingEvent& event) {
  console_.line(
      fmt::format("preparing  {} {}: takes seconds the first time", event.device, event.name));
}

void RunConsole::on(const IdleDeviceEvent& event) {
  console_.line(fmt::format("idle       {}", event.text));
}

void RunConsole::on(const MissingDeviceEvent& event) { console_.debug(event.text); }

void RunConsole::on(const StartEvent& event) {
  many_ = event.workers > 1;
  announce_devices(console_, event.devices);
  for (const StartEvent::Pool& pool : event.pools) announce_pool(console_, pool);
  if (many_) console_.line(fmt::format("workers    {}", event.workers));
  if (event.practice)
    console_.warning("practice pool: nothing mined here earns anything. Real pool: -o URL -u USER");
}

void RunConsole::on(const PoolEvent& event) {
  const std::string why = event.reason.text.empty() ? "" : ": " + printable(event.reason.text);
  line(event.worker, fmt::format("mining on  {}{}", event.pool, why));
}

void RunConsole::on(const ConnectingEvent& event) {
  debug(event.worker, fmt::format("connecting to {} ({})", event.pool, event.address));
}

void RunConsole::on(const ConnectEvent& event) {
  line(event.worker, fmt::format("connected  {} ({})", event.pool, event.address));
}

void RunConsole::on(const DisconnectEvent& event) {
  const std::string reason =
      (event.was_connected ? "disconnected: " : "") + sentence(printable(event.reason.text));
  if (!event.retry_ms) return debug(event.worker, reason);
  const double seconds = static_cast<double>(event.retry_ms->count()) / 1000;
  warning(event.worker, fmt::format("{} Next attempt in {:.1f} s.", reason, seconds));
}

void RunConsole::on(const SubscribeEvent& event) {
  debug(event.worker,
        fmt::format("subscribed: extranonce1 {}, extranonce2 of {} bytes{}", event.extranonce1,
                    event.extranonce2_size, event.resumed ? ", session resumed" : ""));
}

void RunConsole::on(const AuthorizeEvent& event) {
  debug(event.worker, fmt::format("authorised as {}", event.user));
}

void RunConsole::on(const VersionMaskEvent& event) {
  debug(event.worker, fmt::format("version bits granted: {}", hex32(event.mask.value)));
}

void RunConsole::on(const DifficultyEvent& event) {
  debug(event.worker, fmt::format("difficulty {}", format_difficulty(event.difficulty)));
}

void RunConsole::on(const JobEvent& event) {
  if (!speaks()) return;
  const std::string name = cut(printable(event.job.text), job_id_columns);
  if (!event.mined)
    return debug(event.worker,
                 fmt::format("job        {} of a pool that is not mined on: kept", name));
  line(event.worker,
       fmt::format(
           "job        {}{}{}", name, event.clean ? ", new block" : "",
           event.new_difficulty ? ", difficulty " + format_difficulty(event.difficulty) : ""),
       Tone::faint);
}

void RunConsole::on(const ShareEvent& event) {
  if (!speaks()) return;
  const std::string word =
      console_.paint(fmt::format("{:<9}", to_string(event.result)), tone_of(event.result));
  const std::string latency =
      event.latency_ms ? fmt::format("{:.1f} ms", event.latency_ms->time.count() * 1000) : "";
  std::string text =
      fmt::format("{}  #{:<5} difficulty {:>9} of {:>9}  {:>9}  {}", word, event.number,
                  format_difficulty(event.difficulty), format_difficulty(event.pool_difficulty),
                  latency, describe(event));
  text.erase(text.find_last_not_of(' ') + 1);
  line(event.worker, text);
}

void RunConsole::on(const StaleEvent& event) {
  const std::string difficulty = format_difficulty(event.difficulty);
  if (event.had_left)
    line(event.worker, fmt::format("dropped    share of {}: its job is gone", difficulty),
         Tone::warning);
  else
    console_.debug(fmt::format("share of {} for an old job, not sent{}", difficulty,
                               and_more(event.suppressed)));
}

void RunConsole::on(const HardwareErrorEvent& event) {
  console_.warning(fmt::format(
      "hardware error on {}: nonce {} is no hit when hashed again{}; it was not sent. Check "
      "cooling, clocks and memory of this machine.",
      event.device, hex32(event.nonce.value), and_more(event.suppressed)));
}

void RunConsole::on(const CanaryEvent& event) {
  if (!event.missed) return console_.debug(fmt::format("canary found on {}", event.device));
  console_.error(fmt::format(
      "canary missed on {}: a known answer (nonce {}) was not found, so real shares may be "
      "lost too. Try another --kernel and check this machine.",
      event.device, hex32(event.nonce.value)));
}

void RunConsole::on(const CoolingEvent& event) { console_.warning(cooling_text(event)); }

void RunConsole::on(const DeviceFailedEvent& event) {
  console_.error(fmt::format("device {} failed: {}", event.device, event.reason.text));
}

void RunConsole::on(const DeviceRecoveredEvent& event) {
  console_.warning(fmt::format("device {} works again", event.device));
}

void RunConsole::on(const WarningEvent& event) { console_.warning(event.text.text); }

void RunConsole::on(const WorkerWarningEvent& event) {
  warning(event.worker, printable(event.text.text));
}

void RunConsole::on(const MessageEvent& event) {
  line(event.worker, fmt::format("the pool says: {}", printable(event.text.text)));
}

void RunConsole::on(const FaultEvent& event) {
  if (show_protocol_)
    console_.line(with_number(event.worker, fmt::format("-->! {}", cut(printable(event.sent.text),
                                                                       dumped_fault_columns))),
                  Tone::faint);
}

void RunConsole::on(const FaultAnswerEvent& event) {
  std::string text = fmt::format(
      "{}  !{:<5} {}: {}", console_.paint("fault    ", event.as_expected ? Tone::faint : Tone::bad),
      event.number, to_string(event.kind), to_string(event.answer));
  if (event.reason) text += fmt::format(" ({} {})", event.code, printable(event.text.text));
  if (!event.as_expected)
    text += fmt::format("; expected: {}", stratum::expected_answer(event.kind));
  line(event.worker, text);
}

void RunConsole::on_line(std::uint32_t, std::uint32_t worker, bool outgoing,
                         std::string_view line) {
  if (show_protocol_)
    console_.line(
        with_number(worker, fmt::format("{} {}", outgoing ? "-->" : "<--", printable(line))),
        Tone::faint);
}

void RunConsole::on(const TickEvent& event) {
  const std::string ready =
      many_ ? fmt::format("{} of {} workers | ", event.ready_workers, event.workers) : "";
  console_.status(ready + status_text(event.stats, event.readings));
  if (const std::uint64_t count = warnings_.take_held(); count > 0)
    console_.warning(
        fmt::format("{} of workers not shown here; --debug shows all, and events carry them.",
                    counted(count, "more warning")));
}

void RunConsole::on(const ExitEvent& event) {
  console_.end_status();
  if (event.code == number(ExitCode::ok) || event.code == number(ExitCode::time_limit))
    console_.line(fmt::format("goodbye    {}", event.reason.text));
  else
    console_.error(event.reason.text);
  if (event.mined)
    for (const std::string& text : goodbye_lines(event.stats)) console_.plain(text);
  if (event.faults)
    console_.plain(fmt::format("  faults    {} committed; answers: {} as expected, {} not",
                               event.faults->committed, event.faults->as_expected,
                               event.faults->unexpected));
}

void RunConsole::on_unfinished(const Error& why) {
  if (why.code == Errc::io)
    console_.error(why.message);
  else
    console_.warning(why.message);
}

Result<void> RunConsole::finish(std::chrono::steady_clock::time_point deadline) {
  console_.flush_until(deadline + std::chrono::milliseconds(100));
  return {};
}

}  // namespace wildcat::program
