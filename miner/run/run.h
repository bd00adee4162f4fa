// SPDX-License-Identifier: MIT
// One run: devices, pools and the end, which others watch (Subscriber), look into (Status) and
// steer (Commands). It prints nothing, writes no file, takes no signal and knows no option.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "miner/devices/device_list.h"
#include "miner/devices/sensors.h"
#include "miner/run/commands.h"
#include "miner/run/cooling.h"
#include "miner/run/device_events.h"
#include "miner/run/energy_meter.h"
#include "miner/run/event_bus.h"
#include "miner/run/fault_check.h"
#include "miner/run/fleet.h"
#include "miner/run/limits.h"
#include "miner/run/local_pool.h"
#include "miner/run/rate_check.h"
#include "miner/run/settings.h"
#include "miner/run/status.h"

namespace wildcat::program {

/// The run. Used once: run() on one thread, which becomes the loop's thread. (The end may be
/// decided on any, and if that thread hangs then, another may say_goodbye().)
class Run {
 public:
  /// From the end's beginning on, subscribers are given so long to finish.
  static constexpr std::chrono::milliseconds flushed_after{700};

  /// Told on any thread.
  struct Hooks {
    /// The end begins; it will be over within a second unless something hangs.
    std::function<void(ExitCode)> on_ending = [](ExitCode) {};
    /// Another code than that, because the end itself has failed.
    std::function<void(ExitCode)> on_changed_code = [](ExitCode) {};
  };

  explicit Run(RunSettings settings);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// @{ Before run(): who is told of it. They live until join() has returned.
  void set_hooks(Hooks hooks) { hooks_ = std::move(hooks); }
  void subscribe(Subscriber& subscriber) { bus_.subscribe(subscriber); }
  void trace(ConnectionTracer& tracer) { bus_.trace(tracer); }
  void set_wording(EventBus::Wording wording) { bus_.set_wording(std::move(wording)); }
  /// @}
  /// Of all random choices: what the settings say, or what was drawn.
  std::uint64_t seed() const { return seed_; }

  /// Mines until a limit, a failure or end(). The last event says why; its code comes back.
  ExitCode run();

  /// After run(): waits until no thread tells anybody anything any more.
  void join();

  /// Any thread: the run is to end so. Only the first ending counts.
  void end(Ending ending);
  /// Any thread, once end() was called: publishes the last events and lets subscribers finish.
  /// run() does it, too; whoever is first.
  void say_goodbye();

  /// Any thread: what can be changed meanwhile.
  Commands& commands() { return commands_; }
  /// Any thread: a snapshot.
  Status status() const;
  /// Any thread: a page of the workers, from number `first` (the lowest is 1) on.
  std::vector<WorkerFigures> workers(std::uint32_t first, std::uint32_t count) const;

 private:
  Result<void> prepare_devices();
  void tell_of(const DeviceList& list);
  void watch_temperatures();
  void report_cooling();
  void warn(const std::string& text);
  Result<void> prepare_pool();
  Fleet::WorkerFactory factory_for(const PoolSettings& pool);
  Fleet::Hooks fleet_hooks();
  void tell_start();
  void arm();
  void tick();
  void overrule(std::optional<Ending> ending);
  bool ended() const;
  void shut_down();
  void stop_pool();
  void pool_ended(stratum::ClientEnd end, const Error& why);
  void device_failed();
  void mine();
  void let_subscribers_finish();
  std::chrono::steady_clock::time_point since_end(std::chrono::milliseconds after) const;

  RunSettings settings_;
  const std::uint64_t seed_;
  const std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
  Hooks hooks_;
  stratum::Loop loop_;
  EventBus bus_;
  DeviceEvents device_events_;
  Miner miner_;
  Limits limits_;
  FaultCheck faults_;
  RateCheck rate_check_;
  EnergyMeter energy_;
  std::unique_ptr<LocalPool> local_pool_;
  std::unique_ptr<Fleet> fleet_;
  std::unique_ptr<Cooling> cooling_;  ///< with a limit of temperature
  std::unique_ptr<Sensors> sensors_;
  std::vector<DeviceUse> devices_;
  std::atomic<bool> prepared_{false};  ///< the five above stand, and stay as they are
  mutable std::mutex mutex_;           // guards the three below
  std::optional<Ending> ending_;
  std::chrono::steady_clock::time_point end_begun_;
  bool mining_ = false;
  Commands commands_;
  std::atomic<bool> goodbye_said_{false};
  std::thread stopper_;  ///< waits for the scanners, which may get no CPU for seconds
  std::uint64_t ticks_ = 0;
  std::optional<double> fitting_difficulty_;  ///< for one worker
};

}  // namespace wildcat::program
