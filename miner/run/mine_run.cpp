// SPDX-License-Identifier: MIT
// See mine_run.h. Everything happens on the loop's thread but the end, which any thread may decide,
// once (end()). The loop carries it out (shut_down()), within the times below; they lie before
// those of the ExitWatchdog, which are for what hangs.
#include "miner/run/mine_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "miner/output/event_fields.h"
#include "miner/output/start_report.h"
#include "miner/output/summary.h"
#include "miner/run/seed.h"
#include "miner/run/worker_factory.h"
#include "miner/text/remedies.h"

namespace wildcat::program {

using namespace std::chrono_literals;
namespace {

constexpr auto last_shares_by = 250ms;   ///< for units in flight; then the pool hears no more
constexpr auto last_answers_by = 500ms;  ///< of the pool; what has none then is lost
constexpr auto loop_ends_by = 550ms;     ///< whatever the pool does
constexpr std::uint64_t rate_event_ticks = 5;

/// Bytes of events that may wait for their reader: some for every worker's sudden news.
std::size_t event_room(std::uint32_t workers) {
  constexpr std::size_t for_all = 4 * 1024 * 1024, for_each = 4 * 1024;
  return for_all + workers * for_each;
}

}  // namespace

MineRun::MineRun(MineOptions options, Console& console, ExitWatchdog& watchdog)
    : options_(std::move(options)),
      seed_(run_seed(options_.control.seed)),
      console_(console),
      watchdog_(watchdog),
      events_([this](const Error& why) { end({ExitCode::runtime_failure, why.message}); },
              Redactor(secrets_of(options_.pools)), event_room(options_.control.workers)),
      recorder_([this](const Error& why) { end({ExitCode::runtime_failure, why.message}); },
                Redactor(secrets_of(options_.pools))),
      device_reporter_(
          loop_, console_, events_, [this] { device_failed(); },
          [this](SourceId source) { return fleet_->worker_of(source); }),
      miner_(engine_options(options_.control, seed_, &device_reporter_)),
      limits_(options_.limits),
      faults_(options_.faults, options_.expect),
      rate_check_(options_.control.hash_rate) {}

MineRun::~MineRun() {
  watchdog_.finish();
  if (cooling_ != nullptr) cooling_->release();
  if (stopper_.joinable()) stopper_.join();
  miner_.stop();
}

ExitCode MineRun::run() {
  watch();
  if (auto opened = events_.open(options_.events); !opened) {
    end({ExitCode::runtime_failure, opened.error().message});
  } else if (auto recording = recorder_.open(options_.record, seed_); !recording) {
    end({ExitCode::runtime_failure, recording.error().message});
  } else if (auto devices = prepare_devices(); !devices) {
    end({exit_code_for_device_error(devices.error()), devices.error().message});
  } else if (auto pool = prepare_pool(); !pool) {
    end({ExitCode::runtime_failure, pool.error().message});
  } else {
    announce(console_, events_, {options_, devices_, local_pool_ != nullptr, seed_});
  }
  if (!ended()) mine();
  end({ExitCode::runtime_failure, "the event loop ended by itself."});
  say_goodbye();
  watchdog_.finish();
  return ending_->code;
}

static const char* signal_reason(int signal) {
  if (signal == SIGINT) return "interrupted";
  return signal == SIGHUP ? "the terminal is gone" : "terminated";
}

void MineRun::watch() {
  watchdog_.start({[this](int signal) { end({ExitCode::ok, signal_reason(signal)}); },
                   [this] { say_goodbye(); }});
}

Result<void> MineRun::prepare_devices() {
  auto list = find_devices(options_.work, [this](const DeviceInfo& device) {
    console_.line(
        fmt::format("preparing  {} {}: takes seconds the first time", device.id, device.name));
  });
  if (!list) return list.error();
  say_what_is_idle(*list);
  if (options_.work.max_temp) cooling_ = std::make_unique<Cooling>(*options_.work.max_temp);
  if (cooling_ != nullptr)
    for (auto& device : list->devices) device = cooling_->attend(std::move(device));
  auto used = hand_over(*list, miner_);
  if (!used) return used.error();
  devices_ = std::move(*used);
  if (const auto rate = options_.control.hash_rate)
    if (auto set = miner_.set_rate(rate_owner, *rate); !set) return set;
  watch_temperatures();
  return {};
}

void MineRun::say_what_is_idle(const DeviceList& list) {
  for (const Missing& missing : list.missing) console_.debug(to_string(missing));
  for (const std::string& text : list.idle) console_.line(fmt::format("idle       {}", text));
  for (const std::string& text : list.warnings) warn(text);
}

void MineRun::warn(const std::string& text) {
  console_.warning(text);
  events_.write("warning", {{"text", text}});
}

static std::vector<DeviceInfo> infos_of(const std::vector<DeviceUse>& devices) {
  std::vector<DeviceInfo> infos;
  for (const DeviceUse& device : devices) infos.push_back(device.info);
  return infos;
}

void MineRun::watch_temperatures() {
  sensors_ =
      std::make_unique<Sensors>(telemetry(), infos_of(devices_), [this](const Readings& readings) {
        if (cooling_ != nullptr) cooling_->heard(readings);
      });
}

void MineRun::report_cooling() {
  if (cooling_ == nullptr) return;
  for (const DeviceInfo& device : cooling_->unheard()) warn(unheard_text(device));
  for (const Cooling::Change& change : cooling_->changes()) {
    console_.warning(cooling_text(change));
    events_.write("cooling", cooling_fields(change));
  }
}

Result<void> MineRun::prepare_pool() {
  const std::size_t clients = options_.control.workers * options_.pools.size();
  const bool practice = !options_.pools.front().url;
  // In practice both ends of a connection are in this process.
  if (auto allowed = allow_connections(clients * (practice ? 2 : 1)); !allowed) return allowed;
  if (practice) {
    local_pool_ = std::make_unique<LocalPool>();
    const auto port = local_pool_->start(seed_for(seed_, Chance::practice));
    if (!port) return port.error();
    options_.pools.front().url = stratum::PoolUrl{"stratum+tcp", "127.0.0.1", *port, "", "", false};
  }
  Fleet::Hooks hooks;
  hooks.on_outcome = [this](const ShareOutcome& outcome) {
    if (auto ending = limits_.count(outcome)) end(std::move(*ending));
  };
  hooks.on_fault = [this](const stratum::Fault& fault) { faults_.count(fault); };
  hooks.on_fault_answer = [this](const stratum::FaultAnswer& answer) {
    overrule(faults_.count(answer));
  };
  hooks.on_end = [this](stratum::ClientEnd how, const Error& why) { pool_ended(how, why); };
  if (recorder_.active()) device_reporter_.record_to(recorder_);
  const auto factory = worker_factory(
      options_, seed_, [this] { return fitting_difficulty_; },
      recorder_.active() ? &recorder_ : nullptr);
  fleet_ = std::make_unique<Fleet>(loop_, miner_, console_, events_,
                                   FleetSize{options_.control.workers, options_.pools.size()},
                                   options_.strategy, factory, std::move(hooks));
  return {};
}

void MineRun::mine() {
  if (auto started = miner_.start(); !started)
    return end({ExitCode::runtime_failure, started.error().message});
  arm();
  fleet_->start();
  {
    const std::lock_guard lock(mutex_);
    mining_ = true;
    if (ending_) loop_.post([this] { shut_down(); });
  }
  loop_.run();
  if (!stopper_.joinable()) miner_.stop();
}

void MineRun::arm() {
  if (options_.limits.max_seconds) {
    const std::chrono::duration<double> limit(*options_.limits.max_seconds);
    loop_.post_after(std::chrono::ceil<std::chrono::milliseconds>(limit),
                     [this] { end(limits_.time_up()); });
  }
  loop_.post_after(1s, [this] { tick(); });
}

void MineRun::tick() {
  if (ended()) return;
  const Stats stats = miner_.stats();
  const Readings readings = sensors_->latest();
  fitting_difficulty_ = fitting_difficulty(options_.control, stats);
  console_.status(fleet_->status() + status_text(stats, readings));
  report_cooling();
  if (const auto news = rate_check_.look(stats, fleet_->has_work())) warn(*news);
  fleet_->tick();
  if (++ticks_ % rate_event_ticks == 0 && events_.active())
    events_.write("rate", rate_fields(stats, readings));
  loop_.post_after(1s, [this] { tick(); });
}

void MineRun::end(Ending ending) {
  const std::lock_guard lock(mutex_);
  if (ending_) return;
  ending_ = std::move(ending);
  watchdog_.begin(ending_->code);
  if (mining_) loop_.post([this] { shut_down(); });
}

/// An end that takes the place of a good one, should that have been decided already.
void MineRun::overrule(std::optional<Ending> ending) {
  if (!ending) return;
  {
    const std::lock_guard lock(mutex_);
    if (ending_ && ending_->code == ExitCode::ok) {
      ending_ = *ending;
      watchdog_.change(ending_->code);
    }
  }
  end(std::move(*ending));
}

bool MineRun::ended() const {
  const std::lock_guard lock(mutex_);
  return ending_.has_value();
}

void MineRun::shut_down() {
  loop_.post_after(loop_ends_by, [this] { loop_.stop(); });
  loop_.post_after(last_shares_by, [this] { stop_pool(); });
  if (cooling_ != nullptr) cooling_->release();
  // First the miner: what its units in flight have proven reaches the client before it closes. Not
  // on this thread: the pool's answers are read meanwhile.
  stopper_ = std::thread([this] {
    miner_.stop();
    loop_.post([this] { stop_pool(); });
  });
}

void MineRun::stop_pool() {
  const auto left = watchdog_.begun() + last_answers_by - std::chrono::steady_clock::now();
  fleet_->stop(std::max(0ms, std::chrono::duration_cast<std::chrono::milliseconds>(left)));
}

void MineRun::pool_ended(stratum::ClientEnd how, const Error& why) {
  if (how == stratum::ClientEnd::unreachable)
    end({ExitCode::pool_unreachable, message_with_options(why)});
  if (how == stratum::ClientEnd::refused) end({ExitCode::refused, message_with_options(why)});
  loop_.stop();
}

void MineRun::device_failed() {
  const Stats stats = miner_.stats();
  for (const DeviceStats& device : stats.devices)
    if (!device.failed) return;
  end({ExitCode::runtime_failure, "every device has failed; see the messages above."});
}

void MineRun::say_goodbye() {
  // Two threads may come here, see watch().
  if (goodbye_said_.exchange(true)) return;
  overrule(faults_.verdict());
  std::unique_lock lock(mutex_);
  const Ending ending = *ending_;
  const bool mined = mining_;
  lock.unlock();
  tell(ending);
  if (mined) fleet_->close_books();
  const Stats stats = miner_.stats();
  if (mined) {
    for (const std::string& line : goodbye_lines(stats)) console_.plain(line);
    fleet_->tell_totals();
  }
  if (const std::string line = faults_.line(); !line.empty()) console_.plain(line);
  events_.write_last("exit", {{"code", number(ending.code)},
                              {"name", std::string(to_string(ending.code))},
                              {"reason", ending.reason},
                              {"totals", totals_fields(stats)},
                              {"faults", faults_.fields()}});
  check_events();
  console_.flush_until(watchdog_.flush_deadline() + 100ms);
}

void MineRun::tell(const Ending& ending) {
  const std::string reason = Redactor(secrets_of(options_.pools))(ending.reason);
  console_.end_status();
  if (ending.code == ExitCode::ok || ending.code == ExitCode::time_limit)
    console_.line(fmt::format("goodbye    {}", reason));
  else
    console_.error(reason);
}

/// The last event may be the one that the disk does not take.
void MineRun::check_events() {
  recorder_.finish();
  const bool written = events_.flush_until(watchdog_.flush_deadline());
  const bool recorded = recorder_.flush_until(watchdog_.flush_deadline());
  const std::lock_guard lock(mutex_);
  if (const auto failure = events_.failure() ? events_.failure() : recorder_.failure()) {
    if (ending_->code == ExitCode::runtime_failure) return;
    console_.error(failure->message);
    ending_->code = ExitCode::runtime_failure;
    watchdog_.change(ending_->code);
  } else if (!written) {
    console_.warning("the last events were not read in time; they are lost.");
  } else if (!recorded) {
    console_.warning("the disk was too slow for the end of the record; it is cut.");
  }
}

}  // namespace wildcat::program
