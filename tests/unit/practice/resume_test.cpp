// SPDX-License-Identifier: MIT
// A broken connection that comes back: what it finds again, and for how long.
#include "tests/unit/practice/wire.h"

namespace wildcat::practice::test {
namespace {

using namespace std::chrono_literals;

TEST(PracticeResume, TheSameSessionHasItsExtranonceItsJobsAndItsDuplicates) {
  Table table;
  FoundShare answered, unanswered;
  Wire before(table);
  before.log_in();
  answered = before.find();
  unanswered = before.find();
  EXPECT_EQ(before.submit(answered), 0);
  before.connection.close(table.now);

  table.pass(60s);
  Wire after(table);
  after.log_in("", before.session_id);
  EXPECT_EQ(after.seat.extranonce1, before.seat.extranonce1);
  EXPECT_EQ(after.session_id, before.session_id);
  EXPECT_EQ(after.notify[8], false) << "nothing old is void";
  EXPECT_EQ(after.submit(unanswered), 0);
  EXPECT_EQ(after.submit(answered), 22);
}

TEST(PracticeResume, ABlockMeanwhileMakesTheOldJobsStale) {
  Table table;
  Wire before(table);
  before.log_in();
  const FoundShare share = before.find();
  before.connection.close(table.now);
  table.core.new_block(table.now);
  Wire after(table);
  after.log_in("", before.session_id);
  EXPECT_EQ(after.seat.extranonce1, before.seat.extranonce1);
  EXPECT_EQ(after.notify[8], true);
  EXPECT_EQ(after.submit(share), 21);
}

TEST(PracticeResume, TheLoginAndTheMaskAreNotResumed) {
  Table table;
  Wire before(table);
  before.log_in("1fffe000");
  before.connection.close(table.now);
  Wire after(table);
  after.send(R"({"id":2,"method":"mining.subscribe","params":["t/1",")" + before.session_id +
             "\"]}");
  EXPECT_EQ(after.submit(mine(before.notify, before.seat, 14)), 24);
  after.send(R"({"id":3,"method":"mining.authorize","params":["me","x"]})");
  EXPECT_EQ(after.submit(mine(before.notify, before.seat, 14)), 0) << "five parameters again";
}

TEST(PracticeResume, TheDifficultyGoesOnWhereItWasAndTheGapIsNoSilence) {
  Table table;
  Wire before(table);
  before.log_in();
  before.send(R"({"id":4,"method":"mining.suggest_difficulty","params":[0.5]})");
  before.connection.close(table.now);
  table.pass(120s);
  Wire after(table);
  after.log_in("", before.session_id);
  EXPECT_EQ(after.difficulty, 0.5);
  EXPECT_TRUE(after.tick().empty());
}

TEST(PracticeResume, TooLateUnknownOrStillConnectedMeansANewSession) {
  Table table;
  Wire before(table);
  before.log_in();
  Wire thief(table), stranger(table), late(table);
  thief.log_in("", before.session_id);
  EXPECT_NE(thief.seat.extranonce1, before.seat.extranonce1);
  stranger.log_in("", "0123456789abcdef");
  EXPECT_NE(stranger.session_id, "0123456789abcdef");
  before.connection.close(table.now);
  table.pass(SessionTable::lifetime + 1s);
  late.log_in("", before.session_id);
  EXPECT_NE(late.seat.extranonce1, before.seat.extranonce1);
}

TEST(PracticeResume, AParkedExtranonceIsNotGivenToAnybodyElse) {
  Table table;
  Wire before(table);
  before.log_in();
  before.connection.close(table.now);
  for (int i = 0; i < 50; ++i) {
    Wire other(table);
    other.log_in();
    EXPECT_NE(other.seat.extranonce1, before.seat.extranonce1);
  }
}

}  // namespace
}  // namespace wildcat::practice::test
