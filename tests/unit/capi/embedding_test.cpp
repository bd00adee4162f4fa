// SPDX-License-Identifier: MIT
// The library inside somebody else's program: it shares signals, threads and processes with code
// that knows nothing of it.
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include "tests/support/flat_job.h"
#include "wildcat/check.h"
#include "wildcat/cpu.h"
#include "wildcat/miner.h"
#include "wildcat/search.h"

namespace wildcat {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<Searcher> cpu_searcher() {
  auto devices = cpu_backend({.threads = 2})->devices();
  EXPECT_TRUE(devices);
  auto opened = Searcher::open(std::move(*devices));
  EXPECT_TRUE(opened);
  return std::move(*opened);
}

SearchRequest endless() {
  SearchRequest request;
  request.target = Target::from_limbs({1, 0, 0, 0});
  return request;
}

SearchRequest easy() {
  SearchRequest request;
  request.target = Target::from_nbits(0x1f00ffff).value();
  return request;
}

struct Signals {
  std::array<struct sigaction, 32> actions{};
  sigset_t mask{};
  static Signals now() {
    Signals seen;
    for (int i = 1; i < 32; ++i) sigaction(i, nullptr, &seen.actions[static_cast<std::size_t>(i)]);
    pthread_sigmask(SIG_BLOCK, nullptr, &seen.mask);
    return seen;
  }
  bool operator==(const Signals& other) const {
    for (int i = 1; i < 32; ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (actions[at].sa_handler != other.actions[at].sa_handler ||
          actions[at].sa_flags != other.actions[at].sa_flags ||
          sigismember(&mask, i) != sigismember(&other.mask, i))
        return false;
    }
    return true;
  }
};

std::atomic<int> signals_seen{0};
extern "C" void count_signal(int) { ++signals_seen; }

TEST(Embedding, LeavesTheProgramsSignalsToTheProgram) {
  signals_seen = 0;
  struct sigaction mine{}, before{};
  mine.sa_handler = count_signal;
  sigaction(SIGINT, &mine, &before);
  const Signals as_set = Signals::now();
  {
    const auto searcher = cpu_searcher();
    ASSERT_TRUE(searcher->start(endless()));
    EXPECT_TRUE(Signals::now() == as_set) << "while it runs";
    for (int i = 0; i < 20; ++i) {
      kill(getpid(), SIGINT);  // to any thread, the library's among them
      std::this_thread::sleep_for(1ms);
    }
    searcher->cancel();
    EXPECT_EQ(searcher->wait()->end, SearchEnd::cancelled);
    EXPECT_TRUE(searcher->search(easy())) << "interrupted sleeps are slept again";
  }
  EXPECT_GT(signals_seen, 0);
  EXPECT_TRUE(Signals::now() == as_set) << "afterwards";
  sigaction(SIGINT, &before, nullptr);
}

TEST(Embedding, AThreadThatBlocksSignalsBeforeOpeningKeepsThemOffTheLibrarysThreads) {
  signals_seen = 0;
  struct sigaction mine{}, before{};
  mine.sa_handler = count_signal;
  sigaction(SIGUSR1, &mine, &before);
  sigset_t usr1, old;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &usr1, &old);
  {
    const auto searcher = cpu_searcher();
    ASSERT_TRUE(searcher->start(endless()));
    kill(getpid(), SIGUSR1);
    std::this_thread::sleep_for(10ms);
    EXPECT_EQ(signals_seen, 0) << "no thread took it";
    searcher->cancel();
  }
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  EXPECT_EQ(signals_seen, 1) << "it waited for us";
  sigaction(SIGUSR1, &before, nullptr);
}

TEST(Embedding, AChildAfterForkMakesItsOwn) {
#ifdef WILDCAT_THREAD_SANITIZED
  GTEST_SKIP() << "the thread sanitizer follows no threads into a child";
#endif
  const auto searcher = cpu_searcher();
  ASSERT_TRUE(searcher->start(endless()));
  const auto checker = HeaderChecker::open({.threads = 2});
  const pid_t child = fork();
  if (child == 0) {
    std::array<std::uint8_t, 80> header{};
    std::uint8_t bit = 0;
    const bool checked = checker->check(header, Target::easiest(), {&bit, 1}) && bit == 1;
    const auto outcome = cpu_searcher()->search(easy());
    _exit(checked && outcome && outcome->found.size() == 1 ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  searcher->cancel();
  EXPECT_EQ(searcher->wait()->end, SearchEnd::cancelled) << "the parent's goes on";
}

test::FlatJob job(const char* id) {
  test::FlatJob job;
  job.name = id;
  job.version = 0x20000000;
  job.roll_mask = 0x1fffe000;
  job.merkle = hash_twice({reinterpret_cast<const std::uint8_t*>(id), std::strlen(id)});
  job.ntime = 1'700'000'000;
  job.nbits = 0x1d00ffff;
  job.share_target = Target::from_difficulty(1e-5).value();
  return job;
}

struct Mine {
  explicit Mine(const char* id) : name(id) {
    auto devices = cpu_backend({.threads = 2})->devices();
    for (auto& device : *devices) EXPECT_TRUE(miner.add_device(std::move(device)));
    source = miner.add_source({.on_share = [this](const Share& share) {
      ++shares;
      if (share.offer().name != name) ++foreign;
    }});
    EXPECT_TRUE(miner.set_job(source, job(id)));
    EXPECT_TRUE(miner.start());
  }
  std::string name;
  std::atomic<int> shares{0}, foreign{0};
  Miner miner;
  SourceId source = 0;
};

TEST(Embedding, TwoMinersInOneProcess) {
  Mine first("first");
  {
    Mine second("second");
    while (first.shares < 5 || second.shares < 5) std::this_thread::sleep_for(1ms);
    second.miner.stop();
    EXPECT_EQ(second.foreign, 0);
    EXPECT_EQ(second.miner.stats().devices.front().hardware_errors, 0u);
  }
  const int before = first.shares;
  while (first.shares < before + 3) std::this_thread::sleep_for(1ms);  // goes on without the other
  first.miner.stop();
  EXPECT_EQ(first.foreign, 0);
  EXPECT_EQ(first.miner.stats().devices.front().hardware_errors, 0u);
}

}  // namespace
}  // namespace wildcat
