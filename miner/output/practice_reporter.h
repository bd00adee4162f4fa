// SPDX-License-Identifier: MIT
// What happens at the practice pool, as console lines and as events.
#pragma once

#include <string>
#include <vector>

#include "miner/output/console.h"
#include "miner/output/event_log.h"
#include "miner/run/redactor.h"
#include "stratum/practice_pool/practice_pool.h"

namespace wildcat::program {

/// Thread rule: the loop's thread.
class PracticeReporter final : public practice::PoolObserver {
 public:
  PracticeReporter(Console& console, EventLog& events, Redactor redactor)
      : console_(console), events_(events), redact_(std::move(redactor)) {}

  void on_client(const std::string& address, bool connected) override;
  void on_subscribe(const std::string& address, const std::string& user_agent,
                    const std::string& extranonce1, bool resumed) override;
  void on_authorize(const std::string& address, const std::string& user, bool accepted) override;
  void on_share(const practice::ShareNews& share) override;
  void on_job(const std::string& id, std::uint32_t height, bool clean) override;
  void on_difficulty(const std::string& address, double difficulty) override;
  void on_bad_line(const std::string& address) override;
  void on_warning(const std::string& text) override;
  void on_step(const std::string& address, int line, std::string_view step) override;

  /// The console's first line, which scripts read; what was told before follows.
  void on_listening(const practice::PoolOptions& options, std::uint16_t port,
                    const std::string& fingerprint);
  /// The totals, and the last event.
  void say_goodbye(const practice::PoolStats& stats, int code, const std::string& reason);

 private:
  Console& console_;
  EventLog& events_;
  Redactor redact_;
  bool listening_ = false;
  std::vector<std::string> held_jobs_;
};

}  // namespace wildcat::program
