// SPDX-License-Identifier: MIT
// Jobs, difficulties, extranonces and masks: what reaches the miner, and when.
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

std::string difficulty(const std::string& d) {
  return R"({"id":null,"method":"mining.set_difficulty","params":[)" + d + "]}";
}
std::string extranonce(const std::string& params) {
  return R"({"id":null,"method":"mining.set_extranonce","params":[)" + params + "]}";
}
std::string version_mask(const std::string& mask) {
  return R"({"id":null,"method":"mining.set_version_mask","params":[")" + mask + "\"]}";
}
NotifyText named(const std::string& id, char prev = 'a', const std::string& clean = "false") {
  NotifyText text;
  text.id = id;
  text.prev = prev;
  text.clean = clean;
  return text;
}

/// Not what the others of these names hold.
NotifyText other_work(const std::string& id, const std::string& clean = "false") {
  NotifyText text = named(id, 'a', clean);
  text.coinb1 = "0101";
  return text;
}

TEST(Work, AJobCarriesWhatThePoolSaid) {
  Rig rig;
  rig.handshake();
  rig.pool(difficulty("2"));
  rig.pool(named("x", 'a', "true").str());
  ASSERT_EQ(rig.sink.jobs.size(), 1U);
  const MinedJob& mined = rig.job();
  EXPECT_EQ(mined.name, "x");
  EXPECT_EQ(mined.roll_mask, 0x1fffe000U);
  EXPECT_TRUE(mined.clean);
  EXPECT_EQ(mined.share_target, *Target::from_difficulty(2));
  EXPECT_EQ(mined.arrived, rig.now);
  const Job& job = *mined.job;
  EXPECT_EQ(job.version, 0x20000000U);
  EXPECT_EQ(job.nbits, 0x1d00ffffU);
  EXPECT_EQ(job.ntime, 0x6155a475U);
  EXPECT_EQ(job.ntime_window, 600U);
  EXPECT_EQ(to_hex(mined.extranonce.extranonce1), "9b19f82f");
  EXPECT_EQ(mined.extranonce.extranonce2_size, 4);
  EXPECT_EQ(job.clock_start, rig.now);
  EXPECT_EQ(rig.seen.job_difficulties, std::vector<double>{2});
}

TEST(Work, JobsBeforeTheSubscribeReplyAreKept) {
  Rig rig;
  rig.options.version_rolling = false;
  rig.connect();
  rig.pool(named("early").str());  // no difficulty yet: 1
  rig.pool(difficulty("512"));
  rig.pool(named("second").str());
  EXPECT_TRUE(rig.sink.jobs.empty());
  rig.pool(R"({"id":1,"result":[[],"abcd",2]})");
  ASSERT_EQ(rig.sink.jobs.size(), 2U);
  EXPECT_EQ(rig.seen.job_difficulties, (std::vector<double>{1, 512}));
  EXPECT_EQ(to_hex(rig.job().extranonce.extranonce1), "abcd");
}

TEST(Work, AThousandEarlyJobsDoNotFillTheMemory) {
  Rig rig;
  rig.options.version_rolling = false;
  rig.connect();
  for (int i = 0; i < 1000; ++i) rig.pool(named("j" + std::to_string(i)).str());
  rig.pool(R"({"id":1,"result":[[],"abcd",2]})");
  EXPECT_LE(rig.sink.jobs.size(), 8U);
  EXPECT_EQ(rig.job().name, "j999");
}

TEST(Work, ADifficultyHoldsFromTheNextNotify) {
  Rig rig;
  rig.handshake();
  rig.pool(named("a").str());
  rig.pool(difficulty("4"));
  EXPECT_EQ(rig.sink.jobs.size(), 1U);
  rig.pool(named("b").str());
  EXPECT_EQ(rig.seen.job_difficulties, (std::vector<double>{1e-9, 4}));
  EXPECT_EQ(rig.seen.difficulties, (std::vector<double>{1e-9, 4}));
}

TEST(Work, BadDifficultiesChangeNothing) {
  Rig rig;
  rig.handshake();
  for (const char* bad : {"-1", "0", "null", "\"x\""}) rig.pool(difficulty(bad));
  rig.pool(named("a").str());
  EXPECT_EQ(rig.seen.job_difficulties, std::vector<double>{1e-9});
  EXPECT_EQ(rig.seen.warnings.size(), 4U);
}

TEST(Work, ANewPreviousBlockIsCleanWhateverThePoolSays) {
  Rig rig;
  rig.handshake();
  rig.pool(named("a").str());
  rig.pool(named("b").str());
  EXPECT_FALSE(rig.job().clean);
  rig.pool(named("c", 'b').str());
  EXPECT_TRUE(rig.job().clean);
}

TEST(Work, ARepeatedJobIsNotMinedAgain) {
  Rig rig;
  rig.handshake();
  rig.pool(named("a").str());
  rig.pool(named("a").str());
  EXPECT_EQ(rig.sink.jobs.size(), 1U);
  // The same id after a change of difficulty is a new offer.
  rig.pool(difficulty("7"));
  rig.pool(named("a").str());
  EXPECT_EQ(rig.sink.jobs.size(), 2U);
  EXPECT_EQ(rig.seen.job_difficulties.back(), 7);
}

TEST(Work, ANewTargetForTheSameJobSendsNoShareTwice) {
  for (const char* clean : {"false", "true"}) {
    Rig rig;
    rig.handshake();
    rig.pool(difficulty("2e-9"));
    rig.pool(named("a").str());
    const MinedJob first = rig.job();
    rig.submit(mine(first));
    rig.pool(difficulty("1e-9"));  // easier: the share is found again
    rig.pool(named("a", 'a', clean).str());
    ASSERT_EQ(rig.sink.jobs.size(), 2U);
    EXPECT_NE(rig.job().share_target, first.share_target);
    EXPECT_FALSE(rig.job().clean) << "what was searched stays searched";
    bool again = false;
    for (int i = 0; i < 30; ++i) {
      const Share share = mine(rig.job(), 0, i);
      again = again || share.hash() == mine(first).hash();
      rig.submit(share);
    }
    EXPECT_TRUE(again);
    std::set<std::array<std::uint8_t, 32>> hashes;
    for (const auto& s : rig.seen.submitted)
      EXPECT_TRUE(hashes.insert(s.hash.internal()).second) << clean;
  }
}

TEST(Work, AnOldTargetAgainIsOfferedAgain) {
  Rig rig;
  rig.handshake();
  for (const char* d : {"1", "2", "1"}) {
    rig.pool(difficulty(d));
    rig.pool(named("a").str());
  }
  EXPECT_EQ(rig.seen.job_difficulties, (std::vector<double>{1, 2, 1}));
}

TEST(Work, TheSameIdForOtherWorkReplacesIt) {
  NotifyText other = named("a");
  const auto change = [&](auto f) {
    other = named("a");
    f(other);
    Rig rig;
    rig.handshake();
    rig.pool(named("a").str());
    const Share old = mine(rig.job());
    rig.pool(other.str());
    EXPECT_EQ(rig.sink.jobs.size(), 2U);
    rig.submit(old);
    EXPECT_TRUE(rig.seen.submitted.empty());
    EXPECT_EQ(rig.seen.dropped, std::vector<StaleFault>{StaleFault::switching});
  };
  change([](NotifyText& t) { t.version = "20000001"; });
  change([](NotifyText& t) { t.nbits = "1c00ffff"; });
  change([](NotifyText& t) { t.coinb1 = "0101"; });
  change([](NotifyText& t) { t.coinb2 = "00"; });
  change([](NotifyText& t) { t.branch = 3; });
}

TEST(Work, ACleanRepeatVoidsTheOthers) {
  Rig rig;
  rig.handshake();
  rig.pool(named("a").str());
  const Share of_a = mine(rig.job());
  rig.pool(other_work("b").str());
  const Share of_b = mine(rig.job());
  rig.pool(other_work("b", "true").str());
  EXPECT_EQ(rig.sink.jobs.size(), 2U);
  rig.submit(of_a);
  rig.submit(of_b);
  ASSERT_EQ(rig.seen.submitted.size(), 1U);
  EXPECT_EQ(rig.seen.submitted[0].job_id, "b");
}

TEST(Work, ACleanRepeatOfAnOlderJobGoesBackToIt) {
  Rig rig;
  rig.handshake();
  rig.pool(named("a").str());
  rig.pool(other_work("b").str());
  const Share of_b = mine(rig.job());
  rig.pool(named("a", 'a', "true").str());
  ASSERT_EQ(rig.sink.jobs.size(), 3U);
  EXPECT_EQ(rig.job().name, "a");
  EXPECT_TRUE(rig.job().clean);
  rig.submit(of_b);
  EXPECT_TRUE(rig.seen.submitted.empty());
}

TEST(Work, ADifficultyOfOneIsTold) {
  Rig rig;
  rig.options.version_rolling = false;
  rig.connect();
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  rig.pool(difficulty("1"));
  EXPECT_EQ(rig.seen.difficulties, std::vector<double>{1});
}

TEST(Work, AMaskBeforeTheReplyToConfigureNarrowsIt) {
  Rig rig;
  rig.connect();
  rig.pool(version_mask("00006000"));
  rig.pool(R"({"id":1,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"}})");
  EXPECT_EQ(rig.seen.masks, std::vector<std::uint32_t>{0x6000});
}

TEST(Work, AnExtranonceHoldsFromTheNextNotifyAndCleans) {
  Rig rig;
  rig.handshake("9b19f82f", 4);
  rig.pool(named("a").str());
  rig.pool(extranonce(R"("0102030405",2)"));
  EXPECT_EQ(rig.sink.jobs.size(), 1U);
  rig.pool(named("a").str());  // the same id: other work all the same
  ASSERT_EQ(rig.sink.jobs.size(), 2U);
  EXPECT_TRUE(rig.job().clean);
  EXPECT_EQ(to_hex(rig.job().extranonce.extranonce1), "0102030405");
  EXPECT_EQ(rig.job().extranonce.extranonce2_size, 2);
  rig.pool(extranonce(R"("0102030405",8)"));
  rig.pool(named("b").str());
  EXPECT_EQ(rig.job().extranonce.extranonce2_size, 8);
  rig.pool(extranonce(R"("",0)"));
  rig.pool(named("c").str());
  EXPECT_EQ(rig.job().extranonce.extranonce2_size, 0);
}

TEST(Work, AnUnchangedExtranonceCleansNothing) {
  Rig rig;
  rig.handshake("9b19f82f", 4);
  rig.pool(named("a").str());
  rig.pool(extranonce(R"("9b19f82f")"));
  rig.pool(named("b").str());
  EXPECT_FALSE(rig.job().clean);
}

TEST(Work, BadJobsAreIgnoredAndTheFormerStays) {
  Rig rig;
  rig.handshake_and_job();
  const Share share = mine(rig.job());
  NotifyText bad = named("bad", 'b', "true");
  bad.branch = 33;
  rig.pool(bad.str());
  bad = named("bad", 'b', "true");
  bad.nbits = "00000000";
  rig.pool(bad.str());
  bad = named("bad", 'b', "true");
  bad.coinb1 = "abc";
  rig.pool(bad.str());
  EXPECT_EQ(rig.sink.jobs.size(), 1U);
  EXPECT_EQ(rig.seen.warnings.size(), 3U);
  rig.submit(share);
  EXPECT_EQ(rig.seen.submitted.size(), 1U);
}

TEST(Work, AJobThatTheMinerRefusesIsWarnedAbout) {
  Rig rig;
  rig.handshake_and_job();
  rig.sink.refuse = true;
  rig.pool(named("b").str());
  EXPECT_EQ(rig.seen.job_ids, std::vector<std::string>{"job1"});
  EXPECT_EQ(rig.seen.warnings.size(), 1U);
}

TEST(Work, TheMaskIsTheIntersection) {
  Rig rig;
  rig.options.version_mask = 0x00ffe000;
  rig.handshake("ab", 4, R"({"version-rolling":true,"version-rolling.mask":"ffffffff"})");
  rig.pool(named("a").str());
  EXPECT_EQ(rig.job().roll_mask, 0x00ffe000U);
}

TEST(Work, AMaskMidJobIsOfferedAtOnce) {
  Rig rig;
  rig.handshake_and_job();
  rig.pool(version_mask("00ffe000"));
  ASSERT_EQ(rig.sink.jobs.size(), 2U);
  EXPECT_EQ(rig.job().roll_mask, 0x00ffe000U);
  EXPECT_TRUE(rig.job().clean);  // bits were taken away
  rig.pool(version_mask("1fffe000"));
  EXPECT_FALSE(rig.job().clean);
  rig.pool(version_mask("1fffe000"));  // nothing new
  EXPECT_EQ(rig.sink.jobs.size(), 3U);
  rig.pool(version_mask("00000000"));
  EXPECT_EQ(rig.job().roll_mask, 0U);
  EXPECT_EQ(rig.seen.job_ids.size(), 1U);
}

TEST(Work, AMaskNobodyAgreedOnIsIgnored) {
  Rig rig;
  rig.handshake("ab", 4, "null");
  rig.pool(named("a").str());
  rig.pool(version_mask("1fffe000"));
  EXPECT_EQ(rig.job().roll_mask, 0U);
  EXPECT_EQ(rig.sink.jobs.size(), 1U);
}

TEST(Work, AMaskBeforeTheSubscribeReplyHolds) {
  Rig rig;
  rig.connect();
  rig.pool(R"({"id":1,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"}})");
  rig.pool(version_mask("00006000"));
  rig.pool(R"({"id":2,"result":[[],"abcd",2]})");
  rig.pool(named("a").str());
  EXPECT_EQ(rig.job().roll_mask, 0x6000U);
}

TEST(Work, CutsAndLineEndsDoNotMatter) {
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
    Rig rig;
    rig.handshake();
    NotifyText big = named("big");
    big.coinb1 = std::string(180'000, '0');
    const std::string bytes =
        difficulty("8") + "\r\n\r\n\n" + big.str() + "\r\n" + named("b").str() + "\n";
    for (std::size_t at = 0; at < bytes.size(); at += chunk)
      rig.session.receive(std::string_view(bytes).substr(at, chunk), rig.now);
    EXPECT_EQ(rig.seen.job_ids, (std::vector<std::string>{"big", "b"})) << chunk;
    EXPECT_TRUE(rig.seen.warnings.empty());
  }
}

}  // namespace
}  // namespace wildcat::stratum
