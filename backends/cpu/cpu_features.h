// SPDX-License-Identifier: MIT
// What this processor can do, found out at run time. A kernel's row in CMakeLists.txt says which
// instruction sets it needs; nothing of a kernel runs before it was asked for here.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "backends/cpu/cpu_kernel.h"

namespace wildcat {

/// Instruction sets that kernels may need.
enum class CpuFeature : std::uint8_t {
  sse2,
  ssse3,
  sse41,
  avx2,     ///< with YMM state enabled by the OS
  avx512f,  ///< the AVX-512 ones with ZMM state enabled by the OS
  avx512bw,
  avx512vl,
  avx512dq,
  sha_ni,
  neon,      ///< ARMv8 Advanced SIMD
  arm_sha2,  ///< ARMv8 SHA-256 instructions
  arm_sha3,  ///< ARMv8.2 SHA3 instructions, EOR3 among them
};
inline constexpr unsigned cpu_features = 12;

/// "sse4.1", "avx512f", ...
const char* to_string(CpuFeature feature);

/// A set of features. Value type.
class CpuFeatureSet {
 public:
  constexpr CpuFeatureSet() = default;
  constexpr CpuFeatureSet(std::initializer_list<CpuFeature> features) {
    for (const CpuFeature f : features) bits_ |= bit(f);
  }
  constexpr bool has(CpuFeature f) const { return (bits_ & bit(f)) != 0; }
  constexpr void set(CpuFeature f, bool on = true) {
    bits_ = on ? bits_ | bit(f) : bits_ & ~bit(f);
  }
  /// The same set with one feature taken out: how tests pretend that a CPU lacks it.
  constexpr CpuFeatureSet without(CpuFeature f) const {
    CpuFeatureSet rest = *this;
    rest.set(f, false);
    return rest;
  }
  /// Everything in either set.
  constexpr CpuFeatureSet plus(CpuFeatureSet other) const {
    other.bits_ |= bits_;
    return other;
  }
  /// The members as a number, for fingerprints: WILDCAT_CPU_NEEDS_... of cpu_kernel.h.
  constexpr std::uint32_t bits() const { return bits_; }
  /// The inverse.
  static constexpr CpuFeatureSet from_bits(std::uint32_t bits) {
    CpuFeatureSet set;
    set.bits_ = bits;
    return set;
  }
  friend constexpr bool operator==(CpuFeatureSet, CpuFeatureSet) = default;

 private:
  static constexpr std::uint32_t bit(CpuFeature f) { return 1u << static_cast<unsigned>(f); }
  std::uint32_t bits_ = 0;
};

static_assert(CpuFeatureSet{CpuFeature::sse2}.bits() == WILDCAT_CPU_NEEDS_sse2 &&
                  CpuFeatureSet{CpuFeature::arm_sha3}.bits() == WILDCAT_CPU_NEEDS_arm_sha3,
              "the enum and the bits of cpu_kernel.h are in one order");

/// Which processor it is. On aarch64 family is the implementer, model the part and stepping the
/// variant and revision of MIDR, zero where the kernel does not show it.
struct CpuInfo {
  std::string brand;  ///< for people: "AMD EPYC 9554 64-Core Processor"; never empty
  std::uint32_t family = 0;
  std::uint32_t model = 0;
  std::uint32_t stepping = 0;
  CpuFeatureSet features;
};

/// Asks this processor and this OS. Takes microseconds; any thread.
CpuInfo detect_cpu();

/// Why what needs `needs` cannot run on a CPU with the features `have`: "the CPU or the OS lacks
/// avx2". Empty when it can.
std::string why_not_runnable(CpuFeatureSet needs, CpuFeatureSet have);

/// True when `kernel` can run on a CPU with the features `have`. Otherwise false, and the reason in
/// `*reason` unless null.
bool cpu_kernel_runnable(const wildcat_cpu_kernel& kernel, CpuFeatureSet have, std::string* reason);

/// The same, on this machine.
bool cpu_kernel_runnable(const wildcat_cpu_kernel& kernel, std::string* reason);

}  // namespace wildcat
