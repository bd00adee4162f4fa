// SPDX-License-Identifier: MIT
// Shares on their way: what is sent, what the answers mean, what never leaves.
#include <gtest/gtest.h>

#include "stratum/client/shares_under_way.h"
#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum {
namespace {

using namespace testing;
using Kind = ShareOutcome::Kind;
constexpr const char* yes = R"("result":true,"error":null)";

NotifyText clean_job(const std::string& id, char prev) {
  NotifyText text;
  text.id = id;
  text.prev = prev;
  text.clean = "true";
  return text;
}

TEST(Share, IsSentAndAccepted) {
  Rig rig;
  rig.handshake_and_job();
  const Share share = mine(rig.job(), 0x6000);
  rig.submit(share);
  const auto& s = rig.seen.submitted.at(0);
  EXPECT_EQ(rig.last_sent(), submit_line(s.id, {"user.worker", "job1", "00000000", 0x6155a475,
                                                share.header().nonce, 0x6000}));
  EXPECT_EQ(s.number, 1U);
  EXPECT_EQ(s.pool_difficulty, 1e-9);
  EXPECT_EQ(s.hash, share.hash());
  rig.wait(milliseconds(250));
  rig.answer(yes);
  const auto& result = rig.seen.results.at(0);
  EXPECT_EQ(result.outcome.kind, Kind::accepted);
  EXPECT_DOUBLE_EQ(result.latency.count(), 0.25);
  EXPECT_GT(result.outcome.expected_hashes, 0);
  EXPECT_TRUE(rig.session.drained());
}

TEST(Share, HasFiveParametersWithoutVersionRolling) {
  Rig rig;
  rig.handshake("ab", 1, "null");
  rig.pool(NotifyText{}.str());
  rig.sent();
  const Share share = mine(rig.job());
  rig.submit(share);
  EXPECT_EQ(rig.last_sent(),
            submit_line(rig.seen.submitted[0].id, {"user.worker", "job1", "00", 0x6155a475,
                                                   share.header().nonce, std::nullopt}));
}

TEST(Share, HasSixParametersUnderAMaskOfZero) {
  Rig rig;
  rig.handshake("ab", 0, R"({"version-rolling":true,"version-rolling.mask":"00000000"})");
  rig.pool(NotifyText{}.str());
  rig.sent();
  const Share share = mine(rig.job());
  rig.submit(share);
  EXPECT_EQ(rig.last_sent(),
            submit_line(rig.seen.submitted[0].id,
                        {"user.worker", "job1", "", 0x6155a475, share.header().nonce, 0}));
}

TEST(Share, WaitsForAuthorisation) {
  Rig rig;
  rig.options.version_rolling = false;
  rig.connect();
  rig.pool(R"({"id":null,"method":"mining.set_difficulty","params":[1e-9]})");
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  rig.pool(NotifyText{}.str());
  rig.sent();
  rig.submit(mine(rig.job()));
  EXPECT_TRUE(rig.sent().empty());
  rig.pool(R"({"id":2,"result":true})");
  EXPECT_TRUE(is_call(rig.last_sent(), "mining.submit"));
}

TEST(Share, AnswersComeInAnyOrder) {
  Rig rig;
  rig.handshake_and_job();
  for (int i = 0; i < 3; ++i) rig.submit(mine(rig.job(), 0, i));
  const auto sent = rig.seen.submitted;
  rig.pool("{\"id\":" + std::to_string(sent[2].id) + "," + yes + "}");
  rig.pool("{\"id\":\"" + std::to_string(sent[0].id) + "\"," + yes + "}");
  rig.pool("{\"id\":" + std::to_string(sent[1].id) + ",\"error\":[22,\"dup\",null]}");
  ASSERT_EQ(rig.seen.results.size(), 3U);
  EXPECT_EQ(rig.seen.results[0].submission.number, 3U);
  EXPECT_EQ(rig.seen.results[1].submission.number, 1U);
  EXPECT_EQ(rig.seen.results[2].outcome.reason, RejectReason::duplicate);
  // A second answer to the same is an answer to nothing.
  rig.answer(yes);
  EXPECT_EQ(rig.seen.results.size(), 3U);
}

TEST(Share, OfAVoidJobIsNotSent) {
  Rig rig;
  rig.handshake_and_job();
  const Share old = mine(rig.job());
  rig.pool(clean_job("job2", 'b').str());
  rig.submit(old);
  EXPECT_TRUE(rig.seen.submitted.empty());
  EXPECT_EQ(rig.seen.dropped, std::vector<StaleFault>{StaleFault::switching});
}

TEST(Share, OfAnOlderLiveJobIsSent) {
  Rig rig;
  rig.handshake_and_job();
  const Share old = mine(rig.job());
  NotifyText next;
  next.id = "job2";
  next.coinb1 = "0101";  // other work
  rig.pool(next.str());
  rig.submit(old);
  EXPECT_EQ(rig.seen.submitted.at(0).job_id, "job1");
}

TEST(Share, IsNeverSentTwice) {
  Rig rig;
  rig.handshake_and_job();
  const Share share = mine(rig.job());
  rig.submit(share);
  rig.submit(share);
  EXPECT_EQ(rig.seen.submitted.size(), 1U);
  EXPECT_EQ(rig.seen.withheld, 1U);
  rig.answer(R"("error":[23,"low",null])");
  rig.submit(share);
  EXPECT_EQ(rig.seen.submitted.size(), 1U);
  EXPECT_EQ(rig.seen.withheld, 2U);
}

TEST(Share, StaleHasThreeFaults) {
  Rig rig;
  rig.handshake_and_job();
  rig.submit(mine(rig.job(), 0, 0));
  rig.answer(R"("error":[21,"Job not found",null])");
  EXPECT_EQ(rig.seen.results[0].outcome.kind, Kind::stale);
  EXPECT_EQ(rig.seen.results[0].outcome.fault, StaleFault::pool);
  rig.submit(mine(rig.job(), 0, 1));
  rig.pool(clean_job("job2", 'b').str());
  rig.answer(R"("error":"stale")");
  EXPECT_EQ(rig.seen.results[1].outcome.fault, StaleFault::network);
}

TEST(Share, BlocksGoFirst) {
  Rig rig;
  rig.options.version_rolling = false;
  rig.connect();
  rig.pool(R"({"id":null,"method":"mining.set_difficulty","params":[1e-9]})");
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  NotifyText text;
  text.nbits = "201fffff";  // about every second share is a block
  rig.pool(text.str());
  int blocks = 0;
  for (int i = 0; i < 12; ++i) {
    const Share share = mine(rig.job(), 0, i);
    blocks += share.is_block() ? 1 : 0;
    rig.submit(share);
  }
  rig.pool(R"({"id":2,"result":true})");
  ASSERT_EQ(rig.seen.submitted.size(), 12U);
  ASSERT_GT(blocks, 0);
  ASSERT_LT(blocks, 12);
  for (int i = 0; i < 12; ++i) EXPECT_EQ(rig.seen.submitted[i].is_block, i < blocks);
}

TEST(Share, MaxSharesIsExact) {
  Rig rig;
  rig.options.max_shares = 3;
  rig.handshake_and_job();
  for (int i = 0; i < 10; ++i) rig.submit(mine(rig.job(), 0, i));
  EXPECT_EQ(rig.seen.submitted.size(), 3U);
  rig.answer(R"("error":[23,"low",null])");
  EXPECT_EQ(rig.seen.submitted.size(), 4U);  // a rejected one makes room
  for (int i : {0, 1}) {
    rig.pool("{\"id\":" + std::to_string(rig.seen.submitted[i].id) + "," + yes + "}");
    EXPECT_EQ(rig.seen.submitted.size(), 4U);
  }
  rig.answer(yes);
  EXPECT_EQ(rig.seen.submitted.size(), 4U);
  EXPECT_TRUE(rig.session.drained());
}

TEST(Share, SurplusIsNotStale) {
  Rig rig;
  rig.options.max_shares = 2;
  rig.handshake_and_job();
  for (int i = 0; i < 6; ++i) rig.submit(mine(rig.job(), 0, i));
  for (int i : {0, 1})
    rig.pool("{\"id\":" + std::to_string(rig.seen.submitted[i].id) + "," + yes + "}");
  rig.submit(mine(rig.job(), 0, 6));
  rig.session.finish(rig.now);
  EXPECT_EQ(rig.seen.results.size(), 2U);
  EXPECT_TRUE(rig.seen.dropped.empty());
  EXPECT_EQ(rig.seen.withheld, 5U);
}

TEST(Share, WhatIsKeptBackIsWithheldAlsoWhenThePoolNeverAnswers) {
  Rig rig;
  rig.options.max_shares = 2;
  rig.handshake_and_job();
  for (int i = 0; i < 6; ++i) rig.submit(mine(rig.job(), 0, i));
  rig.session.finish(rig.now);
  EXPECT_EQ(rig.seen.submitted.size(), 2U);
  EXPECT_TRUE(rig.seen.dropped.empty());
  EXPECT_EQ(rig.seen.withheld, 4U);
}

TEST(Share, ABudgetIsExactOverAllClients) {
  const auto budget = std::make_shared<ShareBudget>(ShareBudget{3, 0, 0});
  Rig a, b;
  for (Rig* rig : {&a, &b}) {
    rig->options.budget = budget;
    rig->handshake_and_job();
    for (int i = 0; i < 2; ++i) rig->submit(mine(rig->job(), 0, i));
  }
  EXPECT_EQ(a.seen.submitted.size(), 2U);
  EXPECT_EQ(b.seen.submitted.size(), 1U);  // three are under way
  a.answer(R"("error":[22,"duplicate",null])");
  b.submit(mine(b.job(), 0, 2));  // the place that became free is taken with the next one
  EXPECT_EQ(b.seen.submitted.size(), 2U);
  a.pool("{\"id\":" + std::to_string(a.seen.submitted[0].id) + "," + yes + "}");
  for (const Submission& sent : std::vector(b.seen.submitted))
    b.pool("{\"id\":" + std::to_string(sent.id) + "," + yes + "}");
  EXPECT_EQ(budget->accepted, 3U);
  EXPECT_EQ(budget->unanswered, 0U);
  a.submit(mine(a.job(), 0, 5));
  EXPECT_EQ(a.seen.submitted.size(), 2U);
  EXPECT_EQ(a.seen.withheld, 1U);
  b.session.finish(b.now);
  EXPECT_EQ(b.seen.withheld, 1U);  // the one that waited
  EXPECT_TRUE(b.seen.dropped.empty());
}

TEST(Share, ABudgetKnowsWhatWasLost) {
  const auto budget = std::make_shared<ShareBudget>(ShareBudget{1, 0, 0});
  Rig rig;
  rig.options.budget = budget;
  rig.handshake_and_job();
  rig.submit(mine(rig.job()));
  EXPECT_EQ(budget->unanswered, 1U);
  rig.session.finish(rig.now);
  EXPECT_EQ(rig.seen.results.at(0).outcome.kind, Kind::lost);
  EXPECT_EQ(budget->unanswered, 0U);
}

TEST(Share, AThresholdOfOurOwnIsWhatIsLookedFor) {
  for (const double least : {1e-9, 3.0}) {
    Rig rig;
    rig.options.least_difficulty = least;
    rig.handshake_and_job();
    const double asked = rig.seen.job_difficulties.at(0);
    EXPECT_EQ(rig.job().share_target, Target::from_difficulty(std::max(asked, least)).value());
    EXPECT_LT(asked, 3.0);  // what the pool asks for is told as it is
  }
}

TEST(Share, TheThresholdMayChangeWhileAJobIsMined) {
  Rig rig;
  rig.handshake_and_job();
  const Share found = mine(rig.job());
  const auto job = rig.job().job;
  SourceWishes wishes;
  wishes.least_difficulty = 3;
  rig.session.set_wishes(first_source, wishes, rig.now);
  EXPECT_EQ(rig.job().share_target, Target::from_difficulty(3).value());
  EXPECT_EQ(rig.job().job, job) << "what was searched stays searched";
  EXPECT_FALSE(rig.job().clean);
  rig.submit(found);
  EXPECT_EQ(rig.seen.submitted.size(), 1U) << "what was found before still goes";
  rig.session.set_wishes(first_source, {}, rig.now);
  EXPECT_EQ(rig.job().share_target, found.offer().share_target);
  EXPECT_EQ(rig.sink.drops, 0);
}

TEST(Share, WhenTooManyAreUnderWayOnlyBlocksAreTaken) {
  Rig rig;
  SharesUnderWay shares(rig.seen);
  rig.session.close(first_source, rig.now);
  ASSERT_TRUE(rig.session.open(first_source, source_setup(rig.options, rig.sink, shares), rig.now));
  rig.handshake();
  NotifyText text;
  text.nbits = "201fffff";  // about every second share is a block
  rig.pool(text.str());
  const auto held = [&] { return rig.seen.submitted.size(); };
  std::uint32_t rolled = 0;
  const auto find = [&](bool block) {
    for (;; rolled += 0x2000)
      if (Share share = mine(rig.job(), rolled); share.is_block() == block) {
        rolled += 0x2000;
        return share;
      }
  };
  const auto submit = [&](const Share& share) {
    if (shares.enter(share) == SharesUnderWay::Entry::taken) return rig.submit(share);
    rig.session.discarded(first_source, shares.take_surplus(), rig.now);
  };
  while (held() < SharesUnderWay::most) submit(find(false));
  submit(find(false));
  submit(find(false));
  EXPECT_EQ(held(), SharesUnderWay::most);
  EXPECT_EQ(rig.seen.discarded, 2U);
  EXPECT_EQ(rig.seen.warnings.size(), 1U);
  submit(find(true));
  EXPECT_EQ(held(), SharesUnderWay::most + 1);
  rig.session.finish(rig.now);
  ASSERT_EQ(rig.seen.warnings.size(), 2U);  // the second one is reported at the end
  EXPECT_EQ(rig.seen.warnings[1].substr(0, 2), "1 ");
  EXPECT_EQ(shares.close().unanswered, 0U) << "all have come to their end";
}

TEST(Share, WhatIsUnderWayAtTheEndIsWhosoeverCloses) {
  Rig rig;
  rig.options.max_shares = 2;
  SharesUnderWay shares(rig.seen);
  rig.session.close(first_source, rig.now);
  ASSERT_TRUE(rig.session.open(first_source, source_setup(rig.options, rig.sink, shares), rig.now));
  rig.handshake_and_job();
  const auto submit = [&](int n) {
    const Share share = mine(rig.job(), 0, n);
    EXPECT_EQ(shares.enter(share), SharesUnderWay::Entry::taken);
    rig.submit(share);
  };
  for (int n = 0; n < 4; ++n) submit(n);
  submit(0);  // a second time: withheld
  rig.answer(yes);
  EXPECT_EQ(rig.seen.results.size(), 1U);
  EXPECT_EQ(rig.seen.withheld, 1U);
  const SharesLeft left = shares.close();
  EXPECT_EQ(left.unanswered, 1U);
  EXPECT_EQ(left.unsent, 2U);
  EXPECT_EQ(shares.enter(mine(rig.job())), SharesUnderWay::Entry::closed);
  rig.session.finish(rig.now);
  EXPECT_EQ(rig.seen.results.size(), 1U) << "nothing more is told of them";
  EXPECT_TRUE(rig.seen.dropped.empty());
  EXPECT_EQ(shares.close().unsent, 0U);
}

TEST(Share, TooManyForAMinuteAreWarnedAbout) {
  for (const int per_second : {4, 6}) {
    Rig rig;
    rig.handshake_and_job();
    std::uint32_t rolled = 0;
    for (int i = 0; i < 62 * per_second; ++i) {
      rig.submit(mine(rig.job(), rolled += 0x2000));
      rig.answer(yes);
      rig.wait(milliseconds(1000 / per_second));
    }
    EXPECT_EQ(rig.seen.warnings.size(), per_second > 5 ? 1U : 0U) << per_second;
  }
}

TEST(Share, UnansweredIsLostAfterItsTime) {
  Rig rig;
  rig.options.max_shares = 1;
  rig.handshake_and_job();
  rig.submit(mine(rig.job(), 0, 0));
  rig.submit(mine(rig.job(), 0, 1));
  rig.wait(rig.options.reply_timeout);
  EXPECT_TRUE(rig.seen.results.empty());
  EXPECT_LE(*rig.session.deadline(), rig.now + milliseconds(1));
  rig.wait(milliseconds(1));
  ASSERT_EQ(rig.seen.results.size(), 1U);
  EXPECT_EQ(rig.seen.results[0].outcome.kind, Kind::lost);
  EXPECT_EQ(rig.seen.submitted.size(), 2U);
}

TEST(Share, VersionBitsAreSentToBeReplacedThenXored) {
  Rig rig;
  rig.handshake();
  NotifyText text;
  text.version = "20800000";  // the pool sets a bit inside the mask itself
  rig.pool(text.str());
  for (int i = 0; i < 2; ++i) {
    rig.submit(mine(rig.job(), 0x00400000, i));
    EXPECT_EQ(rig.seen.submitted.back().version_bits, 0x00c00000U);
    rig.answer(R"("error":[23,"Difficulty too low",null])");
  }
  rig.submit(mine(rig.job(), 0x00400000, 2));
  EXPECT_EQ(rig.seen.submitted.back().version_bits, 0x00400000U);
  rig.answer(yes);
  EXPECT_TRUE(rig.memory.bits_confirmed);
  // Confirmed: later refusals are about difficulty after all.
  for (int i = 3; i < 9; ++i) {
    rig.submit(mine(rig.job(), 0x00400000, i));
    EXPECT_EQ(rig.seen.submitted.back().version_bits, 0x00400000U);
    rig.answer(R"("error":[23,"Difficulty too low",null])");
  }
}

/// The pool takes bit 29 from the share as well, though we never asked for it: the job has it set.
TEST(Share, TheMaskThatWasGrantedCountsForEncodingAndDoubt) {
  Rig rig;
  rig.handshake("9b19f82f", 4, R"({"version-rolling":true,"version-rolling.mask":"3fffe000"})");
  rig.pool(NotifyText().str());
  EXPECT_EQ(rig.seen.masks.back(), 0x1fffe000U) << "what we roll";
  for (int i = 0; i < 2; ++i) {
    rig.submit(mine(rig.job(), 0x00400000, i));
    EXPECT_EQ(rig.seen.submitted.back().version_bits, 0x20400000U);
    rig.answer(R"("error":[23,"Difficulty too low",null])");
  }
  rig.submit(mine(rig.job(), 0x00400000, 2));
  EXPECT_EQ(rig.seen.submitted.back().version_bits, 0x00400000U) << "learnt: it is xored";
}

TEST(Share, LowDifficultyWithoutTheDoubtTeachesNothing) {
  Rig rig;
  rig.handshake_and_job();
  for (int i = 0; i < 5; ++i) {
    rig.submit(mine(rig.job(), 0x00400000, i));
    rig.answer(R"("error":[23,"low",null])");
  }
  EXPECT_FALSE(rig.memory.xor_bits);
}

TEST(Share, WithBitsThatWereTakenBackIsNotSent) {
  Rig rig;
  rig.handshake_and_job();
  const Share share = mine(rig.job(), 0x6000);
  const Share plain = mine(rig.job(), 0);
  rig.pool(R"({"id":null,"method":"mining.set_version_mask","params":["00002000"]})");
  rig.submit(share);
  EXPECT_TRUE(rig.seen.submitted.empty());
  EXPECT_EQ(rig.seen.dropped.size(), 1U);
  rig.submit(plain);
  EXPECT_EQ(rig.seen.submitted.at(0).number, 1U);
}

TEST(Share, UnauthorizedAsksAgainThenLeaves) {
  Rig rig;
  rig.handshake_and_job();
  rig.submit(mine(rig.job(), 0, 0));
  rig.sent();
  rig.answer(R"("error":[24,"Unauthorized worker",null])");
  const auto line = rig.last_sent();
  ASSERT_TRUE(is_call(line, "mining.authorize"));
  rig.submit(mine(rig.job(), 0, 1));
  EXPECT_EQ(rig.seen.submitted.size(), 1U);
  rig.pool("{\"id\":" + std::to_string(id_of(line)) + "," + yes + "}");
  EXPECT_EQ(rig.seen.submitted.size(), 2U);
  rig.answer(R"("error":[24,"Unauthorized worker",null])");
  const auto leave = rig.session.take_leave();
  ASSERT_TRUE(leave);
  EXPECT_EQ(leave->kind, Leave::Kind::refused);
}

TEST(Share, NotSubscribedReconnects) {
  Rig rig;
  rig.handshake_and_job();
  rig.submit(mine(rig.job()));
  rig.answer(R"("error":[25,"Not subscribed",null])");
  EXPECT_EQ(rig.seen.results.at(0).outcome.reason, RejectReason::not_subscribed);
  EXPECT_TRUE(rig.session.take_leave());
}

TEST(Share, ThePoolsWordsAreCleaned) {
  Rig rig;
  rig.handshake_and_job();
  rig.submit(mine(rig.job()));
  rig.answer(R"("error":[20,"no\u001b[31m hunter2secret",null])");
  EXPECT_EQ(rig.seen.results.at(0).text, "no[31m ***");
  EXPECT_EQ(rig.seen.results.at(0).code, 20);
}

}  // namespace
}  // namespace wildcat::stratum
