// SPDX-License-Identifier: MIT
// The event log on good and bad places, and the fields of events.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <cstdio>
#include <fstream>
#include <limits>
#include <regex>

#include "miner/output/event_fields.h"
#include "miner/output/event_log.h"
#include "miner/output/json_text.h"
#include "tests/support/flat_job.h"
#include "tests/unit/program/genesis.h"
#include "tests/unit/program/pipe.h"

namespace wildcat::program {
namespace {

namespace json = boost::json;

class Events : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = ::testing::TempDir() + "wildcat-events-" + info->name();
    std::remove(path_.c_str());
  }
  void TearDown() override { std::remove(path_.c_str()); }
  std::vector<std::string> lines() {
    log_.flush_until(soon());
    std::ifstream file(path_);
    std::vector<std::string> all;
    for (std::string line; std::getline(file, line);) all.push_back(line);
    return all;
  }
  int failures_ = 0;
  std::string failure_;
  EventLog log_{[this](const Error& why) {
    ++failures_;
    failure_ = why.message;
  }};
  std::string path_;
};

TEST_F(Events, OneObjectPerLine) {
  ASSERT_TRUE(log_.open(path_));
  log_.write("first", {{"text", "with\nnewline and \"quotes\""}});
  ASSERT_EQ(lines().size(), 1u) << "not only when the log is closed";
  log_.write("second");
  ASSERT_EQ(lines().size(), 2u);
  const json::object first = json::parse(lines()[0]).as_object();
  EXPECT_EQ(first.at("event").as_string(), "first");
  EXPECT_EQ(first.at("text").as_string(), "with\nnewline and \"quotes\"");
  EXPECT_GE(first.at("elapsed").to_number<double>(), 0);
  const std::regex moment(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)");
  EXPECT_TRUE(std::regex_match(std::string(first.at("time").as_string()), moment));
}

TEST(JsonText, NumbersArePlain) {
  const json::value value{{"a", 12.0},   {"b", 0.0},  {"c", 0.1},
                          {"d", 1e6},    {"e", -7.5}, {"f", std::uint64_t{18446744073709551615u}},
                          {"g", nullptr}};
  EXPECT_EQ(json_text(value),
            R"({"a":12,"b":0,"c":0.1,"d":1000000,"e":-7.5,"f":18446744073709551615,"g":null})");
  EXPECT_EQ(json::parse(json_text(1.0 / 3)).as_double(), 1.0 / 3);
  EXPECT_EQ(json::parse(json_text(1e300)).to_number<double>(), 1e300);
}

TEST(JsonText, StructureAndStrings) {
  const std::string text = R"({"q\"k":[1,[],{},"a\nb",true],"e":{"x":[2.5,"y"]}})";
  EXPECT_EQ(json_text(json::parse(text)), text);
}

TEST_F(Events, AppendsToWhatIsThere) {
  std::ofstream(path_) << "before\n";
  ASSERT_TRUE(log_.open(path_));
  log_.write("after");
  ASSERT_EQ(lines().size(), 2u);
  EXPECT_EQ(lines()[0], "before");
}

TEST_F(Events, WithoutAPathNothingHappens) {
  ASSERT_TRUE(log_.open(""));
  EXPECT_FALSE(log_.active());
  log_.write("ignored");
  EXPECT_EQ(failures_, 0);
}

TEST_F(Events, AnUnusablePathIsAnErrorWithItsName) {
  const auto opened = log_.open("/nonexistent/folder/events");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("/nonexistent/folder/events"), std::string::npos);
}

TEST_F(Events, AFullDiskIsToldOnce) {
  ASSERT_TRUE(log_.open("/dev/full"));
  log_.write("first");
  EXPECT_FALSE(log_.flush_until(soon()));
  log_.write("second");
  EXPECT_FALSE(log_.flush_until(soon()));
  EXPECT_EQ(failures_, 1);
  ASSERT_TRUE(log_.failure());
  EXPECT_EQ(log_.failure()->message, failure_);
  EXPECT_FALSE(log_.active());
  EXPECT_NE(failure_.find("/dev/full"), std::string::npos) << failure_;
  EXPECT_NE(failure_.find("No space left"), std::string::npos) << failure_;
}

TEST_F(Events, ThePoolsWordsAreRedactedAndFiguresAreNot) {
  EventLog log([](const Error&) {}, Redactor({"12345678"}));
  ASSERT_TRUE(log.open(path_));
  log.write("x", {{"text", "a 12345678 b"},
                  {"reason", "12345678"},
                  {"job", "12345678"},
                  {"nonce", "12345678"}});
  EXPECT_TRUE(log.flush_until(soon()));
  const json::object event = json::parse(lines().at(0)).as_object();
  EXPECT_EQ(event.at("text").as_string(), "a *** b");
  EXPECT_EQ(event.at("reason").as_string(), "***");
  EXPECT_EQ(event.at("job").as_string(), "***");
  EXPECT_EQ(event.at("nonce").as_string(), "12345678");
}

TEST_F(Events, AReaderThatIsAsleepHoldsNothingUpAndIsToldSo) {
  Pipe pipe;
  EventLog log(
      [this](const Error& why) {
        ++failures_;
        failure_ = why.message;
      },
      Redactor(), 200'000);
  ASSERT_TRUE(log.open(pipe.path()));
  for (int i = 0; i < 1000; ++i) log.write("x", {{"text", std::string(1000, 'x')}});
  EXPECT_EQ(failures_, 1);
  EXPECT_NE(failure_.find("too slow"), std::string::npos) << failure_;
  EXPECT_FALSE(log.flush_until(in_a_moment()));
}

TEST_F(Events, NothingFollowsTheLast) {
  ASSERT_TRUE(log_.open(path_));
  log_.write("first");
  log_.write_last("exit", {});
  log_.write("late");
  ASSERT_EQ(lines().size(), 2u);
  EXPECT_EQ(json::parse(lines()[1]).at("event").as_string(), "exit");
}

TEST_F(Events, BytesThatAreNoUtf8AreShownInHex) {
  ASSERT_TRUE(log_.open(path_));
  log_.write("x", {{"job", "a\xff\xc3("}, {"text", "gr\u00fcn"}});
  const json::object event = json::parse(lines().at(0)).as_object();
  EXPECT_EQ(event.at("job").as_string(), "a\\xff\\xc3(");
  EXPECT_EQ(event.at("text").as_string(), "gr\u00fcn");
}

TEST(EventFields, NumbersThatJsonDoesNotHaveAreNull) {
  EXPECT_TRUE(number_or_null(std::nullopt).is_null());
  EXPECT_TRUE(number_or_null(std::numeric_limits<double>::infinity()).is_null());
  EXPECT_TRUE(number_or_null(std::numeric_limits<double>::quiet_NaN()).is_null());
  EXPECT_EQ(number_or_null(1.5).as_double(), 1.5);
}

stratum::SubmitResult result_of(ShareOutcome::Kind kind) {
  stratum::SubmitResult result;
  result.submission.number = 7;
  result.submission.job_id = "job1";
  result.submission.nonce = 0x1234abcd;
  result.submission.extranonce2_hex = "00000001";
  result.outcome.kind = kind;
  result.outcome.reason = RejectReason::duplicate;
  result.outcome.fault = StaleFault::pool;
  result.latency = std::chrono::milliseconds(12);
  return result;
}

TEST(EventFields, ShareHasAReasonOnlyWhenRejectedAndAFaultOnlyWhenStale) {
  using Kind = ShareOutcome::Kind;
  for (const Kind kind : {Kind::accepted, Kind::rejected, Kind::stale, Kind::lost}) {
    const json::object fields = share_fields(result_of(kind));
    EXPECT_EQ(fields.at("result").as_string(), to_string(kind));
    EXPECT_EQ(fields.at("reason").is_string(), kind == Kind::rejected);
    EXPECT_EQ(fields.at("fault").is_string(), kind == Kind::stale);
    EXPECT_EQ(fields.at("latency_ms").is_null(), kind == Kind::lost);
  }
}

TEST(EventFields, ShareValues) {
  auto result = result_of(ShareOutcome::Kind::rejected);
  json::object fields = share_fields(result);
  EXPECT_EQ(fields.at("number").to_number<int>(), 7);
  EXPECT_EQ(fields.at("nonce").as_string(), "1234abcd");
  EXPECT_EQ(fields.at("reason").as_string(), "duplicate");
  EXPECT_DOUBLE_EQ(fields.at("latency_ms").to_number<double>(), 12);
  EXPECT_TRUE(fields.at("version_bits").is_null());
  result.submission.version_bits = 0x00002000;
  EXPECT_EQ(share_fields(result).at("version_bits").as_string(), "00002000");
}

TEST(EventFields, Job) {
  test::FlatJob job;
  job.name = "j";
  job.nbits = 0x1d00ffff;
  job.version = 0x20000000;
  const json::object fields = job_fields(job, 0.5, true);
  EXPECT_EQ(fields.at("nbits").as_string(), "1d00ffff");
  EXPECT_EQ(fields.at("version").as_string(), "20000000");
  EXPECT_DOUBLE_EQ(fields.at("network_difficulty").to_number<double>(), 1);
  EXPECT_EQ(fields.at("prev_hash").as_string().size(), 64u);
}

TEST(EventFields, Stale) {
  const json::object fields = stale_fields(genesis_share(), StaleFault::switching);
  EXPECT_EQ(fields.at("job").as_string(), "genesis");
  EXPECT_EQ(fields.at("fault").as_string(), "switching");
  EXPECT_EQ(fields.at("hash").as_string(),
            "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
  EXPECT_TRUE(fields.at("block").as_bool());
}

TEST(EventFields, RatesAreNullBeforeAnythingIsFinished) {
  Stats stats;
  stats.devices.resize(2);
  stats.devices[0].rates.last_10_s = 5e6;
  stats.devices[0].canaries = 3;
  stats.devices[1].canaries_missed = 1;
  stats.total.rejected = {1, 2, 0, 0, 0, 3};
  const json::object fields = rate_fields(stats);
  EXPECT_TRUE(fields.at("hashes_per_second").as_object().at("last_10_s").is_null());
  EXPECT_TRUE(fields.at("implied").is_null());
  const json::array& devices = fields.at("devices").as_array();
  ASSERT_EQ(devices.size(), 2u);
  EXPECT_EQ(devices[0].at("hashes_per_second").at("last_10_s").to_number<double>(), 5e6);
  EXPECT_TRUE(devices[1].at("hashes_per_second").at("last_10_s").is_null());
  EXPECT_EQ(fields.at("totals").at("rejected").to_number<int>(), 6);
  EXPECT_EQ(fields.at("totals").at("canaries").to_number<int>(), 3);
  EXPECT_EQ(fields.at("totals").at("canaries_missed").to_number<int>(), 1);
}

TEST(EventFields, HardwareErrorAndCanary) {
  const json::object error = hardware_error_fields({"cpu:0", {1, 2}, 3}, 9);
  EXPECT_EQ(error.at("device").as_string(), "cpu:0");
  EXPECT_EQ(error.at("nonce").as_string(), "00000002");
  EXPECT_EQ(error.at("suppressed").to_number<int>(), 9);
  const json::object canary = canary_fields({"cpu:0", true, {1, 0xff}});
  EXPECT_TRUE(canary.at("missed").as_bool());
  EXPECT_EQ(canary.at("nonce").as_string(), "000000ff");
}

}  // namespace
}  // namespace wildcat::program
