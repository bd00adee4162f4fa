// SPDX-License-Identifier: MIT
// A search is a job source of a Miner, added for it and removed behind it: what still comes of an
// earlier one finds nobody there.
#include "wildcat/search.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "wildcat/miner.h"

namespace wildcat {
namespace {

/// A find is known when its unit is over: of so many units one finds something.
constexpr double units_per_find = 8;

/// The search that is running. Thread rule: any.
class Run {
 public:
  explicit Run(std::uint64_t max_found) : max_found_(max_found) {}

  /// True when nothing more is wanted.
  bool add(const Share& share) {
    const std::lock_guard lock(mutex_);
    if (end_ || !share.meets_share_target()) return end_.has_value();
    found_.push_back({share.header(), share.hash()});
    if (max_found_ == 0 || ++count_ < max_found_) return false;
    end_ = SearchEnd::found;
    changed_.notify_all();
    return true;
  }
  /// The first end counts.
  void end(SearchEnd why) {
    const std::lock_guard lock(mutex_);
    if (!end_) end_ = why;
    changed_.notify_all();
  }
  std::optional<SearchEnd> wait_for(std::chrono::nanoseconds timeout) {
    constexpr std::chrono::hours longest{24 * 365};  // much later, the clock's own end is near
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::min<std::chrono::nanoseconds>(timeout, longest),
                      [this] { return end_.has_value(); });
    return end_;
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return end_.has_value(); });
  }
  std::vector<SearchHit> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(found_, {});
  }

 private:
  const std::uint64_t max_found_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<SearchHit> found_;
  std::uint64_t count_ = 0;
  std::optional<SearchEnd> end_;
};

/// Small enough that a find is not waited for long, large enough for a target that is hard.
std::uint64_t unit_hashes(const Target& target) {
  constexpr double most = 1e15;  // no cap: units are never so large
  return static_cast<std::uint64_t>(
      std::clamp(target.expected_hashes() / units_per_find, 256.0, most));
}

JobOffer offer_of(const SearchRequest& request) {
  Job job;
  job.version = request.header.version;
  job.prev_hash = request.header.prev_hash;
  job.merkle = request.header.merkle_root;
  job.ntime = request.header.ntime;
  job.ntime_window = request.ntime_window;
  job.ntime_free = true;
  job.nbits = request.header.nbits;
  job.nonces = request.nonces;
  JobOffer offer;
  offer.job = std::make_shared<const Job>(std::move(job));
  offer.share_target = request.target;
  offer.roll_mask = request.roll_mask;
  offer.unit_hashes = unit_hashes(request.target);
  offer.share_target_only = true;
  return offer;
}

}  // namespace

const char* to_string(SearchEnd end) {
  switch (end) {
    case SearchEnd::found:
      return "found";
    case SearchEnd::exhausted:
      return "exhausted";
    case SearchEnd::cancelled:
      return "cancelled";
    case SearchEnd::failed:
      break;
  }
  return "failed";
}

struct Searcher::Impl final : Observer {
  explicit Impl(std::size_t devices) : devices_left(devices), miner(options()) {}

  MinerOptions options() {
    MinerOptions options;
    options.observer = this;
    options.device_retry = std::chrono::milliseconds(0);  // whoever waits wants to know now
    options.canary_fraction = 0;  // a search is too short for them; what is found is proven anyway
    return options;
  }
  void on_device_failure(const DeviceFailure& failure) override {
    const std::lock_guard lock(mutex);
    last_failure = failure.error;
    if (--devices_left == 0 && run) run->end(SearchEnd::failed);
  }
  std::shared_ptr<Run> current() const {
    const std::lock_guard lock(mutex);
    return run;
  }
  Result<void> begin(const SearchRequest& request);
  SearchOutcome fetch(const std::shared_ptr<Run>& ended, SearchEnd end);

  mutable std::mutex mutex;  // guards the four below
  std::size_t devices_left;
  Error last_failure;
  std::shared_ptr<Run> run;  ///< from start() until its outcome is fetched
  SourceId source = 0;       ///< its

  Miner miner;  // last: its threads end before what they call
};

Result<void> Searcher::Impl::begin(const SearchRequest& request) {
  JobOffer offer = offer_of(request);
  if (auto checked = check_offer(offer); !checked) return checked;
  const std::lock_guard lock(mutex);
  if (run)
    return Error{Errc::state, "a search is running, or its outcome was not fetched; wait() for it"};
  if (devices_left == 0)
    return Error{Errc::device_failed, "every device has failed: " + last_failure.message};
  const auto mine = std::make_shared<Run>(request.max_found);
  run = mine;
  // The source's own number is not known before it is there, and is needed to end its job.
  auto id = std::make_shared<std::atomic<SourceId>>(0);
  SourceOptions options;
  options.on_share = [this, mine, id](const Share& share) {
    if (mine->add(share)) miner.end_job(*id);
  };
  options.on_exhausted = [mine](const std::shared_ptr<const Job>&) {
    mine->end(SearchEnd::exhausted);
  };
  source = miner.add_source(std::move(options));
  *id = source;
  return miner.set_job(source, std::move(offer));
}

SearchOutcome Searcher::Impl::fetch(const std::shared_ptr<Run>& ended, SearchEnd end) {
  SearchOutcome outcome;
  outcome.end = end;
  SourceId over = 0;
  {
    const std::lock_guard lock(mutex);
    over = std::exchange(source, 0);
    if (end == SearchEnd::failed) outcome.failure = last_failure.message;
    run.reset();
  }
  if (const auto stats = miner.source_stats(over)) outcome.hashes = stats->hashes;
  miner.remove_source(over);
  outcome.found = ended->take();
  return outcome;
}

Searcher::Searcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Searcher::~Searcher() {
  cancel();
  impl_->miner.stop();
}

Result<std::unique_ptr<Searcher>> Searcher::open(std::vector<std::unique_ptr<Device>> devices) {
  auto impl = std::make_unique<Impl>(devices.size());
  for (auto& device : devices)
    if (auto added = impl->miner.add_device(std::move(device)); !added) return added.error();
  if (auto started = impl->miner.start(); !started) return started.error();
  return std::unique_ptr<Searcher>(new Searcher(std::move(impl)));
}

Result<void> Searcher::start(const SearchRequest& request) { return impl_->begin(request); }

Result<std::optional<SearchOutcome>> Searcher::wait_for(std::chrono::nanoseconds timeout) {
  const auto run = impl_->current();
  if (!run) return Error{Errc::state, "no search was started; start() one first"};
  const auto end = run->wait_for(timeout);
  if (!end) return std::optional<SearchOutcome>();
  return std::optional<SearchOutcome>(impl_->fetch(run, *end));
}

Result<SearchOutcome> Searcher::wait() {
  if (const auto run = impl_->current()) run->wait();
  auto outcome = wait_for(std::chrono::nanoseconds(0));
  if (!outcome) return outcome.error();
  return std::move(**outcome);
}

Result<SearchOutcome> Searcher::search(const SearchRequest& request) {
  if (auto started = start(request); !started) return started.error();
  return wait();
}

std::vector<SearchHit> Searcher::take() {
  const auto run = impl_->current();
  return run ? run->take() : std::vector<SearchHit>();
}

void Searcher::cancel() {
  std::shared_ptr<Run> run;
  SourceId source = 0;
  {
    const std::lock_guard lock(impl_->mutex);
    run = impl_->run;
    source = impl_->source;
  }
  if (!run) return;
  run->end(SearchEnd::cancelled);
  impl_->miner.drop_job(source);
}

Stats Searcher::stats() const { return impl_->miner.stats(); }

}  // namespace wildcat
