// SPDX-License-Identifier: MIT
// A libnvidia-ml that knows one card, at 0000:65:00.0, whose figures come from the environment:
// WILDCAT_FAKE_NVML="power limit temperature core memory throttling", in the library's own units;
// "-" where the function is to fail.
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>

namespace {

// The figure in place `index`; false: the function fails.
template <class T>
int figure(int index, T* to) {
  const char* all = std::getenv("WILDCAT_FAKE_NVML");
  std::istringstream words(all == nullptr ? "" : all);
  std::string word;
  for (int i = 0; i <= index; ++i)
    if (!(words >> word)) return 3;
  if (word == "-") return 3;
  *to = static_cast<T>(std::stoull(word, nullptr, 0));
  return 0;
}

int card = 0;

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int nvmlInit_v2() {
  return std::getenv("WILDCAT_FAKE_NVML") == nullptr ? 9 : 0;
}
__attribute__((visibility("default"))) int nvmlShutdown() { return 0; }
__attribute__((visibility("default"))) int nvmlDeviceGetHandleByPciBusId_v2(const char* pci,
                                                                            void** device) {
  *device = &card;
  return std::strcmp(pci, "0000:65:00.0") == 0 ? 0 : 6;
}
__attribute__((visibility("default"))) int nvmlDeviceGetPowerUsage(void*, unsigned* milliwatts) {
  return figure(0, milliwatts);
}
__attribute__((visibility("default"))) int nvmlDeviceGetEnforcedPowerLimit(void*,
                                                                           unsigned* milliwatts) {
  return figure(1, milliwatts);
}
__attribute__((visibility("default"))) int nvmlDeviceGetTemperature(void*, int sensor,
                                                                    unsigned* celsius) {
  return sensor == 0 ? figure(2, celsius) : 2;
}
__attribute__((visibility("default"))) int nvmlDeviceGetClockInfo(void*, int which, unsigned* mhz) {
  return which == 1 ? figure(3, mhz) : which == 2 ? figure(4, mhz) : 2;
}
__attribute__((visibility("default"))) int nvmlDeviceGetCurrentClocksThrottleReasons(
    void*, unsigned long long* reasons) {
  return figure(5, reasons);
}
}
