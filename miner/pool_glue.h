// SPDX-License-Identifier: MIT
// The one place where a source of the Miner and a Stratum client meet: jobs go one way, shares the
// other, and answers are counted.
#pragma once

#include <functional>

#include "miner/limits.h"
#include "miner/report/pool_reporter.h"
#include "wildcat/miner.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// One pool connection as a job source. Thread rule: the loop's thread (or before it runs). The
/// Miner is stopped before this is destroyed.
class PoolGlue final : public PoolReporter, public stratum::JobSink {
 public:
  /// What it tells its owner.
  struct Hooks {
    std::function<void(const ShareOutcome&)> on_outcome;
    std::function<void(const stratum::Fault&)> on_fault;
    std::function<void(const stratum::FaultAnswer&)> on_fault_answer;
    std::function<void(stratum::ClientEnd, const Error&)> on_end;
  };

  PoolGlue(stratum::Loop& loop, Miner& miner, Console& console, EventLog& events,
           stratum::ClientOptions options, Redactor redactor, bool dump_protocol, Hooks hooks);

  /// Starts connecting.
  void start() { client_.start(); }
  /// Sends what is proven, waits up to `grace` for answers; the end hook follows.
  void stop(std::chrono::milliseconds grace) { client_.stop(grace); }

  Result<void> set_job(Job job) override;
  void drop_job() override;
  void on_result(const stratum::SubmitResult& result) override;
  void on_share_dropped(const Share& share, StaleFault fault) override;
  void on_fault(const stratum::Fault& fault) override;
  void on_fault_answer(const stratum::FaultAnswer& answer) override;
  void on_end(stratum::ClientEnd end, const Error& why) override;

 private:
  Miner& miner_;
  Hooks hooks_;
  SourceId source_ = 0;
  stratum::Client client_;
};

}  // namespace wildcat::program
