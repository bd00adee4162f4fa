// SPDX-License-Identifier: MIT
// The public Client: hands everything over to the loop's thread.
#include <atomic>

#include "stratum/client_driver.h"

namespace wildcat::stratum {

namespace {

/// Shares posted to the loop and not taken yet. There is a limit because a pool's difficulty may be
/// so easy that devices find shares faster than the loop takes them.
struct Gate {
  static constexpr std::size_t most = 4096;
  std::atomic<std::size_t> under_way{0};
  std::atomic<std::uint64_t> discarded{0};  ///< and not told yet

  bool enter(bool always) {
    if (!always && under_way.load() >= most) {
      ++discarded;
      return false;
    }
    ++under_way;
    return true;
  }
};

}  // namespace

struct Client::Impl {
  Loop& loop;
  std::shared_ptr<ClientDriver> driver;
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
};

Client::Client(Loop& loop, ClientOptions options, JobSink& sink, ClientObserver& observer)
    : impl_(std::make_shared<Impl>(Impl{loop, nullptr})) {
  auto streams = make_streams(loop, options);
  impl_->driver = std::make_shared<ClientDriver>(loop, std::move(options), sink, observer,
                                                 std::move(streams));
}

Client::~Client() { impl_->driver->abandon(); }

void Client::start() { impl_->driver->start(); }

void Client::submit(Share share) {
  if (!impl_->gate->enter(share.is_block())) return;
  impl_->loop.post([weak = std::weak_ptr(impl_->driver), gate = impl_->gate,
                    share = std::move(share)]() mutable {
    --gate->under_way;
    const auto driver = weak.lock();
    if (!driver) return;
    if (const auto count = gate->discarded.exchange(0); count > 0) driver->discarded(count);
    driver->submit(std::move(share));
  });
}

void Client::stop(std::chrono::milliseconds grace) {
  impl_->loop.post([weak = std::weak_ptr(impl_->driver), grace] {
    if (const auto driver = weak.lock()) driver->stop(grace);
  });
}

}  // namespace wildcat::stratum
