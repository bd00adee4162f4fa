// SPDX-License-Identifier: MIT
// See device_table.h.
#include "miner/report/device_table.h"

#include <fmt/format.h>

#include "miner/report/event_fields.h"
#include "miner/report/json_text.h"
#include "miner/report/summary.h"
#include "miner/text.h"

namespace wildcat::program {

namespace {

boost::json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return boost::json::string(text);
}

const char* kind_name(DeviceKind kind) {
  if (kind == DeviceKind::cpu) return "cpu";
  return kind == DeviceKind::gpu ? "gpu" : "other";
}

/// The table shows by itself which one is fastest.
bool tells_something(const KernelReport& kernel) { return kernel.self_test != SelfTest::passed; }

std::string kernel_row(const KernelReport& kernel, const Console& console) {
  const std::string cycles =
      kernel.cycles_per_hash ? fmt::format("{:.1f}", *kernel.cycles_per_hash) : "--";
  const Tone tone = kernel.self_test == SelfTest::failed         ? Tone::bad
                    : kernel.self_test == SelfTest::not_runnable ? Tone::faint
                    : kernel.chosen                              ? Tone::good
                                                                 : Tone::plain;
  std::string row =
      fmt::format("  {} {:<14} {:>8} {:>14} {:>12}  {:<13}{}", kernel.chosen ? '*' : ' ',
                  kernel.name, kernel.versions, format_rate(kernel.hashes_per_second), cycles,
                  to_string(kernel.self_test), tells_something(kernel) ? kernel.reason : "");
  row.erase(row.find_last_not_of(' ') + 1);
  return console.paint(row, tone) + "\n";
}

/// One line each about the card, how it is set, and what its sensors say.
std::string device_details(const DeviceKernels& device) {
  std::string text;
  const DeviceInfo& info = device.info;
  if (!info.driver.empty() || !info.pci.empty())
    text += fmt::format("    driver {}{}\n", info.driver,
                        info.pci.empty() ? "" : ", PCI address " + info.pci);
  for (const KernelReport& kernel : device.kernels)
    if (kernel.chosen && !kernel.setting.empty()) {
      text += fmt::format("    set to {}\n", kernel.setting);
      break;
    }
  if (device.sensors) text += fmt::format("    sensors{}\n", reading_text(*device.sensors));
  return text;
}

boost::json::object kernel_object(const DeviceKernels& device, const KernelReport& kernel) {
  const DeviceInfo& info = device.info;
  return {{"backend", info.backend},
          {"id", info.id},
          {"name", info.name},
          {"threads", device.scanners},
          {"kernel", kernel.name},
          {"versions", kernel.versions},
          {"hashes_per_second", number_or_null(kernel.hashes_per_second)},
          {"cycles_per_hash", number_or_null(kernel.cycles_per_hash)},
          {"self_test", to_string(kernel.self_test)},
          {"reason", kernel.reason},
          {"chosen", kernel.chosen},
          {"used", device.used},
          {"kind", kind_name(info.kind)},
          {"pci", text_or_null(info.pci)},
          {"driver", text_or_null(info.driver)},
          {"setting", text_or_null(kernel.setting)},
          {"sensors", sensor_fields(device.sensors)}};
}

}  // namespace

const char* to_string(SelfTest outcome) {
  switch (outcome) {
    case SelfTest::passed:
      return "passed";
    case SelfTest::failed:
      return "failed";
    case SelfTest::not_runnable:
      return "not runnable";
  }
  return "failed";
}

std::string device_table(const std::vector<DeviceKernels>& devices, const Console& console) {
  std::string text;
  for (const DeviceKernels& device : devices) {
    text += fmt::format("{}  {}  ({}; rates are of one){}\n", device.info.id, device.info.name,
                        counted(device.scanners, "thread"), device.used ? "" : "  idle");
    text += console.paint(fmt::format("    {:<14} {:>8} {:>14} {:>12}  {}\n", "kernel", "versions",
                                      "rate", "cycles/hash", "self-test"),
                          Tone::faint);
    for (const KernelReport& kernel : device.kernels) text += kernel_row(kernel, console);
    text += console.paint(device_details(device), Tone::faint);
  }
  return text;
}

std::string device_json(const std::vector<DeviceKernels>& devices) {
  std::string text;
  for (const DeviceKernels& device : devices)
    for (const KernelReport& kernel : device.kernels) {
      text += text.empty() ? "[\n  " : ",\n  ";
      text += json_text(kernel_object(device, kernel));
    }
  return text.empty() ? "[]\n" : text + "\n]\n";
}

}  // namespace wildcat::program
