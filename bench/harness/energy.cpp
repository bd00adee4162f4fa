// SPDX-License-Identifier: MIT
// A card's power is sampled while it searches, after a warm-up of the same length.
#include "bench/harness/energy.h"

#include <fmt/format.h>

#include <thread>

#include "bench/harness/drive.h"
#include "bench/harness/statistics.h"
#include "miner/devices/sensors.h"

namespace wildcat::program::bench {

namespace {

Result<Energy> measure_card_here(const Group& group, const Subject& subject,
                                 std::chrono::duration<double> time) {
  auto scanner = subject.device->open(0);
  if (!scanner) return scanner.error();
  const auto warm_up = run_slice(**scanner, time / 2);
  if (!warm_up) return warm_up.error();
  const auto source = telemetry();
  std::vector<double> watts;
  const auto slice = run_slice(**scanner, time / 2, [&] {
    const auto reading = reading_of(read_sensors(*source, {group.info}), group.info.id);
    if (reading && reading->power_watts) watts.push_back(*reading->power_watts);
  });
  if (!slice) return slice.error();
  if (watts.empty())
    return Error{Errc::not_runnable, "no sensor of " + group.info.id + " tells its power."};
  const double mean = estimate(watts).mean;
  return Energy{group.info.id, "the card's sensor", mean, mean / (slice->hashes_per_second / 1e9)};
}

}  // namespace

Result<Energy> measure_card_energy(const Group& group, const Subject& subject,
                                   std::chrono::duration<double> time) {
  Result<Energy> result = Energy{};
  std::thread([&] { result = measure_card_here(group, subject, time); }).join();
  return result;
}

}  // namespace wildcat::program::bench
