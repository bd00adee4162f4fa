// SPDX-License-Identifier: MIT
// Between a session and the engine, where several pools take turns: the work of a pool that is not
// mined on is kept back, and is there when its turn comes.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

#include "wildcat/client.h"

namespace wildcat::stratum {

/// Passes jobs on while it is open. One thread at a time.
class JobGate final : public JobSink {
 public:
  explicit JobGate(JobSink& sink) : sink_(sink) {}

  /// Open for good unless this is called: then jobs are kept, and set_active() decides.
  void close() { open_ = false; }
  /// Lets the work through, or takes it away at once. Error: the engine's, about the job.
  Result<void> set_active(bool open) {
    if (std::exchange(open_, open) == open || !offer_) return {};
    if (!open) {
      sink_.drop_job();
      return {};
    }
    JobOffer offer = *offer_;
    offer.clean = true;
    offer.arrived = std::chrono::steady_clock::now();
    return sink_.set_job(std::move(offer));
  }
  bool open() const { return open_; }
  /// There is a job, let through or kept back.
  bool has_job() const { return offer_.has_value(); }

  /// Changes nothing of what a pool is mined on for, so it needs no turn.
  Result<void> set_extranonce(Extranonce extranonce) override {
    return sink_.set_extranonce(std::move(extranonce));
  }
  Result<void> set_job(JobOffer offer) override {
    if (open_)
      if (auto taken = sink_.set_job(offer); !taken) return taken;
    offer_ = std::move(offer);
    return {};
  }
  void drop_job() override {
    if (open_) sink_.drop_job();
    offer_.reset();
  }

 private:
  JobSink& sink_;
  std::optional<JobOffer> offer_;
  bool open_ = true;
};

}  // namespace wildcat::stratum
