// SPDX-License-Identifier: MIT
// OpenCL's reference-counted objects as C++ values: released once, when the owner is destroyed.
#pragma once

#include <utility>

#include "backends/opencl/cl_api.h"

namespace wildcat::opencl {

/// Owns one object; `Release` is the entry point that gives it back. Moved, not copied.
template <class T, auto Release>
class ClObject {
 public:
  ClObject() = default;
  ClObject(const ClApi& api, T object) : api_(&api), object_(object) {}
  ClObject(ClObject&& other) noexcept
      : api_(other.api_), object_(std::exchange(other.object_, nullptr)) {}
  ClObject& operator=(ClObject&& other) noexcept {
    std::swap(api_, other.api_);
    std::swap(object_, other.object_);
    return *this;
  }
  ~ClObject() {
    if (object_ != nullptr) (api_->*Release)(object_);
  }
  T get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  /// Never releases it: the driver hangs, and would hang there too.
  void abandon() { object_ = nullptr; }

 private:
  const ClApi* api_ = nullptr;
  T object_ = nullptr;
};

using ClContext = ClObject<cl_context, &ClApi::ReleaseContext>;
using ClCommandQueue = ClObject<cl_command_queue, &ClApi::ReleaseCommandQueue>;
using ClProgram = ClObject<cl_program, &ClApi::ReleaseProgram>;
using ClKernel = ClObject<cl_kernel, &ClApi::ReleaseKernel>;
using ClBuffer = ClObject<cl_mem, &ClApi::ReleaseMemObject>;
using ClEvent = ClObject<cl_event, &ClApi::ReleaseEvent>;

/// The error of a call that went wrong, `code` what it answered.
inline Error call_failed(const char* call, cl_int code) {
  return {Errc::device_failed, std::string("OpenCL's ") + call + " answers " + error_name(code) +
                                   "; the device may be lost: look at the kernel's log, reload "
                                   "its driver or leave the device out"};
}

}  // namespace wildcat::opencl
