// SPDX-License-Identifier: MIT
// Everything that can be found out about a CUDA GPU by running it: what its pipes sustain, how fast
// both searches mine against the bound at the clock they ran at, how soon old work is put down, and
// whether canaries are found. bench/gpu_session runs it; the table comes last.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "bench/gpu/mining.h"
#include "bench/gpu/questions.h"

namespace {

using namespace wildcat;
using namespace wildcat::bench;

struct Options {
  std::string library = "libcuda.so.1";
  std::string questions;
  std::string tuning;
  double rate_seconds = 15;
  double canary_seconds = 120;
  int switches = 300;
  bool only_look = false;
};

// ALU instructions per hash, as scripts/check_sass counts them on sm_90.
constexpr double version_major_alu = 1510;
constexpr double single_alu = 1816;
constexpr double lanes = 64;

constexpr int nothing_to_measure = 77;

using Row = std::pair<std::string, std::string>;

std::string text(const char* format, double a, double b = 0, double c = 0) {
  char buffer[160];
  std::snprintf(buffer, sizeof buffer, format, a, b, c);
  return buffer;
}

double quantile(const std::vector<double>& sorted, double q) {
  return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(q * double(sorted.size() - 1))];
}

void print_histogram(const std::vector<double>& ms) {
  std::printf("job switch, milliseconds until the last old unit is back:\n");
  for (double from = 0; from < 16; ++from) {
    std::size_t count = 0;
    for (const double x : ms) count += x >= from && x < from + 1;
    if (count > 0)
      std::printf("  %2.0f to %2.0f  %4zu  %s\n", from, from + 1, count,
                  std::string(count * 60 / ms.size(), '#').c_str());
  }
}

Result<Answers> ask(const Options& options, std::vector<Row>& table) {
  auto answers = ask_gpu(options.library, 0, options.questions);
  if (!answers) return answers.error();
  for (const Answer& answer : answers->answers) {
    const bool hash = answer.name.rfind("hash", 0) == 0;
    table.emplace_back(
        answer.name, hash ? text("%.2f clocks per hash and multiprocessor at %.0f MHz",
                                 1 / answer.per_clock, answer.clock_mhz)
                          : text("%.1f per clock and multiprocessor at %.0f MHz", answer.per_clock,
                                 answer.clock_mhz));
    std::printf("%s: %s\n", answer.name.c_str(), table.back().second.c_str());
  }
  return answers;
}

Result<void> measure(const Options& options, bool version_major, int multiprocessors,
                     std::vector<Row>& table) {
  MiningPlan plan;
  plan.cuda.library = options.library;
  plan.seconds = options.rate_seconds;
  plan.roll_versions = version_major;
  plan.switches = version_major ? options.switches : 0;
  auto mined = mine_on_gpu(plan);
  if (!mined) return mined.error();
  const std::string name = version_major ? "version_major" : "single";
  const double alu = version_major ? version_major_alu : single_alu;
  const double bound = multiprocessors * lanes * mined->clock_mhz * 1e6 / alu;
  table.emplace_back(name, text("%.3f GH/s", mined->hashes_per_second / 1e9));
  if (mined->clock_mhz > 0 && multiprocessors > 0)
    table.back().second +=
        text(", %.1f %% of the bound %.2f GH/s at %.0f MHz", 100 * mined->hashes_per_second / bound,
             bound / 1e9, mined->clock_mhz);
  if (mined->watts > 0)
    table.back().second +=
        text(", %.0f W, %.1f MH/J", mined->watts, mined->hashes_per_second / mined->watts / 1e6);
  if (!mined->switch_ms.empty()) {
    print_histogram(mined->switch_ms);
    table.emplace_back(
        "job switch", text("p50 %.2f ms, p99 %.2f ms, max %.2f ms", quantile(mined->switch_ms, 0.5),
                           quantile(mined->switch_ms, 0.99), mined->switch_ms.back()));
  }
  return {};
}

// How the program would drive the device, found out anew.
Result<void> tune(const Options& options, std::vector<Row>& table) {
  CudaOptions cuda;
  cuda.library = options.library;
  cuda.tuning_folder = options.tuning;
  cuda.tune = true;
  auto devices = cuda_backend(cuda)->devices();
  if (!devices) return devices.error();
  Device& device = *devices->front();
  if (auto ready = device.prepare(); !ready) return ready.error();
  for (const KernelReport& kernel : device.kernels(false))
    if (kernel.name == device.kernel().name)
      table.emplace_back("fastest setting", kernel.name + ": " + kernel.setting);
  return {};
}

Result<bool> sing(const Options& options, std::vector<Row>& table) {
  MiningPlan plan;
  plan.cuda.library = options.library;
  plan.seconds = options.canary_seconds;
  plan.canaries = 0.02;
  auto mined = mine_on_gpu(plan);
  if (!mined) return mined.error();
  const DeviceStats& device = mined->device;
  table.emplace_back("canaries", text("%.0f run, %.0f missed, in %.0f s", double(device.canaries),
                                      double(device.canaries_missed), plan.seconds));
  table.emplace_back("candidates", text("%.0f found, %.1f expected, %.0f hardware errors",
                                        double(device.candidates), device.expected_candidates,
                                        double(device.hardware_errors)));
  return device.canaries > 0 && device.canaries_missed == 0 && device.hardware_errors == 0;
}

// Empty when there is a device.
std::string why_no_device(const std::string& library) {
  const auto backend = cuda_backend({.library = library});
  const auto devices = backend->devices();
  if (devices && !devices->empty()) return "";
  const auto notes = backend->notes();
  return notes.empty() ? "there is no CUDA device" : notes.front();
}

int run(const Options& options) {
  std::vector<Row> table;
  int failures = 0;
  if (const std::string why = why_no_device(options.library); !why.empty()) {
    std::fprintf(stderr, "gpu_probe: %s\n", why.c_str());
    return nothing_to_measure;
  }
  if (options.only_look) return 0;
  const auto note = [&](const char* what, const Error& error) {
    table.emplace_back(what, "FAILED: " + error.message);
    ++failures;
  };
  int multiprocessors = 0;
  if (!options.questions.empty()) {
    auto answers = ask(options, table);
    if (answers)
      multiprocessors = answers->multiprocessors;
    else
      note("questions", answers.error());
  }
  if (!options.tuning.empty())
    if (auto tuned = tune(options, table); !tuned) note("fastest setting", tuned.error());
  for (const bool version_major : {true, false})
    if (auto done = measure(options, version_major, multiprocessors, table); !done)
      note(version_major ? "version_major" : "single", done.error());
  if (auto good = sing(options, table); !good)
    note("canaries", good.error());
  else
    failures += !*good;
  std::printf("\n");
  for (const Row& row : table) std::printf("%-20s %s\n", row.first.c_str(), row.second.c_str());
  return failures == 0 ? 0 : 1;
}

int usage(std::FILE* out, int code) {
  std::fputs(
      "usage: gpu_probe [--questions FILE] [--seconds S] [--canary-seconds S] [--switches N]\n"
      "                 [--tuning FOLDER] [--library FILE] [--only-look]\n"
      "Measures the first CUDA GPU; bench/gpu_session builds and runs it with all that belongs to "
      "it.\n"
      "  --questions FILE    what nvcc made of bench/gpu/questions.cu; without it they are not "
      "asked\n"
      "  --tuning FOLDER     where settings are kept; they are found out anew\n"
      "  --library FILE      the driver, instead of libcuda.so.1\n"
      "  --only-look         measures nothing; exit code 77 when there is no GPU, as otherwise\n",
      out);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--help") return usage(stdout, 0);
    if (option == "--only-look") {
      options.only_look = true;
      --i;
      continue;
    }
    if (i + 1 == argc) return usage(stderr, 2);
    const char* const value = argv[i + 1];
    if (option == "--questions")
      options.questions = value;
    else if (option == "--tuning")
      options.tuning = value;
    else if (option == "--library")
      options.library = value;
    else if (option == "--seconds")
      options.rate_seconds = std::atof(value);
    else if (option == "--canary-seconds")
      options.canary_seconds = std::atof(value);
    else if (option == "--switches")
      options.switches = std::atoi(value);
    else
      return usage(stderr, 2);
  }
  return run(options);
}
