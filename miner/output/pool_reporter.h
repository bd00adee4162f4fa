// SPDX-License-Identifier: MIT
// What happens between a Client and its pool, as console lines and events.
#pragma once

#include "miner/output/record/recorder.h"
#include "miner/output/redactor.h"
#include "miner/output/worker_log.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// Reports for one pool. Thread rule: the loop's thread.
class PoolReporter : public stratum::ClientObserver {
 public:
  /// `log` says what worker this is.
  PoolReporter(WorkerLog log, std::string user, Redactor redactor, bool dump_protocol);

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
  void on_warning(const std::string& text) override;
  void on_fault(const stratum::Fault& fault) override;
  void on_fault_answer(const stratum::FaultAnswer& answer) override;
  void on_line(bool outgoing, std::string_view line) override;

  /// What is said goes there, too, as connection `number`. Before the client starts.
  void record_to(Recorder& recorder, std::uint32_t number) {
    recorder_ = &recorder;
    recorded_as_ = number;
  }
  /// The pool has given a job; `mined`: it is worked on now, not kept until this pool's turn comes.
  void tell_job(const JobOffer& offer, double difficulty, bool mined);
  /// Of several pools this one is mined on from now on. `why` is empty the first time.
  void on_active(const std::string& pool, const std::string& why);

 protected:
  /// Writes the event about discarded shares that are not in one yet.
  void tell_discarded();

  WorkerLog log_;

 private:
  std::string clean(std::string_view text) const;
  void show(const stratum::SubmitResult& result);

  std::string user_;
  Redactor redact_;
  bool dump_protocol_;
  Recorder* recorder_ = nullptr;
  std::uint32_t recorded_as_ = 0;
  double shown_difficulty_ = 0;
  bool connected_ = false;
  std::uint64_t discarded_ = 0;  ///< since the last event about them
  std::optional<std::chrono::steady_clock::time_point> discards_told_;
};

}  // namespace wildcat::program
