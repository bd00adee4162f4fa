// SPDX-License-Identifier: MIT
// Counts what happens at each pool, under one lock that is held for an addition.
#include "miner/run/pool_book.h"

#include <algorithm>

namespace wildcat::program {

void PoolBook::Entry::count_connected(bool more) {
  const std::lock_guard lock(book_.mutex_);
  more ? ++status_.connected : --status_.connected;
}

void PoolBook::Entry::count_ready(bool more) {
  const std::lock_guard lock(book_.mutex_);
  more ? ++status_.ready : --status_.ready;
}

void PoolBook::Entry::count(const ShareOutcome& outcome) {
  using Kind = ShareOutcome::Kind;
  const std::lock_guard lock(book_.mutex_);
  if (outcome.kind == Kind::accepted) ++status_.accepted;
  if (outcome.kind == Kind::rejected) ++status_.rejected;
  if (outcome.kind == Kind::stale) ++status_.stale;
  if (outcome.kind == Kind::lost) ++status_.lost;
}

void PoolBook::Entry::job_came(const JobOffer& offer, double difficulty) {
  const Job& job = *offer.job;
  JobStatus newest{{offer.name}, difficulty, std::nullopt, job.prev_hash, {job.ntime}, {}};
  if (const auto network = Target::from_nbits(job.nbits))
    newest.network_difficulty = network->difficulty();
  newest.since = std::chrono::system_clock::now();
  const std::lock_guard lock(book_.mutex_);
  status_.job = std::move(newest);
}

void PoolBook::Entry::left(std::string why) {
  const std::lock_guard lock(book_.mutex_);
  status_.last_problem = {std::move(why)};
}

void PoolBook::Entry::turn_has_come() {
  const std::lock_guard lock(book_.mutex_);
  if (book_.alone_)
    for (Entry& entry : book_.entries_) entry.status_.active = false;
  status_.active = true;
}

PoolBook::Entry& PoolBook::add(stratum::PoolId id, const std::string& pool,
                               const std::string& user) {
  PoolStatus status;
  status.id = id;
  status.pool = pool;
  status.user = user;
  status.since = std::chrono::system_clock::now();
  const std::lock_guard lock(mutex_);
  return entries_.emplace_back(*this, std::move(status));
}

/// The entry stays: a connection that is being left still counts there.
void PoolBook::remove(stratum::PoolId id) {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : entries_) entry.removed_ = entry.removed_ || entry.status_.id == id;
}

void PoolBook::reorder(const std::vector<stratum::PoolId>& ids) {
  const auto place = [&ids](const Entry& entry) {
    return std::find(ids.begin(), ids.end(), entry.status_.id) - ids.begin();
  };
  const std::lock_guard lock(mutex_);
  // Sorting a list moves no entry.
  entries_.sort([&place](const Entry& a, const Entry& b) { return place(a) < place(b); });
}

std::vector<PoolStatus> PoolBook::status() const {
  std::vector<PoolStatus> all;
  const std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_)
    if (!entry.removed_) all.push_back(entry.status_);
  return all;
}

}  // namespace wildcat::program
