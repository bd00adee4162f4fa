// SPDX-License-Identifier: MIT
// The fixed work searched by devices that are right, blind, or liars.
#include <gtest/gtest.h>

#include "bench/harness/drive.h"
#include "tests/support/text.h"
#include "tests/unit/miner_core/fakes.h"

namespace wildcat::program::bench {
namespace {

using wildcat::test::has;

Result<Digest> digest_of(fake::Behaviour behaviour) {
  const auto device = fake::device(std::move(behaviour));
  auto scanner = device->open(0);
  return search_fixed_work(**scanner);
}

TEST(FixedWork, AnHonestDeviceFindsWhatEverybodyFinds) {
  const auto digest = digest_of({});
  ASSERT_TRUE(digest) << digest.error().message;
  EXPECT_EQ(digest->sha256, fixed_work_digest.sha256);
  EXPECT_EQ(digest->verified, fixed_work_digest.verified);
  EXPECT_EQ(digest->hashes, fixed_work_digest.hashes);
}

TEST(FixedWork, UnitsMayComeBackInParts) {
  fake::Behaviour hurried;
  hurried.search = [](const WorkUnit& unit) {
    WorkUnit part = unit;
    part.nonces.count = std::min<std::uint64_t>(unit.nonces.count, 100);
    Completion completion = fake::honest_search(part);
    if (part.nonces.count < unit.nonces.count) completion.status = Status::partial;
    return completion;
  };
  const auto digest = digest_of(hurried);
  ASSERT_TRUE(digest) << digest.error().message;
  EXPECT_EQ(digest->sha256, fixed_work_digest.sha256);
}

TEST(FixedWork, AMissedFindIsAnotherDigest) {
  fake::Behaviour one_missing;
  one_missing.search = [](const WorkUnit& unit) {
    Completion completion = fake::honest_search(unit);
    if (!completion.found.empty() && unit.id == 2) completion.found.pop_back();
    return completion;
  };
  const auto digest = digest_of(one_missing);
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->verified, fixed_work_digest.verified - 1);
  EXPECT_NE(digest->sha256, fixed_work_digest.sha256);
}

TEST(FixedWork, AFindThatIsNoneIsAnError) {
  fake::Behaviour liar;
  liar.on_wait = [](const WorkUnit& unit, Completion completion) -> Result<Completion> {
    completion.found.push_back({unit.version(0), unit.nonces.first});
    completion.found.push_back({unit.version(1), unit.nonces.first});
    return completion;
  };
  const auto digest = digest_of(liar);
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.error().code, Errc::self_test_failed);
  EXPECT_TRUE(has(digest.error().message, "does not meet the target"));
}

TEST(FixedWork, ADeviceThatFailsIsAnError) {
  fake::Behaviour broken;
  broken.search = [](const WorkUnit& unit) { return Completion{unit.id, 0, Status::failed, {}}; };
  EXPECT_EQ(digest_of(broken).error().code, Errc::device_failed);
}

TEST(Slice, CountsHashesFromCompletionToCompletion) {
  fake::Behaviour fast;
  fast.search = fake::blind_search;
  const auto device = fake::device(fast);
  auto scanner = device->open(0);
  int calls = 0;
  const auto slice = run_slice(**scanner, std::chrono::milliseconds(2), [&calls] { ++calls; });
  ASSERT_TRUE(slice) << slice.error().message;
  EXPECT_GT(slice->hashes_per_second, 0);
  EXPECT_GE(slice->fastest, slice->hashes_per_second);
  EXPECT_GE(calls, 3);
}

TEST(Slice, AFailureIsTold) {
  fake::Behaviour broken;
  broken.search = [](const WorkUnit& unit) { return Completion{unit.id, 0, Status::failed, {}}; };
  const auto device = fake::device(broken);
  auto scanner = device->open(0);
  const auto slice = run_slice(**scanner, std::chrono::milliseconds(1));
  ASSERT_FALSE(slice);
  EXPECT_EQ(slice.error().code, Errc::device_failed);
}

}  // namespace
}  // namespace wildcat::program::bench
