// SPDX-License-Identifier: MIT
// Writes the table for people, and the same as JSON straight from structs.
#include "miner/output/device_table.h"

#include <fmt/format.h>

#include <boost/describe/class.hpp>

#include "miner/json/json_writer.h"
#include "miner/output/summary.h"
#include "miner/run/figures.h"
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

struct ListedKernel {
  std::string kernel;
  std::uint64_t versions = 1;
  std::optional<double> hashes_per_second, cycles_per_hash;
  std::string self_test, reason;
  bool chosen = false;
};
BOOST_DESCRIBE_STRUCT(ListedKernel, (),
                      (kernel, versions, hashes_per_second, cycles_per_hash, self_test, reason,
                       chosen))

struct ListedDevice {
  std::string id, backend, name, kind;
  TextOrNull pci, driver;
  std::uint32_t threads = 0;
  bool used = true;
  TextOrNull setting;
  std::optional<SensorFigures> sensors;
  std::vector<ListedKernel> kernels;
};
BOOST_DESCRIBE_STRUCT(ListedDevice, (),
                      (id, backend, name, kind, pci, driver, threads, used, setting, sensors,
                       kernels))

struct ListedMissing {
  std::string backend, reason;
};
BOOST_DESCRIBE_STRUCT(ListedMissing, (), (backend, reason))

struct Listed {
  std::vector<ListedDevice> devices;
  std::vector<std::string> idle;
  std::vector<ListedMissing> missing;
};
BOOST_DESCRIBE_STRUCT(Listed, (), (devices, idle, missing))

ListedDevice listed(const DeviceKernels& device) {
  const DeviceInfo& info = device.info;
  ListedDevice all;
  all.id = info.id;
  all.backend = info.backend;
  all.name = info.name;
  all.kind = kind_name(info.kind);
  all.pci = {info.pci};
  all.driver = {info.driver};
  all.threads = device.scanners;
  all.used = device.used;
  all.setting = {setting_of(device.kernels)};
  all.sensors = figures_of(device.sensors);
  for (const KernelReport& kernel : device.kernels)
    all.kernels.push_back({kernel.name, kernel.versions, kernel.hashes_per_second,
                           kernel.cycles_per_hash, to_string(kernel.self_test), kernel.reason,
                           kernel.chosen});
  return all;
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
  Listed all{{}, listing.idle, {}};
  for (const DeviceKernels& device : listing.devices) all.devices.push_back(listed(device));
  for (const Missing& each : listing.missing) all.missing.push_back({each.backend, each.reason});
  return json_of(all) + "\n";
}

}  // namespace wildcat::program
