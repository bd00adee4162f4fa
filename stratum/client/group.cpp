// SPDX-License-Identifier: MIT
// Chooses which pool of a group is mined at, by the strategy and the health of each.
#include "stratum/client/group.h"

#include <algorithm>

namespace wildcat::stratum {

using std::chrono::milliseconds;

ClientGroup::ClientGroup(Loop& loop, std::vector<std::shared_ptr<ClientDriver>> pools,
                         PoolStrategy strategy, PoolHealth health, PoolGroup::OnActive on_active)
    : strategy_(strategy),
      health_(health),
      on_active_(std::move(on_active)),
      timer_(loop, [this] { decide(); }) {
  for (auto& driver : pools) {
    Member member;
    member.retries = driver->join_group([this] { wake(); });
    member.driver = std::move(driver);
    members_.push_back(std::move(member));
  }
}

ClientGroup::~ClientGroup() {
  for (const Member& member : members_) member.driver->join_group({});
}

void ClientGroup::wake() {
  woken_ = true;
  timer_.set(now());
}

void ClientGroup::decide() {
  const auto self = shared_from_this();
  const Time time = now();
  woken_ = false;
  for (Member& member : members_) look_at(member, time);
  if (given_up()) {
    for (const Member& member : members_) member.driver->give_up();
    return;
  }
  if (strategy_ == PoolStrategy::quota) {
    choose_all(time);
  } else if (const auto chosen = choose(time); chosen && chosen != active_) {
    activate(*chosen, time);
  }
  run_needed(time);
  arm(time);
}

void ClientGroup::look_at(Member& member, Time time) {
  const bool ready = member.driver->ready(), work = member.driver->has_work();
  const auto note = [time](std::optional<Time>& since, bool holds) {
    if (!holds) since.reset();
    if (holds && !since) since = time;
  };
  note(member.works_since, ready && work);
  note(member.idle_since, ready && !work);
  if (member.driver->bad_answers(health_.judged_answers) < health_.bad_answers) return;
  member.driver->forget_answers();
  member.resting_until = time + health_.rest;
}

bool ClientGroup::ill(const Member& member, Time time) const {
  return member.resting_until && time < *member.resting_until;
}

bool ClientGroup::in_trouble(const Member& member, Time time) const {
  return ill(member, time) || member.driver->troubled() ||
         (member.idle_since && time - *member.idle_since >= health_.job_patience);
}

/// Whom to prefer. Round robin begins with the one that is mined on.
std::vector<std::size_t> ClientGroup::order() const {
  const std::size_t first = strategy_ == PoolStrategy::round_robin ? active_.value_or(0) : 0;
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < members_.size(); ++i) out.push_back((first + i) % members_.size());
  return out;
}

/// Has had work for long enough to be returned to, or is needed now.
bool ClientGroup::ripe(std::size_t pool, Time time) const {
  const bool comes_back = active_ && pool < *active_ && strategy_ == PoolStrategy::failover;
  const bool urgent = !active_ || !members_[*active_].works_since || ill(members_[*active_], time);
  return !comes_back || urgent || time - *members_[pool].works_since >= health_.return_after;
}

/// The best that works. One that refuses too much is better than none.
std::optional<std::size_t> ClientGroup::choose(Time time) const {
  for (const bool last_resort : {false, true})
    for (const std::size_t pool : order()) {
      const Member& member = members_[pool];
      if (member.works_since && (last_resort || !ill(member, time)) && ripe(pool, time))
        return pool;
    }
  return std::nullopt;
}

void ClientGroup::choose_all(Time time) {
  const bool any_well = std::any_of(members_.begin(), members_.end(), [&](const Member& member) {
    return member.works_since && !ill(member, time);
  });
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const bool good = members_[i].works_since && (!ill(members_[i], time) || !any_well);
    if (members_[i].driver->active() && ill(members_[i], time) && any_well)
      members_[i].driver->set_active(false);
    if (!members_[i].driver->active() && good) activate(i, time);
  }
}

void ClientGroup::activate(std::size_t pool, Time time) {
  std::string why;
  if (strategy_ != PoolStrategy::quota) {
    if (active_) why = why_leave(members_[*active_], time);
    // Its work ends at once.
    if (active_) members_[*active_].driver->set_active(false);
    active_ = pool;
  }
  members_[pool].driver->set_active(true);
  if (on_active_) on_active_(pool, why);
}

std::string ClientGroup::why_leave(const Member& member, Time time) const {
  if (ill(member, time)) return "the other one refuses too many shares";
  if (member.works_since) return "it works again";
  return member.idle_since ? "the other one sends no work" : member.driver->last_loss().message;
}

/// Connects to the pools in their order, up to the first that is well, and keeps the one that is
/// mined on; the others rest.
void ClientGroup::run_needed(Time time) {
  const bool works = std::any_of(members_.begin(), members_.end(), [&](const Member& member) {
    return member.works_since && !ill(member, time);
  });
  bool enough = false;
  for (const std::size_t pool : order()) {
    Member& member = members_[pool];
    const bool wanted = (!enough || active_ == pool) && !(ill(member, time) && works);
    if (wanted)
      member.driver->start();
    else
      member.driver->rest(health_.farewell);
    if (strategy_ != PoolStrategy::quota && !in_trouble(member, time)) enough = true;
  }
}

bool ClientGroup::given_up() const {
  return std::all_of(members_.begin(), members_.end(), [](const Member& member) {
    return member.driver->done() || (member.retries && member.driver->failures() > *member.retries);
  });
}

/// What time alone may change.
void ClientGroup::arm(Time time) {
  if (woken_) return;
  std::optional<Time> next;
  const auto consider = [&](std::optional<Time> since, milliseconds after) {
    if (!since || *since + after <= time) return;
    next = std::min(next.value_or(*since + after), *since + after);
  };
  for (const Member& member : members_) {
    consider(member.works_since, health_.return_after);
    consider(member.idle_since, health_.job_patience);
    consider(member.resting_until, milliseconds(0));
  }
  if (next) timer_.set(*next);
}

}  // namespace wildcat::stratum
