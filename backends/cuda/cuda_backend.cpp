// SPDX-License-Identifier: MIT
// Finds the GPUs. No driver is no device: the reason goes into the notes.
#include "backends/cuda/cuda_backend.h"

#include <array>
#include <utility>

#include "backends/cuda/cuda_queue.h"
#include "backends/files/value_file.h"
#include "backends/gpu/tuned_device.h"
#include "wildcat/version.h"

namespace wildcat::cuda {
namespace {

constexpr int oldest_generation = 75;  // Turing: what nvcc compiles for, see CMakeLists.txt

// The driver writes PCI addresses in capitals.
std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// The first line; empty without the file, as on Windows' Linux.
std::string dotted(int version) {
  return std::to_string(version / 1000) + '.' + std::to_string(version % 1000 / 10);
}

// The first driver of a major version runs everything that its compilers make.
std::string needed_driver(const Image& image) {
  const int major = image.toolkit / 1000;
  const std::string branch = major == 12 ? "525" : major == 13 ? "580" : "the one of that version";
  return "CUDA " + std::to_string(major) + ".0 (driver " + branch + " or newer)";
}

class CudaBackend final : public Backend {
 public:
  CudaBackend(Environment environment, CudaOptions options)
      : environment_(std::move(environment)), options_(std::move(options)) {}

  std::string name() const override { return "cuda"; }
  std::vector<std::string> notes() const override { return notes_; }

  Result<std::vector<std::unique_ptr<Device>>> devices() override {
    notes_.clear();
    std::vector<std::unique_ptr<Device>> found;
    if (!options_.kernel.empty() && options_.kernel != gpu::single_name &&
        options_.kernel != gpu::version_major_name)
      return Error{Errc::not_found, "CUDA has no kernel " + options_.kernel + "; there are " +
                                        gpu::version_major_name + " and " + gpu::single_name};
    if (auto started = start()) {
      for (int ordinal = 0; ordinal < *started; ++ordinal)
        if (auto device = survey(ordinal)) found.push_back(std::move(device));
    } else {
      notes_.push_back(started.error().message);
    }
    return found;
  }

 private:
  Result<int> start();
  std::unique_ptr<Device> survey(int ordinal);
  std::unique_ptr<Device> tuned(DeviceInfo info, const std::string& identity,
                                const QueueSetup& setup,
                                const gpu::ScannerSettings& settings) const;
  std::string identity(DeviceNumber device) const;
  int attribute(DeviceNumber device, Attribute which) const;

  Environment environment_;
  CudaOptions options_;
  std::shared_ptr<const Driver> driver_;
  std::vector<std::string> notes_;
  int version_ = 0;
};

// The number of devices.
Result<int> CudaBackend::start() {
  if (environment_.image.data == nullptr)
    return Error{Errc::not_runnable,
                 "this program was built without CUDA; build it where nvcc of a CUDA toolkit, 12.8 "
                 "or newer, is found"};
  auto driver = load_driver(options_.library.empty() ? "libcuda.so.1" : options_.library);
  if (!driver) return driver.error();
  driver_ = *driver;
  driver_->cuDriverGetVersion(&version_);
  if (version_ / 1000 < environment_.image.toolkit / 1000)
    return Error{Errc::not_runnable, "the NVIDIA driver is too old: it knows CUDA " +
                                         dotted(version_) + ", and this program needs " +
                                         needed_driver(environment_.image) + "; update the driver"};
  int count = 0;
  const Status status = driver_->cuDeviceGetCount(&count);
  if (status == success) return count;
  return Error{Errc::not_runnable, "the CUDA driver cannot count its devices: " +
                                       driver_->describe(status) + "; restart the machine"};
}

int CudaBackend::attribute(DeviceNumber device, Attribute which) const {
  int value = 0;
  return driver_->cuDeviceGetAttribute(&value, which, device) == success ? value : 0;
}

std::unique_ptr<Device> CudaBackend::survey(int ordinal) {
  DeviceInfo info;
  info.backend = "cuda";
  info.id = "cuda:" + std::to_string(ordinal);
  info.kind = DeviceKind::gpu;
  info.driver = "CUDA " + dotted(version_);
  if (const auto release = read_line(environment_.version_file))
    info.driver += ", NVIDIA " + *release;
  DeviceNumber device = 0;
  if (const Status status = driver_->cuDeviceGet(&device, ordinal); status != success) {
    notes_.push_back(driver_->failure("finding " + info.id, status).message);
    return nullptr;
  }
  std::array<char, 128> text{};
  if (driver_->cuDeviceGetName(text.data(), text.size() - 1, device) == success)
    info.name = text.data();
  if (driver_->cuDeviceGetPCIBusId(text.data(), text.size() - 1, device) == success)
    info.pci = lower(text.data());
  const int generation =
      10 * attribute(device, capability_major) + attribute(device, capability_minor);
  if (generation < oldest_generation) {
    notes_.push_back(info.id + " (" + info.name + ") is older than the GPUs that CUDA " +
                     dotted(environment_.image.toolkit) +
                     " compiles for; try OpenCL, or leave it out");
    return nullptr;
  }
  gpu::ScannerSettings settings = environment_.settings;
  settings.launch_time = options_.launch_time;
  settings.version_major = options_.kernel != gpu::single_name;
  const QueueSetup setup{driver_, ordinal, environment_.image, options_.blocks};
  if (!options_.tuning_folder.empty())
    return tuned(std::move(info), identity(device), setup, settings);
  return std::make_unique<gpu::GpuDevice>(
      gpu::GpuProfile{std::move(info), [setup] { return CudaQueue::open(setup); }, settings});
}

// The device's UUID, which it has in any slot. Empty when the driver does not tell.
std::string CudaBackend::identity(DeviceNumber device) const {
  std::array<unsigned char, 16> uuid{};
  if (driver_->cuDeviceGetUuid(uuid.data(), device) != success) return "";
  return {uuid.begin(), uuid.end()};
}

std::unique_ptr<Device> CudaBackend::tuned(DeviceInfo info, const std::string& identity,
                                           const QueueSetup& setup,
                                           const gpu::ScannerSettings& settings) const {
  std::vector<gpu::Way> ways;
  for (const std::uint32_t blocks : {0u, 3u, 2u}) {
    QueueSetup one = setup;
    one.blocks = blocks;
    const std::string count =
        blocks == 0 ? "as many blocks as fit" : std::to_string(blocks) + " blocks";
    ways.push_back({count + " a multiprocessor", [one] { return CudaQueue::open(one); }});
  }
  gpu::TuningOptions tuning{KeyedFiles(options_.tuning_folder), "", options_.tune};
  for (const std::string& part :
       {std::string("cuda"), info.name, identity.empty() ? info.pci : identity, info.driver,
        options_.kernel, std::string(version_string), dotted(environment_.image.toolkit)})
    tuning.key += part + "\n";
  tuning.both_searches = options_.kernel.empty();
  tuning.effort = environment_.tuning_effort;
  tuning.launch_times = {std::chrono::milliseconds(1), std::chrono::milliseconds(2),
                         std::chrono::milliseconds(3)};
  return std::make_unique<gpu::TunedDevice>(std::move(info), std::move(ways), settings,
                                            std::move(tuning));
}

}  // namespace

std::unique_ptr<Backend> backend_on(Environment environment, CudaOptions options) {
  return std::make_unique<CudaBackend>(std::move(environment), std::move(options));
}

}  // namespace wildcat::cuda

namespace wildcat {

std::unique_ptr<Backend> cuda_backend(CudaOptions options) {
  return cuda::backend_on({}, std::move(options));
}

}  // namespace wildcat
