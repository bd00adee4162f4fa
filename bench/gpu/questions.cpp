// SPDX-License-Identifier: MIT
// One context, one stream, one kernel after the other; blocks fill every multiprocessor.
#include "bench/gpu/questions.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <numeric>
#include <thread>

#include "backends/cuda/driver_api.h"
#include "backends/kernels/gpu_abi.h"

namespace wildcat::bench {
namespace {

using namespace wildcat::cuda;
using Clock = std::chrono::steady_clock;

struct Question {
  const char* name;
  double operations;  // per thread and loop
  std::uint32_t loops;
};
constexpr Question questions[] = {
    {"logic", 64, 40000},         {"shift", 64, 40000},     {"multiply", 64, 40000},
    {"multiply_high", 64, 20000}, {"shift_add", 64, 40000}, {"together", 64, 60000},
    {"mixed", 64, 60000},         {"hash", 1, 6000},        {"hash_without_loads", 1, 6000},
};
constexpr unsigned blocks_per_multiprocessor = 4;

class Asker {
 public:
  Asker(std::shared_ptr<const Driver> driver, int ordinal)
      : driver_(std::move(driver)), ordinal_(ordinal) {}
  ~Asker() {
    if (context_ != nullptr) driver_->cuCtxDestroy(context_);
  }
  Result<Answers> ask(const std::string& image);

 private:
  Result<void> open(const std::string& image);
  Result<Answer> ask(const Question& question);
  Result<void> run(Function function, std::uint32_t loops);
  Result<void> wait();
  Result<void> check(const char* doing, Status status) const {
    if (status == success) return {};
    return driver_->failure(doing, status);
  }

  std::shared_ptr<const Driver> driver_;
  int ordinal_;
  Context context_ = nullptr;
  Module module_ = nullptr;
  Stream stream_ = nullptr;
  Event over_ = nullptr;
  Address took_ = 0, sink_ = 0;
  unsigned blocks_ = 0;
};

Result<void> Asker::open(const std::string& image) {
  DeviceNumber device = 0;
  int multiprocessors_here = 0;
  const std::pair<const char*, Status> steps[] = {
      {"finding the device", driver_->cuDeviceGet(&device, ordinal_)},
      {"counting multiprocessors",
       driver_->cuDeviceGetAttribute(&multiprocessors_here, multiprocessors, device)},
      {"opening the device", driver_->cuCtxCreate(&context_, schedule_blocking, device)},
      {"loading the questions", driver_->cuModuleLoadData(&module_, image.data())},
      {"making a stream", driver_->cuStreamCreate(&stream_, stream_non_blocking)},
      {"making an event", driver_->cuEventCreate(&over_, event_no_timing)},
      {"allocating", driver_->cuMemAlloc(&took_, 65536)},
      {"allocating", driver_->cuMemAlloc(&sink_, 64)},
  };
  for (const auto& [doing, status] : steps)
    if (auto done = check(doing, status); !done) return done;
  blocks_ = static_cast<unsigned>(multiprocessors_here) * blocks_per_multiprocessor;
  return {};
}

Result<void> Asker::run(Function function, std::uint32_t loops) {
  std::uint32_t seed = 12345;
  void* parameters[] = {&loops, &seed, &took_, &sink_};
  if (auto begun = check("launching a question",
                         driver_->cuLaunchKernel(function, blocks_, 1, 1, WILDCAT_CUDA_BLOCK, 1, 1,
                                                 0, stream_, parameters, nullptr));
      !begun)
    return begun;
  return wait();
}

Result<void> Asker::wait() {
  if (auto recorded = check("recording an event", driver_->cuEventRecord(over_, stream_));
      !recorded)
    return recorded;
  for (;;) {
    const Status status = driver_->cuEventQuery(over_);
    if (status != not_ready) return check("running a question", status);
    std::this_thread::sleep_for(std::chrono::microseconds(20));
  }
}

// Once to warm up, once to count.
Result<Answer> Asker::ask(const Question& question) {
  Function function = nullptr;
  const std::string name = std::string("question_") + question.name;
  if (auto found = check("finding a question",
                         driver_->cuModuleGetFunction(&function, module_, name.c_str()));
      !found)
    return found.error();
  if (auto warm = run(function, question.loops); !warm) return warm.error();
  const auto start = Clock::now();
  if (auto ran = run(function, question.loops); !ran) return ran.error();
  const std::chrono::duration<double> seconds = Clock::now() - start;
  std::vector<std::uint64_t> took(blocks_);
  if (auto fetched =
          check("fetching the clocks",
                driver_->cuMemcpyDtoHAsync(took.data(), took_, 8 * took.size(), stream_));
      !fetched)
    return fetched.error();
  if (auto waited = wait(); !waited) return waited.error();
  const double clocks = std::reduce(took.begin(), took.end(), 0.0) / double(took.size());
  const double threads = double(blocks_per_multiprocessor) * WILDCAT_CUDA_BLOCK;
  return Answer{question.name, question.operations * question.loops * threads / clocks,
                clocks / seconds.count() / 1e6};
}

Result<Answers> Asker::ask(const std::string& image) {
  if (auto opened = open(image); !opened) return opened.error();
  Answers all;
  all.multiprocessors = static_cast<int>(blocks_ / blocks_per_multiprocessor);
  for (const Question& question : questions) {
    auto answer = ask(question);
    if (!answer) return answer.error();
    all.answers.push_back(*answer);
  }
  return all;
}

}  // namespace

Result<Answers> ask_gpu(const std::string& library, int ordinal, const std::string& image) {
  std::ifstream file(image, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.empty())
    return Error{Errc::io, "cannot read " + image + "; build the target gpu_questions first"};
  auto driver = load_driver(library);
  if (!driver) return driver.error();
  return Asker(*driver, ordinal).ask(bytes);
}

}  // namespace wildcat::bench
