// SPDX-License-Identifier: MIT
// See device_table.h.
#include "miner/output/device_table.h"

#include <fmt/format.h>

#include <boost/json/value_from.hpp>

#include "miner/output/event_fields.h"
#include "miner/output/json_text.h"
#include "miner/output/summary.h"
#include "miner/text/figures.h"

namespace wildcat::program {

namespace {

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
  if (const std::string setting = setting_of(device.kernels); !setting.empty())
    text += fmt::format("    set to {}\n", setting);
  if (device.sensors) text += fmt::format("    sensors{}\n", reading_text(*device.sensors));
  return text;
}

std::string device_rows(const DeviceKernels& device, const Console& console) {
  std::string text =
      fmt::format("{}  {}  ({}; rates are of one){}\n", device.info.id, device.info.name,
                  counted(device.scanners, "thread"), device.used ? "" : "  idle");
  text += console.paint(fmt::format("    {:<14} {:>8} {:>14} {:>12}  {}\n", "kernel", "versions",
                                    "rate", "cycles/hash", "self-test"),
                        Tone::faint);
  for (const KernelReport& kernel : device.kernels) text += kernel_row(kernel, console);
  return text + console.paint(device_details(device), Tone::faint);
}

boost::json::object listed_kernel(const KernelReport& kernel) {
  return {{"kernel", kernel.name},
          {"versions", kernel.versions},
          {"hashes_per_second", number_or_null(kernel.hashes_per_second)},
          {"cycles_per_hash", number_or_null(kernel.cycles_per_hash)},
          {"self_test", to_string(kernel.self_test)},
          {"reason", kernel.reason},
          {"chosen", kernel.chosen}};
}

boost::json::object listed_device(const DeviceKernels& device) {
  const DeviceInfo& info = device.info;
  boost::json::array kernels;
  for (const KernelReport& kernel : device.kernels) kernels.push_back(listed_kernel(kernel));
  return {{"id", info.id},
          {"backend", info.backend},
          {"name", info.name},
          {"kind", kind_name(info.kind)},
          {"pci", text_or_null(info.pci)},
          {"driver", text_or_null(info.driver)},
          {"threads", device.scanners},
          {"used", device.used},
          {"setting", text_or_null(setting_of(device.kernels))},
          {"sensors", sensor_fields(device.sensors)},
          {"kernels", std::move(kernels)}};
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

std::string device_table(const DeviceListing& listing, const Console& console) {
  std::string text;
  for (const DeviceKernels& device : listing.devices) text += device_rows(device, console);
  for (const std::string& idle : listing.idle) text += idle + "\n";
  for (const Missing& missing : listing.missing) text += to_string(missing) + "\n";
  return text;
}

std::string device_json(const DeviceListing& listing) {
  boost::json::array devices, missing;
  for (const DeviceKernels& device : listing.devices) devices.push_back(listed_device(device));
  for (const Missing& each : listing.missing)
    missing.push_back(boost::json::object{{"backend", each.backend}, {"reason", each.reason}});
  return json_text(boost::json::object{{"devices", std::move(devices)},
                                       {"idle", boost::json::value_from(listing.idle)},
                                       {"missing", std::move(missing)}}) +
         "\n";
}

}  // namespace wildcat::program
