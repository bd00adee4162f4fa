// SPDX-License-Identifier: MIT
// The course of a run. Everything happens on the loop's thread but the end, which any thread may
// decide, once (end()). The loop carries it out (shut_down()), within the times below, which lie
// before Run::flushed_after.
#include "miner/run/run.h"

#include <unistd.h>

#include <algorithm>

#include "miner/run/seed.h"
#include "miner/run/worker_factory.h"
#include "wildcat/version.h"

namespace wildcat::program {

using namespace std::chrono_literals;
namespace {

constexpr auto last_shares_by = 250ms;   ///< for units in flight; then the pool hears no more
constexpr auto last_answers_by = 500ms;  ///< of the pool; what has none then is lost
constexpr auto loop_ends_by = 550ms;     ///< whatever the pool does
constexpr std::uint64_t rate_event_ticks = 5;

std::vector<DeviceInfo> infos_of(const std::vector<DeviceUse>& devices) {
  std::vector<DeviceInfo> infos;
  for (const DeviceUse& device : devices) infos.push_back(device.info);
  return infos;
}

using SystemTime = std::chrono::system_clock::time_point;

SystemTime system_time(std::chrono::steady_clock::time_point time) {
  return std::chrono::system_clock::now() +
         std::chrono::duration_cast<SystemTime::duration>(time - std::chrono::steady_clock::now());
}

std::vector<ThrottleFigures> figures_of(const LimitsInForce& limits) {
  std::vector<ThrottleFigures> all;
  const auto add = [&all](const auto& limit, const char* name, std::optional<double> value) {
    all.push_back({limit->owner, name, value, system_time(limit->since)});
  };
  if (limits.rate) add(limits.rate, "rate", limits.rate->value);
  if (limits.duty) add(limits.duty, "duty", limits.duty->value);
  if (limits.pause) add(limits.pause, "pause", std::nullopt);
  return all;
}

bool set_by_others(const LimitsInForce& limits) {
  return limits.pause || limits.duty || (limits.rate && limits.rate->owner != rate_owner);
}

/// The rate that the settings ask for cannot be expected.
bool held_back_by_others(const ThrottleStatus& throttle) {
  return set_by_others(throttle.all) ||
         std::any_of(throttle.devices.begin(), throttle.devices.end(),
                     [](const DeviceLimits& device) { return set_by_others(device.limits); });
}

StartEvent::Pool start_pool(const PoolSettings& pool) {
  StartEvent::Pool told{pool.url->display(), pool.user, std::nullopt, pool.tls.insecure};
  if (pool.proxy) told.proxy = pool.proxy->display();
  return told;
}

}  // namespace

Run::Run(RunSettings settings)
    : settings_(std::move(settings)),
      seed_(run_seed(settings_.control.seed)),
      bus_(Redactor(secrets_of(settings_.pools))),
      device_events_(
          loop_, bus_, [this] { device_failed(); },
          [this](SourceId source) { return fleet_->worker_of(source); }),
      miner_(engine_options(settings_.control, seed_, &device_events_)),
      limits_(settings_.limits),
      faults_(settings_.faults, settings_.expect),
      rate_check_(settings_.control.hash_rate),
      commands_({miner_, loop_, [this] { return prepared_ ? fleet_.get() : nullptr; },
                 [this](const PoolSettings& pool) { return factory_for(pool); },
                 [this](const std::string& text) { warn(text); },
                 [this](Ending ending) { end(std::move(ending)); }}) {}

Run::~Run() { join(); }

void Run::join() {
  if (stopper_.joinable()) stopper_.join();
  miner_.stop();
}

ExitCode Run::run() {
  if (ended()) {
    // Somebody could not even begin to watch.
  } else if (auto devices = prepare_devices(); !devices) {
    end({exit_code_for_device_error(devices.error()), devices.error().message});
  } else if (auto pool = prepare_pool(); !pool) {
    end({ExitCode::runtime_failure, pool.error().message});
  } else {
    prepared_ = true;
    tell_start();
  }
  if (!ended()) mine();
  end({ExitCode::runtime_failure, "the event loop ended by itself."});
  say_goodbye();
  const std::lock_guard lock(mutex_);
  return ending_->code;
}

Result<void> Run::prepare_devices() {
  auto list = find_devices(settings_.work, [this](const DeviceInfo& device) {
    bus_.publish(PreparingEvent{device.id, device.name});
  });
  if (!list) return list.error();
  tell_of(*list);
  auto used = hand_over(*list, miner_);
  if (!used) return used.error();
  devices_ = std::move(*used);
  if (const auto rate = settings_.control.hash_rate)
    if (auto set = miner_.set_rate(rate_owner, *rate); !set) return set;
  watch_temperatures();
  return {};
}

void Run::tell_of(const DeviceList& list) {
  for (const Missing& missing : list.missing) bus_.publish(MissingDeviceEvent{to_string(missing)});
  for (const std::string& text : list.idle) bus_.publish(IdleDeviceEvent{text});
  for (const std::string& text : list.warnings) warn(text);
}

void Run::warn(const std::string& text) { bus_.publish(WarningEvent{{text}}); }

void Run::watch_temperatures() {
  if (const auto max_c = settings_.work.max_temp)
    cooling_ = std::make_unique<Cooling>(*max_c, miner_, infos_of(devices_));
  sensors_ =
      std::make_unique<Sensors>(telemetry(), infos_of(devices_), [this](const Readings& readings) {
        if (cooling_ != nullptr) cooling_->heard(readings);
      });
}

void Run::report_cooling() {
  if (cooling_ == nullptr) return;
  for (const DeviceInfo& device : cooling_->unheard()) warn(unheard_text(device));
  for (const Cooling::Change& change : cooling_->changes())
    bus_.publish(CoolingEvent{change.device, change.temperature_c, change.duty});
}

Result<void> Run::prepare_pool() {
  const std::size_t clients = settings_.control.workers * settings_.pools.size();
  const bool practice = !settings_.pools.front().url;
  // In practice both ends of a connection are in this process.
  if (auto allowed = allow_connections(clients * (practice ? 2 : 1)); !allowed) return allowed;
  if (practice) {
    local_pool_ = std::make_unique<LocalPool>();
    const auto port = local_pool_->start(seed_for(seed_, Chance::practice));
    if (!port) return port.error();
    settings_.pools.front().url =
        stratum::PoolUrl{"stratum+tcp", "127.0.0.1", *port, "", "", false};
  }
  const auto factory = worker_factory(settings_, seed_, [this] { return fitting_difficulty_; });
  fleet_ = std::make_unique<Fleet>(loop_, miner_, bus_,
                                   FleetSize{settings_.control.workers, settings_.pools.size()},
                                   settings_.strategy, factory, fleet_hooks());
  return {};
}

Fleet::WorkerFactory Run::factory_for(const PoolSettings& pool) {
  bus_.add_secrets(secrets_of({pool}));
  RunSettings settings = settings_;
  settings.pools = {pool};
  return worker_factory(settings, seed_, [this] { return fitting_difficulty_; });
}

Fleet::Hooks Run::fleet_hooks() {
  Fleet::Hooks hooks;
  hooks.on_outcome = [this](const ShareOutcome& outcome) {
    if (auto ending = limits_.count(outcome)) end(std::move(*ending));
  };
  hooks.on_fault = [this](const stratum::Fault& fault) { faults_.count(fault); };
  hooks.on_fault_answer = [this](const stratum::FaultAnswer& answer) {
    overrule(faults_.count(answer));
  };
  hooks.on_end = [this](stratum::ClientEnd how, const Error& why) { pool_ended(how, why); };
  return hooks;
}

void Run::tell_start() {
  const LimitSettings& limits = settings_.limits;
  const ControlSettings& control = settings_.control;
  StartEvent event;
  event.version = version_string;
  event.pid = getpid();
  for (const PoolSettings& pool : settings_.pools) event.pools.push_back(start_pool(pool));
  event.pool = event.pools.front().pool;
  event.user = event.pools.front().user;
  event.practice = local_pool_ != nullptr;
  for (const DeviceUse& device : devices_) event.devices.push_back(start_device(device));
  event.limits = {limits.max_seconds, limits.max_shares, limits.max_blocks, limits.max_rejects};
  event.workers = control.workers;
  event.hashrate = control.hash_rate;
  event.shares_per_minute = control.shares_per_minute;
  event.least_difficulty = control.least_difficulty;
  event.seed = seed_;
  bus_.publish(std::move(event));
}

void Run::mine() {
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

void Run::arm() {
  if (settings_.limits.max_seconds) {
    const std::chrono::duration<double> limit(*settings_.limits.max_seconds);
    loop_.post_after(std::chrono::ceil<std::chrono::milliseconds>(limit),
                     [this] { end(limits_.time_up()); });
  }
  loop_.post_after(1s, [this] { tick(); });
}

void Run::tick() {
  if (ended()) return;
  const Stats stats = miner_.stats();
  const Readings readings = sensors_->latest();
  energy_.add(readings, std::chrono::steady_clock::now());
  fitting_difficulty_ = fitting_difficulty(settings_.control, stats);
  bus_.publish(TickEvent{stats, readings, fleet_->size(), fleet_->ready()});
  report_cooling();
  const bool judged = fleet_->has_work() && !held_back_by_others(miner_.throttle());
  if (const auto news = rate_check_.look(stats, judged)) warn(*news);
  if (++ticks_ % rate_event_ticks == 0)
    bus_.publish(RateEvent{figures_of(stats.rates), implied_figures(stats),
                           device_figures(stats, readings), totals_of(stats)});
  loop_.post_after(1s, [this] { tick(); });
}

void Run::end(Ending ending) {
  const std::lock_guard lock(mutex_);
  if (ending_) return;
  ending_ = std::move(ending);
  end_begun_ = std::chrono::steady_clock::now();
  hooks_.on_ending(ending_->code);
  if (mining_) loop_.post([this] { shut_down(); });
}

/// An end that takes the place of a good one, should that have been decided already.
void Run::overrule(std::optional<Ending> ending) {
  if (!ending) return;
  {
    const std::lock_guard lock(mutex_);
    if (ending_ && ending_->code == ExitCode::ok) {
      ending_ = *ending;
      hooks_.on_changed_code(ending_->code);
    }
  }
  end(std::move(*ending));
}

bool Run::ended() const {
  const std::lock_guard lock(mutex_);
  return ending_.has_value();
}

std::chrono::steady_clock::time_point Run::since_end(std::chrono::milliseconds after) const {
  const std::lock_guard lock(mutex_);
  return end_begun_ + after;
}

void Run::shut_down() {
  loop_.post_after(loop_ends_by, [this] { loop_.stop(); });
  loop_.post_after(last_shares_by, [this] { stop_pool(); });
  // First the miner: what its units in flight have proven reaches the client before it closes. Not
  // on this thread: the pool's answers are read meanwhile.
  stopper_ = std::thread([this] {
    miner_.stop();
    loop_.post([this] { stop_pool(); });
  });
}

void Run::stop_pool() {
  const auto left = since_end(last_answers_by) - std::chrono::steady_clock::now();
  fleet_->stop(std::max(0ms, std::chrono::duration_cast<std::chrono::milliseconds>(left)));
}

void Run::pool_ended(stratum::ClientEnd how, const Error& why) {
  if (how == stratum::ClientEnd::unreachable)
    end({ExitCode::pool_unreachable, bus_.message_of(why)});
  // A name that fits no line was refused by ourselves; no pool was asked.
  const bool by_us = why.code == Errc::invalid_argument;
  if (how == stratum::ClientEnd::refused)
    end({by_us ? ExitCode::usage : ExitCode::refused, bus_.message_of(why)});
  loop_.stop();
}

void Run::device_failed() {
  const Stats stats = miner_.stats();
  for (const DeviceStats& device : stats.devices)
    if (!device.failed) return;
  end({ExitCode::runtime_failure, "every device has failed; see the messages above."});
}

void Run::say_goodbye() {
  // Two threads may come here, see the class.
  if (goodbye_said_.exchange(true)) return;
  overrule(faults_.verdict());
  std::unique_lock lock(mutex_);
  const Ending ending = *ending_;
  const bool mined = mining_;
  lock.unlock();
  if (mined) fleet_->close_books();
  const Stats stats = miner_.stats();
  if (mined) fleet_->tell_totals();
  bus_.publish(ExitEvent{number(ending.code),
                         to_string(ending.code),
                         {ending.reason},
                         totals_of(stats),
                         faults_.totals(),
                         mined,
                         stats});
  let_subscribers_finish();
}

/// The last event may be the one that the disk does not take.
void Run::let_subscribers_finish() {
  const auto failure = bus_.finish(since_end(flushed_after));
  if (!failure || failure->code != Errc::io) return;
  const std::lock_guard lock(mutex_);
  if (ending_->code == ExitCode::runtime_failure) return;
  ending_->code = ExitCode::runtime_failure;
  hooks_.on_changed_code(ending_->code);
}

Status Run::status() const {
  const Stats stats = miner_.stats();
  Status status;
  status.version = version_string;
  status.seed = seed_;
  status.started = started_;
  status.mined = {stats.elapsed};
  status.hashes_per_second = figures_of(stats.rates);
  status.implied = implied_figures(stats);
  status.totals = totals_of(stats);
  status.faults = faults_.totals();
  status.workers = settings_.control.workers;
  {
    const std::lock_guard lock(mutex_);
    status.state = ending_ ? RunState::ending : mining_ ? RunState::mining : RunState::preparing;
  }
  if (!prepared_) return status;
  status.practice = local_pool_ != nullptr;
  status.ready_workers = fleet_->ready();
  status.pools = fleet_->pools();
  status.energy_joules = energy_.total();
  const ThrottleStatus throttle = miner_.throttle();
  status.throttles = figures_of(throttle.all);
  const auto figures = device_figures(stats, sensors_->latest());
  for (std::size_t i = 0; i < figures.size(); ++i)
    status.devices.push_back({figures[i],
                              devices_[i].scanners,
                              {devices_[i].setting},
                              energy_.of(figures[i].device),
                              figures_of(throttle.devices.at(i).limits)});
  return status;
}

std::vector<WorkerFigures> Run::workers(std::uint32_t first, std::uint32_t count) const {
  return prepared_ ? fleet_->totals(first, count) : std::vector<WorkerFigures>();
}

const char* to_string(RunState state) {
  if (state == RunState::preparing) return "preparing";
  return state == RunState::mining ? "mining" : "ending";
}

}  // namespace wildcat::program
