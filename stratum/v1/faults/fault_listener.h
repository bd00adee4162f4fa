// SPDX-License-Identifier: MIT
// What the fault injector learns on one connection by listening: which of the session's shares the
// pool accepts, its jobs, and the terms agreed on. It says nothing itself. Thread rule: the loop's
// thread.
#pragma once

#include <map>
#include <memory>

#include "stratum/v1/faults/fault_plan.h"

namespace wildcat::stratum {

class FaultListener {
 public:
  explicit FaultListener(std::shared_ptr<FaultPlan> plan) : plan_(std::move(plan)) {}

  /// A line of the session's, without "\n".
  void hear_request(std::string_view line);
  /// An answer to the session. Returns its submit that this accepts, if the submit's job is live.
  std::optional<SubmitText> hear(const Response& response);
  /// A call of the pool's. True: the jobs before it are void.
  bool hear(const Call& call);

  /// Version bits agreed on.
  std::optional<std::uint32_t> mask() const { return mask_; }
  bool authorized() const { return authorized_; }
  /// No submit of the session's is without an answer.
  bool all_answered() const { return submits_.empty(); }

 private:
  std::optional<SubmitText> accepted_submit(const Response& response);
  void learn_terms(const Response& response);
  void learn_extranonce1(const std::vector<std::uint8_t>& extranonce1);
  bool learn_job(const Notify& notify);

  const std::shared_ptr<FaultPlan> plan_;
  std::map<std::uint64_t, SubmitText> submits_;  ///< the session's, unanswered
  std::uint64_t configure_id_ = 0, subscribe_id_ = 0, authorize_id_ = 0;
  bool authorized_ = false;
  std::optional<std::uint32_t> mask_;
  std::optional<std::vector<std::uint8_t>> next_extranonce1_;
  std::optional<SubmitText> last_good_;  ///< accepted, and its job is live
};

}  // namespace wildcat::stratum
