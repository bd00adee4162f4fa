// SPDX-License-Identifier: MIT
// An OpenCL that exists in a test's memory only: platforms and devices that answer what they are
// told to. One at a time; one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "backends/opencl/cl_api.h"

namespace wildcat::opencl::fake {

struct Device {
  /// By question; one that is not here is answered with CL_INVALID_VALUE.
  std::map<cl_device_info, std::string> answers;

  template <class T>
  Device& with(cl_device_info what, const T& value) {
    answers[what] = std::string(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  Device& with_text(cl_device_info what, const std::string& text) {
    answers[what] = text + '\0';
    return *this;
  }
};

struct Platform {
  std::string name;
  cl_int answer = CL_SUCCESS;  ///< of clGetDeviceIDs
  std::vector<Device> devices;
};

struct Machine {
  cl_int answer = CL_SUCCESS;  ///< of clGetPlatformIDs
  std::vector<Platform> platforms;
};

/// A device that can be used.
Device good_device(const std::string& name, cl_device_type type = CL_DEVICE_TYPE_GPU);

/// The entry points that a survey needs. `machine` outlives their use.
ClApi api_of(Machine& machine);

}  // namespace wildcat::opencl::fake
