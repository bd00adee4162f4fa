// SPDX-License-Identifier: MIT
// A name alone is no key: pools give the same work new names, and old names to new work. So work is
// told apart by what is hashed, compared once when it arrives; from then on by its object.
#include "stratum/v1/job_book.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace wildcat::stratum {
namespace {

/// Pools accept ntime up to ten minutes ahead at least.
constexpr std::uint32_t ntime_window = 600;

/// The same work but for its time: shares carry their own.
bool same_but_for_time(const Job& a, const Job& b) {
  Job moved = a;
  moved.ntime = b.ntime;
  moved.ntime_window = b.ntime_window;
  return same_headers(moved, b);
}

}  // namespace

Result<JobOffer> build_offer(const Notify& notify, const JobTerms& terms) {
  auto target = Target::from_difficulty(std::max(terms.difficulty, terms.least_difficulty));
  if (!target) return target.error();
  Job job;
  job.version = notify.version;
  job.prev_hash = notify.prev_hash;
  job.merkle = std::make_shared<const CoinbaseParts>(
      CoinbaseParts{notify.coinb1, notify.coinb2, notify.branch});
  job.ntime = notify.ntime;
  job.ntime_window = std::min(ntime_window, std::numeric_limits<std::uint32_t>::max() - job.ntime);
  job.clock_start = terms.now;
  job.nbits = notify.nbits;
  JobOffer offer;
  offer.job = std::make_shared<const Job>(std::move(job));
  offer.share_target = *target;
  offer.roll_mask = terms.roll_mask;
  offer.clean = notify.clean;
  offer.name = notify.job_id;
  offer.arrived = terms.now;
  if (auto good = check_offer(offer); !good) return good.error();
  return offer;
}

const JobName& JobRecord::name_for(const Share& share) const {
  const auto met = std::find_if(names.rbegin(), names.rend(), [&](const JobName& name) {
    return name.share_target.met_by(share.hash());
  });
  return met == names.rend() ? names.back() : *met;
}

bool JobRecord::has_name(const JobOffer& other) const {
  return std::any_of(names.begin(), names.end(), [&](const JobName& name) {
    return name.id == other.name && name.share_target == other.share_target;
  });
}

bool JobRecord::note(const Hash256& hash) {
  if (submitted->size() >= most_hashes) submitted->clear();
  return submitted->insert(hash.internal()).second;
}

JobRecord& JobBook::add(JobOffer offer, double difficulty) {
  JobRecord record = take_or_make(offer.job);
  if (offer.clean) {
    records_.clear();
    record.names.clear();
  }
  void_name(offer);
  std::erase_if(record.names, [&](const JobName& name) {
    return name.id == offer.name && name.share_target == offer.share_target;
  });
  if (record.names.size() == JobRecord::most_names) record.names.erase(record.names.begin());
  record.names.push_back({offer.name, difficulty, offer.share_target});
  record.offer = std::move(offer);
  if (records_.size() == most) records_.pop_front();
  records_.push_back(std::move(record));
  return records_.back();
}

/// The pool would take shares under this name for shares of the new work.
void JobBook::void_name(const JobOffer& offer) {
  for (JobRecord& record : records_)
    if (!same_but_for_time(*record.offer.job, *offer.job))
      std::erase_if(record.names, [&](const JobName& name) { return name.id == offer.name; });
  std::erase_if(records_, [](const JobRecord& record) { return record.names.empty(); });
}

/// The job's record, taken out of the list, or a new one.
JobRecord JobBook::take_or_make(const std::shared_ptr<const Job>& job) {
  const auto found = std::find_if(records_.begin(), records_.end(),
                                  [&](const JobRecord& r) { return r.offer.job == job; });
  if (found != records_.end()) {
    JobRecord record = std::move(*found);
    records_.erase(found);
    return record;
  }
  JobRecord record;
  const auto related = std::find_if(records_.begin(), records_.end(), [&](const JobRecord& r) {
    return same_but_for_time(*r.offer.job, *job);
  });
  record.submitted =
      related == records_.end() ? std::make_shared<JobRecord::Hashes>() : related->submitted;
  return record;
}

void JobBook::clear_others() {
  if (records_.empty()) return;
  records_.erase(records_.begin(), std::prev(records_.end()));
  auto& names = records_.back().names;
  names.erase(names.begin(), std::prev(names.end()));
}

JobRecord* JobBook::find(const std::shared_ptr<const Job>& job) {
  const auto found = std::find_if(records_.rbegin(), records_.rend(),
                                  [&](const JobRecord& r) { return r.offer.job == job; });
  return found == records_.rend() ? nullptr : &*found;
}

std::shared_ptr<const Job> JobBook::known(std::shared_ptr<const Job> job) const {
  const auto found = std::find_if(records_.rbegin(), records_.rend(), [&](const JobRecord& r) {
    return same_headers(*r.offer.job, *job);
  });
  return found == records_.rend() ? std::move(job) : found->offer.job;
}

}  // namespace wildcat::stratum
