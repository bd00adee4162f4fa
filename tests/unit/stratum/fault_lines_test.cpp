// SPDX-License-Identifier: MIT
// Faulty copies: exactly one thing is wrong with each.
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "stratum/v1/faults/fault_lines.h"
#include "stratum/v1/json.h"
#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum {
namespace {

const SubmitText good{7, "user.worker", "job1", "0a0b", 0x6155a491, 0x41dad6e3, 0x1fffe000};
const FaultTerms no_job{nullptr, 0x1fffe000};

SubmitText read(const std::string& line) {
  const auto request = read_request(line);
  return request && request->submit ? *request->submit : SubmitText{};
}

TEST(FaultLines, ASubmitReadsBackAsItWasWritten) {
  EXPECT_EQ(write_submit(read(write_submit(good))), write_submit(good));
  SubmitText five = good;
  five.version_bits.reset();
  EXPECT_EQ(write_submit(read(write_submit(five))), write_submit(five));
  EXPECT_FALSE(read_request("{"));
  EXPECT_FALSE(read_request(R"({"id":1,"result":true})"));
  EXPECT_FALSE(read_request(R"({"id":1,"method":"mining.submit","params":["u"]})")->submit);
}

TEST(FaultLines, OneFieldChanges) {
  const auto of = [](FaultKind kind) { return read(fault_line(kind, good, no_job).value_or("")); };
  EXPECT_EQ(of(FaultKind::wrong_extranonce2_length).extranonce2_hex, "0a0b00");
  EXPECT_NE(of(FaultKind::wrong_job).job_id, good.job_id);
  EXPECT_EQ(of(FaultKind::ntime_early).ntime, good.ntime - 7801);
  EXPECT_EQ(of(FaultKind::ntime_late).ntime, good.ntime + 7801);
  EXPECT_EQ(of(FaultKind::wrong_version_bits).version_bits, 0x1fffe001U);
  for (const auto kind : {FaultKind::stale, FaultKind::duplicate, FaultKind::half_line,
                          FaultKind::never_read, FaultKind::reorder_ids})
    EXPECT_EQ(fault_line(kind, good, no_job), write_submit(good)) << to_string(kind);
  for (const auto kind : {FaultKind::wrong_job, FaultKind::ntime_early, FaultKind::ntime_late,
                          FaultKind::wrong_version_bits, FaultKind::wrong_extranonce2_length}) {
    SubmitText undone = of(kind);
    undone.job_id = good.job_id;
    undone.ntime = good.ntime;
    undone.extranonce2_hex = good.extranonce2_hex;
    undone.version_bits = good.version_bits;
    EXPECT_EQ(write_submit(undone), write_submit(good)) << to_string(kind);
  }
}

TEST(FaultLines, BrokenText) {
  const std::string malformed = *fault_line(FaultKind::malformed_json, good, no_job);
  EXPECT_FALSE(parse_json(malformed));
  EXPECT_EQ(malformed + "]}", write_submit(good));
  const std::string huge = *fault_line(FaultKind::huge_line, good, no_job);
  EXPECT_GT(huge.size(), huge_line_size);
  EXPECT_EQ(read(huge).nonce, good.nonce);
}

TEST(FaultLines, NoVersionBitsToGetWrong) {
  SubmitText five = good;
  five.version_bits.reset();
  EXPECT_FALSE(fault_line(FaultKind::wrong_version_bits, five, no_job));
  EXPECT_FALSE(fault_line(FaultKind::wrong_version_bits, good, {nullptr, std::nullopt}));
  EXPECT_FALSE(fault_line(FaultKind::wrong_version_bits, good, {nullptr, 0xffffffff}));
  EXPECT_EQ(read(*fault_line(FaultKind::wrong_version_bits, good, {nullptr, 0x3U})).version_bits,
            0x1fffe004U);
}

/// A real block: what a submit stands for is the header that was mined.
TEST(FaultLines, TheHeaderOfTheWorkedExample) {
  std::ifstream file(std::string(WILDCAT_TEST_VECTORS) + "/stratum-v1-vectors.json");
  std::stringstream text;
  text << file.rdbuf();
  const auto example = parse_json(text.str())->at("worked_example");
  const auto notify = parse_message(boost::json::serialize(example.at("notify")));
  const KnownJob job{std::get<Notify>(std::get<Call>(*notify).what),
                     *from_hex(as_text(example.at("subscribe_result").at(1))), true};
  const auto submit = read(boost::json::serialize(example.at("submit")));
  const auto header = header_of(submit, job);
  ASSERT_TRUE(header);
  EXPECT_EQ(to_hex(header->serialize()), as_text(example.at("header_hex")));

  const auto low = fault_line(FaultKind::low_difficulty, submit, {&job, 0x1fffe000});
  ASSERT_TRUE(low);
  const auto hopeless = header_of(read(*low), job);
  EXPECT_NE(hopeless->nonce, header->nonce);
  EXPECT_FALSE(Target::from_nbits(0x207fffff)->met_by(hopeless->hash()));
  EXPECT_FALSE(fault_line(FaultKind::low_difficulty, submit, no_job));
}

TEST(FaultKinds, NamesGoBothWays) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < fault_kinds; ++i) {
    const auto kind = static_cast<FaultKind>(i);
    EXPECT_EQ(fault_kind(to_string(kind)), kind);
    EXPECT_FALSE(expected_answer(kind).empty());
    names.insert(to_string(kind));
  }
  EXPECT_EQ(names.size(), fault_kinds);
  EXPECT_FALSE(fault_kind("dance"));
}

}  // namespace
}  // namespace wildcat::stratum
