// SPDX-License-Identifier: MIT
// The page of `wildcat bench`: what is on it, and that no report can put anything else there.
#include "bench/harness/page.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/support/text.h"

namespace wildcat::program::bench {
namespace {

using wildcat::test::has;

Report whole_report() {
  Report report;
  report.version = "1.2.3";
  report.commit = "abc1234";
  report.time = "2026-01-02T03:04:05Z";
  report.quick = true;
  report.machine = {"Some CPU", {},          {"avx2", "sha_ni"}, {},    "kvm", 4,
                    8,          "Linux 6.1", "gcc 12.2.0",       2.5e9, {}};
  report.kernels = {{"cpu:0", "scalar", 1, false, {2e6, 1e6, 3e6, {2e6}}, {}, {}, {}},
                    {"cpu:0", "avx2", 8, true, {8e6, 6e6, 10e6, {8e6}}, 200, 150, 0.75}};
  report.skipped = {{"cpu:0", "avx512", "no AVX-512"}};
  report.scaling = {{1, {8e6, 8e6, 8e6, {}}, 1}, {2, {12e6, 11e6, 13e6, {}}, 0.75}};
  report.latency = Latency{"first hash", "ms", 4, 1, 3, 3.5, {{2, 3}, {4, 1}}};
  report.energy = {{"cpu:0", "RAPL package 0", 50.5, 631}};
  report.digest = {"00ff", 1048576, 16};
  return report;
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

/// Every text is `text`.
Report with_texts(const std::string& text) {
  Report report = whole_report();
  Machine& machine = report.machine;
  report.version = report.time = machine.cpu = machine.system = machine.compiler = text;
  report.commit = report.energy_missing = machine.microcode = machine.governor = text;
  machine.virtualised = text;
  machine.flags = {text};
  report.kernels[1].device = report.kernels[1].kernel = text;
  report.skipped = {{text, text, text}};
  report.latency->name = report.latency->unit = text;
  report.energy[0].device = report.energy[0].source = report.digest.sha256 = text;
  return report;
}

/// Every figure that is no count is `figure`.
Report with_figures(double figure) {
  Report report = whole_report();
  report.machine.clock_hz = report.machine.temperature_c = figure;
  const Estimate estimate{figure, figure, figure, {figure}};
  for (KernelRow& row : report.kernels) {
    row.hashes_per_second = estimate;
    row.cycles_per_hash = row.limit_cycles = row.share_of_limit = figure;
  }
  for (ScalingRow& row : report.scaling) {
    row.hashes_per_second = estimate;
    row.efficiency = figure;
  }
  report.latency = Latency{"first hash", "ms", 4, figure, figure, figure, {{figure, 4}}};
  report.energy = {{"cpu:0", "RAPL package 0", figure, figure}};
  return report;
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
  Report report = whole_report();
  report.kernels[0].chosen = true;
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
  Report report = whole_report();
  report.latency->histogram = {{0.5, 0}, {0.7, 0}, {1, 0}, {2, 3}, {3, 0}, {4, 1}};
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

TEST(Page, StandsWithFiguresAtTheirEnds) {
  for (const double figure : {0.0, 1e-300, 1e308, std::numeric_limits<double>::max()}) {
    const std::string page = bench_page(with_figures(figure));
    EXPECT_EQ(unbalanced(page), "");
    for (const char* part : {"nan", "inf%", "\"inf", "\"-inf"})
      EXPECT_FALSE(has(page, part)) << part << " with " << figure;
  }
}

TEST(Page, WhatWasNotMeasuredIsNotShown) {
  const std::string page = bench_page(Report{});
  EXPECT_EQ(unbalanced(page), "");
  EXPECT_TRUE(has(page, "not known"));
  EXPECT_FALSE(has(page, "<svg"));
}

}  // namespace
}  // namespace wildcat::program::bench
