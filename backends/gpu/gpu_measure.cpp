// SPDX-License-Identifier: MIT
#include "backends/gpu/gpu_measure.h"

#include "backends/gpu/gpu_self_test.h"

namespace wildcat::gpu {

// Units that find nothing, as in mining: the target zero.
Result<double> measure_rate(GpuScanner& scanner, Duration effort) {
  const auto end = Clock::now() + effort;
  WorkUnit unit;
  unit.roll_mask = 0x1fffe000;
  std::uint32_t under_way = 0;
  const auto more = [&]() -> Result<void> {
    const Shape shape = scanner.shape(many_versions);
    unit.versions = shape.versions;
    unit.nonces = {0, shape.nonces};
    ++under_way;
    return scanner.submit(unit);
  };
  if (auto begun = more(); !begun) return begun.error();
  while (under_way > 0) {
    const bool early = Clock::now() < end;
    while (early && under_way < scanner.shape(many_versions).in_flight)
      if (auto submitted = more(); !submitted) return submitted.error();
    if (auto done = scanner.wait(); !done) return done.error();
    --under_way;
  }
  return scanner.rate();
}

}  // namespace wildcat::gpu
