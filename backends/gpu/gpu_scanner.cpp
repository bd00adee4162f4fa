// SPDX-License-Identifier: MIT
// One thread does everything; the GPU works while it sleeps.
#include "backends/gpu/gpu_scanner.h"

#include <algorithm>
#include <cstring>
#include <thread>
#include <utility>

namespace wildcat::gpu {
namespace {

constexpr std::uint64_t all_nonces = std::uint64_t{1} << 32;
// A quarter of the ring: four times as many as expected come once in the life of no machine.
constexpr double most_expected_hits = WILDCAT_GPU_RING / 4.0;
// Naps between two looks: short enough for a poke to be noticed soon, long enough to cost nothing.
constexpr Duration longest_nap = std::chrono::microseconds(500);
constexpr Duration shortest_nap = std::chrono::microseconds(50);
// The OS wakes us so much too late.
constexpr Duration wake_up = std::chrono::microseconds(100);

bool same(const wildcat_gpu_headers& a, const wildcat_gpu_headers& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;  // 32-bit fields only: no padding
}

Error broken(const std::string& what) {
  return {Errc::device_failed,
          "the device " + what + "; restart its driver, or leave the device out"};
}

}  // namespace

GpuScanner::GpuScanner(std::unique_ptr<LaunchQueue> queue, const ScannerSettings& settings)
    : queue_(std::move(queue)),
      settings_(settings),
      slots_(queue_->limits().slots),
      rate_(queue_->limits().first_rate) {}

// Nothing may be under way any more when the queue goes, unless it never ends.
GpuScanner::~GpuScanner() {
  if (lost_) return;
  queue_->poke();
  for (const std::uint32_t number : order_)
    if (!lost_ && !slots_[number].complete)
      if (auto slept = sleep_until_finished(number); !slept) lost_ = true;
}

Shape GpuScanner::shape(std::uint32_t versions_available) const {
  const std::uint32_t group = queue_->limits().group;
  const bool major = settings_.version_major && versions_available >= group;
  const std::uint32_t versions = major ? group : 1;
  const double nonces = rate_ * settings_.unit_time.count() / versions;
  return {versions, static_cast<std::uint64_t>(std::clamp(nonces, 1.0, double(all_nonces))),
          queue_->limits().slots};
}

Result<void> GpuScanner::submit(const WorkUnit& unit) {
  const auto free = std::ranges::find(slots_, false, &Slot::taken);
  if (free == slots_.end())
    return Error{Errc::state, "all slots of the GPU are taken; wait() for a unit first"};
  if (unit.versions == 0)
    return Error{Errc::invalid_argument, "a unit of no versions; give it at least one"};
  if (unit.nonces.first + unit.nonces.count > all_nonces || unit.nonces.count > all_nonces)
    return Error{Errc::invalid_argument, "the unit's nonces go beyond 2^32; cut the range there"};
  if (order_.empty()) {
    window_start_ = last_finish_ = Clock::now();
    window_hashes_ = 0;
  }
  Slot fresh;
  fresh.unit = unit;
  fresh.out.id = unit.id;
  fresh.taken = true;
  fresh.hits = most_expected_hits;
  fresh.table = std::move(free->table);
  *free = std::move(fresh);
  const auto number = static_cast<std::uint32_t>(free - slots_.begin());
  order_.push_back(number);
  if (unit.nonces.count == 0) {
    end(*free, Status::done);
    return {};
  }
  if (auto begun = begin_launch(number); !begun) return lose(begun.error());
  return {};
}

Result<Completion> GpuScanner::wait() {
  if (order_.empty()) return Error{Errc::state, "no unit is in flight; submit() one first"};
  while (!slots_[order_.front()].complete) {
    const std::uint32_t number = oldest_launch();
    if (auto slept = sleep_until_finished(number); !slept) return lose(slept.error());
    if (auto settled = settle_launch(number); !settled) return lose(settled.error());
  }
  Slot& done = slots_[order_.front()];
  order_.pop_front();
  done.taken = false;
  return std::move(done.out);
}

// The stop word is read before the unit is looked at: whatever ends the unit early
// afterwards changes it, and the launch sees that.
Result<void> GpuScanner::begin_launch(std::uint32_t number) {
  Slot& slot = slots_[number];
  wildcat_gpu_launch launch{};
  launch.stop_word = slot.stop_word = queue_->stop_word();
  if (const auto reason = slot.unit.reason_to_stop()) {
    end(slot, *reason);
    return {};
  }
  if (slot.version == 0)
    slot.size = launch_size(slot.unit, slot.unit.nonces.count - slot.out.nonces_done,
                            {std::max(rate_ * settings_.launch_time.count(), smallest_launch()),
                             slot.hits, queue_->limits().max_versions});
  slot.rows = std::min(slot.size.versions, slot.unit.versions - slot.version);
  slot.hashes = double(slot.rows) * slot.size.nonces;
  if (auto filled = fill_table(number); !filled) return filled;
  std::copy_n(slot.table->tail, 3, launch.block.tail);
  launch.block.filter_mask = slot.unit.target.filter_mask();
  launch.versions = slot.rows;
  launch.first_nonce = static_cast<std::uint32_t>(slot.unit.nonces.first + slot.out.nonces_done);
  launch.nonces = slot.size.nonces;
  slot.launched = Clock::now();
  return queue_->launch(
      number, search_for(slot.rows, queue_->limits().group, settings_.version_major), launch);
}

// A block at work for once. Where a launch costs more time than it should take, whatever it
// searches (a driver of a virtual machine, say), ever smaller ones would never get anywhere.
double GpuScanner::smallest_launch() const {
  return double(queue_->limits().group) * WILDCAT_GPU_BATCH;
}

// Units of one job differ in their nonces only, for which the table stays as it is.
Result<void> GpuScanner::fill_table(std::uint32_t number) {
  Slot& slot = slots_[number];
  const wildcat_gpu_headers headers = headers_of(slot.unit, slot.version, slot.rows);
  if (slot.table && same(*slot.table, headers)) return {};
  slot.table = headers;
  return queue_->make_versions(number, headers);
}

std::uint32_t GpuScanner::oldest_launch() const {
  return *std::ranges::min_element(order_, {}, [this](std::uint32_t number) {
    const Slot& slot = slots_[number];
    return slot.complete ? Clock::time_point::max() : slot.launched;
  });
}

// Drivers spin a core when they wait; we sleep until the launch should be over, then look.
Result<void> GpuScanner::sleep_until_finished(std::uint32_t number) {
  const Slot& slot = slots_[number];
  const Duration expected(slot.hashes / rate_);
  const auto begun = std::max(slot.launched, last_finish_);
  const Duration patience = std::max(settings_.hang_time, 100 * expected);
  for (;;) {
    auto finished = queue_->finished(number);
    if (!finished) return finished.error();
    if (*finished) return {};
    const Duration so_far = Clock::now() - begun;
    if (so_far > patience) {
      queue_->abandon();
      return Error{Errc::device_failed,
                   "the device hangs: a launch of milliseconds has not ended in " +
                       std::to_string(static_cast<long>(so_far.count())) +
                       " s; reset the device or restart the machine, or leave the device out"};
    }
    std::this_thread::sleep_for(std::clamp(expected - so_far - wake_up, shortest_nap, longest_nap));
  }
}

Result<void> GpuScanner::settle_launch(std::uint32_t number) {
  Slot& slot = slots_[number];
  const wildcat_gpu_ring& ring = queue_->answer(number);
  const bool overflow = ring.count > WILDCAT_GPU_RING;
  if (double(ring.count) > slot.hashes) return broken("reports more hits than it was given hashes");
  if (ring.stopped != 0 && queue_->stop_word() == slot.stop_word)
    return broken("stops although nobody told it to");
  learn_rate(slot, ring.stopped == 0);
  if (ring.stopped == 0 && !overflow) {
    collect(slot, ring);
    finish_slice_part(slot);
  }
  if (overflow) {  // the slice anew, with half as many
    slot.hits /= 2;
    slot.version = 0;
    slot.out.found.resize(slot.found_before);
  }
  if (!slot.complete && slot.version == 0 && slot.out.found.size() >= settings_.max_candidates)
    end(slot, Status::partial);
  return slot.complete ? Result<void>() : begin_launch(number);
}

void GpuScanner::collect(Slot& slot, const wildcat_gpu_ring& ring) const {
  for (std::uint32_t i = 0; i < ring.count; ++i)
    slot.out.found.push_back(
        {slot.unit.version(slot.version + ring.hit[i].version), ring.hit[i].nonce});
}

void GpuScanner::finish_slice_part(Slot& slot) {
  slot.version += slot.rows;
  if (slot.version < slot.unit.versions) return;
  slot.version = 0;
  slot.out.nonces_done += slot.size.nonces;
  slot.found_before = slot.out.found.size();
  if (slot.out.nonces_done == slot.unit.nonces.count) end(slot, Status::done);
}

// What was found in an unfinished slice is dropped: its nonces may be issued again.
void GpuScanner::end(Slot& slot, Status status) {
  slot.out.found.resize(slot.found_before);
  slot.out.status = status;
  slot.complete = true;
}

// Launches overlap, so single ones say little: what counts is how much ends in a stretch of time.
void GpuScanner::learn_rate(const Slot& slot, bool whole) {
  const auto now = Clock::now();
  last_finish_ = now;
  window_hashes_ += whole ? slot.hashes : 0;
  const Duration window = now - window_start_;
  if (whole && window < 2 * settings_.launch_time) return;
  if (whole) rate_ += (window_hashes_ / window.count() - rate_) * (2.0 / 3);
  window_start_ = now;
  window_hashes_ = 0;
}

Error GpuScanner::lose(Error error) {
  lost_ = true;
  return error;
}

}  // namespace wildcat::gpu
