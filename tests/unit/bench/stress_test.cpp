// SPDX-License-Identifier: MIT
// The burn-in on devices that are right, wrong, blind or broken, each in a process of its own: the
// first wrong result ends it, with a message and a code that nobody overlooks.
#include "miner/commands/stress_run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>

#include "tests/unit/miner_core/fakes.h"

namespace wildcat::program::bench {
namespace {

using ::testing::ExitedWithCode;

/// On a device that behaves so, until it fails or the time is up.
[[noreturn]] void stress(fake::Behaviour behaviour, std::optional<double> max_seconds = {}) {
  ExitWatchdog watchdog;
  BenchOptions options;
  options.max_seconds = max_seconds;
  DeviceList list;
  list.devices.push_back(fake::device(std::move(behaviour)));
  ExitCode code{};
  {
    Console console(console_options(stderr, false, false, true));
    code = StressRun(options, console, watchdog).run_on(std::move(list));
  }
  _exit(number(code));
}

/// Adds to the answer to each unit after the first few what is none.
fake::Behaviour liar() {
  fake::Behaviour behaviour;
  behaviour.on_wait = [units = std::make_shared<std::atomic<int>>(0)](
                          const WorkUnit& unit, Completion completion) -> Result<Completion> {
    if (++*units > 20) completion.found.push_back({unit.version(0), unit.nonces.first});
    return completion;
  };
  return behaviour;
}

class StressDeath : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(StressDeath, OfAnHonestDeviceEndsWell) {
  EXPECT_EXIT(stress({}, 0.5), ExitedWithCode(0), "each hashed again(.|\n)* 0 hardware errors");
}

TEST_F(StressDeath, EndsWithTheFirstWrongResult) {
  EXPECT_EXIT(stress(liar()), ExitedWithCode(6),
              "WRONG RESULT on fake:0: nonce [0-9a-f]{8} of version [0-9a-f]{8} is no hit when "
              "hashed again");
}

TEST_F(StressDeath, EndsWithTheFirstKnownAnswerThatIsMissed) {
  fake::Behaviour blind;
  blind.search = fake::blind_search;
  EXPECT_EXIT(stress(blind), ExitedWithCode(6),
              "WRONG RESULT on fake:0: the known answer [0-9a-f]{8} was not found");
}

TEST_F(StressDeath, EndsWithADeviceThatStops) {
  fake::Behaviour broken;
  broken.on_wait = [](const WorkUnit&, Completion) -> Result<Completion> {
    return Error{Errc::device_failed, "the cable is out"};
  };
  EXPECT_EXIT(stress(broken), ExitedWithCode(2), "fake:0 has stopped working: the cable is out");
}

}  // namespace
}  // namespace wildcat::program::bench
