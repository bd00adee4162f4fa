// SPDX-License-Identifier: MIT
// Measures the rate of a GPU scanner with units that find nothing, as real work mostly does.
#include "backends/gpu/gpu_measure.h"

#include <deque>
#include <optional>

#include "backends/gpu/gpu_self_test.h"

namespace wildcat::gpu {

// Units that find nothing, as in mining: the target zero. What counts is what comes back between
// the first completion and the last: before, the scanner sizes its launches by a guess.
Result<double> measure_rate(GpuScanner& scanner, Duration effort) {
  const auto end = Clock::now() + effort;
  WorkUnit unit;
  unit.roll_mask = bip320_version_bits;
  std::deque<double> under_way;  // their hashes
  const auto more = [&]() -> Result<void> {
    const Shape shape = scanner.shape(many_versions);
    unit.versions = shape.versions;
    unit.nonces = {0, shape.nonces};
    under_way.push_back(double(shape.versions) * double(shape.nonces));
    return scanner.submit(unit);
  };
  std::optional<Clock::time_point> first;
  double hashes = 0;
  if (auto begun = more(); !begun) return begun.error();
  while (!under_way.empty()) {
    while (Clock::now() < end && under_way.size() < scanner.shape(many_versions).in_flight)
      if (auto submitted = more(); !submitted) return submitted.error();
    if (auto done = scanner.wait(); !done) return done.error();
    if (first) hashes += under_way.front();
    if (!first) first = Clock::now();
    under_way.pop_front();
  }
  const Duration took = Clock::now() - *first;
  return hashes > 0 ? hashes / took.count() : scanner.rate();
}

}  // namespace wildcat::gpu
