// SPDX-License-Identifier: MIT
// Dialects, each as a transcript: "> " what we must say, "< " what the pool says, "! " what must
// be told about it, "closed" the pool hangs up, "share" one is found. What a pool taught us holds
// for its next connection.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

/// Plays transcripts to one session, connection after connection.
class Transcript {
 public:
  explicit Transcript(ClientOptions options = test_options()) : rig(std::move(options)) {}

  void play(const std::string& text) {
    rig.connect();
    pending_ = rig.sent();
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) step(line);
    EXPECT_TRUE(pending_.empty()) << "not expected: " << (pending_.empty() ? "" : pending_.front());
  }

  Rig rig;

 private:
  void step(const std::string& line) {
    const std::string rest = line.size() > 2 ? line.substr(2) : "";
    if (line.starts_with("> ")) return expect(rest);
    if (line.starts_with("< ")) rig.pool(rest);
    if (line.starts_with("! ")) return expect_warning(rest);
    if (line == "closed") rig.disconnect();
    if (line == "share") rig.submit(mine(rig.job(), 0, shares_++));
    for (std::string& sent : rig.sent()) pending_.push_back(std::move(sent));
  }
  /// The line may end in "..." where what follows does not matter.
  void expect(std::string line) {
    ASSERT_FALSE(pending_.empty()) << "not said: " << line;
    const std::string said = pending_.front();
    pending_.erase(pending_.begin());
    const bool whole = !line.ends_with("...");
    if (!whole) line.resize(line.size() - 3);
    EXPECT_TRUE(whole ? said == line : said.starts_with(line))
        << said << "\n  where expected: " << line;
  }
  void expect_warning(const std::string& part) {
    ASSERT_FALSE(rig.seen.warnings.empty()) << part;
    EXPECT_NE(rig.seen.warnings.back().find(part), std::string::npos) << rig.seen.warnings.back();
  }

  std::vector<std::string> pending_;
  int shares_ = 0;
};

const std::string job = NotifyText().str() + "\n";
const std::string easy = "< {\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[1e-9]}\n";

TEST(Dialect, NoConfigureAtAll) {
  Transcript pool;
  const std::string rest =
      "< {\"id\":ID,\"result\":[[],\"aabbccdd\",4],\"error\":null}\n"
      "> {\"id\":NEXT,\"method\":\"mining.authorize\",...\n"
      "< {\"id\":NEXT,\"result\":true,\"error\":null}\n";
  const auto with = [&](const std::string& id, const std::string& next) {
    std::string text = rest;
    text.replace(text.find("ID"), 2, id);
    for (std::size_t at; (at = text.find("NEXT")) != text.npos;) text.replace(at, 4, next);
    return text;
  };
  pool.play(
      "> {\"id\":1,\"method\":\"mining.configure\",...\n"
      "< {\"id\":1,\"result\":null,\"error\":[-3,\"Method 'configure' not found\",null]}\n"
      "> {\"id\":2,\"method\":\"mining.subscribe\",\"params\":[\"wildcat/test\"]}\n" +
      with("2", "3") + easy + "< " + job +
      "share\n"
      "> {\"id\":4,\"method\":\"mining.submit\",...\n"
      "< {\"id\":4,\"result\":true,\"error\":null}\nclosed\n");
  EXPECT_FALSE(pool.rig.seen.submitted.at(0).version_bits) << "five parameters";
  pool.play("> {\"id\":1,\"method\":\"mining.subscribe\",...\n" + with("1", "2"));
}

TEST(Dialect, XorOfVersionBits) {
  Transcript pool;
  NotifyText odd;
  odd.version = "20800000";  // inside the mask
  const std::string refused =
      "< {\"id\":ID,\"result\":null,\"error\":[23,\"Difficulty too low\",\"\"]}\n";
  const auto refusal = [&](const std::string& id) {
    std::string text = refused;
    return text.replace(text.find("ID"), 2, id);
  };
  pool.play(
      "> {\"id\":1,\"method\":\"mining.configure\",...\n"
      "< {\"id\":1,\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\"},"
      "\"error\":null}\n"
      "> {\"id\":2,\"method\":\"mining.subscribe\",...\n"
      "< {\"id\":2,\"result\":[[[\"mining.notify\",\"5f\"]],\"a1b2c3d4\",4],\"error\":null}\n"
      "> {\"id\":3,\"method\":\"mining.authorize\",...\n" +
      easy + "< {\"id\":3,\"result\":true,\"error\":null}\n< " + odd.str() +
      "\nshare\n> {\"id\":4,\"method\":\"mining.submit\",...\n" + refusal("4") +
      "share\n> {\"id\":5,\"method\":\"mining.submit\",...\n" + refusal("5") +
      "! combine version bits otherwise\n"
      "share\n> {\"id\":6,\"method\":\"mining.submit\",...\n"
      "< {\"id\":6,\"result\":true,\"error\":null}\n");
  EXPECT_EQ(pool.rig.seen.submitted.at(0).version_bits, 0x00800000U) << "as BIP 310 says";
  EXPECT_EQ(pool.rig.seen.submitted.at(2).version_bits, 0U) << "xored";
}

TEST(Dialect, SuggestedDifficultyRefused) {
  ClientOptions options = test_options();
  options.suggest_difficulty = 0.5;
  options.version_rolling = false;
  Transcript pool(options);
  pool.play(
      "> {\"id\":1,\"method\":\"mining.subscribe\",...\n"
      "< {\"id\":1,\"result\":[[],\"ab\",8],\"error\":null}\n"
      "> {\"id\":2,\"method\":\"mining.authorize\",...\n"
      "< {\"id\":2,\"result\":true,\"error\":null}\n"
      "> {\"id\":3,\"method\":\"mining.suggest_difficulty\",\"params\":[0.5]}\n"
      "< {\"id\":3,\"result\":null,\"error\":[-3,\"Method not found\",null]}\n"
      "! takes no suggested difficulty\nclosed\n");
  pool.play(
      "> {\"id\":1,\"method\":\"mining.subscribe\",...\n"
      "< {\"id\":1,\"result\":[[],\"ab\",8],\"error\":null}\n"
      "> {\"id\":2,\"method\":\"mining.authorize\",...\n"
      "< {\"id\":2,\"result\":true,\"error\":null}\n");
}

/// A handshake of a pool with neither version rolling nor anything else.
std::string plain_start(const std::string& quote = "") {
  const auto id = [&](const char* number) { return quote + number + quote; };
  return "> {\"id\":1,\"method\":\"mining.subscribe\",...\n"
         "< {\"id\":" +
         id("1") +
         ",\"result\":[[],\"ab\",4],\"error\":null}\n"
         "> {\"id\":2,\"method\":\"mining.authorize\",...\n"
         "< {\"id\":" +
         id("2") + ",\"result\":true,\"error\":null}\n" + easy + "< " + job;
}

ClientOptions without_rolling() {
  ClientOptions options = test_options();
  options.version_rolling = false;
  return options;
}

TEST(Dialect, IdsAsStrings) {
  Transcript pool(without_rolling());
  pool.play(plain_start("\"") +
            "share\n> {\"id\":3,\"method\":\"mining.submit\",...\n"
            "< {\"id\":\"3\",\"result\":true}\n");
  EXPECT_EQ(pool.rig.seen.results.at(0).outcome.kind, ShareOutcome::Kind::accepted);
}

TEST(Dialect, NotifiesOfSmallPools) {
  Transcript pool(without_rolling());
  const std::string full = NotifyText().str();
  std::string no_clean = full;
  no_clean.replace(no_clean.rfind(",false]"), 7, "]");
  std::string unpadded = full;
  unpadded.replace(unpadded.find("\"job1\""), 6, "7");
  pool.play(plain_start() + "< " + no_clean + "\n< " + unpadded +
            "\nshare\n> {\"id\":3,\"method\":\"mining.submit\",...\n");
  EXPECT_EQ(pool.rig.seen.job_ids.back(), "7") << "a number as the job's name";
}

// Job name, two hashes and a flag, as pools of other coins send them: there is no header in that.
TEST(Dialect, NotifiesOfFourParameters) {
  const std::string hash = "\"" + std::string(64, 'a') + "\"";
  const std::string four = "< {\"id\":null,\"method\":\"mining.notify\",\"params\":[\"x\"," + hash +
                           "," + hash + ",true]}\n";
  const std::string login = plain_start();
  const std::string before_job = login.substr(0, login.find("< " + job));
  ClientOptions options = without_rolling();
  options.job_timeout = seconds(100);
  Transcript pool(options);
  pool.play(before_job + four +
            "! these are missing, without which there is no block header: "
            "merkle branch, version, nbits, ntime.\n" +
            four + four + "closed\n");
  pool.play(before_job + four);
  EXPECT_EQ(pool.rig.seen.warnings.size(), 1U) << "said once, over connections";
  EXPECT_TRUE(pool.rig.sink.jobs.empty());
  pool.rig.wait(options.job_timeout);
  const auto left = pool.rig.session.take_leave();
  ASSERT_TRUE(left);
  EXPECT_NE(left->why.message.find("sent no job"), std::string::npos) << left->why.message;
}

TEST(Dialect, AFourParameterNotifyLeavesTheFormerJobAlone) {
  Transcript pool(without_rolling());
  pool.play(plain_start() +
            "< {\"id\":null,\"method\":\"mining.notify\",\"params\":[\"x\",\"00\",\"00\",true]}\n"
            "! cannot be mined\nshare\n> {\"id\":3,\"method\":\"mining.submit\",...\n");
}

struct Refusal {
  const char* answer;
  ShareOutcome::Kind kind;
  RejectReason reason;
};

/// A decentralised pool answers so, to the share as well.
TEST(Dialect, NullWithoutAnErrorIsAYes) {
  Transcript pool(without_rolling());
  pool.play(
      "> {\"id\":1,\"method\":\"mining.subscribe\",...\n"
      "< {\"error\":null,\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[[],\"ab\",8]}\n"
      "> {\"id\":2,\"method\":\"mining.authorize\",...\n"
      "< {\"error\":null,\"jsonrpc\":\"2.0\",\"id\":2,\"result\":null}\n" +
      easy + "< " + job + "share\n> {\"id\":3,\"method\":\"mining.submit\",...\n" +
      "< {\"error\":null,\"id\":3,\"result\":null}\n");
  EXPECT_EQ(pool.rig.seen.authorized, 1);
  ASSERT_EQ(pool.rig.seen.results.size(), 1U);
  EXPECT_EQ(pool.rig.seen.results[0].outcome.kind, ShareOutcome::Kind::accepted);
}

TEST(Dialect, RefusalsInEveryForm) {
  using Kind = ShareOutcome::Kind;
  using Reason = RejectReason;
  for (const Refusal& refusal :
       {Refusal{R"("result":false,"error":[23,"Low difficulty share",null])", Kind::rejected,
                Reason::low_difficulty},
        Refusal{R"("result":null,"error":[21,"Job not found",""])", Kind::stale, Reason::stale},
        Refusal{R"("result":null,"error":{"code":22,"message":"Duplicate share","data":null})",
                Kind::rejected, Reason::duplicate},
        Refusal{R"("result":false,"error":"Stale")", Kind::stale, Reason::stale},
        Refusal{R"("result":false,"error":null,"reject-reason":"Above target")", Kind::rejected,
                Reason::low_difficulty},
        Refusal{R"("result":true,"error":null,"reject-reason":null)", Kind::accepted,
                Reason::other},
        Refusal{R"("error":[23,"high-hash"])", Kind::rejected, Reason::low_difficulty},
        Refusal{R"("result":null,"error":[36,"x",null])", Kind::stale, Reason::stale},
        Refusal{R"("result":null,"error":[-2,"Job 'bf7f' not found","Traceback: ..."])",
                Kind::stale, Reason::stale},
        Refusal{R"("result":null,"error":[1,"unknown job"])", Kind::stale, Reason::stale},
        Refusal{R"("result":false)", Kind::rejected, Reason::other}}) {
    Transcript pool(without_rolling());
    pool.play(plain_start() + "share\n> {\"id\":3,\"method\":\"mining.submit\",...\n< {\"id\":3," +
              refusal.answer + "}\n");
    ASSERT_EQ(pool.rig.seen.results.size(), 1U) << refusal.answer;
    EXPECT_EQ(pool.rig.seen.results[0].outcome.kind, refusal.kind) << refusal.answer;
    if (refusal.kind != Kind::accepted) {
      EXPECT_EQ(pool.rig.seen.results[0].outcome.reason, refusal.reason) << refusal.answer;
    }
  }
}

}  // namespace
}  // namespace wildcat::stratum
