// SPDX-License-Identifier: MIT
// The public Client: hands everything over to the loop's thread.
#include "stratum/client/group.h"
#include "stratum/client/pool_stack.h"
#include "stratum/client/shares_under_way.h"
#include "stratum/net/while_alive.h"

namespace wildcat::stratum {

struct Client::Impl {
  Loop& loop;
  std::shared_ptr<SharesUnderWay> shares;  ///< what the driver's source tells
  std::shared_ptr<ClientDriver> driver;
};

Client::Client(Loop& loop, ClientOptions options, JobSink& sink, ClientObserver& observer)
    : impl_(
          std::make_shared<Impl>(Impl{loop, std::make_shared<SharesUnderWay>(observer), nullptr})) {
  PoolStack stack = make_pool_stack(loop, options);
  impl_->driver =
      make_driver(loop, std::move(options), std::move(stack), sink, observer, *impl_->shares);
}

Client::~Client() { impl_->driver->abandon(); }

void Client::start() { impl_->driver->start(); }

bool Client::submit(Share share) {
  const auto entry = impl_->shares->enter(share);
  if (entry != SharesUnderWay::Entry::taken) return entry == SharesUnderWay::Entry::surplus;
  const auto since = std::chrono::steady_clock::now();
  impl_->loop.post([shares = impl_->shares, driver = std::weak_ptr(impl_->driver),
                    share = std::move(share), since]() mutable {
    const auto taker = driver.lock();
    if (!taker) return;
    if (const auto count = shares->take_surplus(); count > 0) taker->discarded(first_source, count);
    taker->submit(first_source, std::move(share), since);
  });
  return true;
}

SharesLeft Client::close_shares() { return impl_->shares->close(); }

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
