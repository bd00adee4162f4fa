// SPDX-License-Identifier: MIT
// The random numbers are splitmix64: no state worth mentioning, reproducible from the seed.
#include "stratum/net/backoff.h"

#include <algorithm>

namespace wildcat::stratum {

using std::chrono::milliseconds;

Backoff::Backoff(milliseconds first, milliseconds longest, std::uint64_t seed)
    : first_(std::max(first, milliseconds(1))),
      longest_(std::max(longest, first_)),
      level_(first_),
      random_(seed) {}

milliseconds Backoff::next() { return next_at_least(milliseconds(0)); }

milliseconds Backoff::next_at_least(milliseconds least) {
  const milliseconds pause = std::min(std::max(level_, least), longest_);
  level_ = std::min(level_ * 2, longest_);
  const auto shaken = static_cast<double>(pause.count()) * jitter();
  return milliseconds(static_cast<milliseconds::rep>(shaken));
}

double Backoff::jitter() {
  random_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = random_;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  z ^= z >> 31U;
  return 0.8 + 0.4 * (static_cast<double>(z >> 11U) * 0x1p-53);
}

}  // namespace wildcat::stratum
