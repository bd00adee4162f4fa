// SPDX-License-Identifier: MIT
// Makes events of what the Miner observes. A broken device can produce errors, and easy work stale
// shares, faster than the loop takes them, so only a bounded number waits; the rest is counted and
// told with the next.
#include "miner/run/device_events.h"

#include "miner/run/pool_events.h"

namespace wildcat::program {

namespace {
constexpr std::uint32_t most_errors = 64, most_stale = 4096;
}

bool DeviceEvents::Traffic::enter(std::uint32_t most) {
  if (pending.fetch_add(1) < most) return true;
  pending.fetch_sub(1);
  suppressed.fetch_add(1);
  return false;
}

std::uint64_t DeviceEvents::Traffic::leave() {
  pending.fetch_sub(1);
  return suppressed.exchange(0);
}

DeviceEvents::DeviceEvents(stratum::Loop& loop, EventBus& bus, std::function<void()> on_failure,
                           std::function<std::uint32_t(SourceId)> worker_of)
    : loop_(loop),
      bus_(bus),
      on_failure_(std::move(on_failure)),
      worker_of_(std::move(worker_of)) {}

void DeviceEvents::on_hardware_error(const HardwareError& error) {
  if (errors_.enter(most_errors)) loop_.post([this, error] { tell_hardware_error(error); });
}

void DeviceEvents::tell_hardware_error(const HardwareError& error) {
  bus_.publish(HardwareErrorEvent{
      error.device, {error.candidate.version}, {error.candidate.nonce}, errors_.leave()});
}

void DeviceEvents::on_canary(const CanaryResult& result) {
  loop_.post([this, result] {
    bus_.publish(
        CanaryEvent{result.device, result.missed, {result.answer.version}, {result.answer.nonce}});
  });
}

void DeviceEvents::on_device_failure(const DeviceFailure& failure) {
  loop_.post([this, failure] {
    bus_.publish(DeviceFailedEvent{failure.device, {failure.error.message}});
    on_failure_();
  });
}

void DeviceEvents::on_device_recovery(const std::string& device) {
  loop_.post([this, device] { bus_.publish(DeviceRecoveredEvent{device}); });
}

void DeviceEvents::on_stale_share(const Share& share, StaleFault fault) {
  // A block is never left out, however many came before it.
  if (stale_.enter(share.is_block() ? ~0U : most_stale))
    loop_.post([this, share, fault] { tell_stale_share(share, fault); });
}

void DeviceEvents::tell_stale_share(const Share& share, StaleFault fault) {
  StaleEvent event = stale_event(worker_of_(share.source()), share, fault);
  event.suppressed = stale_.leave();
  bus_.publish(std::move(event));
}

void DeviceEvents::on_unit_finds(const UnitFinds& finds) {
  if (!bus_.traced()) return;
  const std::string job = bus_.redact(finds.work.offer->name);  // a pool may repeat a password
  bus_.each_tracer([&](ConnectionTracer& tracer) { tracer.on_unit_finds(finds, job); });
}

}  // namespace wildcat::program
