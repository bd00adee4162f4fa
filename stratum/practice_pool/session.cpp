// SPDX-License-Identifier: MIT
// Keeps what belongs to a miner across connections: its works, its accepted shares, its difficulty.
#include "stratum/practice_pool/session.h"

#include <algorithm>

namespace wildcat::practice {
namespace {

/// Bounds a connection's memory. With a refresh every 30 s it is a quarter of an hour of works.
constexpr std::size_t most_works = 32;

Bytes big_endian(std::uint32_t value) {
  Bytes bytes;
  append_le(bytes, value, 4);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

}  // namespace

Session::Session(std::string id, std::uint32_t extranonce1, Vardiff vardiff)
    : id_(std::move(id)),
      extranonce1_(extranonce1),
      extranonce1_bytes_(big_endian(extranonce1)),
      vardiff_(vardiff) {}

void Session::forget_before(std::uint32_t block) {
  // Works of the last block stay known by name, so that their late shares are "Stale", not unknown.
  std::erase_if(works_, [block](const IssuedWork& w) { return w.job->block + 1 < block; });
  for (IssuedWork& work : works_)
    if (work.job->block < block) work.accepted.clear();
}

std::string Session::issue(std::shared_ptr<const PoolJob> job, Now now) {
  const bool clean = works_.empty() || works_.back().job->block != job->block;
  if (clean) forget_before(job->block);
  if (works_.size() == most_works) works_.pop_front();
  IssuedWork work{std::move(job), next_tag_++, now.unix_time, vardiff_.difficulty(), {}};
  std::string line = notify_line(*work.job, work.tag, work.ntime, clean);
  works_.push_back(std::move(work));
  return line;
}

IssuedWork* Session::find(std::string_view name) {
  const auto it = std::find_if(works_.begin(), works_.end(), [name](const IssuedWork& work) {
    return job_name(*work.job, work.tag) == name;
  });
  return it == works_.end() ? nullptr : &*it;
}

void SessionTable::park(std::unique_ptr<Session> session, Now now) {
  if (!session || parked_.size() >= capacity) return;
  extranonces_.insert(session->extranonce1());
  std::string id = session->id();
  parked_.insert_or_assign(std::move(id), Parked{std::move(session), now.steady});
}

std::unique_ptr<Session> SessionTable::resume(std::string_view id, Now now) {
  expire(now);
  const auto it = parked_.find(std::string(id));
  if (it == parked_.end()) return nullptr;
  std::unique_ptr<Session> session = std::move(it->second.session);
  extranonces_.erase(session->extranonce1());
  parked_.erase(it);
  return session;
}

void SessionTable::expire(Now now) {
  std::erase_if(parked_, [&](const auto& entry) {
    if (now.steady - entry.second.since <= lifetime) return false;
    extranonces_.erase(entry.second.session->extranonce1());
    return true;
  });
}

}  // namespace wildcat::practice
