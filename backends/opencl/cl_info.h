// SPDX-License-Identifier: MIT
// Asking devices and platforms about themselves. A question that fails has an empty answer: drivers
// leave much out, and none of it is worth giving a device up.
#pragma once

#include <string>

#include "backends/opencl/cl_api.h"

namespace wildcat::opencl {

/// Questions to one device.
struct DeviceInfoReader {
  const ClApi& api;
  cl_device_id id;

  /// Text without its end mark and the blanks around it.
  std::string text(cl_device_info what) const;
  /// `size` bytes as lower-case hex.
  std::string hex(cl_device_info what, std::size_t size) const;
  /// A plain value; all zero when the driver does not answer.
  template <class T>
  T number(cl_device_info what) const {
    T value{};
    if (api.GetDeviceInfo(id, what, sizeof value, &value, nullptr) != CL_SUCCESS) return T{};
    return value;
  }
  /// Does the driver answer this question?
  template <class T>
  bool read(cl_device_info what, T& value) const {
    return api.GetDeviceInfo(id, what, sizeof value, &value, nullptr) == CL_SUCCESS;
  }
};

std::string platform_text(const ClApi& api, cl_platform_id platform, cl_platform_info what);

}  // namespace wildcat::opencl
