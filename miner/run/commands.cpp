// SPDX-License-Identifier: MIT
// Hands commands to who carries them out: the Miner's throttle at once, the workers' pools on the
// loop's thread.
#include "miner/run/commands.h"

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

void Commands::end(const std::string& reason) { reach_.end({ExitCode::ok, reason}); }

}  // namespace wildcat::program
