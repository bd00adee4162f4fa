// SPDX-License-Identifier: MIT
// Keeps the rules, the dice and the known jobs of a client, and finds a job by its name.
#include "stratum/v1/faults/fault_plan.h"

#include <algorithm>

namespace wildcat::stratum {

FaultPlan::FaultPlan(const ClientOptions& options)
    : rules(options.faults),
      password(options.password),
      reply_timeout(options.reply_timeout),
      dice(options.seed ^ 0xfa017ULL) {}

KnownJob* FaultPlan::find(std::string_view job_id) {
  const auto found = std::find_if(jobs.rbegin(), jobs.rend(),
                                  [&](const KnownJob& job) { return job.notify.job_id == job_id; });
  return found == jobs.rend() ? nullptr : &*found;
}

}  // namespace wildcat::stratum
