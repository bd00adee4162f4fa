// SPDX-License-Identifier: MIT
#include "stratum/client/group.h"

#include <algorithm>

namespace wildcat::stratum {

using std::chrono::milliseconds;

ClientGroup::ClientGroup(Loop& loop, std::vector<std::shared_ptr<ClientDriver>> pools,
                         PoolStrategy strategy, PoolHealth health, PoolGroup::OnActive on_active)
    : strategy_(strategy),
      health_(health),
      on_active_(std::move(on_active)),
      alarm_(loop, [this] { decide(); }) {
  for (auto& driver : pools) {
    Seat seat;
    seat.retries = driver->take_turns([this] { wake(); });
    seat.driver = std::move(driver);
    seats_.push_back(std::move(seat));
  }
}

ClientGroup::~ClientGroup() {
  for (const Seat& seat : seats_) seat.driver->take_turns({});
}

void ClientGroup::wake() {
  woken_ = true;
  alarm_.set(now());
}

void ClientGroup::decide() {
  const auto self = shared_from_this();
  const Time time = now();
  woken_ = false;
  for (Seat& seat : seats_) look_at(seat, time);
  if (given_up()) {
    for (const Seat& seat : seats_) seat.driver->give_up();
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

void ClientGroup::look_at(Seat& seat, Time time) {
  const bool ready = seat.driver->ready(), work = seat.driver->work().has_job();
  const auto note = [time](std::optional<Time>& since, bool holds) {
    if (!holds) since.reset();
    if (holds && !since) since = time;
  };
  note(seat.works_since, ready && work);
  note(seat.idle_since, ready && !work);
  if (seat.driver->bad_answers(health_.judged_answers) < health_.bad_answers) return;
  seat.driver->forget_answers();
  seat.resting_until = time + health_.rest;
}

bool ClientGroup::ill(const Seat& seat, Time time) const {
  return seat.resting_until && time < *seat.resting_until;
}

bool ClientGroup::in_trouble(const Seat& seat, Time time) const {
  return ill(seat, time) || seat.driver->troubled() ||
         (seat.idle_since && time - *seat.idle_since >= health_.job_patience);
}

/// Whom to prefer. Round robin begins with the one that is mined on.
std::vector<std::size_t> ClientGroup::order() const {
  const std::size_t first = strategy_ == PoolStrategy::round_robin ? active_.value_or(0) : 0;
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < seats_.size(); ++i) out.push_back((first + i) % seats_.size());
  return out;
}

/// Has had work for long enough to be returned to, or is needed now.
bool ClientGroup::ripe(std::size_t pool, Time time) const {
  const bool comes_back = active_ && pool < *active_ && strategy_ == PoolStrategy::failover;
  const bool urgent = !active_ || !seats_[*active_].works_since || ill(seats_[*active_], time);
  return !comes_back || urgent || time - *seats_[pool].works_since >= health_.return_after;
}

/// The best that works. One that refuses too much is better than none.
std::optional<std::size_t> ClientGroup::choose(Time time) const {
  for (const bool last_resort : {false, true})
    for (const std::size_t pool : order()) {
      const Seat& seat = seats_[pool];
      if (seat.works_since && (last_resort || !ill(seat, time)) && ripe(pool, time)) return pool;
    }
  return std::nullopt;
}

void ClientGroup::choose_all(Time time) {
  const bool any_well = std::any_of(seats_.begin(), seats_.end(), [&](const Seat& seat) {
    return seat.works_since && !ill(seat, time);
  });
  for (std::size_t i = 0; i < seats_.size(); ++i) {
    const bool good = seats_[i].works_since && (!ill(seats_[i], time) || !any_well);
    if (seats_[i].driver->work().open() && ill(seats_[i], time) && any_well)
      seats_[i].driver->turn(false);
    if (!seats_[i].driver->work().open() && good) activate(i, time);
  }
}

void ClientGroup::activate(std::size_t pool, Time time) {
  std::string why;
  if (strategy_ != PoolStrategy::quota) {
    if (active_) why = why_leave(seats_[*active_], time);
    // Its work ends at once.
    if (active_) seats_[*active_].driver->turn(false);
    active_ = pool;
  }
  seats_[pool].driver->turn(true);
  if (on_active_) on_active_(pool, why);
}

std::string ClientGroup::why_leave(const Seat& seat, Time time) const {
  if (ill(seat, time)) return "the other one refuses too many shares";
  if (seat.works_since) return "it works again";
  return seat.idle_since ? "the other one sends no work" : seat.driver->last_loss().message;
}

/// Connects to the pools in their order, up to the first that is well, and keeps the one that is
/// mined on; the others rest.
void ClientGroup::run_needed(Time time) {
  const bool works = std::any_of(seats_.begin(), seats_.end(), [&](const Seat& seat) {
    return seat.works_since && !ill(seat, time);
  });
  bool enough = false;
  for (const std::size_t pool : order()) {
    Seat& seat = seats_[pool];
    const bool wanted = (!enough || active_ == pool) && !(ill(seat, time) && works);
    if (wanted)
      seat.driver->start();
    else
      seat.driver->rest(health_.farewell);
    if (strategy_ != PoolStrategy::quota && !in_trouble(seat, time)) enough = true;
  }
}

bool ClientGroup::given_up() const {
  return std::all_of(seats_.begin(), seats_.end(), [](const Seat& seat) {
    return seat.driver->done() || (seat.retries && seat.driver->failures() > *seat.retries);
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
  for (const Seat& seat : seats_) {
    consider(seat.works_since, health_.return_after);
    consider(seat.idle_since, health_.job_patience);
    consider(seat.resting_until, milliseconds(0));
  }
  if (next) alarm_.set(*next);
}

}  // namespace wildcat::stratum
