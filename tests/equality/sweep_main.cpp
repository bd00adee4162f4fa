// SPDX-License-Identifier: MIT
// Whole sweeps: every nonce of a header there is, by two kernels of different families that share
// no instruction doing the rounds, and each slice's hits compared. The filter lets one hash in
// 65,536 through, so that there is much to compare, and the header's own nonce has to be among
// them.
//   equality_sweep [--headers N] [--slices N] [--threads N] [KERNEL KERNEL]
// By default the fastest kernel here and the fastest of another family, three headers, all 256
// slices of 2^24 nonces; some 25 minutes of one core.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/equality/plain_reference.h"
#include "tests/equality/scan_driver.h"

namespace wildcat::equality {
namespace {

constexpr std::uint32_t slice_nonces = 1u << 24;
constexpr std::uint32_t all_slices = 256;
constexpr std::uint32_t filter_mask = 0x0000ffff;

struct Plan {
  std::vector<Subject> subjects;
  std::size_t headers = 3;
  std::uint32_t slices = all_slices;
  unsigned threads = 1;
};

// Kernels of a family do the rounds with the same instructions.
std::string family(const std::string& kernel) {
  if (kernel.find("sha_ni") == 0 || kernel == "arm_sha2") return "SHA instructions";
  return kernel == "scalar" ? "scalar" : "vectors";
}

Subject single_version(const wildcat_cpu_kernel& kernel) { return subjects_of(kernel).front(); }

// Seconds; the best of a few goes.
double time_of(const Subject& subject, const wildcat_cpu_job& job) {
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    scan_range(subject, job, 0, 1u << 13);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    best = took.count() < best ? took.count() : best;
  }
  return best;
}

// The fastest kernel that can run here, but none of the family `but`.
Subject fastest(const wildcat_cpu_job& job, const std::string& but) {
  Subject best;
  double best_time = 1e9;
  for (const wildcat_cpu_kernel* kernel : runnable_kernels()) {
    if (family(kernel->name) == but) continue;
    const double time = time_of(single_version(*kernel), job);
    if (time < best_time) {
      best = single_version(*kernel);
      best_time = time;
    }
  }
  return best;
}

/// One header's sweep, by several threads.
class Sweep {
 public:
  Sweep(const Plan& plan, const KnownHeader& header)
      : plan_(plan), job_(job_with(scalar_sha256(), header.bytes, 0, filter_mask)) {
    std::memcpy(&nonce_, header.bytes.data() + 76,
                4);  // little-endian, as every supported machine is
  }

  void run() {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < plan_.threads; ++i)
      threads.emplace_back([this] {
        for (auto slice = next_++; slice < plan_.slices; slice = next_++) sweep(slice);
      });
    for (std::thread& thread : threads) thread.join();
  }

  /// Was every slice equal, and the header's own nonce found when its slice was searched?
  bool right() const { return wrong_ == 0 && found_ == (nonce_ / slice_nonces < plan_.slices); }
  std::size_t hits() const { return hits_; }

 private:
  void sweep(std::uint32_t slice) {
    const std::uint32_t first = slice * slice_nonces;
    const Scanned one = scan_range(plan_.subjects[0], job_, first, slice_nonces);
    const Scanned two = scan_range(plan_.subjects[1], job_, first, slice_nonces);
    const std::lock_guard lock(mutex_);
    hits_ += one.hits.size();
    for (const Hit& hit : one.hits) found_ = found_ || hit.second == nonce_;
    if (one.hits == two.hits && one.broken.empty() && two.broken.empty()) return;
    ++wrong_;
    std::printf("  slice %u: %zu and %zu hits, not the same. %s %s\n", slice, one.hits.size(),
                two.hits.size(), one.broken.c_str(), two.broken.c_str());
  }

  const Plan& plan_;
  wildcat_cpu_job job_;
  std::uint32_t nonce_ = 0;
  std::atomic<std::uint32_t> next_{0};
  std::mutex mutex_;
  std::size_t hits_ = 0;
  unsigned wrong_ = 0;
  bool found_ = false;
};

int run(const Plan& plan) {
  std::printf("%s and %s, %u slices of 2^24 nonces\n", plan.subjects[0].name.c_str(),
              plan.subjects[1].name.c_str(), plan.slices);
  const auto headers = canaries();
  int wrong = 0;
  for (std::size_t i = 0; i < plan.headers && i < headers.size(); ++i) {
    Sweep sweep(plan, headers[i]);
    sweep.run();
    wrong += sweep.right() ? 0 : 1;
    std::printf("header %s: %zu hits, %s\n", headers[i].name.c_str(), sweep.hits(),
                sweep.right() ? "equal" : "NOT EQUAL");
    std::fflush(stdout);
  }
  return wrong == 0 ? 0 : 1;
}

int usage(int code) {
  std::fputs("usage: equality_sweep [--headers N] [--slices N] [--threads N] [KERNEL KERNEL]\n",
             code == 0 ? stdout : stderr);
  return code;
}

void add_kernel(Plan& plan, const std::string& name) {
  for (const wildcat_cpu_kernel* kernel : runnable_kernels()) {
    if (kernel->name == name) plan.subjects.push_back(single_version(*kernel));
  }
}

void choose_kernels(Plan& plan) {
  const auto job = job_with(scalar_sha256(), canaries().front().bytes, 0, filter_mask);
  plan.subjects.push_back(fastest(job, ""));
  plan.subjects.push_back(fastest(job, family(plan.subjects.front().name)));
}

int start(int argc, char** argv) {
  Plan plan;
  bool named = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--help") return usage(0);
    if (word.find("--") != 0) {
      named = true;
      add_kernel(plan, word);
      continue;
    }
    const int value = i + 1 < argc ? std::atoi(argv[++i]) : 0;
    if (value < 1 || value > static_cast<int>(all_slices)) return usage(2);
    if (word == "--headers")
      plan.headers = static_cast<std::size_t>(value);
    else if (word == "--slices")
      plan.slices = static_cast<std::uint32_t>(value);
    else if (word == "--threads")
      plan.threads = static_cast<unsigned>(value);
    else
      return usage(2);
  }
  if (!named) choose_kernels(plan);
  if (plan.subjects.size() != 2) return usage(2);  // two kernels that can run here
  return run(plan);
}

}  // namespace
}  // namespace wildcat::equality

int main(int argc, char** argv) { return wildcat::equality::start(argc, argv); }
