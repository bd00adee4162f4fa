// SPDX-License-Identifier: MIT
// A job id alone is no key: after set_extranonce or a reconnect the same id can stand for other
// work.
#include "stratum/v1/job_book.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace wildcat::stratum {
namespace {

/// Pools accept ntime up to ten minutes ahead at least.
constexpr std::uint32_t ntime_window = 600;

bool same_extranonce1(const Job& a, const Job& b) {
  const auto* left = std::get_if<CoinbaseMerkle>(&a.merkle);
  const auto* right = std::get_if<CoinbaseMerkle>(&b.merkle);
  return left != nullptr && right != nullptr && left->extranonce1 == right->extranonce1;
}

bool same_coinbase(const Job& a, const Job& b) {
  const auto* left = std::get_if<CoinbaseMerkle>(&a.merkle);
  const auto* right = std::get_if<CoinbaseMerkle>(&b.merkle);
  return left != nullptr && right != nullptr && left->extranonce1 == right->extranonce1 &&
         left->extranonce2_size == right->extranonce2_size && left->prefix == right->prefix &&
         left->suffix == right->suffix && left->branch == right->branch;
}

/// ntime is left out: shares carry their own.
bool same_contents(const Job& a, const Job& b) {
  return a.prev_hash == b.prev_hash && a.version == b.version && a.nbits == b.nbits &&
         same_coinbase(a, b);
}

/// The same headers are hashed, whatever is asked of them.
bool same_search(const Job& a, const Job& b) {
  return a.id == b.id && a.ntime == b.ntime && same_contents(a, b);
}

bool same_work(const Job& a, const Job& b) {
  return same_search(a, b) && a.share_target == b.share_target;
}

/// The pool would take shares of `older` for shares of `newer`.
bool replaced(const Job& older, const Job& newer) {
  return older.id == newer.id && same_extranonce1(older, newer) && !same_contents(older, newer);
}

}  // namespace

Result<Job> build_job(const Notify& notify, const JobTerms& terms) {
  auto target = Target::from_difficulty(std::max(terms.difficulty, terms.least_difficulty));
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
  // Before anything is voided: a new target makes no new work, and its shares must not go twice.
  auto submitted = hashes_of(job);
  if (job.clean) records_.clear();
  std::erase_if(records_,
                [&](const JobRecord& r) { return replaced(r.job, job) || same_work(r.job, job); });
  if (records_.size() == most) records_.pop_front();
  const double expected = job.share_target.expected_hashes();
  records_.push_back(JobRecord{std::move(job), difficulty, expected, std::move(submitted)});
  return records_.back();
}

std::shared_ptr<JobRecord::Hashes> JobBook::hashes_of(const Job& job) const {
  const auto found = std::find_if(records_.begin(), records_.end(),
                                  [&](const JobRecord& r) { return same_search(r.job, job); });
  return found == records_.end() ? std::make_shared<JobRecord::Hashes>() : found->submitted;
}

bool JobBook::goes_on_with(const Job& job) const {
  return !records_.empty() && same_search(records_.back().job, job);
}

void JobBook::clear_others() {
  if (records_.size() > 1) records_.erase(records_.begin(), std::prev(records_.end()));
}

bool JobRecord::note(const Hash256& hash) {
  if (submitted->size() >= most_hashes) submitted->clear();
  return submitted->insert(hash.internal()).second;
}

JobRecord* JobBook::find(const Job& job) {
  const auto found = std::find_if(records_.rbegin(), records_.rend(),
                                  [&](const JobRecord& r) { return same_work(r.job, job); });
  return found == records_.rend() ? nullptr : &*found;
}

}  // namespace wildcat::stratum
