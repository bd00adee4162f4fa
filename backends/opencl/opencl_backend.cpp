// SPDX-License-Identifier: MIT
// The factory.
#include "backends/gpu/gpu_device.h"
#include "backends/opencl/cl_device.h"

namespace wildcat {
namespace {

class OpenclBackend final : public Backend {
 public:
  explicit OpenclBackend(OpenclOptions options) : options_(std::move(options)) {}

  std::string name() const override { return "opencl"; }

  Result<std::vector<std::unique_ptr<Device>>> devices() override {
    notes_.clear();
    const std::string& kernel = options_.kernel;
    if (!kernel.empty() && kernel != gpu::single_name && kernel != gpu::version_major_name)
      return Error{Errc::not_found, "OpenCL has no kernel '" + kernel + "'; there are " +
                                        gpu::single_name + " and " + gpu::version_major_name};
    std::vector<std::unique_ptr<Device>> found;
    auto api = opencl::load_cl(options_.library);
    if (!api) {
      notes_.push_back(api.error().message);
      return found;
    }
    opencl::ClSurvey survey = opencl::survey(**api);
    notes_ = std::move(survey.notes);
    for (opencl::ClDeviceFacts& facts : survey.devices)
      found.push_back(opencl::cl_device(*api, std::move(facts), found.size(), options_));
    return found;
  }

  std::vector<std::string> notes() const override { return notes_; }

 private:
  OpenclOptions options_;
  std::vector<std::string> notes_;
};

}  // namespace

std::unique_ptr<Backend> opencl_backend(OpenclOptions options) {
  return std::make_unique<OpenclBackend>(std::move(options));
}

}  // namespace wildcat
