// SPDX-License-Identifier: MIT
// A few owners with a limit each: the strictest is looked for anew after every change. Among equals
// the one that holds already stays, so that "since" does not jump.
#include "engine/limit_owners.h"

#include <algorithm>

namespace wildcat {
namespace {

bool stricter(double a, double b) { return a < b; }
bool stricter(Hold a, Hold b) { return a == Hold::release && b == Hold::keep; }

template <class Map, class Value>
void put(Map& limits, std::string_view owner, const std::optional<Value>& value) {
  if (value)
    limits.insert_or_assign(std::string(owner), *value);
  else if (const auto at = limits.find(owner); at != limits.end())
    limits.erase(at);
}

template <class Map, class Value>
void find_strictest(const Map& limits, std::optional<InForce<Value>>& held,
                    LimitOwners::TimePoint now) {
  if (limits.empty()) return held.reset();
  const auto best =
      std::min_element(limits.begin(), limits.end(),
                       [](const auto& a, const auto& b) { return stricter(a.second, b.second); });
  const auto present = held ? limits.find(held->owner) : limits.end();
  if (present != limits.end() && !stricter(best->second, present->second))
    held->value = present->second;
  else
    held = InForce<Value>{best->second, best->first, now};
}

template <class Value>
std::optional<InForce<Value>> stricter_of(const std::optional<InForce<Value>>& a,
                                          const std::optional<InForce<Value>>& b) {
  if (!a || !b) return a ? a : b;
  return stricter(b->value, a->value) ? b : a;
}

}  // namespace

void LimitOwners::set_rate(std::string_view owner, std::optional<double> hashes_per_second,
                           TimePoint now) {
  put(rates_, owner, hashes_per_second);
  find_strictest(rates_, in_force_.rate, now);
}

void LimitOwners::set_duty(std::string_view owner, std::optional<double> duty, TimePoint now) {
  put(duties_, owner, duty);
  find_strictest(duties_, in_force_.duty, now);
}

void LimitOwners::set_pause(std::string_view owner, std::optional<Hold> hold, TimePoint now) {
  put(pauses_, owner, hold);
  find_strictest(pauses_, in_force_.pause, now);
}

LimitsInForce limits_of_device(const LimitsInForce& all, const LimitsInForce& own) {
  return {own.rate, stricter_of(all.duty, own.duty), stricter_of(all.pause, own.pause)};
}

}  // namespace wildcat
