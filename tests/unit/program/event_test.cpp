// SPDX-License-Identifier: MIT
// The event log on good and bad places, and the fields of events.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "miner/output/event_log.h"
#include "miner/output/event_tables.h"
#include "miner/run/device_events.h"
#include "miner/run/pool_events.h"
#include "tests/support/flat_job.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/program/genesis.h"
#include "tests/unit/program/pipe.h"

namespace wildcat::program {
namespace {

namespace json = boost::json;

/// Any event, for tests of where it goes.
struct Told {
  static constexpr std::string_view event = "x";
  ForeignText text;
};
BOOST_DESCRIBE_STRUCT(Told, (), (text))

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
  log_.write(Told{{"with\nnewline and \"quotes\""}});
  ASSERT_EQ(lines().size(), 1u) << "not only when the log is closed";
  log_.write(Told{{"second"}});
  ASSERT_EQ(lines().size(), 2u);
  const json::object first = json::parse(lines()[0]).as_object();
  EXPECT_EQ(first.at("event").as_string(), "x");
  EXPECT_EQ(first.at("sequence").to_number<int>(), 1);
  EXPECT_EQ(first.at("text").as_string(), "with\nnewline and \"quotes\"");
  EXPECT_GE(first.at("elapsed").to_number<double>(), 0);
  const std::regex moment(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)");
  EXPECT_TRUE(std::regex_match(std::string(first.at("time").as_string()), moment));
}

struct Numbers {
  double a = 12, b = 0, c = 0.1, d = 1e6, e = -7.5;
  std::uint64_t f = 18446744073709551615u;
  std::optional<double> g;
};
BOOST_DESCRIBE_STRUCT(Numbers, (), (a, b, c, d, e, f, g))

TEST(JsonText, NumbersArePlain) {
  EXPECT_EQ(json_of(Numbers()),
            R"({"a":12,"b":0,"c":0.1,"d":1000000,"e":-7.5,"f":18446744073709551615,"g":null})");
  EXPECT_EQ(json::parse(json_of(1.0 / 3)).as_double(), 1.0 / 3);
  EXPECT_EQ(json::parse(json_of(1e300)).to_number<double>(), 1e300);
}

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())
struct Inner {
  std::vector<double> x;
  std::optional<std::string> y = "a\nb";
};
BOOST_DESCRIBE_STRUCT(Inner, (), (x, y))
struct Outer : Inner {
  std::vector<int> none;
  Nothing nothing;
  std::vector<Inner> all{{}, {{2.5, 1}, std::nullopt}};
  std::pair<int, bool> pair{1, true};
};
BOOST_DESCRIBE_STRUCT(Outer, (Inner), (none, nothing, all, pair))

TEST(JsonText, StructureAndStrings) {
  EXPECT_EQ(json_of(Outer()),
            R"({"x":[],"y":"a\nb","none":[],"nothing":{},)"
            R"("all":[{"x":[],"y":"a\nb"},{"x":[2.5,1],"y":null}],"pair":[1,true]})");
  EXPECT_EQ(json_of(std::string("q\"k")), R"("q\"k")");
}

struct Forms {
  Hex8 hex{0x1d00ffff};
  TextOrNull some{"text"}, none;
  Milliseconds ms{std::chrono::duration<double>(0.0123456)};
  Seconds seconds{std::chrono::duration<double>(1.23456)};
  std::chrono::milliseconds whole{1500};
  std::chrono::system_clock::time_point time{std::chrono::milliseconds(1'767'323'045'678)};
};
BOOST_DESCRIBE_STRUCT(Forms, (), (hex, some, none, ms, seconds, whole, time))

TEST(JsonText, FormsAreTypes) {
  EXPECT_EQ(json_of(Forms()),
            R"({"hex":"1d00ffff","some":"text","none":null,"ms":12.346,"seconds":1.235,)"
            R"("whole":1500,"time":"2026-01-02T03:04:05.678Z"})");
}

TEST_F(Events, AppendsToWhatIsThere) {
  std::ofstream(path_) << "before\n";
  ASSERT_TRUE(log_.open(path_));
  log_.write(Told{});
  ASSERT_EQ(lines().size(), 2u);
  EXPECT_EQ(lines()[0], "before");
}

TEST_F(Events, WithoutAPathNothingHappens) {
  ASSERT_TRUE(log_.open(""));
  EXPECT_FALSE(log_.active());
  log_.write(Told{});
  EXPECT_EQ(failures_, 0);
}

TEST_F(Events, AnUnusablePathIsAnErrorWithItsName) {
  const auto opened = log_.open(test::absent("events"));
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find(test::absent("events")), std::string::npos);
}

TEST_F(Events, AFullDiskIsToldOnce) {
  ASSERT_TRUE(log_.open("/dev/full"));
  log_.write(Told{});
  EXPECT_FALSE(log_.flush_until(soon()));
  log_.write(Told{});
  EXPECT_FALSE(log_.flush_until(soon()));
  EXPECT_EQ(failures_, 1);
  ASSERT_TRUE(log_.failure());
  EXPECT_EQ(log_.failure()->message, failure_);
  EXPECT_FALSE(log_.active());
  EXPECT_NE(failure_.find("/dev/full"), std::string::npos) << failure_;
  EXPECT_NE(failure_.find("No space left"), std::string::npos) << failure_;
}

TEST_F(Events, ThePoolsWordsAreRedactedAndFiguresAreNot) {
  EventBus bus(Redactor({"12345678"}));
  ASSERT_TRUE(log_.open(path_));
  bus.subscribe(log_);
  ShareEvent share;
  share.text = {"a 12345678 b"};
  share.job = {"12345678"};
  share.nonce = {0x12345678};
  bus.publish(share);
  bus.publish(DisconnectEvent{{1}, {"12345678"}, Errc::io, std::nullopt, true});
  bus.add_secrets({"abcdefgh"});
  bus.publish(MessageEvent{{1}, {"abcdefgh"}});
  const json::object event = json::parse(lines().at(0)).as_object();
  EXPECT_EQ(event.at("text").as_string(), "a *** b");
  EXPECT_EQ(event.at("job").as_string(), "***");
  EXPECT_EQ(event.at("nonce").as_string(), "12345678");
  EXPECT_EQ(json::parse(lines().at(1)).as_object().at("reason").as_string(), "***");
  EXPECT_EQ(json::parse(lines().at(2)).as_object().at("text").as_string(), "***");
}

TEST_F(Events, AReaderThatIsAsleepHoldsNothingUpAndIsToldSo) {
  Pipe pipe;
  EventLog log(
      [this](const Error& why) {
        ++failures_;
        failure_ = why.message;
      },
      200'000);
  ASSERT_TRUE(log.open(pipe.path()));
  for (int i = 0; i < 1000; ++i) log.write(Told{{std::string(1000, 'x')}});
  EXPECT_EQ(failures_, 1);
  EXPECT_NE(failure_.find("too slow"), std::string::npos) << failure_;
  EXPECT_FALSE(log.flush_until(in_a_moment()));
}

TEST_F(Events, NothingFollowsTheLast) {
  ASSERT_TRUE(log_.open(path_));
  EventBus bus;
  bus.subscribe(log_);
  bus.publish(WarningEvent{{"first"}});
  bus.publish(ExitEvent());
  bus.publish(WarningEvent{{"late"}});
  log_.write(Told{});
  ASSERT_EQ(lines().size(), 2u);
  EXPECT_EQ(json::parse(lines()[1]).at("event").as_string(), "exit");
}

TEST_F(Events, AreNumberedForAllWhoWatch) {
  struct : Subscriber {
    void on_event(const Event& event) override { numbers.push_back(event.sequence); }
    std::vector<std::uint64_t> numbers;
  } one, another;
  EventBus bus;
  bus.subscribe(one);
  bus.publish(WarningEvent());
  bus.subscribe(another);
  bus.publish(ConnectingEvent());
  bus.publish(WarningEvent());
  bus.unsubscribe(one);
  bus.publish(WarningEvent());
  EXPECT_EQ(one.numbers, (std::vector<std::uint64_t>{1, 0, 2})) << "0: people only are told";
  EXPECT_EQ(another.numbers, (std::vector<std::uint64_t>{0, 2, 3}));
}

TEST_F(Events, BytesThatAreNoUtf8AreShownInHex) {
  ASSERT_TRUE(log_.open(path_));
  log_.write(Told{{"a\xff\xc3("}});
  log_.write(Told{{"gr\u00fcn"}});
  EXPECT_EQ(json::parse(lines().at(0)).at("text").as_string(), "a\\xff\\xc3(");
  EXPECT_EQ(json::parse(lines().at(1)).at("text").as_string(), "gr\u00fcn");
}

TEST(EventFields, NumbersThatJsonDoesNotHaveAreNull) {
  EXPECT_EQ(json_of(std::optional<double>()), "null");
  EXPECT_EQ(json_of(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(json_of(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(json_of(1.5), "1.5");
}

/// Takes the last event as JSON.
struct Last final : Subscriber {
  void on_event(const Event& event) override {
    if (event.sequence > 0) fields = json::parse(event_json(event)).as_object();
  }
  json::object fields;
};
/// What becomes of one call of a PoolEvents.
template <class Call>
json::object fields_after(Call call) {
  Last last;
  EventBus bus;
  bus.subscribe(last);
  PoolEvents events(bus, {1, 1, "alice"});
  call(events);
  return last.fields;
}
json::object share_fields(const stratum::SubmitResult& result) {
  return fields_after([&](PoolEvents& events) { events.on_result(result); });
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
  const json::object fields =
      fields_after([&](PoolEvents& events) { events.tell_job(job, 0.5, true); });
  EXPECT_EQ(fields.at("nbits").as_string(), "1d00ffff");
  EXPECT_EQ(fields.at("version").as_string(), "20000000");
  EXPECT_DOUBLE_EQ(fields.at("network_difficulty").to_number<double>(), 1);
  EXPECT_EQ(fields.at("prev_hash").as_string().size(), 64u);
}

TEST(EventFields, Stale) {
  const json::object fields = fields_after(
      [](PoolEvents& events) { events.on_share_dropped(genesis_share(), StaleFault::switching); });
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
  const json::object fields =
      json::parse(json_of(RateEvent{figures_of(stats.rates), implied_figures(stats),
                                    device_figures(stats, {}), totals_of(stats)}))
          .as_object();
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
  Last last;
  EventBus bus;
  bus.subscribe(last);
  stratum::Loop loop;
  DeviceEvents events(loop, bus, [] {}, [](SourceId) { return 1u; });
  const auto after_a_turn = [&] {
    loop.post([&] { loop.stop(); });
    loop.run();
    return last.fields;
  };
  for (int i = 0; i < 64 + 9; ++i) events.on_hardware_error({"cpu:0", {1, 2}, 3});
  bus.unsubscribe(last);
  struct First final : Subscriber {
    void on_event(const Event& event) override {
      if (fields.empty()) fields = json::parse(event_json(event)).as_object();
    }
    json::object fields;
  } error;
  bus.subscribe(error);
  after_a_turn();
  EXPECT_EQ(error.fields.at("device").as_string(), "cpu:0");
  EXPECT_EQ(error.fields.at("nonce").as_string(), "00000002");
  EXPECT_EQ(error.fields.at("suppressed").to_number<int>(), 9);
  bus.subscribe(last);
  events.on_canary({"cpu:0", true, {1, 0xff}});
  const json::object canary = after_a_turn();
  EXPECT_TRUE(canary.at("missed").as_bool());
  EXPECT_EQ(canary.at("nonce").as_string(), "000000ff");
}

std::string document(const std::string& name) {
  std::stringstream text;
  text << std::ifstream(WILDCAT_DOCS "/" + name).rdbuf();
  return text.str();
}

TEST(EventPage, HasTheTablesOfTheStructs) {
  const std::string page = document("EVENTS.md");
  const auto made = with_event_tables(page);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(page, *made) << "run: cmake --build BUILD --target event_tables";
}

TEST(EventPage, IsRefusedWhenAnEventHasNoPlaceOrAPlaceNoEvent) {
  EXPECT_FALSE(with_event_tables("no table"));
  EXPECT_FALSE(with_event_tables("<!-- fields: dance -->\n<!-- end -->\n"));
}

TEST(EventSchema, HasTheFieldsOfTheStructs) {
  const json::value schema = json::parse(document("schemas/event.schema.json"));
  std::map<std::string, std::set<std::string>> listed;
  for (const json::value& branch : schema.at("oneOf").as_array())
    for (const auto& field : branch.at("properties").as_object())
      listed[std::string(branch.at("title").as_string())].insert(field.key());
  for (const EventTable& table : event_tables()) {
    std::set<std::string> fields{"event", "time", "elapsed", "sequence"};
    for (const FieldRow& row : table.rows)
      if (row.name.find_first_of(".[") == row.name.npos) fields.insert(row.name);
    if (listed[table.event].contains("worker")) fields.insert("worker");
    EXPECT_EQ(listed[table.event], fields) << table.event;
  }
  EXPECT_EQ(listed.size(), event_tables().size());
}

}  // namespace
}  // namespace wildcat::program
