// SPDX-License-Identifier: MIT
// The public Client: hands everything over to the loop's thread.
#include "stratum/client/group.h"
#include "stratum/client/pending_shares.h"
#include "stratum/net/while_alive.h"

namespace wildcat::stratum {

struct Client::Impl {
  Loop& loop;
  std::shared_ptr<ClientDriver> driver;
  std::shared_ptr<PendingShares> shares = std::make_shared<PendingShares>();
};

Client::Client(Loop& loop, ClientOptions options, JobSink& sink, ClientObserver& observer)
    : impl_(std::make_shared<Impl>(Impl{loop, nullptr})) {
  PoolStack stack = make_pool_stack(loop, options);
  impl_->driver = make_driver(loop, std::move(options), std::move(stack), sink, observer);
}

Client::~Client() { impl_->driver->abandon(); }

void Client::start() { impl_->driver->start(); }

void Client::submit(Share share) {
  impl_->shares->pass(impl_->loop, impl_->driver, std::move(share));
}

void Client::set_wishes(const SourceWishes& wishes) {
  impl_->loop.post(while_alive(std::weak_ptr(impl_->driver), [wishes](ClientDriver& driver) {
    driver.set_wishes(first_source, wishes);
  }));
}

void Client::stop(std::chrono::milliseconds grace) {
  impl_->loop.post(while_alive(std::weak_ptr(impl_->driver),
                               [grace](ClientDriver& driver) { driver.stop(grace); }));
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

Result<void> PoolGroup::switch_to(PoolId pool) { return group_->switch_to(pool); }

PoolId PoolGroup::add(Client& pool) { return group_->add(pool.impl_->driver); }

Result<void> PoolGroup::remove(PoolId pool) { return group_->remove(pool); }

Result<void> PoolGroup::reorder(const std::vector<PoolId>& order) { return group_->reorder(order); }

std::vector<PoolId> PoolGroup::pools() const { return group_->pools(); }

std::optional<PoolId> PoolGroup::active() const { return group_->active(); }

}  // namespace wildcat::stratum
