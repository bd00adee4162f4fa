// SPDX-License-Identifier: MIT
// The public Client: hands everything over to the loop's thread.
#include "stratum/client/group.h"
#include "stratum/client/pending_shares.h"

namespace wildcat::stratum {

struct Client::Impl {
  Loop& loop;
  std::shared_ptr<ClientDriver> driver;
  std::shared_ptr<PendingShares> gate = std::make_shared<PendingShares>();
};

Client::Client(Loop& loop, ClientOptions options, JobSink& sink, ClientObserver& observer)
    : impl_(std::make_shared<Impl>(Impl{loop, nullptr})) {
  auto streams = make_streams(loop, options);
  impl_->driver =
      std::make_shared<ClientDriver>(loop, std::move(options), sink, observer, std::move(streams));
}

Client::~Client() { impl_->driver->abandon(); }

void Client::start() { impl_->driver->start(); }

void Client::submit(Share share) {
  impl_->gate->pass(impl_->loop, impl_->driver, std::move(share));
}

void Client::stop(std::chrono::milliseconds grace) {
  impl_->loop.post([weak = std::weak_ptr(impl_->driver), grace] {
    if (const auto driver = weak.lock()) driver->stop(grace);
  });
}

PoolGroup::PoolGroup(Loop& loop, const std::vector<Client*>& pools, PoolStrategy strategy,
                     PoolHealth health, OnActive on_active) {
  std::vector<std::shared_ptr<ClientDriver>> drivers;
  for (const Client* client : pools) drivers.push_back(client->impl_->driver);
  group_ = std::make_shared<ClientGroup>(loop, std::move(drivers), strategy, health,
                                         std::move(on_active));
}

PoolGroup::~PoolGroup() = default;

void PoolGroup::start() { group_->start(); }

}  // namespace wildcat::stratum
