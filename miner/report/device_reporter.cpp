// SPDX-License-Identifier: MIT
// See device_reporter.h. A broken device can produce errors faster than a disk takes them, so only
// a bounded number waits; the rest is counted and told with the next.
#include "miner/report/device_reporter.h"

#include <fmt/format.h>

#include "miner/report/event_fields.h"
#include "miner/text.h"

namespace wildcat::program {

namespace {
constexpr std::uint32_t most_pending = 64;
}

DeviceReporter::DeviceReporter(stratum::Loop& loop, Console& console, EventLog& events,
                               std::function<void()> on_failure)
    : loop_(loop), console_(console), events_(events), on_failure_(std::move(on_failure)) {}

void DeviceReporter::on_hardware_error(const HardwareError& error) {
  if (pending_errors_.fetch_add(1) >= most_pending) {
    pending_errors_.fetch_sub(1);
    suppressed_errors_.fetch_add(1);
    return;
  }
  loop_.post([this, error] { show_hardware_error(error); });
}

void DeviceReporter::show_hardware_error(const HardwareError& error) {
  pending_errors_.fetch_sub(1);
  const std::uint64_t suppressed = suppressed_errors_.exchange(0);
  console_.warning(fmt::format(
      "hardware error on {}: nonce {} is no hit when hashed again{}; it was not sent. Check "
      "cooling, clocks and memory of this machine.",
      error.device, hex32(error.candidate.nonce),
      suppressed > 0 ? fmt::format(" (and {} more)", suppressed) : ""));
  events_.write("hardware_error", hardware_error_fields(error, suppressed));
}

void DeviceReporter::on_canary(const CanaryResult& result) {
  loop_.post([this, result] { show_canary(result); });
}

void DeviceReporter::show_canary(const CanaryResult& result) {
  if (result.missed)
    console_.error(fmt::format(
        "canary missed on {}: a known answer (nonce {}) was not found, so real shares may be "
        "lost too. Try another --kernel and check this machine.",
        result.device, hex32(result.answer.nonce)));
  else
    console_.debug(fmt::format("canary found on {}", result.device));
  events_.write("canary", canary_fields(result));
}

void DeviceReporter::on_device_failure(const DeviceFailure& failure) {
  loop_.post([this, failure] {
    console_.error(fmt::format("device {} failed: {}", failure.device, failure.error.message));
    events_.write("device_failed", {{"device", failure.device}, {"reason", failure.error.message}});
    on_failure_();
  });
}

void DeviceReporter::on_stale_share(const Share& share) {
  loop_.post([this, share] {
    console_.debug(
        fmt::format("share of {} for an old job, not sent", format_difficulty(share.difficulty())));
    events_.write("stale", stale_fields(share, StaleFault::switching));
  });
}

}  // namespace wildcat::program
