// SPDX-License-Identifier: MIT
// Filter after filter: the options name real things, the CPU can run it, the answers are right, the
// clock decides.
#include "backends/cpu/kernel_plan.h"

#include <optional>

#include "backends/cpu/calibration_file.h"
#include "backends/cpu/self_test.h"
#include "wildcat/version.h"

namespace wildcat {
namespace {

constexpr std::chrono::milliseconds sprint_budget{4};  // leaves a reserve below the promised 5

using Names = std::vector<std::string>;

std::string join(const Names& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

Names runnable_names(const CpuEnvironment& env) {
  Names names;
  for (const wildcat_cpu_kernel* kernel : env.kernels)
    if (cpu_kernel_runnable(*kernel, env.cpu.features, nullptr)) names.emplace_back(kernel->name);
  return names;
}

Result<void> check_kernel_option(const CpuEnvironment& env, const std::string& wanted) {
  Names names;
  for (const wildcat_cpu_kernel* kernel : env.kernels) {
    names.emplace_back(kernel->name);
    std::string reason;
    if (wanted != kernel->name || cpu_kernel_runnable(*kernel, env.cpu.features, &reason)) continue;
    return Error{Errc::not_runnable, "CPU kernel '" + wanted + "' cannot run here: " + reason +
                                         "; use one of: " + join(runnable_names(env))};
  }
  if (wanted.empty() || std::ranges::find(names, wanted) != names.end()) return {};
  return Error{Errc::not_found,
               "there is no CPU kernel '" + wanted + "'; the kernels are: " + join(names)};
}

Result<void> check_versions_option(const CpuEnvironment& env, const CpuOptions& options) {
  if (options.versions == 0) return {};
  Names offered;
  for (unsigned k = 0; k < WILDCAT_CPU_SCANS; ++k)
    for (const wildcat_cpu_kernel* kernel : env.kernels)
      if ((options.kernel.empty() || options.kernel == kernel->name) &&
          kernel->scan[k] != nullptr) {
        offered.push_back(std::to_string(1u << k));
        break;
      }
  if (std::ranges::find(offered, std::to_string(options.versions)) != offered.end()) return {};
  const std::string who = options.kernel.empty()
                              ? "no CPU kernel takes "
                              : "CPU kernel '" + options.kernel + "' does not take ";
  return Error{Errc::invalid_argument, who + std::to_string(options.versions) +
                                           " versions per call; choose one of: " + join(offered)};
}

SelfTester tester_for(KernelTable kernels) {
  std::uint32_t max_lanes = 1;
  for (const wildcat_cpu_kernel* kernel : kernels) max_lanes = std::max(max_lanes, kernel->lanes);
  return SelfTester(max_lanes);
}

std::vector<VariantReport> try_variants(const CpuEnvironment& env) {
  const SelfTester tester = tester_for(env.kernels);
  std::vector<VariantReport> reports;
  for (const wildcat_cpu_kernel* kernel : env.kernels) {
    std::string reason;
    const bool runnable = cpu_kernel_runnable(*kernel, env.cpu.features, &reason);
    for (const ScanVariant& variant : variants_of(*kernel)) {
      VariantReport report{variant, SelfTest::not_runnable, reason, 0};
      if (runnable) {
        report.reason = tester.fault_of(variant);
        report.self_test = report.reason.empty() ? SelfTest::passed : SelfTest::failed;
      }
      reports.push_back(std::move(report));
    }
  }
  return reports;
}

std::vector<ScanVariant> passed(const std::vector<VariantReport>& reports) {
  std::vector<ScanVariant> list;
  for (const VariantReport& r : reports)
    if (r.self_test == SelfTest::passed) list.push_back(r.variant);
  return list;
}

// Fills in the remembered rates; false when one is missing.
bool take_rates(std::vector<VariantReport>& reports, const std::vector<CalibrationEntry>& entries) {
  for (VariantReport& r : reports) {
    if (r.self_test != SelfTest::passed) continue;
    const auto same = [&r](const CalibrationEntry& e) {
      return e.kernel == r.variant.kernel->name && e.versions == r.variant.versions();
    };
    const auto found = std::ranges::find_if(entries, same);
    if (found == entries.end()) return false;
    r.hashes_per_second = found->hashes_per_second;
  }
  return true;
}

void calibrate(std::vector<VariantReport>& reports, const CpuEnvironment& env,
               const std::filesystem::path& file) {
  const std::string key = calibration_key(env.cpu, env.kernels, version_string);
  if (!file.empty())
    if (const auto known = load_calibration(file, key); known && take_rates(reports, *known))
      return;
  std::vector<CalibrationEntry> entries;
  for (const MeasuredVariant& m : sprint(passed(reports), sprint_budget))
    entries.push_back({m.variant.kernel->name, m.variant.versions(), m.hashes_per_second});
  take_rates(reports, entries);
  // Without the file the next start measures again: nothing to bother anybody with.
  if (!file.empty()) static_cast<void>(save_calibration(file, key, entries));
}

// True when the options let this variant serve headers with 2^k versions.
bool may_serve(const VariantReport& r, unsigned k, const CpuOptions& options) {
  if (r.self_test != SelfTest::passed || r.variant.log2_versions > k) return false;
  if (!options.kernel.empty() && options.kernel != r.variant.kernel->name) return false;
  const bool forced = options.versions != 0 && k >= scan_index(options.versions);
  return !forced || r.variant.versions() == options.versions;
}

std::optional<MeasuredVariant> fastest(const std::vector<VariantReport>& reports, unsigned k,
                                       const CpuOptions& options) {
  std::optional<MeasuredVariant> best;
  for (const VariantReport& r : reports)
    if (may_serve(r, k, options) && (!best || r.hashes_per_second > best->hashes_per_second))
      best = MeasuredVariant{r.variant, r.hashes_per_second};
  return best;
}

// The best for each number of versions; empty when one has none.
std::optional<VariantChoice> choose(const std::vector<VariantReport>& reports,
                                    const CpuOptions& options) {
  VariantChoice choice;
  for (unsigned k = 0; k < WILDCAT_CPU_SCANS; ++k) {
    const auto best = fastest(reports, k, options);
    if (!best) return std::nullopt;
    choice[k] = *best;
  }
  return choice;
}

// What the file says of the variants that can run here, as if they had passed their self-test.
std::vector<VariantReport> remembered_variants(const CpuEnvironment& env,
                                               const std::vector<CalibrationEntry>& entries) {
  std::vector<VariantReport> reports;
  for (const wildcat_cpu_kernel* kernel : env.kernels)
    for (const ScanVariant& variant : variants_of(*kernel))
      for (const CalibrationEntry& e : entries)
        if (e.kernel == kernel->name && e.versions == variant.versions() &&
            cpu_kernel_runnable(*kernel, env.cpu.features, nullptr))
          reports.push_back({variant, SelfTest::passed, "", e.hashes_per_second});
  return reports;
}

bool among(const VariantChoice& choice, const VariantReport& report) {
  return std::ranges::any_of(choice, [&](const MeasuredVariant& m) {
    return m.variant.kernel == report.variant.kernel &&
           m.variant.log2_versions == report.variant.log2_versions;
  });
}

// The choice by what is remembered, tested now. Empty when nothing is remembered or a test fails:
// then everything has to be looked at.
std::optional<KernelPlan> remembered_plan(const CpuEnvironment& env, const CpuOptions& options) {
  const auto known = load_calibration(options.calibration_file,
                                      calibration_key(env.cpu, env.kernels, version_string));
  if (!known) return std::nullopt;
  KernelPlan plan;
  plan.variants = remembered_variants(env, *known);
  const auto choice = choose(plan.variants, options);
  if (!choice) return std::nullopt;
  plan.best = *choice;
  std::erase_if(plan.variants, [&](const VariantReport& r) { return !among(plan.best, r); });
  std::vector<const wildcat_cpu_kernel*> kernels;
  for (const VariantReport& r : plan.variants) kernels.push_back(r.variant.kernel);
  const SelfTester tester = tester_for(kernels);
  for (const VariantReport& r : plan.variants)
    if (!tester.fault_of(r.variant).empty()) return std::nullopt;
  return plan;
}

Error none_passed(const std::vector<VariantReport>& reports, const CpuOptions& options) {
  std::string causes;
  for (const VariantReport& r : reports)
    if (r.self_test == SelfTest::failed &&
        (options.kernel.empty() || options.kernel == r.variant.kernel->name))
      causes.append(" ").append(r.variant.name()).append(": ").append(r.reason).append(";");
  return {Errc::self_test_failed,
          "no CPU kernel that the options allow passed its self-test (" + causes +
              " ); choose another kernel, and suspect the machine's memory or overclocking"};
}

}  // namespace

CpuEnvironment this_machine() { return {compiled_kernels(), detect_cpu(), "/"}; }

Result<KernelPlan> make_kernel_plan(const CpuEnvironment& environment, const CpuOptions& options) {
  if (auto ok = check_kernel_option(environment, options.kernel); !ok) return ok.error();
  if (auto ok = check_versions_option(environment, options); !ok) return ok.error();
  if (options.quick_start && !options.calibration_file.empty())
    if (auto plan = remembered_plan(environment, options)) return std::move(*plan);
  KernelPlan plan;
  plan.variants = try_variants(environment);
  calibrate(plan.variants, environment, options.calibration_file);
  const auto choice = choose(plan.variants, options);
  if (!choice) return none_passed(plan.variants, options);
  plan.best = *choice;
  return plan;
}

}  // namespace wildcat
