// SPDX-License-Identifier: MIT
// What people are told of a run: each event as a line on the console. A lone worker says
// everything; of many, each says its everyday news with --debug only, and what they warn of is
// rationed.
#pragma once

#include <string>
#include <string_view>

#include "miner/output/console.h"
#include "miner/run/event_bus.h"
#include "stratum/net/rate_limiter.h"

namespace wildcat::program {

/// A subscriber that prints. Thread rule: as Subscriber and ConnectionTracer.
class RunConsole final : public Subscriber, public ConnectionTracer {
 public:
  /// So many warnings a minute are shown when there are several workers.
  static constexpr int warnings_a_minute = 6;

  /// `show_protocol`: every line on the wire is shown, too.
  RunConsole(Console& console, bool show_protocol)
      : console_(console), show_protocol_(show_protocol) {}

  void on_event(const Event& event) override;
  void on_line(std::uint32_t connection, std::uint32_t worker, bool outgoing,
               std::string_view line) override;
  Result<void> finish(std::chrono::steady_clock::time_point deadline) override;
  void on_unfinished(const Error& why) override;

 private:
  void on(const PreparingEvent& event);
  void on(const IdleDeviceEvent& event);
  void on(const MissingDeviceEvent& event);
  void on(const StartEvent& event);
  void on(const PoolEvent& event);
  void on(const ConnectingEvent& event);
  void on(const ConnectEvent& event);
  void on(const DisconnectEvent& event);
  void on(const SubscribeEvent& event);
  void on(const AuthorizeEvent& event);
  void on(const VersionMaskEvent& event);
  void on(const DifficultyEvent& event);
  void on(const JobEvent& event);
  void on(const ShareEvent& event);
  void on(const StaleEvent& event);
  void on(const HardwareErrorEvent& event);
  void on(const CanaryEvent& event);
  void on(const CoolingEvent& event);
  void on(const DeviceFailedEvent& event);
  void on(const DeviceRecoveredEvent& event);
  void on(const WarningEvent& event);
  void on(const WorkerWarningEvent& event);
  void on(const MessageEvent& event);
  void on(const FaultEvent& event);
  void on(const FaultAnswerEvent& event);
  void on(const TickEvent& event);
  void on(const ExitEvent& event);
  // Nothing is shown: the status line and the totals tell as much, and warnings what was discarded.
  void on(const RateEvent&) {}
  void on(const WorkerEvent&) {}
  void on(const DiscardedEvent&) {}

  /// Whether line() shows anything; making the text may cost more than showing it.
  bool speaks() const { return !many_ || console_.debugs(); }
  std::string with_number(std::uint32_t worker, std::string_view text) const;
  void line(std::uint32_t worker, std::string_view text, Tone tone = Tone::plain);
  void debug(std::uint32_t worker, std::string_view text);
  void warning(std::uint32_t worker, std::string_view text);

  Console& console_;
  const bool show_protocol_;
  bool many_ = false;  ///< workers
  stratum::RateLimiter warnings_{warnings_a_minute};
};

/// The lines about devices with which every kind of run begins.
void announce_devices(Console& console, const std::vector<StartEvent::Device>& devices);

}  // namespace wildcat::program
