// SPDX-License-Identifier: MIT
// Asking backends what devices there are, for a limited time: a driver may hang, and must not keep
// the others from mining.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "wildcat/device.h"

namespace wildcat::program {

/// What one backend answered.
struct Found {
  std::string backend;
  Result<std::vector<std::unique_ptr<Device>>> devices;
  std::vector<std::string> notes;
  bool hung = false;  ///< it has not answered; its thread is left behind
};

/// Asks all at once, each on a thread of its own, and waits `patience` for them together. One that
/// gives no answer in time has no devices, and a note that says so.
std::vector<Found> ask(std::vector<std::shared_ptr<Backend>> backends,
                       std::chrono::milliseconds patience);

/// Asks here and now.
Found ask(Backend& backend);

}  // namespace wildcat::program
