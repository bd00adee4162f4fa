// SPDX-License-Identifier: MIT
// The page of `wildcat bench`: what is on it, and that no report can put anything else there.
#include "miner/bench/page.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <functional>

#include "tests/support/text.h"

namespace wildcat::program {
namespace {

namespace json = boost::json;
using test::has;

json::object whole_report() {
  return json::parse(R"({"format": 1, "program": "wildcat", "version": "1.2.3", "commit": "abc1234",
    "time": "2026-01-02T03:04:05Z", "quick": true,
    "machine": {"cpu": "Some CPU", "microcode": null, "flags": ["avx2", "sha_ni"], "governor": null,
      "virtualised": "kvm", "cores": 4, "threads": 8, "system": "Linux 6.1", "compiler": "gcc 12.2.0",
      "clock_hz": 2.5e9, "temperature_c": null},
    "kernels": [
      {"device": "cpu:0", "kernel": "scalar", "versions": 1, "chosen": false, "cycles_per_hash": null,
       "hashes_per_second": {"mean": 2e6, "low": 1e6, "high": 3e6, "samples": [2e6]},
       "limit_cycles": null, "share_of_limit": null},
      {"device": "cpu:0", "kernel": "avx2", "versions": 8, "chosen": true, "cycles_per_hash": 200,
       "hashes_per_second": {"mean": 8e6, "low": 6e6, "high": 10e6, "samples": [8e6]},
       "limit_cycles": 150, "share_of_limit": 0.75}],
    "skipped": [{"device": "cpu:0", "kernel": "avx512", "reason": "no AVX-512"}],
    "scaling": [
      {"threads": 1, "hashes_per_second": {"mean": 8e6, "low": 8e6, "high": 8e6}, "efficiency": 1},
      {"threads": 2, "hashes_per_second": {"mean": 12e6, "low": 11e6, "high": 13e6},
       "efficiency": 0.75}],
    "latency": {"name": "first hash", "unit": "ms", "count": 4, "p50": 1, "p99": 3, "max": 3.5,
      "histogram": [{"up_to": 2, "count": 3}, {"up_to": 4, "count": 1}]},
    "energy": [{"device": "cpu:0", "source": "RAPL package 0", "watts": 50.5,
      "joules_per_gigahash": 631}], "energy_missing": null,
    "digest": {"sha256": "00ff", "hashes": 1048576, "verified": 16}})")
      .as_object();
}

std::size_t times(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// Everything between "<" and ">", attributes included.
std::vector<std::string> tags_of(const std::string& page) {
  std::vector<std::string> tags;
  for (auto at = page.find('<'); at != page.npos; at = page.find('<', at + 1))
    tags.push_back(page.substr(at + 1, page.find('>', at) - at - 1));
  return tags;
}

/// Every element ends, in order; the offender, or nothing.
std::string unbalanced(const std::string& page) {
  std::vector<std::string> open;
  for (const std::string& tag : tags_of(page)) {
    if (tag.ends_with('/') || tag.starts_with('!')) continue;
    if (!tag.starts_with('/')) {
      open.push_back(tag.substr(0, tag.find(' ')));
      continue;
    }
    if (open.empty() || open.back() != tag.substr(1)) return tag;
    open.pop_back();
  }
  return open.empty() ? "" : open.back();
}

/// Calls `change` with every value within.
void for_each(json::value& value, const std::function<void(json::value&)>& change) {
  if (auto* object = value.if_object())
    for (auto& field : *object) for_each(field.value(), change);
  else if (auto* array = value.if_array())
    for (json::value& item : *array) for_each(item, change);
  change(value);
}

json::object with_texts(const std::string& text) {
  json::value report = whole_report();
  for_each(report, [&](json::value& value) {
    if (value.is_string()) value = text;
  });
  report.as_object()["energy_missing"] = text;
  return report.as_object();
}

TEST(Page, IsBalancedAndFetchesNothing) {
  ASSERT_EQ(unbalanced("<p><b></p></b>"), "/p");
  ASSERT_EQ(unbalanced("<p><b/>"), "p");
  const std::string page = bench_page(whole_report());
  EXPECT_EQ(unbalanced(page), "");
  EXPECT_TRUE(has(page, "default-src 'none'"));
  for (const char* part : {"://", "<script", "<link", "<img", "url(", "@import", "src="})
    EXPECT_FALSE(has(page, part)) << part;
}

TEST(Page, HasEveryFigure) {
  const std::string page = bench_page(whole_report());
  for (const char* part : {"Some CPU",
                           "1.2.3 (abc1234)",
                           "A quick run",
                           "8.000 MH/s",
                           "± 25.0 %",
                           "± 50.0 %",
                           "75 %",
                           "200.0 / 150.0",
                           "no AVX-512",
                           "12.00 MH/s",
                           "with 2 threads",
                           "p50 1 ms",
                           "p99 3 ms",
                           "4 measured",
                           "RAPL package 0",
                           "50.5",
                           "631",
                           "00ff",
                           "1048576",
                           "2.500 GHz",
                           "gcc 12.2.0",
                           ">avx2<",
                           ">sha_ni<",
                           "kvm"})
    EXPECT_TRUE(has(page, part)) << part;
}

TEST(Page, ABarForEveryKernelIsAsLongAsItsRate) {
  const std::string page = bench_page(whole_report());
  // The upper end of the fastest one's interval fills the width.
  EXPECT_EQ(times(page, R"(class="chosen" x="0.00%" width="80.00%")"), 1U);
  EXPECT_EQ(times(page, R"(class="other" x="0.00%" width="20.00%")"), 1U);
  EXPECT_TRUE(has(page, R"(class="whisker" x1="60.00%" y1="8.0" x2="100.00%")"));
  EXPECT_TRUE(has(page, R"(class="whisker" x1="10.00%" y1="8.0" x2="30.00%")"));
  // Cycles: three quarters are the limit, the rest is above it.
  EXPECT_TRUE(has(page, R"(class="limit" x="0.00%" width="75.00%")"));
  EXPECT_TRUE(has(page, R"(class="above" x="75.00%" width="25.00%")"));
}

TEST(Page, ADevicesCardIsTheFastestKernelThatIsChosen) {
  json::object report = whole_report();
  report["kernels"].as_array()[0].as_object()["chosen"] = true;
  const std::string page = bench_page(report);
  EXPECT_TRUE(has(page, "<b>8.000 MH/s</b>"));
  EXPECT_FALSE(has(page, "<b>2.000 MH/s</b>"));
}

TEST(Page, TheIdealLineIsTwiceTheFirstPoint) {
  // The axis ends at 20 MH/s, so that 8 and 16 of them are at 60 % and 20 % of 240 pixels.
  const std::string page = bench_page(whole_report());
  EXPECT_TRUE(has(page, R"(class="ideal" x1="0%" y1="240.0" x2="100.00%" y2="48.0")"));
  EXPECT_TRUE(has(page, R"(class="point" cx="50.00%" cy="144.0")"));
  EXPECT_TRUE(has(page, R"(class="point" cx="100.00%" cy="96.0")"));
}

TEST(Page, MarksStandWithinTheirBins) {
  const std::string page = bench_page(whole_report());
  EXPECT_EQ(times(page, "class=\"column\""), 2U);
  EXPECT_TRUE(has(page, R"(class="mark" x1="25.00%")"));  // 1 of the first bin's 0 to 2
  EXPECT_TRUE(has(page, R"(class="mark" x1="75.00%")"));  // 3 of the second's 2 to 4
}

TEST(Page, EmptyBinsAtTheLeftAreOne) {
  json::object report = whole_report();
  report["latency"].as_object()["histogram"] = json::parse(
      R"([{"up_to": 0.5, "count": 0}, {"up_to": 0.7, "count": 0}, {"up_to": 1, "count": 0},
          {"up_to": 2, "count": 3}, {"up_to": 3, "count": 0}, {"up_to": 4, "count": 1}])");
  const std::string page = bench_page(report);
  EXPECT_EQ(times(page, "class=\"column\""), 4U);
  EXPECT_TRUE(has(page, R"(class="mark" x1="25.00%")"));  // p50 is 1, where the first bin ends
}

TEST(Page, TextsStayText) {
  const std::string hostile = "\"'><script>alert(1)</script><img src=//x onerror=y>&lt;\x1b";
  const std::string page = bench_page(with_texts(hostile));
  EXPECT_EQ(tags_of(page), tags_of(bench_page(with_texts("harmless"))));
  EXPECT_EQ(unbalanced(page), "");
  EXPECT_TRUE(has(page, "&#34;&#39;&gt;&lt;script&gt;alert(1)"));
  EXPECT_TRUE(has(page, "&amp;lt;"));
  EXPECT_FALSE(has(page, "\x1b"));
  EXPECT_FALSE(has(bench_page(with_texts("\xff\xfe")), "\xff"));
}

TEST(Page, StandsWhateverIsMissingOrOfAnotherKind) {
  for (const json::value& other :
       {json::value(nullptr), json::value(json::array{}), json::value(json::object{}),
        json::value("text"), json::value(-1), json::value(0), json::value(1e308)}) {
    json::object report = whole_report();
    for (auto& field : report) {
      json::object changed = report;
      changed[field.key()] = other;
      EXPECT_EQ(unbalanced(bench_page(changed)), "") << field.key();
    }
    json::value all = report;
    for_each(all, [&](json::value& value) {
      if (!value.is_structured()) value = other;
    });
    const std::string page = bench_page(all.as_object());
    EXPECT_EQ(unbalanced(page), "");
    for (const char* part : {"nan", "inf%", "\"inf", "\"-inf"}) EXPECT_FALSE(has(page, part));
  }
  const std::string empty = bench_page({});
  EXPECT_EQ(unbalanced(empty), "");
  EXPECT_TRUE(has(empty, "not known"));
  EXPECT_FALSE(has(empty, "<svg"));
}

}  // namespace
}  // namespace wildcat::program
