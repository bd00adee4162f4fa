// SPDX-License-Identifier: MIT
// What several makers of events have in common.
#include "miner/run/events.h"

namespace wildcat::program {

StartEvent::Device start_device(const DeviceUse& device) {
  const KernelUse& kernel = device.kernel;
  return {device.info.id,  device.info.backend, device.info.name, kernel.name,
          kernel.versions, device.scanners,     {device.setting}};
}

}  // namespace wildcat::program
