// SPDX-License-Identifier: MIT
// The fake devices: an honest search in plain code with hooks for lies, failures and delays.
#include "tests/unit/miner_core/fakes.h"

#include <algorithm>
#include <thread>

namespace wildcat::fake {
namespace {

using namespace std::chrono_literals;

class FakeScanner : public Scanner {
 public:
  explicit FakeScanner(const Behaviour& b) : b_(b) { b_.open->fetch_add(1); }
  ~FakeScanner() override { b_.open->fetch_sub(1); }

  Shape shape(std::uint32_t versions_available) const override {
    Shape shape = b_.shape;
    shape.versions = std::min(shape.versions, versions_available);
    return shape;
  }

  Result<void> submit(const WorkUnit& unit) override {
    if (units_.size() >= b_.shape.in_flight) return Error{Errc::state, "too many units"};
    if (b_.on_submit)
      if (auto ok = b_.on_submit(unit); !ok) return ok;
    units_.push_back(unit);
    return {};
  }

  Result<Completion> wait() override {
    if (units_.empty()) return Error{Errc::state, "nothing in flight"};
    const WorkUnit unit = units_.front();
    units_.pop_front();
    Completion completion = b_.search ? b_.search(unit) : honest_search(unit);
    if (b_.on_wait) return b_.on_wait(unit, std::move(completion));
    return completion;
  }

  void poke() noexcept override { b_.pokes->fetch_add(1); }

 private:
  const Behaviour& b_;
  std::deque<WorkUnit> units_;
};

class FakeDevice : public Device {
 public:
  explicit FakeDevice(Behaviour b) : b_(std::move(b)), info_{"fake", b_.id, "A fake"} {}
  const DeviceInfo& info() const override { return info_; }
  std::uint32_t scanners() const override { return b_.scanners; }
  std::vector<KernelReport> kernels(bool) override { return {}; }
  KernelUse kernel() const override { return {"brute", 1}; }
  Result<std::unique_ptr<Scanner>> open(std::uint32_t index) override {
    if (b_.on_open)
      if (auto ok = b_.on_open(index); !ok) return ok.error();
    return std::unique_ptr<Scanner>(std::make_unique<FakeScanner>(b_));
  }

 private:
  Behaviour b_;
  DeviceInfo info_;
};

// Adds the nonce's hits; `header` carries everything but version and nonce.
void search_nonce(const WorkUnit& unit, std::uint32_t nonce, std::vector<Candidate>& found) {
  BlockHeader header = unit.header;
  header.nonce = nonce;
  for (std::uint32_t v = 0; v < unit.versions; ++v) {
    header.version = unit.version(v);
    if (unit.target.met_by(header.hash())) found.push_back({header.version, nonce});
  }
}

}  // namespace

std::unique_ptr<Device> device(Behaviour behaviour) {
  return std::make_unique<FakeDevice>(std::move(behaviour));
}

Completion honest_search(const WorkUnit& unit) {
  Completion completion{unit.id, 0, Status::done, {}};
  for (; completion.nonces_done < unit.nonces.count; ++completion.nonces_done) {
    if (const auto reason = unit.reason_to_stop()) {
      completion.status = *reason;
      break;
    }
    search_nonce(unit, unit.nonces.first + static_cast<std::uint32_t>(completion.nonces_done),
                 completion.found);
  }
  return completion;
}

Completion blind_search(const WorkUnit& unit) {
  return {unit.id, unit.nonces.count, Status::done, {}};
}

test::FlatJob job(const std::string& id, double odds) {
  test::FlatJob job;
  job.name = id;
  job.version = 0x20000000;
  job.roll_mask = 0x1fffe000;
  job.prev_hash =
      hash_twice(std::span(reinterpret_cast<const std::uint8_t*>(id.data()), id.size()));
  job.merkle = std::make_shared<const CoinbaseParts>(CoinbaseParts{{1, 2, 3}, {8, 9}, {}});
  job.ntime = 1'700'000'000;
  job.nbits = 0x1d00ffff;
  // difficulty 1 is one in 2^32 (and a bit)
  job.share_target = Target::from_difficulty(odds / 4294967296.0).value();
  return job;
}

std::function<Result<void>(const WorkUnit&)> Ledger::hook() {
  return [this](const WorkUnit& unit) -> Result<void> {
    const std::lock_guard lock(mutex_);
    units_.push_back(unit);
    return {};
  };
}

std::vector<WorkUnit> Ledger::all() const {
  const std::lock_guard lock(mutex_);
  return units_;
}

std::function<void(const Share&)> Inbox::sink() {
  return [this](const Share& share) {
    const std::lock_guard lock(mutex_);
    shares_.push_back(share);
  };
}

bool Inbox::wait_for(std::size_t count) {
  return eventually([&] { return shares().size() >= count; });
}

std::vector<Share> Inbox::shares() const {
  const std::lock_guard lock(mutex_);
  return shares_;
}

void Witness::on_hardware_error(const HardwareError& e) {
  const std::lock_guard lock(mutex_);
  errors_.push_back(e);
}
void Witness::on_canary(const CanaryResult& r) {
  const std::lock_guard lock(mutex_);
  canaries_.push_back(r);
}
void Witness::on_device_failure(const DeviceFailure& f) {
  const std::lock_guard lock(mutex_);
  failures_.push_back(f);
}
void Witness::on_device_recovery(const std::string& device) {
  const std::lock_guard lock(mutex_);
  recoveries_.push_back(device);
}
void Witness::on_stale_share(const Share& s, StaleFault) {
  const std::lock_guard lock(mutex_);
  stale_.push_back(s);
}

bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + 30s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

bool hashes_on(const Miner& miner, std::size_t device) {
  const auto before = miner.stats().devices[device].hashes;
  return eventually([&] { return miner.stats().devices[device].hashes > before; });
}

MinerOptions no_canaries(Observer* observer) {
  MinerOptions options;
  options.observer = observer;
  options.canary_fraction = 0;
  return options;
}

}  // namespace wildcat::fake
