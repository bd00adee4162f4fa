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
  void close() {
    kept_ = true;
    open_ = false;
  }
  /// Lets the work through, or takes it away at once. Error: the engine's, about the job.
  Result<void> set_active(bool open) {
    if (std::exchange(open_, open) == open || !job_) return {};
    if (!open) {
      sink_.drop_job();
      return {};
    }
    Job job = *job_;
    job.clean = true;
    job.arrived = std::chrono::steady_clock::now();
    return sink_.set_job(std::move(job));
  }
  bool open() const { return open_; }
  /// There is a job, let through or kept back. False when none is ever kept.
  bool has_job() const { return job_.has_value(); }

  Result<void> set_job(Job job) override {
    if (!kept_) return sink_.set_job(std::move(job));
    if (open_)
      if (auto taken = sink_.set_job(job); !taken) return taken;
    job_ = std::move(job);
    return {};
  }
  void drop_job() override {
    if (open_) sink_.drop_job();
    job_.reset();
  }

 private:
  JobSink& sink_;
  std::optional<Job> job_;
  bool kept_ = false, open_ = true;
};

}  // namespace wildcat::stratum
