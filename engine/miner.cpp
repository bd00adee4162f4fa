// SPDX-License-Identifier: MIT
// The Miner is a thin shell: sources live in the scheduler, threads in the workers, and this holds
// them together from start to stop.
#include "wildcat/miner.h"

#include <system_error>
#include <thread>
#include <vector>

#include "engine/scanner_loop.h"

namespace wildcat {
namespace {

// Sources of randomness that differ by scanner, all from one seed (splitmix64's increment keeps
// them apart; the generator's own seeding mixes the bits).
std::uint64_t seed_of(std::uint64_t seed, std::uint64_t scanner) {
  return seed + (scanner + 1) * 0x9e3779b97f4a7c15u;
}

}  // namespace

struct Miner::Impl {
  enum class State { idle, running, stopped };

  EngineContext context;
  mutable std::mutex mutex;  // guards the rest against stats(); held for moments only
  State state = State::idle;
  std::vector<std::unique_ptr<MinedDevice>> devices;
  Seconds ended{0};                  // when stopped: the clock stands still
  std::vector<std::thread> threads;  // the owner thread's alone

  Seconds elapsed() const { return state == State::running ? context.now() : ended; }
  void spawn();
  void join();
};

void Miner::Impl::spawn() {
  std::uint64_t number = 0;
  for (const auto& device : devices)
    for (std::uint32_t i = 0; i < device->scanners; ++i) {
      const std::uint64_t seed = seed_of(context.options.seed, number++);
      threads.emplace_back(
          [this, mined = device.get(), i, seed] { ScannerLoop(context, *mined, i, seed).run(); });
    }
}

void Miner::Impl::join() {
  context.stopping.store(true);
  context.scheduler.close();
  context.throttle.close();
  for (std::thread& thread : threads) thread.join();
  threads.clear();
  const std::lock_guard lock(mutex);
  if (state == State::running) ended = context.now();
  state = State::stopped;
}

Miner::Miner(MinerOptions options) : impl_(std::make_unique<Impl>()) {
  impl_->context.options = options;
  impl_->context.throttle.set_step(options.unit_time);
}

Miner::~Miner() { stop(); }

Result<void> Miner::add_device(std::unique_ptr<Device> device) {
  if (!device) return Error{Errc::invalid_argument, "no device was given; open one first"};
  const std::lock_guard lock(impl_->mutex);
  if (impl_->state != Impl::State::idle)
    return Error{Errc::state, "the miner has been started; add devices before that"};
  impl_->devices.push_back(
      std::make_unique<MinedDevice>(std::move(device), impl_->context.throttle));
  return {};
}

Result<void> Miner::start() {
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->state != Impl::State::idle)
      return Error{Errc::state, "the miner has been started before; make a new one"};
    if (impl_->devices.empty())
      return Error{Errc::not_found, "there is no device to mine with; add one first"};
    impl_->context.started = std::chrono::steady_clock::now();
    impl_->state = Impl::State::running;
  }
  try {
    impl_->spawn();
  } catch (const std::system_error& e) {
    impl_->join();
    return Error{Errc::exhausted, std::string("cannot start a thread per scanner (") + e.what() +
                                      "); use fewer scanners or raise the limit on threads"};
  }
  return {};
}

void Miner::stop() { impl_->join(); }

SourceId Miner::add_source(SourceOptions options) {
  return impl_->context.scheduler.add_source(std::move(options))->id();
}

void Miner::remove_source(SourceId source) { impl_->context.scheduler.remove_source(source); }

Result<void> Miner::set_extranonce(SourceId source, Extranonce extranonce) {
  return impl_->context.scheduler.set_extranonce(source, std::move(extranonce));
}

Result<void> Miner::set_job(SourceId source, JobOffer offer) {
  if (offer.arrived == std::chrono::steady_clock::time_point{})
    offer.arrived = std::chrono::steady_clock::now();
  return impl_->context.scheduler.set_job(source, std::move(offer));
}

void Miner::drop_job(SourceId source) { impl_->context.scheduler.drop_job(source); }

void Miner::end_job(SourceId source) { impl_->context.scheduler.end_job(source); }

bool Miner::has_job(SourceId source) const { return impl_->context.scheduler.has_job(source); }

void Miner::set_weight(SourceId source, double weight) {
  impl_->context.scheduler.set_weight(source, weight);
}

Result<void> Miner::set_rate(std::string_view owner, std::optional<double> hashes_per_second,
                             std::string_view device) {
  return impl_->context.throttle.set_rate(owner, hashes_per_second, device);
}

Result<void> Miner::set_duty(std::string_view owner, std::optional<double> duty,
                             std::string_view device) {
  auto set = impl_->context.throttle.set_duty(owner, duty, device);
  impl_->context.scheduler.recall_paused();
  return set;
}

Result<void> Miner::pause(std::string_view owner, std::string_view device, Hold hold) {
  auto set = impl_->context.throttle.set_pause(owner, hold, device);
  impl_->context.scheduler.recall_paused();
  return set;
}

Result<void> Miner::resume(std::string_view owner, std::string_view device) {
  return impl_->context.throttle.set_pause(owner, std::nullopt, device);
}

void Miner::lift(std::string_view owner) { impl_->context.throttle.lift(owner); }

ThrottleStatus Miner::throttle() const { return impl_->context.throttle.status(); }

// Late answers for a source that is gone still belong to the total.
void Miner::report(SourceId source, const ShareOutcome& outcome) {
  if (const auto found = impl_->context.scheduler.find(source))
    found->tally.count_outcome(outcome);
  else
    impl_->context.total.count_outcome(outcome);
}

Stats Miner::stats() const {
  const std::lock_guard lock(impl_->mutex);
  Stats stats;
  const Seconds now = impl_->elapsed();
  RateSums all;
  for (const auto& device : impl_->devices) {
    RateSums sums;
    DeviceStats snapshot = device->snapshot(now, sums);
    stats.hashes += snapshot.hashes;
    all += sums;
    stats.devices.push_back(std::move(snapshot));
  }
  stats.elapsed = now;
  stats.rates = rates_of(all, now);
  stats.total = impl_->context.total.snapshot();
  return stats;
}

Result<SourceStats> Miner::source_stats(SourceId source) const {
  const auto found = impl_->context.scheduler.find(source);
  if (!found)
    return Error{Errc::not_found, "there is no job source " + std::to_string(source) +
                                      "; it was never added or has been removed"};
  return found->tally.snapshot();
}

}  // namespace wildcat
