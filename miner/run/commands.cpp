// SPDX-License-Identifier: MIT
// Hands commands to who carries them out: the Miner's throttle at once, the workers' pools on the
// loop's thread.
#include "miner/run/commands.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace wildcat::program {

Result<void> Commands::pause(const std::string& device, Hold hold) {
  return reach_.miner.pause(owner, device, hold);
}

Result<void> Commands::resume(const std::string& device) {
  return reach_.miner.resume(owner, device);
}

Result<void> Commands::set_rate(std::optional<double> hashes_per_second,
                                const std::string& device) {
  return reach_.miner.set_rate(owner, hashes_per_second, device);
}

Result<void> Commands::set_duty(std::optional<double> duty, const std::string& device) {
  return reach_.miner.set_duty(owner, duty, device);
}

Result<Fleet*> Commands::fleet_with(const std::vector<stratum::PoolId>& pools) const {
  Fleet* const fleet = reach_.fleet();
  if (fleet == nullptr) return Error{Errc::state, "the run has not begun yet; try again"};
  const auto known = fleet->pools();
  for (const stratum::PoolId id : pools)
    if (std::none_of(known.begin(), known.end(),
                     [id](const PoolStatus& pool) { return pool.id == id; }))
      return Error{Errc::not_found, "there is no pool " + std::to_string(id)};
  return fleet;
}

/// Later, on the loop's thread.
void Commands::carry_out(std::function<Result<void>()> command) {
  reach_.loop.post([this, command = std::move(command)] {
    if (const auto done = command(); !done)
      reach_.warn("a command was not carried out: " + done.error().message);
  });
}

Result<void> Commands::switch_pool(stratum::PoolId pool) {
  const auto fleet = fleet_with({pool});
  if (!fleet) return fleet.error();
  if (!(*fleet)->mines_on_one_at_a_time())
    return Error{Errc::state, "all pools are mined on at once; there is none to switch to"};
  carry_out([fleet = *fleet, pool] { return fleet->switch_pool(pool); });
  return {};
}

Result<void> Commands::add_pool(PoolSettings pool) {
  const auto fleet = fleet_with({});
  if (!fleet) return fleet.error();
  if (!pool.url) return Error{Errc::invalid_argument, "a pool to add needs an address"};
  carry_out([this, fleet = *fleet, pool = std::move(pool)] {
    return fleet->add_pool(reach_.factory_for(pool));
  });
  return {};
}

Result<void> Commands::remove_pool(stratum::PoolId pool) {
  const auto fleet = fleet_with({pool});
  if (!fleet) return fleet.error();
  carry_out([fleet = *fleet, pool] { return fleet->remove_pool(pool); });
  return {};
}

Result<void> Commands::reorder_pools(const std::vector<stratum::PoolId>& order) {
  const auto fleet = fleet_with(order);
  if (!fleet) return fleet.error();
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    return Error{Errc::invalid_argument, "the order must name each pool once"};
  carry_out([fleet = *fleet, order] { return fleet->reorder_pools(order); });
  return {};
}

Result<void> Commands::set_least_difficulty(std::optional<double> difficulty) {
  const auto fleet = fleet_with({});
  if (!fleet) return fleet.error();
  if (difficulty && !(*difficulty > 0 && std::isfinite(*difficulty)))
    return Error{Errc::invalid_argument, "a difficulty is a number above 0"};
  carry_out([fleet = *fleet, difficulty]() -> Result<void> {
    fleet->set_least_difficulty(difficulty);
    return {};
  });
  return {};
}

void Commands::end(const std::string& reason) { reach_.end({ExitCode::ok, reason}); }

}  // namespace wildcat::program
