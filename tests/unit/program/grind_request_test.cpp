// SPDX-License-Identifier: MIT
// What `wildcat grind` may change in a header, and that it goes on where 2^32 nonces do not
// suffice.
#include "miner/commands/grind_request.h"

#include <gtest/gtest.h>

#include <atomic>

#include "tests/unit/miner_core/fakes.h"
#include "tests/unit/program/genesis.h"

namespace wildcat::program {
namespace {

GrindOptions rolling_ntime() {
  GrindOptions options;
  options.roll_ntime = true;
  return options;
}

/// Searches in no time. It knows the first block's nonce, and that there is no other.
struct Oracle {
  const BlockHeader solved = genesis_share().header();
  std::atomic<std::uint64_t> in_vain{0};  ///< nonces searched under another ntime

  Completion search(const WorkUnit& unit) {
    Completion done = fake::blind_search(unit);
    if (unit.header.ntime != solved.ntime)
      in_vain += unit.nonces.count;
    else if (solved.nonce - unit.nonces.first < unit.nonces.count)
      done.found.push_back({solved.version, solved.nonce});
    return done;
  }

  /// Of the same header as it was a second earlier.
  SearchOutcome grind(const GrindOptions& options) {
    BlockHeader header = solved;
    --header.ntime;
    fake::Behaviour behaviour;
    behaviour.shape = {1, whole_nonce_range.count, 1};
    behaviour.search = [this](const WorkUnit& unit) { return search(unit); };
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(fake::device(std::move(behaviour)));
    auto searcher = Searcher::open(std::move(devices));
    return (*searcher)->search(grind_request(header, Target::difficulty_1(), options)).value();
  }
};

TEST(GrindRequest, GoesOnPastTheLastNonceWithTheNextSecond) {
  Oracle oracle;
  const SearchOutcome outcome = oracle.grind(rolling_ntime());
  EXPECT_EQ(outcome.end, SearchEnd::found);
  ASSERT_EQ(outcome.found.size(), 1u);
  EXPECT_EQ(outcome.found.front().header, oracle.solved);
  EXPECT_EQ(oracle.in_vain, whole_nonce_range.count) << "every nonce, once";
}

TEST(GrindRequest, GivesUpAtTheLastNonceUnlessToldOtherwise) {
  Oracle oracle;
  const SearchOutcome outcome = oracle.grind({});
  EXPECT_EQ(outcome.end, SearchEnd::exhausted);
  EXPECT_TRUE(outcome.found.empty());
  EXPECT_EQ(oracle.in_vain, whole_nonce_range.count);
}

TEST(GrindRequest, ByDefaultOnlyTheNonceMayChange) {
  const BlockHeader header = genesis_share().header();
  const SearchRequest request = grind_request(header, Target::difficulty_1(), {});
  EXPECT_EQ(request.header, header);
  EXPECT_EQ(request.target, Target::difficulty_1());
  EXPECT_EQ(request.nonces, whole_nonce_range);
  EXPECT_EQ(request.roll_mask, 0u);
  EXPECT_EQ(request.ntime_window, 0u);
  EXPECT_EQ(request.max_found, 1u);
}

TEST(GrindRequest, RollsTheVersionBitsOfBip320) {
  GrindOptions options;
  options.roll_version = true;
  const auto request = grind_request({}, Target::difficulty_1(), options);
  EXPECT_EQ(request.roll_mask, 0x1fffe000u);
  EXPECT_EQ(request.ntime_window, 0u);
}

TEST(GrindRequest, RollsNtimeForTwoHoursAndNeverBeyondItsLastSecond) {
  BlockHeader header;
  header.ntime = 1'700'000'000;
  const auto window = [&] {
    return grind_request(header, Target::difficulty_1(), rolling_ntime()).ntime_window;
  };
  EXPECT_EQ(window(), 7200u);
  header.ntime = 0xffffffff - 10;
  EXPECT_EQ(window(), 10u);
  header.ntime = 0xffffffff;
  EXPECT_EQ(window(), 0u);
}

}  // namespace
}  // namespace wildcat::program
