// SPDX-License-Identifier: MIT
// Platforms, their devices, and what is asked of each.
#include "backends/opencl/cl_survey.h"

#include <sstream>

#include "backends/opencl/cl_info.h"

namespace wildcat::opencl {
namespace {

constexpr cl_uint most = 64;  // platforms, and devices of one: more is a driver gone wrong

// A list the API hands out in two calls: how many, then which.
template <class Id, class Ask>
cl_int list_of(std::vector<Id>& ids, Ask ask) {
  cl_uint count = 0;
  const cl_int counted = ask(0, nullptr, &count);
  if (counted != CL_SUCCESS || count == 0) return counted;
  ids.resize(std::min(count, most));
  const cl_int listed = ask(static_cast<cl_uint>(ids.size()), ids.data(), &count);
  ids.resize(listed == CL_SUCCESS ? std::min<std::size_t>(count, ids.size()) : 0);
  return listed;
}

DeviceKind kind_of(cl_device_type type) {
  if ((type & CL_DEVICE_TYPE_GPU) != 0) return DeviceKind::gpu;
  return (type & CL_DEVICE_TYPE_CPU) != 0 ? DeviceKind::cpu : DeviceKind::other;
}

ClDeviceFacts facts_of(const ClApi& api, cl_platform_id platform, const std::string& platform_name,
                       cl_device_id id) {
  const DeviceInfoReader info{api, id};
  ClDeviceFacts facts;
  facts.platform = platform;
  facts.id = id;
  facts.platform_name = platform_name;
  facts.extensions = info.text(CL_DEVICE_EXTENSIONS);
  facts.name = info.text(CL_DEVICE_NAME);
  // AMD's CL_DEVICE_NAME is the architecture, "gfx1100"; the board's name is what people know.
  if (facts.has("cl_amd_device_attribute_query")) {
    const std::string board = info.text(CL_DEVICE_BOARD_NAME_AMD);
    if (!board.empty()) facts.name = board + " (" + facts.name + ")";
  }
  facts.vendor = info.text(CL_DEVICE_VENDOR);
  facts.driver = platform_name + " " + info.text(CL_DRIVER_VERSION);
  facts.kind = kind_of(info.number<cl_device_type>(CL_DEVICE_TYPE));
  facts.compute_units = std::max(1u, info.number<cl_uint>(CL_DEVICE_MAX_COMPUTE_UNITS));
  facts.work_group =
      std::max<std::size_t>(1, info.number<std::size_t>(CL_DEVICE_MAX_WORK_GROUP_SIZE));
  facts.local_memory = info.number<cl_ulong>(CL_DEVICE_LOCAL_MEM_SIZE);
  if (facts.has("cl_khr_device_uuid")) facts.uuid = info.hex(CL_DEVICE_UUID_KHR, CL_UUID_SIZE_KHR);
  facts.pci = pci_address(api, facts);
  return facts;
}

// Why the device is of no use; empty when it is.
std::string obstacle(const ClApi& api, cl_device_id id) {
  const DeviceInfoReader info{api, id};
  if (info.number<cl_bool>(CL_DEVICE_AVAILABLE) == CL_FALSE)
    return "it says that it is not available";
  if (info.number<cl_bool>(CL_DEVICE_COMPILER_AVAILABLE) == CL_FALSE)
    return "its driver has no compiler";
  if (info.number<cl_bool>(CL_DEVICE_ENDIAN_LITTLE) == CL_FALSE) return "it is big-endian";
  return "";
}

void survey_platform(const ClApi& api, cl_platform_id platform, ClSurvey& out) {
  const std::string name = platform_text(api, platform, CL_PLATFORM_NAME);
  const std::string who = "OpenCL platform '" + (name.empty() ? "without a name" : name) + "'";
  std::vector<cl_device_id> ids;
  const cl_int listed = list_of(ids, [&](cl_uint n, cl_device_id* to, cl_uint* count) {
    return api.GetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, n, to, count);
  });
  if (listed == CL_DEVICE_NOT_FOUND || (listed == CL_SUCCESS && ids.empty()))
    return out.notes.push_back(who + " has no device: its driver found no hardware of its kind");
  if (listed != CL_SUCCESS)
    return out.notes.push_back(who + " does not work: clGetDeviceIDs answers " +
                               error_name(listed) + "; reinstall its driver");
  for (const cl_device_id id : ids) {
    ClDeviceFacts facts = facts_of(api, platform, name, id);
    const std::string why = obstacle(api, id);
    if (why.empty())
      out.devices.push_back(std::move(facts));
    else
      out.notes.push_back("'" + facts.name + "' of " + who + " cannot be used: " + why);
  }
}

}  // namespace

bool ClDeviceFacts::has(const std::string& extension) const {
  std::istringstream words(extensions);
  for (std::string word; words >> word;)
    if (word == extension) return true;
  return false;
}

ClSurvey survey(const ClApi& api) {
  ClSurvey out;
  std::vector<cl_platform_id> platforms;
  const cl_int listed = list_of(platforms, [&](cl_uint n, cl_platform_id* to, cl_uint* count) {
    return api.GetPlatformIDs(n, to, count);
  });
  if (listed != CL_SUCCESS && listed != CL_PLATFORM_NOT_FOUND_KHR)
    out.notes.push_back("OpenCL does not work: clGetPlatformIDs answers " + error_name(listed));
  else if (platforms.empty())
    out.notes.push_back(
        "no OpenCL driver: the loader found none (drivers register in /etc/OpenCL/vendors)");
  for (const cl_platform_id platform : platforms) survey_platform(api, platform, out);
  return out;
}

}  // namespace wildcat::opencl
