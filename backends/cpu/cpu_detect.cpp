// SPDX-License-Identifier: MIT
// Asks the processor who it is: CPUID and XGETBV on x86-64, the auxiliary vector on aarch64. A
// feature counts only when the OS saves the registers it uses.
#include <cstring>

#include "backends/cpu/arm_identity.h"

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace wildcat {

#if defined(__x86_64__)
namespace {

struct Leaf {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

// All zeros when the processor does not have the leaf.
Leaf leaf(unsigned number, unsigned sub = 0) {
  Leaf l;
  if (__get_cpuid_count(number, sub, &l.eax, &l.ebx, &l.ecx, &l.edx) == 0) return {};
  return l;
}

constexpr bool bit(unsigned word, unsigned n) { return (word >> n & 1u) != 0; }

// XCR0: which register files the OS saves. Legal only with OSXSAVE. Written out, so that this file
// needs no instruction set flag.
unsigned saved_registers() {
  unsigned low = 0;
  unsigned high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

CpuFeatureSet detect_features() {
  const Leaf one = leaf(1);
  const Leaf seven = leaf(7);
  const unsigned saved = bit(one.ecx, 27) ? saved_registers() : 0;
  const bool ymm = (saved & 0x06u) == 0x06u && bit(one.ecx, 28);
  const bool zmm = ymm && (saved & 0xe0u) == 0xe0u;
  CpuFeatureSet set;
  set.set(CpuFeature::sse2, bit(one.edx, 26));
  set.set(CpuFeature::ssse3, bit(one.ecx, 9));
  set.set(CpuFeature::sse41, bit(one.ecx, 19));
  set.set(CpuFeature::avx2, ymm && bit(seven.ebx, 5));
  set.set(CpuFeature::avx512f, zmm && bit(seven.ebx, 16));
  set.set(CpuFeature::avx512dq, zmm && bit(seven.ebx, 17));
  set.set(CpuFeature::avx512bw, zmm && bit(seven.ebx, 30));
  set.set(CpuFeature::avx512vl, zmm && bit(seven.ebx, 31));
  set.set(CpuFeature::sha_ni, bit(seven.ebx, 29));
  return set;
}

std::string detect_brand() {
  if (leaf(0x80000000u).eax < 0x80000004u) return {};
  char text[49] = {};
  for (unsigned i = 0; i < 3; ++i) {
    const Leaf l = leaf(0x80000002u + i);
    const unsigned words[] = {l.eax, l.ebx, l.ecx, l.edx};
    std::memcpy(text + std::size_t{16} * i, words, sizeof words);
  }
  const std::string brand = text;
  const auto first = brand.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return brand.substr(first, brand.find_last_not_of(' ') - first + 1);
}

}  // namespace

CpuInfo detect_cpu() {
  CpuInfo info;
  info.brand = detect_brand();
  if (info.brand.empty()) info.brand = "x86-64 processor";
  // The display values: base plus extended fields, as both makers define them.
  const unsigned id = leaf(1).eax;
  const unsigned base_family = id >> 8 & 0xfu;
  info.stepping = id & 0xfu;
  info.family = base_family == 0xf ? base_family + (id >> 20 & 0xffu) : base_family;
  info.model = id >> 4 & 0xfu;
  if (base_family == 0x6 || base_family == 0xf) info.model |= id >> 12 & 0xf0u;
  info.features = detect_features();
  return info;
}

#elif defined(__aarch64__)

namespace {

// The register itself, where Linux says that it lets programs read it (it traps and answers):
// files may be hidden from a container, and emulators show those of their own machine.
std::optional<std::uint32_t> trapped_midr() {
  if ((getauxval(AT_HWCAP) & HWCAP_CPUID) == 0) return {};
  std::uint64_t midr = 0;
  __asm__("mrs %0, midr_el1" : "=r"(midr));
  return static_cast<std::uint32_t>(midr);
}

CpuFeatureSet detect_features() {
  const unsigned long caps = getauxval(AT_HWCAP);
  CpuFeatureSet set;
  set.set(CpuFeature::neon, (caps & HWCAP_ASIMD) != 0);
  set.set(CpuFeature::arm_sha2, (caps & HWCAP_SHA2) != 0);
  set.set(CpuFeature::arm_sha3, (caps & HWCAP_SHA3) != 0);
  return set;
}

}  // namespace

CpuInfo detect_cpu() {
  const auto midr = read_midr("/");
  CpuInfo info = arm_identity(midr ? midr : trapped_midr());
  info.features = detect_features();
  return info;
}

#endif

}  // namespace wildcat
