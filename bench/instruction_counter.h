// SPDX-License-Identifier: MIT
// Instructions that this thread executes, by the processor's own counter. Many virtual machines and
// containers have none: then it stays silent, and nobody minds.
#pragma once

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <optional>

namespace wildcat::bench {

/// Counts in user mode between start() and stop(). One thread.
class InstructionCounter {
 public:
  InstructionCounter() {
    perf_event_attr wanted{};
    wanted.size = sizeof wanted;
    wanted.type = PERF_TYPE_HARDWARE;
    wanted.config = PERF_COUNT_HW_INSTRUCTIONS;
    wanted.disabled = 1;
    wanted.exclude_kernel = 1;
    wanted.exclude_hv = 1;
    file_ = static_cast<int>(syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0));
  }
  ~InstructionCounter() {
    if (file_ >= 0) close(file_);
  }
  InstructionCounter(const InstructionCounter&) = delete;
  InstructionCounter& operator=(const InstructionCounter&) = delete;

  void start() const {
    if (file_ < 0) return;
    ioctl(file_, PERF_EVENT_IOC_RESET, 0);
    ioctl(file_, PERF_EVENT_IOC_ENABLE, 0);
  }
  /// Instructions since start(); empty where there is no counter.
  std::optional<std::uint64_t> stop() const {
    std::uint64_t count = 0;
    if (file_ < 0 || ioctl(file_, PERF_EVENT_IOC_DISABLE, 0) != 0) return {};
    if (read(file_, &count, sizeof count) != sizeof count || count == 0) return {};
    return count;
  }

 private:
  int file_ = -1;
};

}  // namespace wildcat::bench
