// SPDX-License-Identifier: MIT
// Reads the lines of both sides and keeps the jobs, the terms and the shares that were accepted.
#include "stratum/v1/faults/fault_listener.h"

#include <utility>

namespace wildcat::stratum {

namespace {
constexpr std::size_t most_jobs = 64;
}

void FaultListener::hear_request(std::string_view line) {
  const auto request = read_request(line);
  if (!request) return;
  if (request->submit) submits_[request->id] = *request->submit;
  if (request->method == "mining.configure") configure_id_ = request->id;
  if (request->method == "mining.subscribe") subscribe_id_ = request->id;
  if (request->method == "mining.authorize") authorize_id_ = request->id;
}

std::optional<SubmitText> FaultListener::hear(const Response& response) {
  auto good = accepted_submit(response);
  if (good) last_good_ = good;
  if (response.id && !response.error) learn_terms(response);
  return good;
}

std::optional<SubmitText> FaultListener::accepted_submit(const Response& response) {
  const auto found = response.id ? submits_.find(*response.id) : submits_.end();
  if (found == submits_.end()) return std::nullopt;
  SubmitText submit = std::move(found->second);
  submits_.erase(found);
  const KnownJob* job = plan_->find(submit.job_id);
  if (!response.yes() || job == nullptr) return std::nullopt;
  if (!job->live) plan_->void_submit = submit;
  return job->live ? std::optional(std::move(submit)) : std::nullopt;
}

void FaultListener::learn_terms(const Response& response) {
  if (*response.id == configure_id_) mask_ = parse_version_rolling(response.result, ~0U);
  if (*response.id == authorize_id_ && response.yes()) authorized_ = true;
  if (*response.id != subscribe_id_) return;
  if (const auto subscription = parse_subscription(response.result))
    learn_extranonce1(subscription->extranonce1);
}

/// Another one than before: the pool does not know our jobs any more.
void FaultListener::learn_extranonce1(const std::vector<std::uint8_t>& extranonce1) {
  if (extranonce1 == plan_->extranonce1) return;
  plan_->extranonce1 = extranonce1;
  plan_->jobs.clear();
  plan_->void_submit.reset();
}

bool FaultListener::hear(const Call& call) {
  if (const auto* change = std::get_if<SetVersionMask>(&call.what); change != nullptr && mask_)
    mask_ = change->mask;
  if (const auto* change = std::get_if<SetExtranonce>(&call.what))
    next_extranonce1_ = change->extranonce1;
  const auto* notify = std::get_if<Notify>(&call.what);
  return notify != nullptr && learn_job(*notify);
}

bool FaultListener::learn_job(const Notify& notify) {
  if (next_extranonce1_) plan_->extranonce1 = *std::exchange(next_extranonce1_, std::nullopt);
  auto& jobs = plan_->jobs;
  const bool clean =
      notify.clean || jobs.empty() || jobs.back().notify.prev_hash != notify.prev_hash;
  if (clean) {
    for (KnownJob& job : jobs) job.live = false;
    if (last_good_) plan_->void_submit = std::exchange(last_good_, std::nullopt);
  }
  jobs.push_back({notify, plan_->extranonce1, true});
  if (jobs.size() > most_jobs) jobs.pop_front();
  return clean;
}

}  // namespace wildcat::stratum
