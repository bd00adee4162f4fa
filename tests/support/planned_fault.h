// SPDX-License-Identifier: MIT
// A fault that a fake driver library commits because a test wants it.
#pragma once

#include <mutex>
#include <string_view>

namespace wildcat::test {

/// Calls of `function` (the exported name) on device `device` return `status` from the `after`-th
/// on, counting from 0. Sticky: from then on every call on that device does.
struct PlannedFault {
  const char* function = nullptr;
  int device = 0;
  int after = 0;
  int status = 0;
  bool sticky = false;
};

/// Counts calls until the fault is due. Thread rule: any thread.
class FaultCounter {
 public:
  /// Forgets what was counted.
  void plan(const PlannedFault& fault) {
    const std::lock_guard lock(mutex_);
    fault_ = fault;
    calls_ = 0;
    struck_ = false;
  }
  /// What a call of `function` on `device` has to return instead of working; 0: it works.
  int at(std::string_view function, int device) {
    const std::lock_guard lock(mutex_);
    if (fault_.function == nullptr || fault_.device != device) return 0;
    if (function == fault_.function && calls_++ >= fault_.after) {
      struck_ = true;
      return fault_.status;
    }
    return struck_ && fault_.sticky ? fault_.status : 0;
  }

 private:
  std::mutex mutex_;
  PlannedFault fault_;
  int calls_ = 0;
  bool struck_ = false;
};

}  // namespace wildcat::test
