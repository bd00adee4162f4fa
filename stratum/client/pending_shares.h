// SPDX-License-Identifier: MIT
// The way of a share from the thread that found it to the loop's.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "stratum/client/driver.h"

namespace wildcat::stratum {

/// Shares posted to the loop and not taken yet. There is a limit because a pool's difficulty may be
/// so easy that devices find shares faster than the loop takes them. Any thread.
class PendingShares : public std::enable_shared_from_this<PendingShares> {
 public:
  static constexpr std::size_t most = 4096;

  /// Posts `share` to `driver`; discards it when too many are under way, unless it is a block.
  void pass(Loop& loop, const std::shared_ptr<ClientDriver>& driver, Share share) {
    if (!share.is_block() && under_way_.load() >= most) {
      ++discarded_;
      return;
    }
    ++under_way_;
    loop.post([self = shared_from_this(), weak = std::weak_ptr(driver), share = std::move(share),
               since = std::chrono::steady_clock::now()]() mutable {
      --self->under_way_;
      const auto taker = weak.lock();
      if (!taker) return;
      if (const auto count = self->discarded_.exchange(0); count > 0)
        taker->discarded(first_source, count);
      taker->submit(first_source, std::move(share), since);
    });
  }

 private:
  std::atomic<std::size_t> under_way_{0};
  std::atomic<std::uint64_t> discarded_{0};  ///< and not told yet
};

}  // namespace wildcat::stratum
