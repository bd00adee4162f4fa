// SPDX-License-Identifier: MIT
// Checking many headers against a target at once, with the CPU's vector units: for proxies and
// pools that see more shares than the scalar code can hash.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "wildcat/header.h"
#include "wildcat/result.h"
#include "wildcat/target.h"

struct wildcat_cpu_hasher;  // the CPU backend's

#pragma GCC visibility push(default)  // what the shared library exports
namespace wildcat {

/// How a HeaderChecker works.
struct CheckOptions {
  /// Threads per call, the calling one among them; 0: one per CPU in the thread's affinity mask.
  /// Short calls use fewer.
  std::uint32_t threads = 0;
  /// Which implementation ("sha_ni"); empty: the fastest here, measured for about a millisecond.
  std::string kernel = {};
};

/// Hashes headers. Thread rule: immutable; any number of threads at once. Threads live only during
/// a call, so it may be used on both sides of a fork().
class HeaderChecker {
 public:
  /// Errors: not_found (no such kernel; the message lists those there are), not_runnable (not on
  /// this machine), self_test_failed.
  static Result<HeaderChecker> open(const CheckOptions& options = {});

  /// Hashes headers.size() / 80 headers, which stand one after another as they are serialized. Bit
  /// i % 8 of bits[i / 8] becomes 1 when header i's hash is <= target, else 0; what is left of the
  /// last byte becomes 0. Error (invalid_argument): headers.size() is no multiple of 80, or `bits`
  /// is shorter than one bit per header.
  Result<void> check(std::span<const std::uint8_t> headers, const Target& target,
                     std::span<std::uint8_t> bits) const;
  /// The same with a target for each header. Error (invalid_argument) too: there are not as many
  /// targets as headers.
  Result<void> check(std::span<const std::uint8_t> headers, std::span<const Target> targets,
                     std::span<std::uint8_t> bits) const;
  /// The same with the hashes as outcome, one per header.
  Result<void> hash(std::span<const std::uint8_t> headers, std::span<Hash256> hashes) const;

  /// The name of the implementation in use.
  const std::string& kernel() const { return kernel_; }
  /// The names of those that run on this machine.
  static std::vector<std::string> kernels();

 private:
  HeaderChecker(const wildcat_cpu_hasher& hasher, std::uint32_t threads);
  template <class TargetOf>
  Result<void> check_each(std::span<const std::uint8_t> headers, const TargetOf& target_of,
                          std::span<std::uint8_t> bits) const;
  std::string kernel_;
  const wildcat_cpu_hasher* hasher_;  // constant data
  std::uint32_t threads_;
};

}  // namespace wildcat
#pragma GCC visibility pop
