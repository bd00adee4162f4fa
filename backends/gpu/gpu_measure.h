// SPDX-License-Identifier: MIT
// How fast a GPU searches, the way it would mine: units of the shape it likes that find nothing.
#pragma once

#include "backends/gpu/gpu_scanner.h"

namespace wildcat::gpu {

/// Hashes per second over about `effort`. The scanner must have nothing in flight.
Result<double> measure_rate(GpuScanner& scanner, Duration effort);

}  // namespace wildcat::gpu
