// SPDX-License-Identifier: MIT
// What happens in a run, as plain structs: one for each event of docs/EVENTS.md, whose fields are
// the described members, and a few that only people are told (they have no `event` name). A header
// of its own, because whoever watches a run (console, file, record, API) needs only this.
#pragma once

#include <boost/describe/class.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "miner/devices/device_list.h"
#include "miner/devices/sensors.h"
#include "miner/json/form.h"
#include "miner/run/figures.h"
#include "wildcat/fault.h"
#include "wildcat/stats.h"

namespace wildcat::program {

/// Once, when the devices are ready and before a pool is contacted.
struct StartEvent {
  static constexpr std::string_view event = "start";
  struct Pool {
    std::string pool;  ///< address without credentials
    std::string user;
    std::optional<std::string> proxy;
    bool believes_any_certificate = false;  ///< not a field
  };
  struct Device {
    std::string device, backend, name, kernel;
    std::uint32_t versions = 1;  ///< header versions searched at once
    std::uint32_t scanners = 0;
    TextOrNull setting;  ///< how the device is driven
  };
  struct Limits {
    std::optional<double> max_seconds;
    std::optional<std::uint64_t> max_shares, max_blocks, max_rejects;
  };
  std::string version;
  std::int64_t pid = 0;
  std::string pool, user;  ///< of the first pool
  std::vector<Pool> pools;
  bool practice = false;  ///< the pool is inside this process
  std::vector<Device> devices;
  Limits limits;
  std::uint32_t workers = 1;
  std::optional<double> hashrate, shares_per_minute, least_difficulty;
  std::uint64_t seed = 0;
};
BOOST_DESCRIBE_STRUCT(StartEvent::Pool, (), (pool, user, proxy))
BOOST_DESCRIBE_STRUCT(StartEvent::Device, (),
                      (device, backend, name, kernel, versions, scanners, setting))
BOOST_DESCRIBE_STRUCT(StartEvent::Limits, (), (max_seconds, max_shares, max_blocks, max_rejects))
BOOST_DESCRIBE_STRUCT(StartEvent, (),
                      (version, pid, pool, user, pools, practice, devices, limits, workers,
                       hashrate, shares_per_minute, least_difficulty, seed))

/// A device as the event start tells of it. Pure.
StartEvent::Device start_device(const DeviceUse& device);

/// With several pools: this one is mined on from now on.
struct PoolEvent : OfWorker {
  static constexpr std::string_view event = "pool";
  std::string pool, user;
  ForeignText reason;  ///< why the one before was left; empty the first time
};
BOOST_DESCRIBE_STRUCT(PoolEvent, (OfWorker), (pool, user, reason))

/// A connection stands.
struct ConnectEvent : OfWorker {
  static constexpr std::string_view event = "connect";
  std::string pool, address;
};
BOOST_DESCRIBE_STRUCT(ConnectEvent, (OfWorker), (pool, address))

/// A connection has ended, or an attempt to make one has failed.
struct DisconnectEvent : OfWorker {
  static constexpr std::string_view event = "disconnect";
  ForeignText reason;
  Errc kind = Errc::io;
  std::optional<std::chrono::milliseconds> retry_ms;  ///< empty: no further attempt
  bool was_connected = false;                         ///< not a field
};
BOOST_DESCRIBE_STRUCT(DisconnectEvent, (OfWorker), (reason, kind, retry_ms))

/// The pool has taken us on.
struct SubscribeEvent : OfWorker {
  static constexpr std::string_view event = "subscribe";
  std::string extranonce1;  ///< hex
  int extranonce2_size = 0;
  bool resumed = false;  ///< same session as before
};
BOOST_DESCRIBE_STRUCT(SubscribeEvent, (OfWorker), (extranonce1, extranonce2_size, resumed))

/// The pool has accepted the user.
struct AuthorizeEvent : OfWorker {
  static constexpr std::string_view event = "authorize";
  std::string user;
};
BOOST_DESCRIBE_STRUCT(AuthorizeEvent, (OfWorker), (user))

/// Version bits that may be rolled.
struct VersionMaskEvent : OfWorker {
  static constexpr std::string_view event = "version_mask";
  Hex8 mask;
};
BOOST_DESCRIBE_STRUCT(VersionMaskEvent, (OfWorker), (mask))

/// The difficulty of the jobs that follow.
struct DifficultyEvent : OfWorker {
  static constexpr std::string_view event = "difficulty";
  double difficulty = 0;
};
BOOST_DESCRIBE_STRUCT(DifficultyEvent, (OfWorker), (difficulty))

/// The pool has given work.
struct JobEvent : OfWorker {
  static constexpr std::string_view event = "job";
  ForeignText job;  ///< the pool's name for it
  bool clean = false;
  bool mined = true;  ///< false: kept until the turn of its pool comes
  double difficulty = 0;
  Hex8 version, roll_mask;
  Hash256 prev_hash;
  Hex8 ntime, nbits;
  std::optional<double> network_difficulty;  ///< empty: nbits is no target
  bool new_difficulty = false;               ///< not a field; another one than the last mined job's
};
BOOST_DESCRIBE_STRUCT(JobEvent, (OfWorker),
                      (job, clean, mined, difficulty, version, roll_mask, prev_hash, ntime, nbits,
                       network_difficulty))

/// The pool's answer to a submitted share, or the lack of one.
struct ShareEvent : OfWorker {
  static constexpr std::string_view event = "share";
  ShareOutcome::Kind result = ShareOutcome::Kind::accepted;
  std::uint64_t number = 0;
  std::optional<Milliseconds> latency_ms;  ///< empty: lost
  Milliseconds waited_ms;
  ForeignText job;
  Hash256 hash;
  double difficulty = 0, pool_difficulty = 0;
  bool block = false;
  std::string extranonce2;
  Hex8 ntime, nonce;
  std::optional<Hex8> version_bits;
  std::optional<RejectReason> reason;  ///< when rejected
  std::optional<StaleFault> fault;     ///< when stale
  int code = 0;
  ForeignText text;
};
BOOST_DESCRIBE_STRUCT(ShareEvent, (OfWorker),
                      (result, number, latency_ms, waited_ms, job, hash, difficulty,
                       pool_difficulty, block, extranonce2, ntime, nonce, version_bits, reason,
                       fault, code, text))

/// A proven share that was not sent, because its job is gone.
struct StaleEvent : OfWorker {
  static constexpr std::string_view event = "stale";
  ForeignText job;
  Hash256 hash;
  double difficulty = 0;
  bool block = false;
  StaleFault fault = StaleFault::network;
  std::uint64_t suppressed = 0;  ///< further ones that were only counted
  bool had_left = false;         ///< not a field; it had reached the client before its job went
};
BOOST_DESCRIBE_STRUCT(StaleEvent, (OfWorker), (job, hash, difficulty, block, fault, suppressed))

/// Proven shares were thrown away, because they are found faster than the pool answers.
struct DiscardedEvent : OfWorker {
  static constexpr std::string_view event = "discarded";
  std::uint64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(DiscardedEvent, (OfWorker), (count))

/// A device reported a hit that is none.
struct HardwareErrorEvent {
  static constexpr std::string_view event = "hardware_error";
  std::string device;
  Hex8 version, nonce;
  std::uint64_t suppressed = 0;  ///< further ones that were only counted
};
BOOST_DESCRIBE_STRUCT(HardwareErrorEvent, (), (device, version, nonce, suppressed))

/// Work with a known answer came back.
struct CanaryEvent {
  static constexpr std::string_view event = "canary";
  std::string device;
  bool missed = false;
  Hex8 version, nonce;  ///< of the answer
};
BOOST_DESCRIBE_STRUCT(CanaryEvent, (), (device, missed, version, nonce))

/// Every five seconds.
struct RateEvent {
  static constexpr std::string_view event = "rate";
  RateFigures hashes_per_second;
  std::optional<ImpliedFigures> implied;  ///< empty before the first accepted share
  std::vector<DeviceFigures> devices;
  Totals totals;
};
BOOST_DESCRIBE_STRUCT(RateEvent, (), (hashes_per_second, implied, devices, totals))

/// A device works at another speed than before because of its temperature.
struct CoolingEvent {
  static constexpr std::string_view event = "cooling";
  std::string device;
  double temperature_c = 0;
  double duty = 1;  ///< share of the time that it works
};
BOOST_DESCRIBE_STRUCT(CoolingEvent, (), (device, temperature_c, duty))

/// A device stopped working; the others go on.
struct DeviceFailedEvent {
  static constexpr std::string_view event = "device_failed";
  std::string device;
  ForeignText reason;
};
BOOST_DESCRIBE_STRUCT(DeviceFailedEvent, (), (device, reason))

/// A device that had failed works again.
struct DeviceRecoveredEvent {
  static constexpr std::string_view event = "device_recovered";
  std::string device;
};
BOOST_DESCRIBE_STRUCT(DeviceRecoveredEvent, (), (device))

/// Something that was put up with.
struct WarningEvent {
  static constexpr std::string_view event = "warning";
  ForeignText text;
};
BOOST_DESCRIBE_STRUCT(WarningEvent, (), (text))

/// The same, about a worker's connection.
struct WorkerWarningEvent : OfWorker, WarningEvent {};
BOOST_DESCRIBE_STRUCT(WorkerWarningEvent, (OfWorker, WarningEvent), ())

/// The pool has something to say to a person.
struct MessageEvent : OfWorker {
  static constexpr std::string_view event = "message";
  ForeignText text;
};
BOOST_DESCRIBE_STRUCT(MessageEvent, (OfWorker), (text))

/// What a worker has done; one for each, just before the end.
struct WorkerEvent : WorkerFigures {
  static constexpr std::string_view event = "worker";
};
BOOST_DESCRIBE_STRUCT(WorkerEvent, (WorkerFigures), ())

/// A fault was committed, as was asked for.
struct FaultEvent : OfWorker {
  static constexpr std::string_view event = "fault";
  std::uint64_t number = 0;
  stratum::FaultKind kind = stratum::FaultKind::duplicate;
  ForeignText sent;
  std::string_view expected;  ///< what a correct pool does
};
BOOST_DESCRIBE_STRUCT(FaultEvent, (OfWorker), (number, kind, sent, expected))

/// What the pool made of a fault.
struct FaultAnswerEvent : OfWorker {
  static constexpr std::string_view event = "fault_answer";
  std::uint64_t number = 0;
  stratum::FaultKind kind = stratum::FaultKind::duplicate;
  stratum::FaultAnswer::Kind answer = stratum::FaultAnswer::Kind::silent;
  bool as_expected = false;
  Milliseconds latency_ms;
  std::optional<RejectReason> reason;  ///< when refused
  int code = 0;
  ForeignText text;
};
BOOST_DESCRIBE_STRUCT(FaultAnswerEvent, (OfWorker),
                      (number, kind, answer, as_expected, latency_ms, reason, code, text))

/// Always the last.
struct ExitEvent {
  static constexpr std::string_view event = "exit";
  int code = 0;
  std::string_view name;
  ForeignText reason;
  Totals totals;
  std::optional<FaultTotals> faults;  ///< empty when no fault was wanted
  bool mined = false;                 ///< not a field; it had begun to mine
  Stats stats;                        ///< not a field; the engine's last figures
};
BOOST_DESCRIBE_STRUCT(ExitEvent, (), (code, name, reason, totals, faults))

// What people are told and programs are not.

/// A device is being made ready, which may take its time.
struct PreparingEvent {
  std::string device, name;
};
/// A sentence on a device that could work, and does not.
struct IdleDeviceEvent {
  std::string text;
};
/// A kind of device that is not there, and why.
struct MissingDeviceEvent {
  std::string text;
};
/// An address of a pool is being tried.
struct ConnectingEvent : OfWorker {
  std::string pool, address;
};
/// Once a second: where the run stands.
struct TickEvent {
  Stats stats;
  Readings readings;
  std::uint32_t workers = 1, ready_workers = 0;
};

using EventBody = std::variant<StartEvent, PoolEvent, ConnectEvent, DisconnectEvent, SubscribeEvent,
                               AuthorizeEvent, VersionMaskEvent, DifficultyEvent, JobEvent,
                               ShareEvent, StaleEvent, DiscardedEvent, HardwareErrorEvent,
                               CanaryEvent, RateEvent, CoolingEvent, DeviceFailedEvent,
                               DeviceRecoveredEvent, WarningEvent, WorkerWarningEvent, MessageEvent,
                               WorkerEvent, FaultEvent, FaultAnswerEvent, ExitEvent, PreparingEvent,
                               IdleDeviceEvent, MissingDeviceEvent, ConnectingEvent, TickEvent>;

/// An event as subscribers get it.
struct Event {
  std::uint64_t sequence = 0;  ///< counts the run's events that programs are told, from 1
  std::chrono::system_clock::time_point time;
  std::chrono::duration<double> elapsed{};  ///< since the run was made
  EventBody body;
};

}  // namespace wildcat::program
