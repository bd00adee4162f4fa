// SPDX-License-Identifier: MIT
// Runs launches as host code, then changes their answers as the test says.
#include "tests/unit/gpu/scripted_queue.h"

#include "tests/support/cuda_shim.h"

namespace wildcat::test {
namespace {

constexpr unsigned blocks = 3;  // odd, so that items are dealt out unevenly

class ScriptedQueue final : public gpu::LaunchQueue {
 public:
  explicit ScriptedQueue(QueueScript& script) : script_(script), slots_(script.limits.slots) {
    for (Slot& slot : slots_) {
      slot.table.resize(script.limits.max_versions);
      slot.ring = std::make_unique<wildcat_gpu_ring>();
    }
  }

  const gpu::QueueLimits& limits() const override { return script_.limits; }
  Result<void> make_versions(std::uint32_t slot, const wildcat_gpu_headers& headers) override {
    ++script_.tables;
    shim_make_versions(blocks, slots_[slot].table.data(), headers);
    return {};
  }
  Result<void> launch(std::uint32_t number, gpu::Search search,
                      const wildcat_gpu_launch& launch) override {
    const std::size_t count = script_.launches.size();
    if (script_.on_launch)
      if (auto begun = script_.on_launch(count); !begun) return begun;
    script_.launches.push_back(launch);
    script_.searches.push_back(search);
    Slot& slot = slots_[number];
    slot.queries = 0;
    slot.ring->count = slot.ring->stopped = 0;
    const auto run = search == gpu::Search::single ? shim_search_single : shim_search_versions;
    run(blocks, slot.table.data(), launch, &stop_word_, slot.ring.get());
    if (script_.on_answer) script_.on_answer(count, *slot.ring);
    return {};
  }
  Result<bool> finished(std::uint32_t slot) override {
    return !script_.hangs && slots_[slot].queries++ >= script_.queries;
  }
  const wildcat_gpu_ring& answer(std::uint32_t slot) const override { return *slots_[slot].ring; }
  std::uint32_t stop_word() const noexcept override { return stop_word_; }
  void poke() noexcept override {
    ++stop_word_;
    ++script_.pokes;
  }
  void abandon() noexcept override { script_.abandoned = true; }

 private:
  struct Slot {
    std::vector<wildcat_gpu_version> table;
    std::unique_ptr<wildcat_gpu_ring> ring;
    std::size_t queries = 0;
  };
  QueueScript& script_;
  std::vector<Slot> slots_;
  wildcat_u32 stop_word_ = 0;
};

}  // namespace

std::unique_ptr<gpu::LaunchQueue> scripted_queue(QueueScript& script) {
  return std::make_unique<ScriptedQueue>(script);
}

}  // namespace wildcat::test
