// SPDX-License-Identifier: MIT
// Every function may be missing or fail by itself: then its figure is empty.
#include "backends/telemetry/nvml.h"

#include <dlfcn.h>

namespace wildcat {
namespace {

// nvmlTemperatureSensors_t and nvmlClockType_t.
constexpr int chip_temperature = 0, core_clock = 1, memory_clock = 2;

// nvmlClocksThrottleReason...; what is no throttling (idle, clocks that somebody asked for) is not
// here.
struct Reason {
  unsigned long long bits;
  const char* words;
};
constexpr Reason reasons[] = {
    {0x04, "power limit"},
    {0x20 | 0x40, "temperature"},
    {0x80, "power brake"},
    {0x10, "held to another card's clock"},
};
constexpr unsigned long long hardware_slowdown = 0x08;  // of any cause; the others say which

template <class F>
void load(void* library, F& function, const char* name) {
  function = reinterpret_cast<F>(::dlsym(library, name));
}

// The figure of a function (device, [which,] unsigned*), divided by `scale`.
template <class F, class... Which>
std::optional<double> figure(F function, double scale, Which... which) {
  unsigned int value = 0;
  if (function == nullptr || function(which..., &value) != 0) return std::nullopt;
  return value / scale;
}

std::vector<std::string> words_for(unsigned long long bits) {
  std::vector<std::string> words;
  for (const Reason& reason : reasons)
    if ((bits & reason.bits) != 0) words.emplace_back(reason.words);
  if (words.empty() && (bits & hardware_slowdown) != 0) words.emplace_back("hardware slowdown");
  return words;
}

}  // namespace

Nvml::Nvml(const std::string& library) {
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) return;
  load(handle, init_, "nvmlInit_v2");
  load(handle, shutdown_, "nvmlShutdown");
  load(handle, handle_, "nvmlDeviceGetHandleByPciBusId_v2");
  load(handle, power_, "nvmlDeviceGetPowerUsage");
  load(handle, power_limit_, "nvmlDeviceGetEnforcedPowerLimit");
  load(handle, temperature_, "nvmlDeviceGetTemperature");
  load(handle, clock_, "nvmlDeviceGetClockInfo");
  load(handle, throttling_, "nvmlDeviceGetCurrentClocksThrottleReasons");
  running_ = init_ != nullptr && handle_ != nullptr && init_() == 0;
}

Nvml::~Nvml() {
  if (running_ && shutdown_ != nullptr) shutdown_();
}

std::optional<DeviceReading> Nvml::read(const std::string& pci) const {
  Device device = nullptr;
  if (!running_ || handle_(pci.c_str(), &device) != 0) return std::nullopt;
  DeviceReading reading;
  reading.power_watts = figure(power_, 1000, device);
  reading.power_limit_watts = figure(power_limit_, 1000, device);
  reading.temperature_c = figure(temperature_, 1, device, chip_temperature);
  reading.core_mhz = figure(clock_, 1, device, core_clock);
  reading.memory_mhz = figure(clock_, 1, device, memory_clock);
  unsigned long long bits = 0;
  if (throttling_ != nullptr && throttling_(device, &bits) == 0)
    reading.throttling = words_for(bits);
  return reading;
}

}  // namespace wildcat
