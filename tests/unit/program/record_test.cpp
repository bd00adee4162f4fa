// SPDX-License-Identifier: MIT
// Records: what is written reads back, and damaged files are refused with the line.
#include <gtest/gtest.h>

#include "miner/replay/record_read.h"

namespace wildcat::program {
namespace {

using Kind = RecordEntry::Kind;

const RecordHead head{"wildcat 0.1.0", "2026-01-02T03:04:05.678Z", 0xffffffffffffffff};

RecordEntry client_entry() {
  RecordEntry entry;
  entry.kind = Kind::client;
  entry.connection = 1;
  stratum::ClientOptions& client = entry.client.emplace();
  client.pool = *stratum::parse_pool_url("stratum+tcp://pool.test:3334");
  client.user = "me";
  client.password = "hunter2secret";
  client.user_agent = "wildcat/0.1.0";
  client.suggest_difficulty = 0.1;
  client.least_difficulty = 3;
  client.keep_alive = std::chrono::milliseconds(250);
  client.fitting_difficulty = [] { return std::optional<double>(); };
  return entry;
}

RecordEntry line_entry(Kind kind, std::string text) {
  RecordEntry entry;
  entry.kind = kind;
  entry.connection = 1;
  entry.time_us = 1234567;
  entry.text = std::move(text);
  return entry;
}

RecordEntry unit_entry() {
  RecordEntry entry;
  entry.kind = Kind::unit;
  entry.connection = 1;
  RecordedUnit& recorded = entry.unit.emplace();
  recorded.job = "job \"1\"";
  recorded.extranonce2.size = 2;
  recorded.extranonce2.bytes[1] = 7;
  recorded.unit.header.version = 0x20000000;
  recorded.unit.header.ntime = 5;
  recorded.unit.roll_mask = 0x1fffe000;
  recorded.unit.versions = 16;
  recorded.unit.first_version = 32;
  recorded.unit.nonces = {0xfffffff0, 16};
  recorded.unit.target = Target::difficulty_1();
  recorded.found = {{0x20002000, 0xfffffff1}};
  return entry;
}

std::string file(const std::vector<RecordEntry>& entries) {
  std::string text = record_line(head) + "\n";
  for (const RecordEntry& entry : entries) text += record_line(entry) + "\n";
  return text;
}

std::string refusal(const std::string& text) {
  const auto read = parse_record(text);
  EXPECT_FALSE(read) << text;
  return read ? "" : read.error().message;
}

TEST(Record, EveryLineReadsBack) {
  const std::vector<RecordEntry> entries{client_entry(),
                                         line_entry(Kind::open, ""),
                                         line_entry(Kind::in, R"({"id":1,"x":"\u00e4"})"),
                                         line_entry(Kind::in, "\xff\x80 no UTF-8"),
                                         line_entry(Kind::out, "out"),
                                         unit_entry(),
                                         line_entry(Kind::close, "because"),
                                         RecordEntry{}};
  const std::string text = file(entries);
  const auto read = parse_record(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_FALSE(read->cut);
  EXPECT_EQ(read->head.seed, head.seed);
  ASSERT_EQ(read->entries.size(), entries.size());
  EXPECT_EQ(read->entries[3].text, "\xff\x80 no UTF-8");
  EXPECT_EQ(read->entries[2].time_us, 1234567U);
  EXPECT_EQ(read->entries[5].unit->unit.nonces, (NonceRange{0xfffffff0, 16}));
  EXPECT_EQ(file(read->entries), text);
  EXPECT_EQ(text.find("hunter2"), std::string::npos);
}

TEST(Record, ACutLastLineIsLeftOut) {
  std::string text = file({client_entry(), line_entry(Kind::in, "abc")});
  text.resize(text.size() - 4);
  const auto read = parse_record(text);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->cut);
  EXPECT_EQ(read->entries.size(), 1U);
}

TEST(Record, ATimeBeyondTheClockIsRefused) {
  std::string text = file({client_entry(), line_entry(Kind::in, "abc")});
  const std::string time = "1234567", far = "1152921504606846976";
  ASSERT_NE(text.find(time), std::string::npos);
  text.replace(text.rfind(time), time.size(), far);
  EXPECT_NE(refusal(text).find("'us'"), std::string::npos);
}

TEST(Record, RefusalsNameTheLineAndTheField) {
  EXPECT_NE(refusal("").find("empty"), std::string::npos);
  EXPECT_NE(refusal("hello\n").find("line 1: no JSON object"), std::string::npos);
  EXPECT_NE(refusal("{}\n").find("'wildcat_record'"), std::string::npos);
  EXPECT_NE(refusal(R"({"wildcat_record":2,"program":"","started":"","seed":"1"})"
                    "\n")
                .find("use the version that wrote it"),
            std::string::npos);
  EXPECT_NE(refusal(file({}) + "{\"what\":\"dance\"}\n").find("line 2: 'what'"), std::string::npos);
  EXPECT_NE(refusal(file({}) + "{\"what\":\"in\",\"us\":1,\"line\":\"\"}\n").find("'connection'"),
            std::string::npos);
}

TEST(Record, AUnitThatCannotBeIsRefused) {
  for (const auto& [change, field] :
       {std::pair<void (*)(WorkUnit&), const char*>{[](WorkUnit& u) { u.versions = 3; },
                                                    "versions"},
        {[](WorkUnit& u) { u.first_version = 1; }, "versions"},
        {[](WorkUnit& u) { u.first_version = 0x10000; }, "first_version"},
        {[](WorkUnit& u) { u.versions = 0; }, "versions"},
        {[](WorkUnit& u) { u.nonces.count = 0; }, "nonces"},
        {[](WorkUnit& u) { u.nonces.count = 17; }, "nonces"},
        {[](WorkUnit& u) { u.header.nonce = 1; }, "header"},
        {[](WorkUnit& u) { u.header.version |= 0x2000; }, "header"}}) {
    RecordEntry entry = unit_entry();
    change(entry.unit->unit);
    EXPECT_NE(refusal(file({entry})).find(field), std::string::npos) << field;
  }
}

}  // namespace
}  // namespace wildcat::program
