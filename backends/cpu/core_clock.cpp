// SPDX-License-Identifier: MIT
// Written in assembly, as a compiler would fold a chain of additions; register to register, because
// some cores carry out additions of constants while renaming, in no time at all.
#include "backends/cpu/core_clock.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace wildcat {
namespace {

constexpr std::uint32_t adds_per_pass = 16;

void chain_of_adds(std::uint32_t passes) {
  std::uint64_t sum = 1;
  const std::uint64_t step = passes | 1u;
  for (std::uint32_t i = 0; i < passes; ++i) {
#if defined(__x86_64__)
    __asm__ volatile(".rept 16\n\tadd %1, %0\n\t.endr" : "+r"(sum) : "r"(step) : "cc");
#else
    __asm__ volatile(".rept 16\n\tadd %0, %0, %1\n\t.endr" : "+r"(sum) : "r"(step));
#endif
  }
}

}  // namespace

double core_clock_hz() {
  using Clock = std::chrono::steady_clock;
  constexpr std::uint32_t passes = 8192;  // 131,072 cycles: 30-50 us
  double best = 0;
  for (int run = 0; run < 8; ++run) {
    const auto start = Clock::now();
    chain_of_adds(passes);
    const std::chrono::duration<double> took = Clock::now() - start;
    if (took.count() > 0) best = std::max(best, double{passes} * adds_per_pass / took.count());
  }
  return best;
}

}  // namespace wildcat
