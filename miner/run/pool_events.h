// SPDX-License-Identifier: MIT
// What happens between a Client and its pool, as events of the run. The base of PoolSource, which
// adds what has to be done about it.
#pragma once

#include "miner/run/event_bus.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// Publishes for one connection of one worker. Thread rule: the loop's thread.
class PoolEvents : public stratum::ClientObserver {
 public:
  /// Whose connection it is.
  struct Identity {
    std::uint32_t worker = 1;      ///< counts from 1
    std::uint32_t connection = 1;  ///< counts the run's from 1; for tracers
    std::string user;
  };
  PoolEvents(EventBus& bus, Identity who) : bus_(bus), who_(std::move(who)) {}

  void on_connecting(const std::string& pool, const std::string& address) override;
  void on_connected(const std::string& pool, const std::string& address) override;
  void on_subscribed(const std::string& extranonce1, int extranonce2_size, bool resumed) override;
  void on_authorized() override;
  void on_disconnected(const Error& why,
                       std::optional<std::chrono::milliseconds> retry_in) override;
  void on_difficulty(double difficulty) override;
  void on_version_mask(std::uint32_t mask) override;
  void on_result(const stratum::SubmitResult& result) override;
  void on_share_dropped(const Share& share, StaleFault fault) override;
  void on_shares_discarded(std::uint64_t count) override;
  void on_pool_message(const std::string& text) override;
  void on_warning(const std::string& text, Remedy remedy) override;
  void on_fault(const stratum::Fault& fault) override;
  void on_fault_answer(const stratum::FaultAnswer& answer) override;
  void on_line(bool outgoing, std::string_view line) override;

  /// The pool has given a job; `mined`: it is worked on now, not kept until this pool's turn comes.
  void tell_job(const JobOffer& offer, double difficulty, bool mined);
  /// Of several pools this one is mined on from now on. `why` is empty the first time.
  void on_active(const std::string& pool, const std::string& why);

 protected:
  /// Publishes the event about discarded shares that are not in one yet.
  void tell_discarded();

  EventBus& bus_;
  const Identity who_;

 private:
  double told_difficulty_ = 0;  ///< of the last job that was mined
  bool connected_ = false;
  std::uint64_t discarded_ = 0;  ///< since the last event about them
  std::optional<std::chrono::steady_clock::time_point> discards_told_;
};

/// The event about a share that is stale before it was sent; any thread.
StaleEvent stale_event(std::uint32_t worker, const Share& share, StaleFault fault);

}  // namespace wildcat::program
