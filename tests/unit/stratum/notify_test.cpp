// SPDX-License-Identifier: MIT
// mining.notify against the vectors, and every way in which a job can be wrong.
#include "stratum/v1/notify.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "engine/merkle.h"
#include "stratum/v1/job_book.h"
#include "stratum/v1/json.h"
#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum {
namespace {

using testing::NotifyText;

boost::json::value vectors() {
  std::ifstream file(std::string(WILDCAT_TEST_VECTORS) + "/stratum-v1-vectors.json");
  std::stringstream text;
  text << file.rdbuf();
  return *parse_json(text.str());
}

Result<Notify> notify(const std::string& line) {
  auto message = parse_message(line);
  const auto& what = std::get<Call>(*message).what;
  if (const auto* bad = std::get_if<Malformed>(&what)) return Error{Errc::protocol, bad->why};
  return std::get<Notify>(what);
}

JobTerms terms() { return {1.0, 0x1fffe000, {}}; }

TEST(Notify, PrevHashesOfTheVectorsAreWordSwapped) {
  const auto all = vectors();
  for (const auto& share : all.at("header_shares").as_array()) {
    NotifyText text;
    text.version = as_text(share.at("version"));
    text.nbits = as_text(share.at("nbits"));
    text.ntime = as_text(share.at("ntime"));
    std::string line = text.str();
    line.replace(line.find(std::string(64, 'a')), 64, as_text(share.at("prevhash_param")));
    const auto job = notify(line);
    ASSERT_TRUE(job) << job.error().message;
    const BlockHeader header{job->version,
                             job->prev_hash,
                             *Hash256::from_internal_hex(as_text(share.at("merkle_root_internal"))),
                             job->ntime,
                             job->nbits,
                             *parse_hex32(as_text(share.at("nonce")))};
    EXPECT_EQ(to_hex(header.serialize()), as_text(share.at("header_hex")));
    EXPECT_EQ(header.hash().display_hex(), as_text(share.at("hash")));
    EXPECT_DOUBLE_EQ(share_difficulty(header.hash()), share.at("share_difficulty").as_double());
  }
}

TEST(Notify, CoinbaseAndBranchOfTheVectorsMakeTheRoot) {
  const auto all = vectors();
  const auto& entry = all.at("coinbase_to_root").as_array().at(0);
  const std::string branch = [&] {
    std::string list;
    for (const auto& hash : entry.at("merkle_branch").as_array())
      list += (list.empty() ? "" : ",") + quoted(as_text(hash));
    return list;
  }();
  NotifyText text;
  text.coinb1 = as_text(entry.at("coinb1"));
  text.coinb2 = as_text(entry.at("coinb2"));
  text.branch = 0;
  std::string line = text.str();
  line.replace(line.find("[]"), 2, "[" + branch + "]");
  const auto parsed = notify(line);
  ASSERT_TRUE(parsed) << parsed.error().message;
  const auto offer = build_offer(*parsed, terms());
  ASSERT_TRUE(offer) << offer.error().message;
  Extranonce2 zeros;
  zeros.size = 4;
  const auto parts = std::get<std::shared_ptr<const CoinbaseParts>>(offer->job->merkle);
  const auto extranonce1 = *from_hex(as_text(entry.at("extranonce1")));
  EXPECT_EQ(merkle_root(*parts, extranonce1, zeros).internal_hex(),
            as_text(entry.at("merkle_root_internal")));
}

TEST(Notify, TargetsOfTheVectors) {
  const auto parsed = notify(NotifyText{}.str());
  const auto all = vectors();
  for (const auto& row : all.at("difficulty_targets").as_array()) {
    JobTerms t = terms();
    t.difficulty = *as_number(row.at("difficulty"));
    if (t.difficulty < 0x1p-32) continue;  // clamped, by contract
    const auto offer = build_offer(*parsed, t);
    ASSERT_TRUE(offer);
    EXPECT_EQ(offer->share_target.hex(), as_text(row.at("target"))) << t.difficulty;
  }
}

TEST(Notify, UnpaddedHexAndNumbersAsJobIds) {
  NotifyText text;
  text.version = "4";
  text.ntime = "a";
  std::string line = text.str();
  line.replace(line.find("\"job1\""), 6, "17170203186668293");
  const auto job = notify(line);
  ASSERT_TRUE(job) << job.error().message;
  EXPECT_EQ(job->version, 4U);
  EXPECT_EQ(job->ntime, 10U);
  EXPECT_EQ(job->job_id, "17170203186668293");
}

TEST(Notify, CleanIsFoundWhereverItStands) {
  const auto clean = [](const std::string& tail) {
    NotifyText text;
    text.clean = tail;
    const auto job = notify(text.str());
    EXPECT_TRUE(job);
    return job && job->clean;
  };
  EXPECT_TRUE(clean("true"));
  EXPECT_FALSE(clean("false"));
  EXPECT_TRUE(clean("1"));
  EXPECT_FALSE(clean("0"));
  EXPECT_FALSE(clean("null"));
  EXPECT_TRUE(clean("true,\"extra\""));
  EXPECT_TRUE(clean("\"extra\",true"));
  EXPECT_FALSE(clean("\"extra\",false"));
  std::string eight = NotifyText{}.str();
  eight.erase(eight.find(",false"), 6);
  EXPECT_FALSE(notify(eight)->clean);
}

struct Wrong {
  const char* what;
  NotifyText text;
};

NotifyText with(void (*change)(NotifyText&)) {
  NotifyText text;
  change(text);
  return text;
}

TEST(Notify, BadFieldsAreNamed) {
  const Wrong cases[] = {
      {"prevhash", with([](NotifyText& t) { t.prev = 'g'; })},
      {"coinb1", with([](NotifyText& t) { t.coinb1 = "abc"; })},
      {"coinb2", with([](NotifyText& t) { t.coinb2 = "0x"; })},
      {"coinb1", with([](NotifyText& t) { t.coinb1 = std::string(205'000, '0'); })},
      {"coinbase", with([](NotifyText& t) { t.coinb1 = t.coinb2 = std::string(103'000, '0'); })},
      {"33 hashes", with([](NotifyText& t) { t.branch = 33; })},
      {"version", with([](NotifyText& t) { t.version = "123456789"; })},
      {"version", with([](NotifyText& t) { t.version = ""; })},
      {"ntime", with([](NotifyText& t) { t.ntime = "-1"; })},
      {"nbits", with([](NotifyText& t) { t.nbits = "00000000"; })},
      {"nbits", with([](NotifyText& t) { t.nbits = "1d80ffff"; })},
      {"nbits", with([](NotifyText& t) { t.nbits = "ff00ffff"; })},
      {"nbits", with([](NotifyText& t) { t.nbits = "zz"; })},
      {"job id", with([](NotifyText& t) { t.id = std::string(300, 'j'); })}};
  for (const auto& wrong : cases) {
    const auto job = notify(wrong.text.str());
    ASSERT_FALSE(job) << wrong.what;
    EXPECT_NE(job.error().message.find(wrong.what), std::string::npos) << job.error().message;
  }
}

TEST(Notify, WrongTypesAreErrorsInEveryPlace) {
  const std::string good = NotifyText{}.str();
  ASSERT_TRUE(notify(good));
  const auto root = *parse_json(good);
  for (std::size_t i = 0; i < 8; ++i)
    for (const char* value : {"null", "{}", "true", "[[1]]", "-1.5", "\"\xc3\xbc\""}) {
      auto params = root.at("params").as_array();
      // A job id may be a number or any text.
      if (i == 0 && (value[0] == '-' || value[0] == '"')) continue;
      params[i] = *parse_json(value);
      EXPECT_FALSE(parse_notify(params)) << i << " " << value;
    }
  auto few = root.at("params").as_array();
  while (!few.empty()) {
    few.erase(few.end() - 1);
    if (few.size() < 8) {
      EXPECT_FALSE(parse_notify(few));
    }
  }
}

TEST(Notify, AHundredKilobytesOfCoinbasePass) {
  NotifyText text;
  text.coinb1 = std::string(160'000, '0');
  text.coinb2 = std::string(40'000, '1');
  const auto job = notify(text.str());
  ASSERT_TRUE(job) << job.error().message;
  EXPECT_EQ(job->coinb1.size() + job->coinb2.size(), 100'000U);
}

/// Another object each time, as notify after notify makes them.
JobOffer named_offer(const std::string& name, const JobTerms& t = terms()) {
  NotifyText text;
  text.id = name;
  return *build_offer(*notify(text.str()), t);
}

TEST(JobBook, KeepsTheLastOnesAndVoidsOnClean) {
  JobBook book;
  std::vector<JobOffer> added;
  for (int i = 0; i < 40; ++i) {
    added.push_back(named_offer(std::to_string(i)));
    book.add(added.back(), 1);
  }
  EXPECT_EQ(book.size(), JobBook::most);
  EXPECT_FALSE(book.contains(added[39 - JobBook::most].job));
  EXPECT_TRUE(book.contains(added[40 - JobBook::most].job));
  JobOffer clean = named_offer("clean");
  clean.clean = true;
  book.add(clean, 1);
  EXPECT_EQ(book.size(), 1U);
  EXPECT_FALSE(book.contains(added[39].job));
}

TEST(JobBook, WorkIsKnownByWhatIsHashedWhateverItIsCalled) {
  JobBook book;
  const JobOffer first = named_offer("a");
  book.add(first, 1);
  EXPECT_TRUE(book.contains(first.job));
  const JobOffer again = named_offer("b");
  EXPECT_FALSE(book.contains(again.job)) << "another object";
  EXPECT_EQ(book.known(again.job), first.job);
  JobTerms t = terms();
  t.difficulty = 2;
  const JobOffer harder = named_offer("a", t);
  EXPECT_EQ(book.known(harder.job), first.job);
  EXPECT_TRUE(book.current()->has_name(first));
  EXPECT_FALSE(book.current()->has_name(harder)) << "another difficulty is another offer";
  NotifyText other;
  other.coinb1 = "0101";
  const auto elsewhere = build_offer(*notify(other.str()), terms())->job;
  EXPECT_EQ(book.known(elsewhere), elsewhere);
}

TEST(JobBook, AJobHasAsManyNamesAsItIsGiven) {
  JobBook book;
  JobOffer offer = named_offer("0");
  for (int i = 0; i < 100; ++i) {
    offer.name = std::to_string(i);
    book.add(offer, 1);
  }
  EXPECT_EQ(book.size(), 1U);
  EXPECT_EQ(book.current()->names.size(), JobRecord::most_names);
  EXPECT_EQ(book.current()->names.back().id, "99");
  // A name that comes to stand for other work is no longer one of this.
  NotifyText other;
  other.id = "99";
  other.coinb1 = "0101";
  book.add(*build_offer(*notify(other.str()), terms()), 1);
  EXPECT_EQ(book.size(), 2U);
  EXPECT_EQ(book.find(offer.job)->names.back().id, "98");
}

}  // namespace
}  // namespace wildcat::stratum
