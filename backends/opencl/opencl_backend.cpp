// SPDX-License-Identifier: MIT
// The OpenCL backend: surveys the platforms once and makes a device of each usable one.
#include "backends/opencl/opencl_backend.h"

#include "backends/gpu/gpu_device.h"
#include "backends/opencl/cl_device.h"

namespace wildcat::opencl {
namespace {

class OpenclBackend final : public Backend {
 public:
  OpenclBackend(Environment environment, OpenclOptions options)
      : environment_(std::move(environment)), options_(std::move(options)) {}

  std::string name() const override { return "opencl"; }

  Result<std::vector<std::unique_ptr<Device>>> devices() override {
    notes_.clear();
    const std::string& kernel = options_.kernel;
    if (!kernel.empty() && kernel != gpu::single_name && kernel != gpu::version_major_name)
      return Error{Errc::not_found, "OpenCL has no kernel '" + kernel + "'; there are " +
                                        gpu::single_name + " and " + gpu::version_major_name};
    std::vector<std::unique_ptr<Device>> found;
    auto api = load_cl(options_.library);
    if (!api) {
      notes_.push_back(api.error().message);
      return found;
    }
    ClSurvey all = survey(**api);
    notes_ = std::move(all.notes);
    for (ClDeviceFacts& facts : all.devices)
      found.push_back(cl_device(*api, std::move(facts), found.size(), environment_, options_));
    return found;
  }

  std::vector<std::string> notes() const override { return notes_; }

 private:
  Environment environment_;
  OpenclOptions options_;
  std::vector<std::string> notes_;
};

}  // namespace

std::unique_ptr<Backend> backend_on(Environment environment, OpenclOptions options) {
  return std::make_unique<OpenclBackend>(std::move(environment), std::move(options));
}

}  // namespace wildcat::opencl

namespace wildcat {

std::unique_ptr<Backend> opencl_backend(OpenclOptions options) {
  return opencl::backend_on({}, std::move(options));
}

}  // namespace wildcat
