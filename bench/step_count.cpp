// SPDX-License-Identifier: MIT
// Which instructions a scan executes, and how often: exact, on any machine and under any load.
//   step_count [--kernel NAME] [--versions N]
// The processor's trap flag stops the program after every instruction of the scan, and the signal
// handler notes where. The scan runs over a few batches and then over more of them; the difference
// is what the batches cost, without the preparations. scripts/check_instructions joins the
// addresses with the disassembly. A debugger's way, ptrace, counts the same, slower, and is
// forbidden in many containers. Prints a JSON object per line; addresses are those of the program's
// file. Exit codes: 0, 1 usage, 2 failure, 77 where the trap flag does nothing.
#include <link.h>
#include <signal.h>
#include <ucontext.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "backends/cpu/cpu_features.h"
#include "backends/cpu/kernel_table.h"
#include "bench/known_burst.h"

namespace {

constexpr int nothing_traps = 77;
// Two batches apart: a kernel may take two per turn of its loop.
constexpr std::uint32_t few = 1, more = 3;
constexpr greg_t trap_flag = 0x100;

struct Module {
  std::uint64_t bias = 0, begin = 0, end = 0;  // of the program's code
};

// What the handler knows. Signal handlers reach nothing but globals.
struct Tracer {
  Module module;
  std::uint64_t scan = 0, back = 0;    // where the scan begins, and where it returns to
  std::int64_t step = 0;               // what an executed instruction counts: +1 or -1
  std::vector<std::int64_t> executed;  // by place in the program's code
  std::int64_t outside = 0;            // in libraries
};
Tracer tracer;

Module this_program() {
  Module module;
  const auto first = [](dl_phdr_info* info, std::size_t, void* out) {
    auto& m = *static_cast<Module*>(out);
    m.bias = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; ++i) {
      const auto& segment = info->dlpi_phdr[i];
      if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
      m.begin = info->dlpi_addr + segment.p_vaddr;
      m.end = m.begin + segment.p_memsz;
    }
    return 1;  // the program itself comes first: that is all
  };
  dl_iterate_phdr(first, &module);
  return module;
}

void on_trap(int, siginfo_t*, void* context) {
  auto& reg = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  const auto at = static_cast<std::uint64_t>(reg[REG_RIP]);
  if (at == tracer.scan) tracer.back = *reinterpret_cast<const std::uint64_t*>(reg[REG_RSP]);
  if (tracer.back == 0) return;  // on the way to the scan
  if (at == tracer.back) {
    tracer.back = 0;
    reg[REG_EFL] &= ~trap_flag;
  } else if (at >= tracer.module.begin && at < tracer.module.end) {
    tracer.executed[at - tracer.module.begin] += tracer.step;
  } else {
    tracer.outside += tracer.step;
  }
}

// The handler has a stack of its own: its frame with all vector registers is thousands of bytes.
void install_handler() {
  static char room[1 << 16];
  stack_t stack{};
  stack.ss_sp = room;
  stack.ss_size = sizeof room;
  sigaltstack(&stack, nullptr);
  struct sigaction action{};
  action.sa_sigaction = on_trap;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGTRAP, &action, nullptr);
}

// Below the red zone; the handler takes the flag away again when the scan returns.
void set_trap_flag() {
  __asm__ volatile(
      "lea -128(%%rsp), %%rsp\n\tpushfq\n\torl %0, (%%rsp)\n\tpopfq\n\tlea 128(%%rsp), %%rsp"
      :
      : "i"(trap_flag)
      : "cc", "memory");
}

bool trace(wildcat_cpu_scan scan, std::uint32_t batches) {
  // No hit gets through all 32 bits: the way through the scan depends on nothing but its batches.
  static const wildcat_cpu_job job = wildcat::bench::make_job(0xffffffff);
  static wildcat_cpu_hits hits;
  hits.count = 0;
  set_trap_flag();
  return scan(&job, wildcat::bench::first_nonce, batches, &hits) == batches;
}

// Leaves the cost of `more - few` batches in the tracer.
bool count(wildcat_cpu_scan scan) {
  tracer.scan = reinterpret_cast<std::uint64_t>(scan);
  tracer.executed.assign(tracer.module.end - tracer.module.begin, 0);
  tracer.outside = 0;
  tracer.step = -1;
  if (!trace(scan, few)) return false;
  tracer.step = 1;
  return trace(scan, more);
}

// False when nothing was counted.
bool print_executed() {
  const char* comma = "";
  for (std::size_t i = 0; i < tracer.executed.size(); ++i) {
    if (tracer.executed[i] == 0) continue;
    const std::uint64_t address = tracer.module.begin + i - tracer.module.bias;
    std::printf("%s\"%llx\": %lld", comma, static_cast<unsigned long long>(address),
                static_cast<long long>(tracer.executed[i]));
    comma = ", ";
  }
  return *comma != 0;
}

void count_and_print(const wildcat_cpu_kernel& kernel, unsigned log2) {
  const std::uint32_t versions = 1u << log2;
  if (!count(kernel.scan[log2])) {
    std::fprintf(stderr, "step_count: %s with %u versions did not search all its batches\n",
                 kernel.name, versions);
    std::exit(2);
  }
  std::printf("{\"kernel\": \"%s\", \"versions\": %u, \"hashes\": %u, \"outside\": %lld, ",
              kernel.name, versions, (more - few) * kernel.lanes * versions,
              static_cast<long long>(tracer.outside));
  std::printf("\"executed\": {");
  const bool any = print_executed();
  std::printf("}}\n");
  if (!any) std::exit(nothing_traps);
}

void print_compiler() {
#if defined(__clang__)
  std::printf("{\"compiler\": \"clang-%d\"", __clang_major__);
#else
  std::printf("{\"compiler\": \"gcc-%d\"", __GNUC__);
#endif
#if defined(NDEBUG)
  std::printf(", \"optimized\": true}\n");
#else
  std::printf(", \"optimized\": false}\n");
#endif
}

void count_kernel(const wildcat_cpu_kernel& kernel, std::uint32_t only_versions) {
  std::string reason;
  const bool runnable = wildcat::cpu_kernel_runnable(kernel, &reason);
  for (std::uint32_t log2 = 0; log2 < WILDCAT_CPU_SCANS; ++log2) {
    const std::uint32_t versions = 1u << log2;
    if (kernel.scan[log2] == nullptr || (only_versions != 0 && only_versions != versions)) continue;
    if (runnable)
      count_and_print(kernel, log2);
    else
      std::printf("{\"kernel\": \"%s\", \"versions\": %u, \"not_runnable\": \"%s\"}\n", kernel.name,
                  versions, reason.c_str());
  }
}

int usage(std::FILE* out, int code) {
  std::fputs(
      "usage: step_count [--kernel NAME] [--versions N]\n"
      "Counts how often each instruction of each scan is executed, by single-stepping.\n"
      "scripts/check_instructions runs it and makes sense of the numbers.\n",
      out);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  std::string kernel;
  std::uint32_t versions = 0;
  for (int i = 1; i < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--help") return usage(stdout, 0);
    if (i + 1 == argc) return usage(stderr, 1);
    if (option == "--kernel")
      kernel = argv[i + 1];
    else if (option == "--versions")
      versions = static_cast<std::uint32_t>(std::strtoul(argv[i + 1], nullptr, 10));
    else
      return usage(stderr, 1);
  }
  install_handler();
  tracer.module = this_program();
  print_compiler();
  for (std::uint32_t i = 0; i < wildcat_cpu_kernels_count; ++i)
    if (kernel.empty() || kernel == wildcat_cpu_kernels[i]->name)
      count_kernel(*wildcat_cpu_kernels[i], versions);
  return 0;
}
