// SPDX-License-Identifier: MIT
// Numbers events and hands them round. Subscribers are told under a lock, so that each gets them in
// the order of their numbers whatever thread they come from; none of them waits.
#include "miner/run/event_bus.h"

#include <algorithm>
#include <utility>

namespace wildcat::program {

void EventBus::subscribe(Subscriber& subscriber) {
  const std::lock_guard lock(mutex_);
  subscribers_.push_back(&subscriber);
}

void EventBus::unsubscribe(Subscriber& subscriber) {
  const std::lock_guard lock(mutex_);
  std::erase(subscribers_, &subscriber);
}

void EventBus::put(EventBody body, bool numbered) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  const Event event{numbered ? ++sequence_ : 0, std::chrono::system_clock::now(),
                    std::chrono::steady_clock::now() - start_, std::move(body)};
  closed_ = std::holds_alternative<ExitEvent>(event.body);
  for (Subscriber* subscriber : subscribers_) subscriber->on_event(event);
}

std::optional<Error> EventBus::finish(std::chrono::steady_clock::time_point deadline) {
  std::vector<Subscriber*> all;
  {
    const std::lock_guard lock(mutex_);
    all = subscribers_;
  }
  std::optional<Error> gravest;
  for (Subscriber* subscriber : all) {
    const auto finished = subscriber->finish(deadline);
    if (finished) continue;
    if (!gravest || gravest->code != Errc::io) gravest = finished.error();
    for (Subscriber* other : all)
      if (other != subscriber) other->on_unfinished(finished.error());
  }
  return gravest;
}

std::string EventBus::redact(std::string_view text) const {
  const std::lock_guard lock(redact_mutex_);
  return redact_(text);
}

void EventBus::add_secrets(const std::vector<std::string>& secrets) {
  const std::lock_guard lock(redact_mutex_);
  redact_.add(secrets);
}

}  // namespace wildcat::program
