// SPDX-License-Identifier: MIT
// What gpu_probe measures by mining: rates of a whole Miner on a GPU, and how long old work lives.
#include "bench/gpu/mining.h"

#include <cstdio>
#include <string>

#include "bench/harness/timed_device.h"

namespace wildcat::bench {
namespace {

// Clock and power, once a second, as nvidia-smi reads them: it comes with every driver.
class Sampler {
 public:
  explicit Sampler(const std::string& pci)
      : command_("nvidia-smi --query-gpu=clocks.sm,power.draw --format=csv,noheader,nounits -i " +
                 pci + " 2>/dev/null"),
        thread_([this] { run(); }) {}
  ~Sampler() { stop(); }
  void stop() {
    ending_ = true;
    if (thread_.joinable()) thread_.join();
  }
  double clock_mhz() const { return count_ == 0 ? 0 : clocks_ / count_; }
  double watts() const { return count_ == 0 ? 0 : watts_ / count_; }

 private:
  void run() {
    while (!ending_) {
      sample();
      for (int i = 0; i < 10 && !ending_; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
  void sample() {
    std::FILE* const answer = popen(command_.c_str(), "r");
    if (answer == nullptr) return;
    double clock = 0, watts = 0;
    if (std::fscanf(answer, "%lf , %lf", &clock, &watts) == 2) {
      clocks_ += clock;
      watts_ += watts;
      ++count_;
    }
    pclose(answer);
  }

  const std::string command_;
  std::atomic<bool> ending_{false};
  double clocks_ = 0, watts_ = 0;
  int count_ = 0;
  std::thread thread_;
};

JobOffer job_like(int number, bool roll_versions) {
  JobOffer offer = busy_job(static_cast<std::uint32_t>(number));
  if (!roll_versions) offer.roll_mask = 0;
  return offer;
}

std::uint64_t hashes_of(const Miner& miner) { return miner.stats().hashes; }

Result<std::unique_ptr<Device>> find(const MiningPlan& plan) {
  const auto backend = cuda_backend(plan.cuda);
  auto devices = backend->devices();
  if (!devices) return devices.error();
  if (plan.device < devices->size()) return std::move((*devices)[plan.device]);
  const auto notes = backend->notes();
  return Error{Errc::not_found, notes.empty() ? "there is no such CUDA device" : notes.front()};
}

}  // namespace

Result<MiningResult> mine_on_gpu(const MiningPlan& plan) {
  using namespace std::chrono_literals;
  auto device = find(plan);
  if (!device) return device.error();
  const std::string pci = (*device)->info().pci;
  Log log;
  MiningResult result;
  MinerOptions options;
  options.canary_fraction = plan.canaries;
  Miner miner(options);
  if (auto added = miner.add_device(std::make_unique<TimedDevice>(std::move(*device), log)); !added)
    return added.error();
  const SourceId source = miner.add_source(busy_source());
  if (auto set = miner.set_job(source, job_like(0, plan.roll_versions)); !set) return set.error();
  if (auto started = miner.start(); !started) return started.error();
  std::this_thread::sleep_for(1s);  // opened, tried, and up to speed
  for (int i = 1; i <= plan.switches; ++i)
    result.switch_ms.push_back(measure_switch(miner, source, log, i));
  std::sort(result.switch_ms.begin(), result.switch_ms.end());
  if (auto set = miner.set_job(source, job_like(1 << 20, plan.roll_versions)); !set)
    return set.error();
  std::this_thread::sleep_for(500ms);
  Sampler sampler(pci);
  const auto start = Clock::now();
  const std::uint64_t before = hashes_of(miner);
  std::this_thread::sleep_for(std::chrono::duration<double>(plan.seconds));
  const double hashes = double(hashes_of(miner) - before);
  const std::chrono::duration<double> took = Clock::now() - start;
  sampler.stop();
  miner.stop();
  result.device = miner.stats().devices.front();
  result.hashes_per_second = hashes / took.count();
  result.clock_mhz = sampler.clock_mhz();
  result.watts = sampler.watts();
  if (result.device.failed) return Error{Errc::device_failed, result.device.failure};
  return result;
}

}  // namespace wildcat::bench
