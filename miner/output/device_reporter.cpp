// SPDX-License-Identifier: MIT
// See device_reporter.h. A broken device can produce errors, and easy work stale shares, faster
// than the loop takes them, so only a bounded number waits; the rest is counted and told with the
// next.
#include "miner/output/device_reporter.h"

#include <fmt/format.h>

#include "miner/output/event_fields.h"
#include "miner/text/figures.h"
#include "wildcat/header.h"

namespace wildcat::program {

namespace {
constexpr std::uint32_t most_errors = 64, most_stale = 4096;
}

bool DeviceReporter::Traffic::enter(std::uint32_t most) {
  if (pending.fetch_add(1) < most) return true;
  pending.fetch_sub(1);
  suppressed.fetch_add(1);
  return false;
}

std::uint64_t DeviceReporter::Traffic::leave() {
  pending.fetch_sub(1);
  return suppressed.exchange(0);
}

DeviceReporter::DeviceReporter(stratum::Loop& loop, Console& console, EventLog& events,
                               std::function<void()> on_failure,
                               std::function<std::uint32_t(SourceId)> worker_of)
    : loop_(loop),
      console_(console),
      events_(events),
      on_failure_(std::move(on_failure)),
      worker_of_(std::move(worker_of)) {}

void DeviceReporter::on_hardware_error(const HardwareError& error) {
  if (errors_.enter(most_errors)) loop_.post([this, error] { show_hardware_error(error); });
}

void DeviceReporter::show_hardware_error(const HardwareError& error) {
  const std::uint64_t suppressed = errors_.leave();
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

void DeviceReporter::on_device_recovery(const std::string& device) {
  loop_.post([this, device] {
    console_.warning(fmt::format("device {} works again", device));
    events_.write("device_recovered", {{"device", device}});
  });
}

void DeviceReporter::on_stale_share(const Share& share, StaleFault fault) {
  // A block is never left out, however many came before it.
  if (stale_.enter(share.is_block() ? ~0U : most_stale))
    loop_.post([this, share, fault] { show_stale_share(share, fault); });
}

void DeviceReporter::show_stale_share(const Share& share, StaleFault fault) {
  const std::uint64_t suppressed = stale_.leave();
  console_.debug(fmt::format("share of {} for an old job, not sent{}",
                             format_difficulty(share.difficulty()),
                             suppressed > 0 ? fmt::format(" (and {} more)", suppressed) : ""));
  auto fields = stale_fields(share, fault, suppressed);
  fields["worker"] = worker_of_(share.source());
  events_.write("stale", std::move(fields));
}

void DeviceReporter::on_unit_finds(const UnitFinds& finds) {
  if (recorder_ != nullptr) recorder_->searched(finds);
}

}  // namespace wildcat::program
