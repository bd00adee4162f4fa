// SPDX-License-Identifier: MIT
#include "miner/output/start_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/array.hpp>

#include "miner/output/event_fields.h"
#include "miner/text/figures.h"
#include "miner/text/kernel_use.h"
#include "wildcat/version.h"

namespace wildcat::program {

namespace json = boost::json;

namespace {

template <class T>
json::value or_null(const std::optional<T>& value) {
  if (!value) return nullptr;
  return *value;
}

json::object limit_fields(const LimitSettings& limits) {
  return {{"max_seconds", or_null(limits.max_seconds)},
          {"max_shares", or_null(limits.max_shares)},
          {"max_blocks", or_null(limits.max_blocks)},
          {"max_rejects", or_null(limits.max_rejects)}};
}

json::array device_fields(const std::vector<DeviceUse>& devices) {
  json::array fields;
  for (const DeviceUse& device : devices) {
    const KernelUse use = kernel_use(device.kernel);
    fields.push_back(json::object{{"device", device.info.id},
                                  {"backend", device.info.backend},
                                  {"name", device.info.name},
                                  {"kernel", use.name},
                                  {"versions", use.versions},
                                  {"scanners", device.scanners},
                                  {"setting", text_or_null(device.setting)}});
  }
  return fields;
}

json::array pool_fields(const std::vector<PoolSettings>& pools) {
  json::array fields;
  for (const PoolSettings& pool : pools)
    fields.push_back(json::object{
        {"pool", pool.url->display()},
        {"user", pool.user},
        {"proxy", pool.proxy ? json::value(pool.proxy->display()) : json::value(nullptr)}});
  return fields;
}

void announce_pools(Console& console, const std::vector<PoolSettings>& pools) {
  for (const PoolSettings& pool : pools) {
    const std::string name = pool.url->display();
    const std::string through = pool.proxy ? " through " + pool.proxy->display() : "";
    console.line(fmt::format("pool       {} as {}{}", name, pool.user, through));
    if (pool.tls.insecure)
      console.warning(fmt::format(
          "--tls-insecure: {} is believed whatever certificate it shows. Whoever sits in between "
          "can take your work and read your password.",
          name));
  }
}

}  // namespace

void announce_devices(Console& console, const std::vector<DeviceUse>& devices) {
  console.line(fmt::format("Wildcat {}, SHA-256d", version_string));
  for (const DeviceUse& device : devices)
    console.line(fmt::format("device     {} {}: kernel {}, {}{}", device.info.id, device.info.name,
                             device.kernel, counted(device.scanners, "thread"),
                             device.setting.empty() ? "" : "; " + device.setting));
}

void announce(Console& console, EventLog& events, const StartReport& report) {
  const MineOptions& options = report.options;
  const ControlSettings& control = options.control;
  announce_devices(console, report.devices);
  announce_pools(console, options.pools);
  if (control.workers > 1) console.line(fmt::format("workers    {}", control.workers));
  if (report.practice)
    console.warning("practice pool: nothing mined here earns anything. Real pool: -o URL -u USER");
  events.write("start", {{"version", version_string},
                         {"pid", getpid()},
                         {"pool", options.pools.front().url->display()},
                         {"user", options.pools.front().user},
                         {"pools", pool_fields(options.pools)},
                         {"practice", report.practice},
                         {"devices", device_fields(report.devices)},
                         {"limits", limit_fields(options.limits)},
                         {"workers", control.workers},
                         {"hashrate", or_null(control.hash_rate)},
                         {"shares_per_minute", or_null(control.shares_per_minute)},
                         {"least_difficulty", or_null(control.least_difficulty)},
                         {"seed", report.seed}});
}

}  // namespace wildcat::program
