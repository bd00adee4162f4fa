// SPDX-License-Identifier: MIT
// Makes the workers of a run and their groups of pools, counts who is ready and who is done, and
// sees to it that the process may open so many connections.
#include "miner/run/fleet.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "miner/text/remedies.h"

namespace wildcat::program {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::microseconds longest_unit = 16ms, shortest_unit = 500us;
/// Workers that units of full length serve often enough, even on one core.
constexpr std::uint32_t few_workers = 32;
/// Descriptors for everything but connections.
constexpr std::uint64_t other_descriptors = 64;

}  // namespace

std::string numbered(std::string text, std::uint32_t worker) {
  constexpr std::string_view mark = "%n";
  const std::string number = std::to_string(worker);
  for (std::size_t at = 0; (at = text.find(mark, at)) != text.npos; at += number.size())
    text.replace(at, mark.size(), number);
  return text;
}

std::chrono::microseconds unit_time_for(std::uint32_t workers) {
  return std::clamp(longest_unit * few_workers / std::max(workers, 1U), shortest_unit,
                    longest_unit);
}

Result<void> allow_connections(std::uint64_t count) {
  rlimit limit{};
  const rlim_t needed = count + other_descriptors;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return {};
  const rlim_t allowed = limit.rlim_max;
  limit.rlim_cur = needed;
  limit.rlim_max = std::max(allowed, needed);  // root may
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0) return {};
  return Error{
      Errc::exhausted,
      fmt::format("{} connections need {} file descriptors, and this process may open only "
                  "{}: {} too few. Raise the limit ('ulimit -Hn {}' as root, or LimitNOFILE "
                  "of a systemd unit), or use fewer {}.",
                  count, needed, allowed, needed - allowed, needed, option_for(Setting::workers))};
}

Fleet::Fleet(stratum::Loop& loop, Miner& miner, EventBus& bus, FleetSize size,
             stratum::PoolStrategy strategy, const WorkerFactory& factory, Hooks hooks)
    : loop_(loop),
      miner_(miner),
      bus_(bus),
      hooks_(std::move(hooks)),
      book_(strategy != stratum::PoolStrategy::quota),
      workers_(size.workers) {
  std::vector<std::shared_ptr<stratum::LoginGate>> gates;
  std::vector<PoolBook::Entry*> entries;
  std::uint32_t number = 0;
  for (Worker& worker : workers_) {
    ++number;
    for (std::uint32_t pool = 0; pool < size.pools; ++pool) {
      WorkerOptions options = factory(number, pool);
      if (number == 1) {
        budget_ = options.client.budget;
        gates.push_back(stratum::make_login_gate(loop, most_at_once));
        entries.push_back(&book_.add(pool, options.client.pool.display(), options.client.user));
      }
      options.client.login_gate = gates[pool];
      add_source(worker, number, *entries[pool], std::move(options));
    }
    make_group(loop, worker, strategy);
  }
  if (size.pools == 1) entries.front()->turn_has_come();
}

void Fleet::add_source(Worker& worker, std::uint32_t number, PoolBook::Entry& entry,
                       WorkerOptions options) {
  auto pool = std::make_unique<PoolSource>(loop_, miner_, bus_, entry, ++connections_,
                                           std::move(options), hooks_of(worker));
  owners_.resize(std::max<std::size_t>(owners_.size(), pool->source()));
  owners_[pool->source() - 1] = number;
  const std::lock_guard lock(pools_mutex_);
  worker.pools.push_back(std::move(pool));
}

template <class F>
Result<void> Fleet::each_group(F f) {
  for (Worker& worker : workers_)
    if (Result<void> done = f(*worker.group); !done) return done;
  return {};
}

Result<void> Fleet::switch_pool(stratum::PoolId pool) {
  return each_group([pool](stratum::PoolGroup& group) { return group.switch_to(pool); });
}

Result<void> Fleet::remove_pool(stratum::PoolId pool) {
  auto removed = each_group([pool](stratum::PoolGroup& group) { return group.remove(pool); });
  if (removed) book_.remove(pool);
  return removed;
}

Result<void> Fleet::reorder_pools(const std::vector<stratum::PoolId>& order) {
  auto done = each_group([&order](stratum::PoolGroup& group) { return group.reorder(order); });
  if (done) book_.reorder(order);
  return done;
}

Result<void> Fleet::add_pool(const WorkerFactory& factory) {
  const auto gate = stratum::make_login_gate(loop_, most_at_once);
  PoolBook::Entry* entry = nullptr;
  std::uint32_t number = 0;
  return each_group([&](stratum::PoolGroup& group) -> Result<void> {
    Worker& worker = workers_[number++];
    WorkerOptions options = factory(number, 0);
    options.client.login_gate = gate;
    options.client.budget = budget_;
    if (entry == nullptr)
      entry = &book_.add(worker.pools.size(), options.client.pool.display(), options.client.user);
    add_source(worker, number, *entry, std::move(options));
    group.add(worker.pools.back()->client());
    return {};
  });
}

void Fleet::set_least_difficulty(std::optional<double> difficulty) {
  each([difficulty](PoolSource& pool) { pool.set_least_difficulty(difficulty); });
}

void Fleet::make_group(stratum::Loop& loop, Worker& worker, stratum::PoolStrategy strategy) {
  std::vector<stratum::Client*> clients;
  for (const auto& pool : worker.pools) clients.push_back(&pool->client());
  worker.group =
      std::make_unique<stratum::PoolGroup>(loop, clients, strategy, stratum::PoolHealth{},
                                           [&worker](stratum::PoolId pool, const std::string& why) {
                                             // That the only one is mined on is no news.
                                             if (worker.pools.size() > 1)
                                               worker.pools[pool]->tell_active(why);
                                           });
}

PoolSource::Hooks Fleet::hooks_of(Worker& worker) {
  PoolSource::Hooks hooks;
  hooks.on_outcome = [this](const ShareOutcome& outcome) { hooks_.on_outcome(outcome); };
  hooks.on_fault = [this](const stratum::Fault& fault) { hooks_.on_fault(fault); };
  hooks.on_fault_answer = [this](const stratum::FaultAnswer& answer) {
    hooks_.on_fault_answer(answer);
  };
  // A worker is ready while one of its pools is.
  hooks.on_ready = [this, &worker](bool ready) {
    if (ready && worker.ready++ == 0) ++ready_;
    if (!ready && --worker.ready == 0) --ready_;
  };
  hooks.on_end = [this, &worker](stratum::ClientEnd end, const Error& why) {
    if (++worker.ended == worker.pools.size()) one_ended(end, why);
  };
  return hooks;
}

void Fleet::start() {
  for (Worker& worker : workers_) worker.group->start();
}

void Fleet::stop(std::chrono::milliseconds grace) {
  each([grace](PoolSource& pool) { pool.stop(grace); });
}

void Fleet::one_ended(stratum::ClientEnd end, const Error& why) {
  if (++ended_ == workers_.size()) hooks_.on_end(end, why);
}

std::uint32_t Fleet::worker_of(SourceId source) const {
  return source == 0 || source > owners_.size() ? 0 : owners_[source - 1];
}

bool Fleet::has_work() const {
  bool any = false;
  each([&any](const PoolSource& pool) { any = any || pool.has_work(); });
  return any;
}

void Fleet::close_books() {
  const std::lock_guard lock(pools_mutex_);
  each([](PoolSource& pool) { pool.close_books(); });
}

std::vector<WorkerFigures> Fleet::totals(std::uint32_t first, std::uint32_t count) const {
  std::vector<WorkerFigures> all;
  const std::lock_guard lock(pools_mutex_);
  const std::uint64_t end = std::min<std::uint64_t>(std::uint64_t{first} + count, size() + 1);
  for (std::uint64_t number = std::max(first, 1U); number < end; ++number)
    for (const auto& pool : workers_[number - 1].pools)
      if (const auto stats = miner_.source_stats(pool->source()))
        all.push_back({{pool->number()}, counts_of(*stats), pool->user(), stats->hashes});
  return all;
}

void Fleet::tell_totals() const {
  for (WorkerFigures& worker : totals(1, size())) bus_.publish(WorkerEvent{std::move(worker)});
}

}  // namespace wildcat::program
