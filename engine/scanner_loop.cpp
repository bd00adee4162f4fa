// SPDX-License-Identifier: MIT
// The loop of a scanner's thread: fill the scanner, wait, settle what came back.
#include "engine/scanner_loop.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <thread>

namespace wildcat {
namespace {

// What scanners aim their shapes at by themselves.
constexpr std::chrono::microseconds scanner_unit_time{16'000};
// A device that gives units back untouched so many times in a row is not going to search them.
constexpr int most_fruitless = 16;
// Pauses between attempts to open a failed device grow up to so many times the first.
constexpr int longest_pause = 16;

std::uint64_t scaled(std::uint64_t nonces, std::chrono::microseconds unit_time) {
  constexpr double most = 4294967296.0;  // the whole nonce space
  const double factor =
      static_cast<double>(unit_time.count()) / static_cast<double>(scanner_unit_time.count());
  return static_cast<std::uint64_t>(
      std::clamp(std::round(static_cast<double>(nonces) * factor), 1.0, most));
}

// One each, and only those that will not be found again when the rest of the unit is searched.
void tidy(const WorkUnit& unit, Completion& completion) {
  auto& found = completion.found;
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::erase_if(found, [&](const Candidate& c) {
    const std::uint64_t place = std::uint64_t{c.nonce} - unit.nonces.first;
    return place >= completion.nonces_done && place < unit.nonces.count;
  });
}

Error broken(std::string what) {
  return {Errc::device_failed,
          std::move(what) + "; restart the device's driver, or leave the device out"};
}

}  // namespace

MinedDevice::MinedDevice(std::unique_ptr<Device> d, Throttle& throttle)
    : device(std::move(d)),
      info(device->info()),
      scanners(device->scanners()),
      tallies(std::make_unique<ScannerTally[]>(scanners)),
      throttled(throttle.add(info.id, scanners)),
      failed(throttled.signals.failed),
      kernel(device->kernel()) {}

DeviceStats MinedDevice::snapshot(Seconds now, RateSums& sums) const {
  DeviceStats stats;
  stats.id = info.id;
  stats.name = info.name;
  {
    const std::lock_guard lock(mutex);
    stats.kernel = kernel;
    stats.failure = failure;
    stats.failed = failed.load();
  }
  RateSums own;
  for (std::uint32_t i = 0; i < scanners; ++i) own += tallies[i].add_to(stats, now);
  stats.rates = rates_of(own, now);
  sums += own;
  return stats;
}

ScannerLoop::ScannerLoop(EngineContext& context, MinedDevice& device, std::uint32_t index,
                         std::uint64_t seed)
    : context_(context),
      device_(device),
      tally_(device.tallies[index]),
      index_(index),
      canaries_(seed),
      pause_(context.options.device_retry) {}

void ScannerLoop::run() {
  while (context_.throttle.wait_while_released(device_.throttled) && !context_.stopping) {
    mine_while_open();
    if (device_.failed && !rest_after_failure()) return;
  }
}

// True when the device is to be tried again.
bool ScannerLoop::rest_after_failure() {
  {
    const std::lock_guard lock(device_.mutex);
    if (!device_.failed || !device_.worth_retrying || pause_.count() <= 0) return false;
    overcome_ = device_.failures;
  }
  const auto until = std::chrono::steady_clock::now() + pause_;
  pause_ = std::min(2 * pause_, longest_pause * context_.options.device_retry);
  while (!context_.stopping && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return !context_.stopping;
}

// Until the device fails, is to be released, or the end.
void ScannerLoop::mine_while_open() {
  if (!open()) return;
  slot_.emplace(*scanner_, device_.throttled.signals);
  context_.scheduler.register_scanner(*slot_);
  mine();
  context_.scheduler.unregister_scanner(*slot_);
  abandon();
  // The scanner may look at its units until it is gone, so it goes before them.
  scanner_.reset();
  in_flight_.clear();
  fruitless_ = 0;
}

// One at a time on each device: a driver's set-up need not be re-entrant.
bool ScannerLoop::open() {
  const std::lock_guard use(device_.use);
  auto scanner = device_.device->open(index_);
  if (scanner) scanner_ = std::move(scanner).value();
  if (!scanner_) {
    fail(scanner ? broken("the device opened no scanner") : scanner.error());
    return false;
  }
  KernelUse kernel = device_.device->kernel();
  {
    const std::lock_guard lock(device_.mutex);
    device_.kernel = std::move(kernel);
    if (!device_.failed) return true;
    if (device_.failures != overcome_) {  // it has failed while we opened it
      scanner_.reset();
      return false;
    }
    device_.failed = false;
    device_.failure.clear();
  }
  if (auto* observer = context_.options.observer) observer->on_device_recovery(device_.info.id);
  return true;
}

void ScannerLoop::mine() {
  for (;;) {
    if (!fill()) return;
    if (leaving() && in_flight_.empty()) return;
    if (!in_flight_.empty() && !collect()) return;
  }
}

// False as for collect().
bool ScannerLoop::fill() {
  while (in_flight_.size() < limit_) {
    auto task = next_task();
    if (!task) return true;
    if (!submit(std::move(*task))) return false;
  }
  return true;
}

bool ScannerLoop::leaving() const {
  return context_.stopping.load() || device_.failed.load() || device_.throttled.released();
}

bool ScannerLoop::may_hash() {
  // Waiting comes first: a unit taken before it could become stale meanwhile.
  if (in_flight_.empty())
    context_.throttle.wait(device_.throttled, shift_);
  else if (!context_.throttle.due(device_.throttled, shift_, std::chrono::steady_clock::now()))
    return false;
  issued_ = device_.throttled.signals.recall.load();  // before `paused`, as in Scheduler::next
  return !leaving() && !device_.throttled.signals.paused.load();
}

// Sleeps only while the scanner has nothing to do.
std::optional<ScannerLoop::Task> ScannerLoop::next_task() {
  if (!may_hash()) return std::nullopt;
  const RatesTaken rates = context_.throttle.rates(device_.throttled);
  if (auto canary = next_canary()) return Task{std::nullopt, std::move(canary), rates};
  const auto wait = in_flight_.empty() ? Scheduler::Wait::yes : Scheduler::Wait::no;
  auto live = context_.scheduler.next(
      *slot_, [this](std::uint32_t available) { return wish(available); }, wait);
  if (!live) return std::nullopt;
  pattern_ = live->work.unit;
  return Task{std::move(live), std::nullopt, rates};
}

std::optional<Canary> ScannerLoop::next_canary() {
  std::optional<Canary> canary = std::move(rest_);
  rest_.reset();
  if (!canary && canary_due()) canary = canaries_.make(*pattern_);
  if (!canary) return canary;
  canary->unit.id = context_.scheduler.new_unit_id();
  canary->unit.recall = &device_.throttled.signals.recall;
  canary->unit.issued = issued_;
  return canary;
}

bool ScannerLoop::canary_due() {
  const double fraction = context_.options.canary_fraction;
  if (!(fraction > 0) || !pattern_) return false;
  return submitted_ == 1 || canaries_.due(std::min(fraction, 1.0));
}

Shape ScannerLoop::wish(std::uint32_t versions_available) {
  Shape shape = scanner_->shape(versions_available);
  // One unit at a time while it rests between them.
  limit_ = device_.throttled.duty() < 1 ? 1 : std::max<std::uint32_t>(shape.in_flight, 1);
  shape.versions = std::min(std::bit_floor(std::max(shape.versions, 1u)), versions_available);
  const std::uint64_t nonces = scaled(shape.nonces, context_.options.unit_time);
  const std::uint64_t most = context_.throttle.most_hashes(
      device_.throttled, static_cast<double>(shape.versions) * static_cast<double>(nonces));
  const auto few = static_cast<std::uint32_t>(std::min<std::uint64_t>(most, 1u << 31));
  shape.versions = std::min(shape.versions, std::bit_floor(few));
  const std::uint64_t fixed = context_.options.unit_hashes;
  shape.nonces = std::max<std::uint64_t>(
      std::min(fixed > 0 ? fixed / shape.versions : nonces, most / shape.versions), 1);
  return shape;
}

bool ScannerLoop::submit(Task task) {
  const auto submitted = scanner_->submit(task.unit());
  in_flight_.push_back(std::move(task));
  ++submitted_;
  if (!submitted) fail(submitted.error());
  return bool(submitted);
}

// False when the scanner must not be used any more.
bool ScannerLoop::collect() {
  const auto begun = std::chrono::steady_clock::now();
  auto completion = scanner_->wait();
  auto error = completion ? fault_of(*completion) : std::optional<Error>(completion.error());
  if (error) {
    fail(std::move(*error));
    return false;
  }
  const Task task = std::move(in_flight_.front());
  in_flight_.pop_front();
  pay(task, completion->nonces_done, begun);
  settle(task, *completion);
  if (completion->status != Status::failed) return true;
  fail(broken("the device reports that a unit failed"));
  return false;
}

// What the limits take for a unit: its hashes, and the time since `begun`.
void ScannerLoop::pay(const Task& task, std::uint64_t nonces_done,
                      std::chrono::steady_clock::time_point begun) {
  const auto now = std::chrono::steady_clock::now();
  shift_ = {now - begun, now};
  context_.throttle.spend(device_.throttled, task.rates, task.unit().versions * nonces_done, now);
}

std::optional<Error> ScannerLoop::fault_of(const Completion& completion) {
  const WorkUnit& unit = in_flight_.front().unit();
  if (completion.id != unit.id)
    return broken("the device completed unit " + std::to_string(completion.id) + " where unit " +
                  std::to_string(unit.id) + " was due");
  if (completion.nonces_done > unit.nonces.count)
    return broken("the device claims to have searched more nonces than it was given");
  const bool fruitless = completion.nonces_done == 0 && !unit.reason_to_stop();
  fruitless_ = fruitless ? fruitless_ + 1 : 0;
  if (fruitless_ >= most_fruitless && completion.status != Status::failed)
    return broken("the device keeps giving units back without searching them");
  return std::nullopt;
}

void ScannerLoop::settle(const Task& task, Completion& completion) {
  tidy(task.unit(), completion);
  if (task.canary) return settle_canary(*task.canary, completion);
  settle_live(*task.live, completion);
  context_.scheduler.finish(*slot_, *task.live, completion.nonces_done);
}

void ScannerLoop::settle_live(const Assignment& live, const Completion& completion) {
  const WorkUnit& unit = live.work.unit;
  UnitCount count{.hashes = unit.versions * completion.nonces_done};
  count.expected = static_cast<double>(count.hashes) / unit.target.expected_hashes();
  std::vector<Share> shares;
  for (const Candidate& candidate : completion.found) {
    Verdict verdict = verify(live.work, candidate);
    if (verdict.share) shares.push_back(std::move(*verdict.share));
    if (verdict.kind != Verdict::Kind::hardware_error) continue;
    ++count.hardware_errors;
    if (auto* observer = context_.options.observer)
      observer->on_hardware_error({device_.info.id, candidate, unit.source});
  }
  count.candidates = shares.size();
  tally_.count_unit(count, context_.now());
  live.source->tally.count_hashes(count.hashes);
  // A block is worth more than any share: it goes first.
  std::partition(shares.begin(), shares.end(), [](const Share& s) { return s.is_block(); });
  if (auto* observer = context_.options.observer; observer != nullptr)
    observer->on_unit_finds({live.work, completion.nonces_done, shares});
  for (const Share& share : shares) deliver(live, share);
}

void ScannerLoop::deliver(const Assignment& live, const Share& share) {
  if (live.source->deliver(live.work.unit, share)) return;
  const StaleFault fault = live.source->stale_fault();
  live.source->tally.count_stale(share, fault);
  if (auto* observer = context_.options.observer) observer->on_stale_share(share, fault);
}

// Hashing for a canary is hashing, but its finds are no luck: they stay out of the statistics of
// candidates, and no Share can come of them because verify() never sees them.
void ScannerLoop::settle_canary(const Canary& canary, const Completion& completion) {
  UnitCount count{.hashes = canary.unit.versions * completion.nonces_done};
  for (const Candidate& candidate : false_hits(canary.unit, completion.found)) {
    ++count.hardware_errors;
    if (auto* observer = context_.options.observer)
      observer->on_hardware_error({device_.info.id, candidate, canary.unit.source});
  }
  tally_.count_unit(count, context_.now());
  const CanaryVerdict verdict = judge(canary, completion);
  if (verdict == CanaryVerdict::open) {
    rest_ = rest_of(canary, completion.nonces_done);
    return;
  }
  const bool missed = verdict == CanaryVerdict::missed;
  tally_.count_canary(missed);
  if (auto* observer = context_.options.observer)
    observer->on_canary({device_.info.id, missed, canary.answer});
}

// What a failed device has not completed is searched by others.
void ScannerLoop::abandon() {
  for (const Task& task : in_flight_)
    if (task.live) context_.scheduler.finish(*slot_, *task.live, 0);
}

// The first failure of a device counts and is told; its other scanners follow it out.
void ScannerLoop::fail(Error error) {
  {
    const std::lock_guard lock(device_.mutex);
    if (device_.failed.exchange(true)) return;
    ++device_.failures;
    device_.worth_retrying = error.code == Errc::device_failed;
    device_.failure = error.message;
  }
  context_.scheduler.wake();
  context_.throttle.wake();
  if (auto* observer = context_.options.observer)
    observer->on_device_failure({device_.info.id, std::move(error)});
}

}  // namespace wildcat
