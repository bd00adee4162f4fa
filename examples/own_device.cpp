// SPDX-License-Identifier: MIT
// Hardware of your own: a Device that opens Scanners. This one hashes with the library's plain
// code and is slow; put a driver in its place. The engine does the rest: it cuts the work, proves
// what the device claims, and counts.
#include <wildcat/miner.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>

namespace {

/// Searches one unit at a time, on the thread that waits for it.
class SlowScanner final : public wildcat::Scanner {
 public:
  wildcat::Shape shape(std::uint32_t) const override { return {1, 2000, 1}; }

  wildcat::Result<void> submit(const wildcat::WorkUnit& unit) override {
    if (unit_) return wildcat::Error{wildcat::Errc::state, "one unit at a time; wait() for it"};
    unit_ = unit;
    return {};
  }

  wildcat::Result<wildcat::Completion> wait() override {
    const wildcat::WorkUnit unit = *std::exchange(unit_, std::nullopt);
    wildcat::Completion done;
    done.id = unit.id;
    for (; done.nonces_done < unit.nonces.count; ++done.nonces_done) {
      // A scanner must look at least every millisecond.
      const auto reason = done.nonces_done % 256 == 0 ? unit.reason_to_stop() : std::nullopt;
      if (reason) {
        done.status = *reason;
        break;
      }
      search_nonce(unit, unit.nonces.first + static_cast<std::uint32_t>(done.nonces_done), done);
    }
    return done;
  }

  void poke() noexcept override {}  // wait() looks often enough

 private:
  static void search_nonce(const wildcat::WorkUnit& unit, std::uint32_t nonce,
                           wildcat::Completion& done) {
    wildcat::BlockHeader header = unit.header;
    header.nonce = nonce;
    for (std::uint32_t v = 0; v < unit.versions; ++v) {
      header.version = unit.version(v);
      if (unit.target.met_by(header.hash())) done.found.push_back({header.version, nonce});
    }
  }

  std::optional<wildcat::WorkUnit> unit_;
};

class SlowDevice final : public wildcat::Device {
 public:
  const wildcat::DeviceInfo& info() const override { return info_; }
  std::uint32_t scanners() const override { return 2; }
  std::vector<wildcat::KernelReport> kernels(bool) override { return {}; }
  wildcat::KernelUse kernel() const override { return {"plain", 1}; }
  wildcat::Result<std::unique_ptr<wildcat::Scanner>> open(std::uint32_t) override {
    return std::unique_ptr<wildcat::Scanner>(std::make_unique<SlowScanner>());
  }

 private:
  wildcat::DeviceInfo info_{.backend = "slow", .id = "slow:0", .name = "an example"};
};

}  // namespace

int main() {
  wildcat::Miner miner;
  if (!miner.add_device(std::make_unique<SlowDevice>())) return 1;

  std::atomic<int> shares{0};
  const auto source = miner.add_source({.on_share = [&](const wildcat::Share&) { ++shares; }});
  wildcat::Job job;
  job.version = 0x20000000;
  job.ntime = 1700000000;
  job.nbits = 0x1d00ffff;
  wildcat::JobOffer offer;
  offer.job = std::make_shared<const wildcat::Job>(job);
  offer.share_target = wildcat::Target::from_difficulty(1e-7).value();  // one in 430 hashes
  offer.roll_mask = wildcat::bip320_version_bits;

  if (!miner.set_job(source, offer) || !miner.start()) return 1;
  while (shares < 20) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  miner.stop();
  const wildcat::Stats stats = miner.stats();
  std::printf("%d shares from %s, %llu hardware errors\n", shares.load(),
              stats.devices.front().name.c_str(),
              static_cast<unsigned long long>(stats.devices.front().hardware_errors));
  return stats.devices.front().hardware_errors == 0 ? 0 : 1;
}
