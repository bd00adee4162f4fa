// SPDX-License-Identifier: MIT
// Answers mining.submit: finds the worker and the work, and lets the share checker judge.
#include "stratum/practice_pool/connection.h"

namespace wildcat::practice {
namespace {

CheckedShare refused(const Verdict& verdict) {
  CheckedShare share;
  share.verdict = verdict;
  return share;
}

/// The share's fields; empty when one is missing or no string.
std::optional<ShareText> share_text(const boost::json::value& params) {
  const auto extranonce2 = string_at(params, 2), ntime = string_at(params, 3),
             nonce = string_at(params, 4);
  if (!extranonce2 || !ntime || !nonce) return std::nullopt;
  return ShareText{*extranonce2, *ntime, *nonce, string_at(params, 5)};
}

}  // namespace

CheckedShare Connection::judge(const boost::json::value& params, double& job_difficulty) {
  if (!session_) return refused(verdicts::not_subscribed);
  if (!authorized()) return refused(verdicts::unauthorized);
  const auto user = string_at(params, 0), job_id = string_at(params, 1);
  const auto text = share_text(params);
  if (!user || !job_id || !text) return refused(verdicts::invalid_parameters);
  if (!knows(*user)) return refused(verdicts::unauthorized);
  IssuedWork* work = session_->find(*job_id);
  if (work == nullptr) return refused(verdicts::job_not_found);
  if (work->job->block != core_.job()->block) return refused(verdicts::stale);

  const ShareTerms terms{work->tag,
                         session_->extranonce1_bytes(),
                         core_.options().extranonce2_size,
                         work->ntime,
                         work->difficulty,
                         mask_};
  CheckedShare share = check_share(*work->job, terms, *text);
  if (share.verdict && !work->accepted.insert(share.hash).second)
    share.verdict = verdicts::duplicate;
  job_difficulty = work->difficulty;
  return share;
}

void Connection::tell(const boost::json::value& params, const CheckedShare& share,
                      double job_difficulty) {
  const auto text = [&params](std::size_t i) { return string_at(params, i).value_or(""); };
  // No unchecked text in logs.
  const std::string_view user = knows(text(0)) ? text(0) : "";
  core_.record(share,
               ShareNews{address_, user, text(1), text(2), text(3), text(4), text(5), share.hash,
                         share.difficulty, job_difficulty, share.verdict.code, share.verdict.text});
}

void Connection::submit(const Call& call) {
  double job_difficulty = 0;
  const CheckedShare share = judge(call.params, job_difficulty);
  if (share.verdict)
    reply(call, true);
  else
    refuse(call, share.verdict.code, share.verdict.text);
  if (share.verdict) ++accepted_;
  tell(call.params, share, job_difficulty);
  // The observer may just have stopped the pool: then there is no session any more.
  if (share.verdict && session_ && session_->vardiff().on_share(job_difficulty, call.now.steady) &&
      !manual_)
    offer_work(call.now, call.out);
}

}  // namespace wildcat::practice
