// SPDX-License-Identifier: MIT
// The functions of the fake OpenCL, answered from a test's description of platforms and devices.
#include "tests/unit/opencl/fake_cl.h"

#include <algorithm>

#include "tests/unit/opencl/fake_cl_objects.h"

namespace wildcat::opencl::fake {
namespace {

Machine* current = nullptr;

template <class Handle, class T>
cl_int list(std::vector<T>& all, cl_uint room, Handle* to, cl_uint* count) {
  if (count != nullptr) *count = static_cast<cl_uint>(all.size());
  for (cl_uint i = 0;
       to != nullptr && i < std::min<cl_uint>(room, static_cast<cl_uint>(all.size())); ++i)
    to[i] = handle_of<Handle>(all[i]);
  return CL_SUCCESS;
}

cl_int answer(const std::string& bytes, std::size_t room, void* to, std::size_t* size) {
  return fake::answer(bytes.data(), bytes.size(), room, to, size);
}

cl_int CL_API_CALL platform_ids(cl_uint room, cl_platform_id* to, cl_uint* count) {
  if (current->answer != CL_SUCCESS) return current->answer;
  return list(current->platforms, room, to, count);
}

cl_int CL_API_CALL platform_info(cl_platform_id id, cl_platform_info, std::size_t room, void* to,
                                 std::size_t* size) {
  return answer(behind<Platform>(id).name + '\0', room, to, size);
}

cl_int CL_API_CALL device_ids(cl_platform_id id, cl_device_type, cl_uint room, cl_device_id* to,
                              cl_uint* count) {
  auto& platform = behind<Platform>(id);
  if (platform.answer != CL_SUCCESS) return platform.answer;
  return list(platform.devices, room, to, count);
}

cl_int CL_API_CALL device_info(cl_device_id id, cl_device_info what, std::size_t room, void* to,
                               std::size_t* size) {
  const auto& answers = behind<Device>(id).answers;
  const auto at = answers.find(what);
  return at == answers.end() ? CL_INVALID_VALUE : answer(at->second, room, to, size);
}

}  // namespace

Device good_device(const std::string& name, cl_device_type type) {
  Device device;
  device.with_text(CL_DEVICE_NAME, name)
      .with_text(CL_DEVICE_VENDOR, "Test")
      .with_text(CL_DRIVER_VERSION, "1.2.3")
      .with_text(CL_DEVICE_EXTENSIONS, "cl_khr_fp64")
      .with(CL_DEVICE_TYPE, type)
      .with(CL_DEVICE_AVAILABLE, cl_bool{CL_TRUE})
      .with(CL_DEVICE_COMPILER_AVAILABLE, cl_bool{CL_TRUE})
      .with(CL_DEVICE_ENDIAN_LITTLE, cl_bool{CL_TRUE})
      .with(CL_DEVICE_MAX_COMPUTE_UNITS, cl_uint{12})
      .with(CL_DEVICE_MAX_WORK_GROUP_SIZE, std::size_t{256})
      .with(CL_DEVICE_LOCAL_MEM_SIZE, cl_ulong{32768});
  return device;
}

ClApi api_of(Machine& machine) {
  current = &machine;
  ClApi api;
  api.GetPlatformIDs = platform_ids;
  api.GetPlatformInfo = platform_info;
  api.GetDeviceIDs = device_ids;
  api.GetDeviceInfo = device_info;
  return api;
}

}  // namespace wildcat::opencl::fake
