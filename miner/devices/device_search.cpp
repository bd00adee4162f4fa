// SPDX-License-Identifier: MIT
// Asks each backend on a thread of its own. A late answer is dropped by the thread that gives it.
#include "miner/devices/device_search.h"

#include <fmt/format.h>

#include <future>
#include <thread>

namespace wildcat::program {

namespace {

std::future<Found> ask_on_a_thread(std::shared_ptr<Backend> backend) {
  std::promise<Found> promise;
  auto answer = promise.get_future();
  std::thread([backend = std::move(backend), promise = std::move(promise)]() mutable {
    promise.set_value(ask(*backend));
  }).detach();
  return answer;
}

Found no_answer(const std::string& backend, std::chrono::milliseconds patience) {
  Found found{backend, std::vector<std::unique_ptr<Device>>{}, {}, true};
  found.notes.push_back(
      fmt::format("the driver has not answered for {} ms and is left out; --no-{} does not ask it",
                  patience.count(), backend));
  return found;
}

}  // namespace

Found ask(Backend& backend) {
  auto devices = backend.devices();
  return {backend.name(), std::move(devices), backend.notes(), false};
}

std::vector<Found> ask(std::vector<std::shared_ptr<Backend>> backends,
                       std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::vector<std::future<Found>> answers;
  for (const auto& backend : backends) answers.push_back(ask_on_a_thread(backend));
  std::vector<Found> all;
  for (std::size_t i = 0; i < backends.size(); ++i) {
    const bool answered = answers[i].wait_until(deadline) == std::future_status::ready;
    all.push_back(answered ? answers[i].get() : no_answer(backends[i]->name(), patience));
  }
  return all;
}

}  // namespace wildcat::program
