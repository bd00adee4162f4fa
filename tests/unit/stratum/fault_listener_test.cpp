// SPDX-License-Identifier: MIT
// What the fault injector learns by listening.
#include "stratum/v1/faults/fault_listener.h"

#include <gtest/gtest.h>

#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

/// A listener after subscription and authorisation, with "job1" live.
struct Ear {
  Ear() {
    listener.hear_request(R"({"id":1,"method":"mining.configure","params":[]})");
    listener.hear_request(R"({"id":2,"method":"mining.subscribe","params":[]})");
    listener.hear_request(R"({"id":3,"method":"mining.authorize","params":["u","p"]})");
    subscribed("ab");
    calls(NotifyText{});
  }
  void subscribed(const std::string& extranonce1) {
    answers(R"({"id":2,"result":[[],")" + extranonce1 + R"(",2],"error":null})");
  }
  std::optional<SubmitText> answers(const std::string& line) {
    return listener.hear(std::get<Response>(parse_message(line).value()));
  }
  bool calls(const std::string& line) {
    return listener.hear(std::get<Call>(parse_message(line).value()));
  }
  bool calls(const NotifyText& notify) { return calls(notify.str()); }
  void submits(std::uint64_t id) {
    listener.hear_request(write_submit({id, "u", "job1", "0000", 1, 2, std::nullopt}));
  }

  std::shared_ptr<FaultPlan> plan = std::make_shared<FaultPlan>(test_options());
  FaultListener listener{plan};
};

NotifyText next_block() {
  NotifyText notify;
  notify.id = "job2";
  notify.prev = 'b';
  return notify;
}

TEST(FaultListener, TellsWhichSubmitWasAccepted) {
  Ear ear;
  for (const std::uint64_t id : {7, 8}) ear.submits(id);
  EXPECT_FALSE(ear.listener.all_answered());
  EXPECT_FALSE(ear.answers(R"({"id":7,"result":null,"error":[23,"low",null]})"));
  const auto good = ear.answers(R"({"id":8,"result":true,"error":null})");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->id, 8U);
  EXPECT_TRUE(ear.listener.all_answered());
  EXPECT_FALSE(ear.answers(R"({"id":8,"result":true,"error":null})"));
}

TEST(FaultListener, KeepsAnAcceptedSubmitForWhenItsJobIsVoid) {
  Ear ear;
  ear.submits(7);
  ear.answers(R"({"id":7,"result":true,"error":null})");
  EXPECT_FALSE(ear.calls(NotifyText{}));  // the same block: the job lives on
  EXPECT_FALSE(ear.plan->void_submit);
  EXPECT_TRUE(ear.calls(next_block()));
  ASSERT_TRUE(ear.plan->void_submit);
  EXPECT_EQ(ear.plan->void_submit->id, 7U);
}

TEST(FaultListener, AnAnswerThatComesAfterTheJobIsOfNoUse) {
  Ear ear;
  ear.submits(7);
  EXPECT_TRUE(ear.calls(next_block()));
  EXPECT_FALSE(ear.answers(R"({"id":7,"result":true,"error":null})"));
  EXPECT_TRUE(ear.plan->void_submit);
}

TEST(FaultListener, KnowsTheTerms) {
  Ear ear;
  EXPECT_FALSE(ear.listener.authorized());
  EXPECT_FALSE(ear.listener.mask());
  ear.answers(R"({"id":3,"result":true,"error":null})");
  EXPECT_TRUE(ear.listener.authorized());
  ear.answers(
      R"({"id":1,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":null})");
  EXPECT_EQ(ear.listener.mask(), 0x1fffe000U);
  ear.calls(R"({"id":null,"method":"mining.set_version_mask","params":["00006000"]})");
  EXPECT_EQ(ear.listener.mask(), 0x00006000U);
}

TEST(FaultListener, ForgetsTheJobsWhenThePoolDoes) {
  Ear ear;
  ear.subscribed("ab");
  EXPECT_TRUE(ear.plan->find("job1"));
  ear.subscribed("cd");
  EXPECT_FALSE(ear.plan->find("job1"));
  EXPECT_EQ(ear.plan->extranonce1, std::vector<std::uint8_t>{0xcd});
}

}  // namespace
}  // namespace wildcat::stratum
