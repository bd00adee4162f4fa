// SPDX-License-Identifier: MIT
// The test that every GPU must pass before it may search: a real block header whose nonce it must
// find, and small rectangles at an easy target compared with the scalar code, hit for hit, up to
// the end of the nonce space.
#pragma once

#include <cstdint>
#include <string>

#include "wildcat/device.h"

namespace wildcat::gpu {

/// Runs units of `versions` versions on the scanner, which must have nothing in flight.
/// Empty when every answer is right; otherwise what was wrong, for people. Takes some ten
/// milliseconds of scalar hashing. An error of the device is the Result's.
Result<std::string> fault_of(Scanner& scanner, std::uint32_t versions);

/// What pools grant that allow version rolling: all of BIP 320's bits.
inline constexpr std::uint32_t many_versions = 65536;

/// Units of one version, and of as many as the scanner likes best. Errors: self_test_failed, or the
/// device's.
Result<void> self_test(Scanner& scanner);

}  // namespace wildcat::gpu
