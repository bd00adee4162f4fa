// SPDX-License-Identifier: MIT
// Compiles the kernel text for one device, or takes the compiled program from the cache. A cached
// program that the driver refuses is compiled again.
#include "backends/opencl/cl_program.h"

namespace wildcat::opencl {
namespace {

constexpr std::size_t log_shown = 400;

std::string build_log(const ClApi& api, cl_program program, cl_device_id device) {
  std::size_t size = 0;
  if (api.GetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, nullptr, &size) !=
          CL_SUCCESS ||
      size == 0)
    return "nothing";
  std::string log(size, '\0');
  api.GetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, size, log.data(), nullptr);
  return std::string(log.c_str()).substr(0, log_shown);
}

cl_int build(const ClApi& api, const ClProgram& program, cl_device_id device,
             const Dialect& dialect) {
  const std::string options = std::string("-cl-std=CL1.2 ") + dialect.options;
  return api.BuildProgram(program.get(), 1, &device, options.c_str(), nullptr, nullptr);
}

ClProgram from_cache(const ClApi& api, cl_context context, const ClDeviceFacts& device,
                     const Dialect& dialect, const std::string& binary) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(binary.data());
  const std::size_t size = binary.size();
  cl_int taken = CL_SUCCESS, code = CL_SUCCESS;
  ClProgram program(
      api, api.CreateProgramWithBinary(context, 1, &device.id, &size, &bytes, &taken, &code));
  const bool good = program && code == CL_SUCCESS && taken == CL_SUCCESS &&
                    build(api, program, device.id, dialect) == CL_SUCCESS;
  return good ? std::move(program) : ClProgram();
}

// Empty when the driver does not give its binaries away.
std::string binary_of(const ClApi& api, const ClProgram& program) {
  std::size_t size = 0;
  if (api.GetProgramInfo(program.get(), CL_PROGRAM_BINARY_SIZES, sizeof size, &size, nullptr) !=
      CL_SUCCESS)
    return "";
  std::string binary(size, '\0');
  char* to = binary.data();
  const cl_int code =
      api.GetProgramInfo(program.get(), CL_PROGRAM_BINARIES, sizeof to, &to, nullptr);
  return code == CL_SUCCESS ? binary : "";
}

Result<ClProgram> compile(const ClApi& api, cl_context context, const ClDeviceFacts& device,
                          const Dialect& dialect) {
  const char* text = kernel_source().data();
  const std::size_t size = kernel_source().size();
  cl_int code = CL_SUCCESS;
  ClProgram program(api, api.CreateProgramWithSource(context, 1, &text, &size, &code));
  if (!program) return call_failed("clCreateProgramWithSource", code);
  code = build(api, program, device.id, dialect);
  if (code == CL_SUCCESS) return program;
  return Error{Errc::not_runnable, std::string("the driver's compiler refuses the kernel with ") +
                                       error_name(code) +
                                       "; it says: " + build_log(api, program.get(), device.id)};
}

}  // namespace

std::vector<Dialect> dialects_for(const ClDeviceFacts& device) {
  const Dialect rotate{"rotate", ""}, shifts{"shifts", "-DWILDCAT_NO_ROTATE"};
  if (device.kind == DeviceKind::cpu) return {rotate, shifts};
  std::vector<Dialect> all;
  if (device.has("cl_amd_media_ops"))
    all.push_back({"bitalign+bitselect", "-DWILDCAT_BITALIGN -DWILDCAT_BITSELECT"});
  all.push_back({"rotate+bitselect", "-DWILDCAT_BITSELECT"});
  all.push_back(rotate);
  all.push_back(shifts);
  return all;
}

std::string program_key(const ClDeviceFacts& device, const Dialect& dialect) {
  std::string key;
  for (const std::string& part : {device.platform_name, device.vendor, device.name, device.driver,
                                  std::string(dialect.options), std::string(kernel_source())})
    key += part + "\n";
  return key;
}

Result<ClProgram> build_program(const ClApi& api, cl_context context, const ClDeviceFacts& device,
                                const Dialect& dialect, const KeyedFiles& cache) {
  const std::string key = program_key(device, dialect);
  if (const auto binary = cache.load(key)) {
    ClProgram program = from_cache(api, context, device, dialect, *binary);
    if (program) return program;
  }
  auto program = compile(api, context, device, dialect);
  if (!program) return program;
  const std::string binary = binary_of(api, *program);
  if (!binary.empty()) cache.save(key, binary);
  return program;
}

}  // namespace wildcat::opencl
