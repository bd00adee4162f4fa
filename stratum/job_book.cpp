// SPDX-License-Identifier: MIT
// A job id alone is no key: after set_extranonce or a reconnect the same id can stand for other
// work.
#include "stratum/job_book.h"

#include <algorithm>
#include <limits>

namespace wildcat::stratum {
namespace {

/// Pools accept ntime up to ten minutes ahead at least.
constexpr std::uint32_t ntime_window = 600;

bool same_coinbase(const Job& a, const Job& b) {
  const auto* left = std::get_if<CoinbaseMerkle>(&a.merkle);
  const auto* right = std::get_if<CoinbaseMerkle>(&b.merkle);
  if (left == nullptr || right == nullptr) return false;
  return left->extranonce1 == right->extranonce1 &&
         left->extranonce2_size == right->extranonce2_size;
}

bool same_work(const Job& a, const Job& b) {
  return a.id == b.id && a.ntime == b.ntime && a.prev_hash == b.prev_hash &&
         a.share_target == b.share_target && same_coinbase(a, b);
}

}  // namespace

Result<Job> build_job(const Notify& notify, const JobTerms& terms) {
  auto target = Target::from_difficulty(terms.difficulty);
  if (!target) return target.error();
  Job job;
  job.id = notify.job_id;
  job.version = notify.version;
  job.roll_mask = terms.roll_mask;
  job.prev_hash = notify.prev_hash;
  job.merkle = CoinbaseMerkle{notify.coinb1, terms.extranonce.extranonce1,
                              terms.extranonce.extranonce2_size, notify.coinb2, notify.branch};
  job.ntime = notify.ntime;
  job.ntime_window = std::min(ntime_window, std::numeric_limits<std::uint32_t>::max() - job.ntime);
  job.nbits = notify.nbits;
  job.share_target = *target;
  job.clean = notify.clean;
  job.arrived = terms.now;
  if (auto good = check_job(job); !good) return good.error();
  return job;
}

JobRecord& JobBook::add(Job job, double difficulty) {
  if (job.clean) records_.clear();
  if (records_.size() == most) records_.pop_front();
  const double expected = job.share_target.expected_hashes();
  records_.push_back(JobRecord{std::move(job), difficulty, expected, {}});
  return records_.back();
}

JobRecord* JobBook::find(const Job& job) {
  const auto found = std::find_if(records_.rbegin(), records_.rend(),
                                  [&](const JobRecord& r) { return same_work(r.job, job); });
  return found == records_.rend() ? nullptr : &*found;
}

}  // namespace wildcat::stratum
