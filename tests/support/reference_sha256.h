// SPDX-License-Identifier: MIT
// SHA-256d by OpenSSL: an implementation that is not ours, to hold kernels against. Uses OpenSSL's
// block function directly, because its one-shot interface spends ten times longer on set-up.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "tests/support/reference_header.h"

namespace wildcat::test {

/// OpenSSL's block function.
BlockFunction openssl_sha256();

/// SHA-256d of any bytes, through OpenSSL's one-shot interface.
std::array<std::uint8_t, 32> reference_sha256d(std::span<const std::uint8_t> message);

}  // namespace wildcat::test
