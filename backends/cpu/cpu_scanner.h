// SPDX-License-Identifier: MIT
// Searches units on the thread that waits for them. A unit is cut into slices of nonces, each
// searched for all versions, and a slice into kernel calls of a quarter of a millisecond; between
// calls the scanner looks whether the work still counts.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>

#include "backends/cpu/cpu_limits.h"
#include "backends/cpu/kernel_plan.h"
#include "backends/cpu/midstate_cache.h"
#include "wildcat/device.h"

namespace wildcat {

/// How a scanner behaves. The defaults are the contract's.
struct ScannerSettings {
  std::chrono::duration<double> call_time = std::chrono::microseconds(250);
  std::chrono::duration<double> unit_time = std::chrono::milliseconds(16);
  /// A completion is partial rather than much longer than this; one batch for all versions is
  /// searched in any case.
  std::size_t max_candidates = 65536;
};

/// See Scanner for the thread rule. Errors of submit: state, or invalid_argument for a unit without
/// versions or beyond the end of the nonces.
class CpuScanner final : public Scanner {
 public:
  /// Pins the calling thread to `cpu` (negative: does not), then allocates.
  CpuScanner(const VariantChoice& choice, int cpu, bool idle_priority,
             const ScannerSettings& settings = {});

  Shape shape(std::uint32_t versions_available) const override;
  Result<void> submit(const WorkUnit& unit) override;
  Result<Completion> wait() override;
  /// Nothing to do: wait() looks at the unit between calls anyway.
  void poke() noexcept override {}

 private:
  // Nonces first .. first + count - 1, for all versions.
  struct Slice {
    std::uint32_t first;
    std::uint64_t count;
  };
  // What the kernel writes and reads most: two neighbours, aligned, of the scanner's own memory.
  struct Workspace {
    alignas(64) wildcat_cpu_job job{};
    alignas(64) wildcat_cpu_hits hits{};
  };

  Status search(const WorkUnit& unit, Completion& out);
  std::uint64_t next_slice(const WorkUnit& unit, const Completion& so_far) const;
  Status search_slice(const WorkUnit& unit, Slice slice, std::vector<Candidate>& found);
  Status search_group(const WorkUnit& unit, Slice slice, std::uint32_t first_version,
                      const ScanVariant& variant, std::vector<Candidate>& found);
  void collect(const WorkUnit& unit, Slice slice, std::uint32_t first_version,
               std::vector<Candidate>& found) const;
  void learn_rate(unsigned k, std::uint64_t hashes, std::chrono::duration<double> took);

  ThreadPlacement placement_;  // before everything that allocates
  VariantChoice choice_;       // with rates that follow what is seen
  ScannerSettings settings_;
  std::unique_ptr<Workspace> work_;
  MidstateCache midstates_;
  std::optional<WorkUnit> unit_;
};

}  // namespace wildcat
