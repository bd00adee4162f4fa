// SPDX-License-Identifier: MIT
// Every decision follows from what the clients are like now and since when, and from the order of
// the pools; nothing is planned ahead. So a change of the order, a new pool or one that leaves
// needs no more than another look.
#include "stratum/client/group.h"

#include <algorithm>
#include <utility>

#include "stratum/net/earliest.h"

namespace wildcat::stratum {

using std::chrono::milliseconds;

ClientGroup::ClientGroup(Loop& loop, std::vector<std::shared_ptr<ClientDriver>> pools,
                         PoolStrategy strategy, PoolHealth health, PoolGroup::OnActive on_active)
    : strategy_(strategy),
      health_(health),
      on_active_(std::move(on_active)),
      timer_(loop, [this] { decide(); }) {
  for (auto& driver : pools) add(std::move(driver));
  timer_.cancel();  // not before start()
  woken_ = false;
}

ClientGroup::~ClientGroup() {
  for (const Member& member : members_) member.driver->leave_group();
}

// ---------------------------------------------------------------- what the user changes

PoolId ClientGroup::add(std::shared_ptr<ClientDriver> driver) {
  Member member;
  member.id = next_id_++;
  member.retries = driver->join_group([this] { wake(); });
  member.driver = std::move(driver);
  members_.push_back(std::move(member));
  tell_alone();
  wake();
  return members_.back().id;
}

Result<void> ClientGroup::switch_to(PoolId pool) {
  Member* member = find(pool);
  if (member == nullptr) return Error{Errc::not_found, "there is no such pool"};
  if (strategy_ == PoolStrategy::quota)
    return Error{Errc::state, "all pools are mined on at once; change their weights instead"};
  member->resting_until.reset();  // whoever asks for it wants it as it is
  wanted_ = pool;
  switching_ = active_ != pool;
  wake();
  return {};
}

Result<void> ClientGroup::remove(PoolId pool) {
  if (find(pool) == nullptr) return Error{Errc::not_found, "there is no such pool"};
  if (members_.size() == 1)
    return Error{Errc::state, "this is the only pool; add another one before, or stop its client"};
  const auto driver = find(pool)->driver;
  std::erase_if(members_, [pool](const Member& member) { return member.id == pool; });
  tell_alone();
  if (wanted_ == pool) wanted_.reset();
  if (active_ == pool) {
    active_.reset();
    removed_active_ = true;
  }
  wake();
  driver->set_active(false);
  driver->leave_group();
  driver->stop(health_.farewell);
  return {};
}

Result<void> ClientGroup::reorder(const std::vector<PoolId>& order) {
  const std::vector<PoolId> all = pools();
  if (!std::is_permutation(order.begin(), order.end(), all.begin(), all.end()))
    return Error{Errc::invalid_argument, "the order must name each pool once, and no other"};
  const auto rank = [&order](const Member& member) {
    return std::find(order.begin(), order.end(), member.id);
  };
  std::sort(members_.begin(), members_.end(),
            [&](const Member& a, const Member& b) { return rank(a) < rank(b); });
  wanted_.reset();
  switching_ = false;
  wake();
  return {};
}

std::vector<PoolId> ClientGroup::pools() const {
  std::vector<PoolId> ids;
  for (const Member& member : members_) ids.push_back(member.id);
  return ids;
}

/// One that has no other beside it gives up by itself, and knows its last attempt.
void ClientGroup::tell_alone() {
  for (const Member& member : members_) member.driver->set_alone(members_.size() == 1);
}

ClientGroup::Member* ClientGroup::find(PoolId pool) {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [pool](const Member& member) { return member.id == pool; });
  return found == members_.end() ? nullptr : &*found;
}

// ---------------------------------------------------------------- a look at all

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
  } else if (Member* chosen = choose(time); chosen != nullptr && chosen->id != active_) {
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

bool ClientGroup::any_works(Time time) const {
  return std::any_of(members_.begin(), members_.end(), [&](const Member& member) {
    return member.works_since && !ill(member, time);
  });
}

/// Whom to prefer: the one that was switched to, then the others in their order. Round robin begins
/// with the one that is mined on.
std::vector<ClientGroup::Member*> ClientGroup::order() {
  std::vector<Member*> out;
  for (Member& member : members_) out.push_back(&member);
  const auto place_of = [&out](std::optional<PoolId> pool) {
    return std::find_if(out.begin(), out.end(), [pool](const Member* m) { return m->id == pool; });
  };
  if (strategy_ == PoolStrategy::round_robin && active_)
    std::rotate(out.begin(), place_of(active_), out.end());
  if (const auto at = place_of(wanted_); at != out.end())
    std::rotate(out.begin(), at, std::next(at));
  return out;
}

/// The best that works. One that refuses too much is better than none. Of one there is nothing to
/// choose: its work need not wait for a look.
ClientGroup::Member* ClientGroup::choose(Time time) {
  if (members_.size() == 1) return &members_.front();
  for (const bool last_resort : {false, true}) {
    bool before_active = active_.has_value();
    for (Member* member : order()) {
      if (member->id == active_) before_active = false;
      if (!member->works_since || (!last_resort && ill(*member, time))) continue;
      const bool returns = before_active && strategy_ == PoolStrategy::failover;
      if (!returns || may_return(*member, time)) return member;
    }
  }
  return nullptr;
}

/// Has had work for long enough to be returned to, or is needed or wanted now.
bool ClientGroup::may_return(const Member& member, Time time) const {
  const auto active = std::find_if(members_.begin(), members_.end(),
                                   [this](const Member& other) { return other.id == active_; });
  const bool urgent = !active->works_since || ill(*active, time);
  const bool asked_for = switching_ && wanted_ == member.id;
  return urgent || asked_for || time - *member.works_since >= health_.return_after;
}

void ClientGroup::choose_all(Time time) {
  const bool any_well = any_works(time);
  for (Member& member : members_) {
    const bool good = member.works_since && (!ill(member, time) || !any_well);
    if (member.driver->active() && ill(member, time) && any_well) member.driver->set_active(false);
    if (!member.driver->active() && good) activate(member, time);
  }
}

void ClientGroup::activate(Member& member, Time time) {
  std::string why;
  if (strategy_ != PoolStrategy::quota) {
    why = why_activate(member, time);
    // The work of the former ends at once.
    if (active_) find(*active_)->driver->set_active(false);
    active_ = member.id;
    removed_active_ = false;
    if (wanted_ == active_) switching_ = false;
    // In turn: it is mined on until it fails, and then the next one.
    if (strategy_ == PoolStrategy::round_robin && wanted_ == active_) wanted_.reset();
  }
  member.driver->set_active(true);
  if (on_active_) on_active_(member.id, why);
}

std::string ClientGroup::why_activate(const Member& member, Time time) {
  if (switching_ && wanted_ == member.id) return "it was switched to";
  if (!active_) return removed_active_ ? "the other one was removed" : "";
  const Member& former = *find(*active_);
  if (ill(former, time)) return "the other one refuses too many shares";
  if (former.works_since)
    return member.driver->last_loss().message.empty() ? "it comes first" : "it works again";
  return former.idle_since ? "the other one sends no work" : former.driver->last_loss().message;
}

/// Connects to the pools in their order, up to the first that is well, and keeps the one that is
/// mined on; the others rest.
void ClientGroup::run_needed(Time time) {
  const bool works = any_works(time);
  bool enough = false;
  for (Member* member : order()) {
    const bool needed = (!enough || active_ == member->id) && !(ill(*member, time) && works);
    if (needed)
      member->driver->start();
    else
      member->driver->rest(health_.farewell);
    if (strategy_ != PoolStrategy::quota && !in_trouble(*member, time)) enough = true;
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
  Earliest next;
  const auto consider = [&](std::optional<Time> since, milliseconds after) {
    if (since && *since + after > time) next.consider(*since + after);
  };
  for (const Member& member : members_) {
    consider(member.works_since, health_.return_after);
    consider(member.idle_since, health_.job_patience);
    consider(member.resting_until, milliseconds(0));
  }
  if (next.time()) timer_.set(next.time());
}

}  // namespace wildcat::stratum
