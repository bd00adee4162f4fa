// SPDX-License-Identifier: MIT
// The end of the process, in processes of their own: the right code, in time, whatever hangs.
#include "miner/process/exit_watchdog.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>

namespace wildcat::program {
namespace {

using namespace std::chrono_literals;
using ::testing::ExitedWithCode;

void hang() {
  while (true) std::this_thread::sleep_for(1s);
}

void say(const char* text) {
  std::fputs(text, stderr);
  std::fflush(stderr);
}

/// A program whose end begins and whose main thread hangs then.
void end_and_hang(ExitCode code, std::function<void()> last_words) {
  ExitWatchdog watchdog;
  watchdog.start({[](int) {}, std::move(last_words)});
  watchdog.begin(code);
  hang();
}

class ExitWatchdogDeath : public ::testing::Test {
 protected:
  void SetUp() override {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    begin_ = std::chrono::steady_clock::now();
  }
  // Far from the 0.85 s that it should take, for busy machines; a hang is longer.
  void TearDown() override { EXPECT_LT(std::chrono::steady_clock::now() - begin_, 30s); }
  std::chrono::steady_clock::time_point begin_;
};

TEST_F(ExitWatchdogDeath, LastWordsAreSaidForAHangingProgram) {
  EXPECT_EXIT(end_and_hang(ExitCode::time_limit, [] { say("goodbye"); }), ExitedWithCode(7),
              "goodbye");
}

TEST_F(ExitWatchdogDeath, LastWordsMayHangToo) {
  EXPECT_EXIT(end_and_hang(ExitCode::refused, hang), ExitedWithCode(5), "");
}

TEST_F(ExitWatchdogDeath, SoMayWhatFollowsTheGoodbye) {
  const auto program = [] {
    ExitWatchdog watchdog;
    watchdog.start({[](int) {}, [] { say("twice"); }});
    watchdog.begin(ExitCode::ok);
    watchdog.begin(ExitCode::usage);  // the end is decided once
    watchdog.change(ExitCode::runtime_failure);
    watchdog.finish();
    hang();
  };
  EXPECT_EXIT(program(), ExitedWithCode(2), "^$");
}

TEST_F(ExitWatchdogDeath, ASignalBeforeTheStartWaitsForIt) {
  const auto program = [] {
    ExitWatchdog watchdog;
    kill(getpid(), SIGTERM);
    std::atomic<int> got{0};
    watchdog.start({[&](int number) {
                      got = number;
                      watchdog.begin(ExitCode::ok);
                    },
                    [] {}});
    while (got == 0) std::this_thread::sleep_for(1ms);
    kill(getpid(), SIGINT);  // a second one changes nothing
    say(got == SIGTERM ? "SIGTERM" : "another");
    hang();
  };
  EXPECT_EXIT(program(), ExitedWithCode(0), "^SIGTERM$");
}

TEST(ExitWatchdog, WithoutAnEndItEndsNothing) {
  {
    ExitWatchdog never_started;
  }
  ExitWatchdog watchdog;
  watchdog.start({[](int) {}, [] { ADD_FAILURE() << "no end, no last words"; }});
  watchdog.finish();
  watchdog.finish();
}

}  // namespace
}  // namespace wildcat::program
