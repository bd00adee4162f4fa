// SPDX-License-Identifier: MIT
// The pool's state without sockets: present job, sessions by id, counts of shares and blocks.
#include "stratum/practice_pool/pool_core.h"
#include "wildcat/header.h"

#include <utility>

namespace wildcat::practice {
namespace {

PoolOptions with_seed(PoolOptions options) {
  std::random_device device;
  while (options.seed == 0) options.seed = std::uint64_t{device()} << 32 | device();
  return options;
}

std::uint64_t* counter_of(PoolStats& stats, int code) {
  switch (code) {
    case 0:
      return &stats.accepted;
    case 21:
      return &stats.stale;
    case 22:
      return &stats.duplicate;
    case 23:
      return &stats.low_difficulty;
    case 24:
      return &stats.unauthorized;
    default:
      return &stats.other;
  }
}

}  // namespace

PoolCore::PoolCore(PoolOptions options, PoolObserver& observer)
    : options_(with_seed(std::move(options))),
      observer_(observer),
      random_(options_.seed ^ 0x9e3779b97f4a7c15ULL),  // not the factory's stream
      factory_(options_),
      next_extranonce1_(static_cast<std::uint32_t>(random_())) {}

void PoolCore::take_job(std::shared_ptr<const PoolJob> job, bool clean, Now now) {
  job_ = std::move(job);
  next_refresh_ = now.steady + options_.job_interval;
  observer_.on_job(hex32(job_->serial), job_->height, clean);
}

void PoolCore::new_block(Now now) {
  last_block_ = now.steady;
  next_block_ = now.steady + factory_.until_block(options_.block_interval);
  take_job(factory_.next_block(std::exchange(found_, std::nullopt)), true, now);
}

bool PoolCore::advance(Now now) {
  const bool build_on_found = found_ && now.steady - last_block_ >= block_pause;
  if (std::exchange(block_demanded_, false) || build_on_found || now.steady >= next_block_)
    new_block(now);
  else if (now.steady >= next_refresh_)
    take_job(factory_.refresh(), false, now);
  else
    return false;
  parked_.expire(now);
  return true;
}

std::uint32_t PoolCore::fresh_extranonce1() {
  while (live_extranonces_.contains(next_extranonce1_) || parked_.holds(next_extranonce1_))
    ++next_extranonce1_;
  return next_extranonce1_++;
}

std::unique_ptr<Session> PoolCore::open_session(std::string_view resume_id, Now now) {
  std::unique_ptr<Session> session = parked_.resume(resume_id, now);
  if (!session) {
    const std::uint64_t id = random_();
    std::string name = hex32(static_cast<std::uint32_t>(id >> 32));
    name += hex32(static_cast<std::uint32_t>(id));
    Vardiff vardiff(options_.start_difficulty, options_.min_difficulty, options_.share_interval);
    if (options_.fixed_difficulty) vardiff.fix(*options_.fixed_difficulty);
    session = std::make_unique<Session>(std::move(name), fresh_extranonce1(), vardiff);
  }
  live_extranonces_.insert(session->extranonce1());
  return session;
}

void PoolCore::close_session(std::unique_ptr<Session> session, Now now) {
  if (!session) return;
  live_extranonces_.erase(session->extranonce1());
  parked_.park(std::move(session), now);
}

void PoolCore::record(const CheckedShare& share, ShareNews news) {
  ++*counter_of(stats_, share.verdict.code);
  news.is_block = share.is_block && share.verdict;
  if (news.is_block) ++stats_.blocks;
  if (news.is_block && !found_) found_ = share.hash;
  if (share.verdict) stats_.credited_hashes += share.credit;
  observer_.on_share(news);
}

}  // namespace wildcat::practice
