// SPDX-License-Identifier: MIT
// Reports as files: nothing is lost, and nothing foreign is taken. (tests/e2e/bench_test.py holds a
// real one against the schema.)
#include "bench/harness/report.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "bench/harness/summary.h"
#include "miner/json/json_writer.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/text.h"
#include "tests/unit/bench/reports.h"

namespace wildcat::program::bench {
namespace {

using wildcat::test::has;

Report full() {
  Report report = test::report({test::row("sha_ni", 16, {40e6, 39e6, 41e6, {39.5e6, 40.5e6}})});
  report.commit = "0123abc";
  report.machine.microcode = "0x1";
  report.machine.flags = {"avx2", "sha_ni"};
  report.machine.clock_hz = 3.2e9;
  report.skipped = {{"cpu:0", "avx512", "the CPU or the OS lacks avx512f"}};
  report.scaling = {{1, {40e6, 39e6, 41e6, {39.5e6, 40.5e6}}, 1},
                    {2, {79e6, 78e6, 80e6, {78.5e6, 79.5e6}}, 0.9875}};
  report.latency = Latency{"a job", "ms", 3, 0.1, 0.2, 0.2, {{0.1, 2}, {0.2, 1}}};
  report.energy = {{"cpu:0", "RAPL package-0", 35.5, 900.25}};
  return report;
}

std::string text_of(const Report& report) { return json_of(report); }

TEST(Report, RoundTrip) {
  for (const Report& report : {full(), test::report({})}) {
    const auto again = parse_report(text_of(report), "x.json");
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(text_of(*again), text_of(report));
  }
}

TEST(Report, ForeignFilesAreRefusedWithTheReason) {
  const auto refusal = [](const std::string& text) {
    const auto report = parse_report(text, "x.json");
    EXPECT_FALSE(report) << text;
    return report ? "" : report.error().message;
  };
  EXPECT_TRUE(has(refusal("hello"), "x.json is no report of this program: not JSON"));
  EXPECT_TRUE(has(refusal(""), "not JSON"));
  EXPECT_TRUE(has(refusal("[]"), "'program'"));
  EXPECT_TRUE(has(refusal(R"({"program":"other","format":1})"), "'program'"));
  EXPECT_TRUE(has(refusal(R"({"program":"wildcat","format":2})"), "'format'"));
  EXPECT_TRUE(has(refusal(R"({"program":"wildcat","format":1})"), "x.json is no report"));
}

TEST(Report, AFieldThatIsMissingWrongOrTooMuchIsRefused) {
  const boost::json::object good = boost::json::parse(json_of(full())).as_object();
  const auto accepts = [](const boost::json::object& object) {
    return static_cast<bool>(parse_report(boost::json::serialize(object), "x"));
  };
  EXPECT_TRUE(accepts(good));
  for (const auto& field : good) {
    boost::json::object less = good;
    less.erase(field.key());
    EXPECT_FALSE(accepts(less)) << field.key();
    boost::json::object wrong = good;
    wrong[field.key()] = boost::json::array{1};
    EXPECT_FALSE(accepts(wrong)) << field.key();
  }
  boost::json::object more = good;
  more["surplus"] = 1;
  EXPECT_FALSE(accepts(more));
}

TEST(Report, FiguresThatNoMeasurementGivesAreRefused) {
  const auto refused = [](const char* part, auto change) {
    Report report = full();
    change(report);
    const auto again = parse_report(text_of(report), "x.json");
    return !again && has(again.error().message, part);
  };
  const std::vector<Estimate> impossible = {{-1, -1, -1, {}}, {2, 3, 4, {}}, {2, 1, 1.5, {}}};
  for (const Estimate& rate : impossible) {
    EXPECT_TRUE(refused("'kernels'", [&](Report& r) { r.kernels[0].hashes_per_second = rate; }));
    EXPECT_TRUE(refused("'scaling'", [&](Report& r) { r.scaling[1].hashes_per_second = rate; }));
  }
  EXPECT_TRUE(refused("'kernels'", [](Report& r) { r.kernels[0].limit_cycles = -1; }));
  EXPECT_TRUE(refused("'scaling'", [](Report& r) { r.scaling[0].threads = 0; }));
  EXPECT_TRUE(refused("'scaling'", [](Report& r) { r.scaling[0].efficiency = -1; }));
  EXPECT_TRUE(refused("'latency'", [](Report& r) { r.latency->p99 = -1; }));
  EXPECT_TRUE(refused("'latency'", [](Report& r) { r.latency->histogram[1].up_to = 0.1; }));
  EXPECT_TRUE(refused("'latency'", [](Report& r) { r.latency->histogram[0].up_to = 0; }));
  EXPECT_TRUE(refused("'energy'", [](Report& r) { r.energy[0].watts = -1; }));
}

TEST(Report, FilesThatAreNotThereAreErrorsWithTheirName) {
  const auto report = read_report(::wildcat::test::absent("old.json"));
  ASSERT_FALSE(report);
  EXPECT_TRUE(has(report.error().message,
                  ::wildcat::test::absent("old.json") + " cannot be read (No such file"));
  for (const auto& put : {write_text(::wildcat::test::absent("new.json"), "x"),
                          check_writable(::wildcat::test::absent("new.json"))}) {
    ASSERT_FALSE(put);
    EXPECT_TRUE(has(put.error().message,
                    ::wildcat::test::absent("new.json") + " cannot be written (No such file"));
  }
  const auto folder = std::filesystem::temp_directory_path();
  EXPECT_TRUE(has(check_writable(folder).error().message, "directory"));
  const auto nobodys = folder / "a file that nobody has made";
  EXPECT_TRUE(check_writable(nobodys));
  EXPECT_FALSE(std::filesystem::exists(nobodys));
}

TEST(Summary, SaysEverythingOnce) {
  const std::string text = summary_text(full());
  for (const char* part :
       {"A processor", "3.20 GHz", "wildcat 1.2.3 (0123abc)", "sha_ni", "40.00 MH/s", "80.0",
        "78 %", "efficiency 99 %", "p50 0.100 ms", "35.5 W by RAPL package-0, 900.2 J/GH",
        "avx512: the CPU or the OS lacks avx512f", "10 finds in 1000 hashes"})
    EXPECT_TRUE(has(text, part)) << part << " is missing in\n" << text;
}

TEST(Summary, AForeignNameDrivesNoTerminal) {
  Report report = full();
  report.machine.cpu = report.kernels[0].kernel = report.skipped[0].reason = "\x1b[31mred";
  EXPECT_FALSE(has(summary_text(report), "\x1b"));
}

}  // namespace
}  // namespace wildcat::program::bench
