// SPDX-License-Identifier: MIT
// Work of your own: a chain that grows by a block whenever one is found. Each block's header names
// the hash of the one before it, so every find makes the old work void at once.
#include <wildcat/cpu.h>
#include <wildcat/miner.h>

#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>

namespace {

/// Brings finds from the scanners' threads to the one that makes the jobs.
class Inbox {
 public:
  void put(const wildcat::Share& share) {
    const std::lock_guard lock(mutex_);
    if (!block_) block_ = share.header();
    changed_.notify_one();
  }
  wildcat::BlockHeader get() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return block_.has_value(); });
    return *std::exchange(block_, std::nullopt);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<wildcat::BlockHeader> block_;
};

wildcat::JobOffer job_on(const wildcat::Hash256& previous, std::uint32_t height) {
  wildcat::Job job;
  job.version = 0x20000000;
  job.prev_hash = previous;
  // A real chain would commit to transactions here; CoinbaseParts roll the extranonce, too.
  job.merkle = wildcat::hash_twice({reinterpret_cast<const std::uint8_t*>(&height), sizeof height});
  job.ntime = 1700000000 + height;
  job.nbits = 0x1f00ffff;  // one in 65536
  wildcat::JobOffer offer;
  offer.job = std::make_shared<const wildcat::Job>(job);
  offer.share_target = wildcat::Target::from_nbits(job.nbits).value();
  offer.clean = true;  // what was handed out before is void
  return offer;
}

}  // namespace

int main() {
  auto devices = wildcat::cpu_backend()->devices();
  if (!devices) return 1;
  wildcat::Miner miner;
  for (auto& device : *devices)
    if (!miner.add_device(std::move(device))) return 1;
  if (!miner.start()) return 1;

  Inbox inbox;
  const auto source =
      miner.add_source({.on_share = [&](const wildcat::Share& share) { inbox.put(share); }});
  wildcat::Hash256 tip;
  for (std::uint32_t height = 1; height <= 5; ++height) {
    if (!miner.set_job(source, job_on(tip, height))) return 1;
    wildcat::BlockHeader block = inbox.get();
    // A find of the former job may have been put just before the new job came.
    while (block.prev_hash != tip) block = inbox.get();
    tip = block.hash();
    std::printf("height %u: %s\n", static_cast<unsigned>(height), tip.display_hex().c_str());
  }
  miner.remove_source(source);  // nothing is delivered afterwards: the inbox may go
  return 0;
}
