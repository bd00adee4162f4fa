// SPDX-License-Identifier: MIT
// The fewest cycles per hash that a core's execution ports allow a kernel, from counted work and
// measured ports; docs/performance.md explains both. Cores and kernels without a row have no bound.
#pragma once

#include <optional>
#include <string_view>

#include "backends/cpu/cpu_features.h"

namespace wildcat::bench {

enum class Core { unknown, zen3, zen4, zen5 };

constexpr std::string_view to_string(Core core) {
  switch (core) {
    case Core::zen3:
      return "Zen 3";
    case Core::zen4:
      return "Zen 4";
    case Core::zen5:
      return "Zen 5";
    case Core::unknown:
      break;
  }
  return "unknown core";
}

/// By family and model. Zen 5's mobile relatives with half-width vector units are not in the table.
constexpr Core core_of(std::uint32_t family, std::uint32_t model) {
  const auto in = [model](std::uint32_t first, std::uint32_t last) {
    return first <= model && model <= last;
  };
  if (family == 0x19 && (in(0x00, 0x0f) || in(0x20, 0x5f))) return Core::zen3;
  if (family == 0x19 && (in(0x10, 0x1f) || in(0x60, 0x7f) || in(0xa0, 0xaf))) return Core::zen4;
  if (family == 0x1a && (in(0x00, 0x1f) || in(0x40, 0x4f))) return Core::zen5;
  return Core::unknown;
}

/// Operations per hash when the schedule is shared between `versions` midstates.
struct Work {
  std::uint32_t versions;
  double rotates, shifts, ternary, adds;
};
inline constexpr Work work_table[] = {
    {1, 1020, 156, 628, 1045}, {2, 944, 118, 590, 967}, {4, 906, 99, 571, 927},
    {8, 887, 90, 562, 908},    {16, 878, 85, 557, 898},
};

/// One instruction each: AVX-512.
constexpr double operations(const Work& w) { return w.rotates + w.shifts + w.ternary + w.adds; }

/// Without rotates and three-input logic (AVX2, SSE2): a rotate is two shifts and a logical
/// operation, a three-input XOR two of them, and "choose" or "majority" three. There are as many
/// XORs as sigmas: one shift in each small one, three rotates in each big one.
constexpr double plain_operations(const Work& w) {
  const double xors = w.shifts + (w.rotates - 2 * w.shifts) / 3;
  return 3 * w.rotates + w.shifts + 2 * xors + 3 * (w.ternary - xors) + w.adds;
}

/// 62 rounds instructions (two rounds each). Zen 3 and 4 begin one of them per cycle. They share
/// pipes (1 step) with sha256msg1 (2 steps), sha256msg2 (4 steps) and shuffles: with a schedule of
/// its own a hash needs 221 of these steps, with a shared first schedule fewer than the rounds
/// allow.
constexpr double sha_ni_cycles(Core core, std::uint32_t versions) {
  constexpr double rounds = 62;
  if (core == Core::zen5) return 2 * rounds;  // two cycles each: nothing else counts
  // A group of two rounds instructions, msg1 and msg2 has 8 steps, and was measured.
  const double group = core == Core::zen3 ? 2.52 : 2.67;
  return versions == 1 ? 221 * group / 8 : rounds;
}

/// Cycles per hash; empty when nobody has counted.
constexpr std::optional<double> port_bound(Core core, std::string_view kernel,
                                           std::uint32_t versions) {
  if (core == Core::unknown) return {};
  if (core == Core::zen3 && kernel.ends_with("avx512")) return {};  // it has none
  if (kernel == "sha_ni" || kernel == "sha_ni_avx512") return sha_ni_cycles(core, versions);
  for (const Work& work : work_table) {
    if (work.versions != versions) continue;
    // Vector operations per cycle: four, but Zen 4 does those of 512 bits in two halves.
    if (kernel == "avx512") return operations(work) / (16 * (core == Core::zen4 ? 2 : 4));
    if (kernel == "avx2") return plain_operations(work) / (8 * 4);
    if (kernel == "sse2") return plain_operations(work) / (4 * 4);
  }
  return {};
}

}  // namespace wildcat::bench
