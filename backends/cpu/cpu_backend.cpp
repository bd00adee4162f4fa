// SPDX-License-Identifier: MIT
// The factory: options checked and completed, one device made.
#include "backends/cpu/cpu_device.h"
#include "backends/cpu/cpu_limits.h"
#include "backends/cpu/kernel_table.h"

namespace wildcat {
namespace {

class CpuBackend final : public Backend {
 public:
  CpuBackend(CpuEnvironment environment, CpuOptions options)
      : environment_(std::move(environment)), options_(std::move(options)) {}

  std::string name() const override { return "cpu"; }

  Result<std::vector<std::unique_ptr<Device>>> devices() override {
    for (const int cpu : options_.cpus)
      if (cpu < 0 || cpu >= max_cpus)
        return Error{Errc::invalid_argument,
                     "there is no CPU number " + std::to_string(cpu) +
                         "; give numbers as /proc/cpuinfo lists them, from 0 on"};
    auto plan = make_kernel_plan(environment_, options_);
    if (!plan) return plan.error();
    std::vector<std::unique_ptr<Device>> found;
    found.push_back(std::make_unique<CpuDevice>(environment_.cpu.brand, std::move(plan).value(),
                                                completed_options()));
    return found;
  }

 private:
  CpuOptions completed_options() const {
    CpuOptions options = options_;
    if (options.cpus.empty()) options.cpus = affinity_cpus();
    if (options.threads == 0)
      options.threads = default_scanners(options.cpus.size(), cgroup_cpu_quota(environment_.root));
    // With CPUs to spare the OS finds the idle ones; pinned, two programs would share the first.
    options.pin = options.pin && options.threads >= options.cpus.size();
    return options;
  }

  CpuEnvironment environment_;
  CpuOptions options_;
};

}  // namespace

std::vector<const wildcat_cpu_kernel*> compiled_kernels() {
  return {wildcat_cpu_kernels, wildcat_cpu_kernels + wildcat_cpu_kernels_count};
}

std::unique_ptr<Backend> cpu_backend_on(CpuEnvironment environment, CpuOptions options) {
  return std::make_unique<CpuBackend>(std::move(environment), std::move(options));
}

std::unique_ptr<Backend> cpu_backend(CpuOptions options) {
  return cpu_backend_on(this_machine(), std::move(options));
}

}  // namespace wildcat
