// SPDX-License-Identifier: MIT
// Reads files of /proc and /sys, because they say the same without a library on every machine; what
// is not there is null in the report.
#include "bench/harness/machine.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <sstream>

#include "backends/cpu/cpu_features.h"
#include "backends/files/value_file.h"
#include "miner/devices/topology.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace wildcat::program::bench {

extern const char* const build_commit;  // written at every build

namespace {

namespace fs = std::filesystem;

/// The value of a field of /proc/cpuinfo, of the first processor.
std::optional<std::string> cpuinfo(const fs::path& root, std::string_view field) {
  std::ifstream in(root / "proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    const auto colon = line.find(':');
    if (colon == std::string::npos || !line.starts_with(field)) continue;
    if (line.find_first_not_of(" \t", field.size()) != colon) continue;
    const auto begin = line.find_first_not_of(' ', colon + 1);
    if (begin != std::string::npos) return line.substr(begin);
  }
  return std::nullopt;
}

/// Those that a kernel may need, as the system names them.
std::vector<std::string> relevant_flags(const fs::path& root) {
  static const std::set<std::string, std::less<>> relevant{
      "sse2",     "ssse3",    "sse4_1",   "avx",   "avx2", "bmi1", "bmi2", "sha_ni", "avx512f",
      "avx512bw", "avx512dq", "avx512vl", "asimd", "sha2", "sha3", "sve",  "sve2"};
  std::istringstream words(cpuinfo(root, "flags").value_or(cpuinfo(root, "Features").value_or("")));
  std::vector<std::string> found;
  for (std::string word; words >> word;)
    if (relevant.contains(word)) found.push_back(word);
  std::sort(found.begin(), found.end());
  return found;
}

/// Hypervisors sign a leaf of CPUID: "KVMKVMKVM", "Microsoft Hv".
std::string hypervisor_signature() {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  __cpuid(0x40000000u, a, b, c, d);
  std::string text;
  for (const unsigned word : {b, c, d})
    for (int i = 0; i < 4; ++i) text += static_cast<char>(word >> 8 * i & 0xffu);
  std::erase_if(text, [](char letter) { return letter < ' ' || letter > '~'; });
  return text;
#else
  return {};
#endif
}

std::optional<std::string> hypervisor(const fs::path& root) {
  const std::string flags = " " + cpuinfo(root, "flags").value_or("") + " ";
  if (const auto xen = read_line(root / "sys/hypervisor/type")) return xen;
  if (flags.find(" hypervisor ") == std::string::npos) return std::nullopt;
  const std::string signature = hypervisor_signature();
  if (signature == "KVMKVMKVM") return "KVM";
  return signature.empty() ? "a hypervisor" : signature;
}

std::optional<std::string> virtualisation(const fs::path& root) {
  auto found = hypervisor(root);
  const bool container = fs::exists(root / ".dockerenv") || fs::exists(root / "run/.containerenv");
  if (!container) return found;
  return found ? *found + ", in a container" : "a container";
}

std::string system_name() {
  utsname names{};
  uname(&names);
  return fmt::format("{} {} {}", names.sysname, names.release, names.machine);
}

std::string compiler_name() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

void count_cpus(Machine& machine) {
  std::set<int> cores;
  std::uint32_t threads = 0;
  for (const LogicalCpu& cpu : read_topology()) {
    if (!cpu.allowed) continue;
    cores.insert(cpu.core);
    ++threads;
  }
  machine.cores = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(cores.size()));
  machine.threads = std::max<std::uint32_t>(1, threads);
}

}  // namespace

std::optional<std::string> source_commit() {
  std::string commit = build_commit;
  if (commit.empty()) return std::nullopt;
  return commit;
}

Machine describe_machine(const fs::path& root) {
  Machine machine;
  machine.cpu = detect_cpu().brand;
  machine.microcode = cpuinfo(root, "microcode");
  machine.flags = relevant_flags(root);
  machine.governor = read_line(root / "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  machine.virtualised = virtualisation(root);
  count_cpus(machine);
  machine.system = system_name();
  machine.compiler = compiler_name();
  return machine;
}

}  // namespace wildcat::program::bench
