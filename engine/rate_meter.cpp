// SPDX-License-Identifier: MIT
// The newest bucket is only as old as the fraction of its second that has passed, so a window of W
// seconds covers W - 1 whole buckets and that fraction; the divisor is what is really covered.
#include "engine/rate_meter.h"

#include <algorithm>
#include <cmath>

namespace wildcat {
namespace {

std::uint64_t whole_second(Seconds t) {
  return t.count() > 0 ? static_cast<std::uint64_t>(t.count()) : 0;
}

double covered(Seconds now, std::uint64_t length) {
  const std::uint64_t second = whole_second(now);
  if (second < length) return now.count();
  return static_cast<double>(length - 1) + (now.count() - static_cast<double>(second));
}

std::optional<double> rate(std::uint64_t hashes, double seconds) {
  if (hashes == 0 || seconds <= 0) return std::nullopt;
  return static_cast<double>(hashes) / seconds;
}

}  // namespace

RateSums& RateSums::operator+=(const RateSums& other) {
  last_10_s += other.last_10_s;
  last_60_s += other.last_60_s;
  last_15_min += other.last_15_min;
  whole_run += other.whole_run;
  return *this;
}

Rates rates_of(const RateSums& sums, Seconds now) {
  return {rate(sums.last_10_s, covered(now, 10)), rate(sums.last_60_s, covered(now, 60)),
          rate(sums.last_15_min, covered(now, 900)), rate(sums.whole_run, now.count())};
}

void RateMeter::add(Seconds at, std::uint64_t hashes) {
  const std::uint64_t second = whole_second(at);
  Slot& slot = ring_[second % slots];
  if (slot.second != second) slot = {second, 0};
  slot.hashes += hashes;
  whole_run_ += hashes;
}

std::uint64_t RateMeter::window(std::uint64_t second, std::uint64_t length) const {
  std::uint64_t sum = 0;
  const std::uint64_t count = std::min(length, second + 1);
  for (std::uint64_t s = second + 1 - count; s <= second; ++s) {
    const Slot& slot = ring_[s % slots];
    if (slot.second == s) sum += slot.hashes;
  }
  return sum;
}

RateSums RateMeter::sums(Seconds now) const {
  const std::uint64_t second = whole_second(now);
  return {window(second, 10), window(second, 60), window(second, 900), whole_run_};
}

}  // namespace wildcat
