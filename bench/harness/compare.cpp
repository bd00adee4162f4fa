// SPDX-License-Identifier: MIT
// Finds the rows that two reports share, judges them, and prints the table and its notes.
#include "bench/harness/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/harness/summary.h"
#include "miner/text/characters.h"
#include "miner/text/figures.h"

namespace wildcat::program::bench {

namespace {

constexpr double worth_a_word = 0.01;

const KernelRow* same_row(const std::vector<KernelRow>& rows, const KernelRow& wanted) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const KernelRow& row) {
    return row.device == wanted.device && row.kernel == wanted.kernel &&
           row.versions == wanted.versions;
  });
  return at == rows.end() ? nullptr : &*at;
}

const char* word(Trend trend) {
  if (trend == Trend::same) return "no significant difference";
  return trend == Trend::faster ? "faster" : "SLOWER";
}

std::string change_row(const Change& change) {
  const auto side = [](const KernelRow& row) {
    return fmt::format("{:>12} {:>7}", format_rate(row.hashes_per_second.mean),
                       interval_text(row.hashes_per_second));
  };
  return fmt::format("{} {}  {}  {:>+7.1f} %  {}\n", row_name(*change.now), side(*change.before),
                     side(*change.now), 100 * (change.ratio() - 1), word(change.trend));
}

std::string heading() {
  return fmt::format("{:<8} {:<14} {:>8} {:>12} {:>7}  {:>12} {:>7}  {:>9}\n", "device", "kernel",
                     "versions", "before", "+-", "now", "+-", "change");
}

std::string remarks(const Comparison& comparison, const Report& before, const Report& now) {
  std::string text;
  for (const KernelRow* row : comparison.only_before)
    text += fmt::format("{} is only in the earlier report\n", row_name(*row));
  for (const KernelRow* row : comparison.only_now)
    text += fmt::format("{} is only in this report\n", row_name(*row));
  if (before.machine.cpu != now.machine.cpu)
    text += fmt::format("Another machine: the earlier report is of {}.\n",
                        printable(before.machine.cpu));
  if (before.quick != now.quick)
    text += "One of the two was made with --quick, so its intervals are wide.\n";
  if (comparison.other_work)
    text += "The digests are of different work, so they say nothing about each other.\n";
  if (comparison.other_digest)
    text += "The digests differ for the same work: one of the two machines computes wrong.\n";
  return text;
}

}  // namespace

Trend trend(const Estimate& before, const Estimate& now) {
  if (std::abs(now.mean - before.mean) <= worth_a_word * before.mean) return Trend::same;
  if (now.low > before.high) return Trend::faster;
  return now.high < before.low ? Trend::slower : Trend::same;
}

bool Comparison::regression() const {
  return std::any_of(changes.begin(), changes.end(),
                     [](const Change& change) { return change.trend == Trend::slower; });
}

Comparison compare(const Report& before, const Report& now) {
  Comparison result;
  for (const KernelRow& row : now.kernels) {
    if (const KernelRow* old = same_row(before.kernels, row))
      result.changes.push_back({old, &row, trend(old->hashes_per_second, row.hashes_per_second)});
    else
      result.only_now.push_back(&row);
  }
  for (const KernelRow& row : before.kernels)
    if (same_row(now.kernels, row) == nullptr) result.only_before.push_back(&row);
  result.other_work = before.digest.hashes != now.digest.hashes;
  result.other_digest = !result.other_work && before.digest.sha256 != now.digest.sha256;
  return result;
}

std::string comparison_text(const Comparison& comparison, const Report& before, const Report& now) {
  std::string text = heading();
  for (const Change& change : comparison.changes) text += change_row(change);
  text += remarks(comparison, before, now);
  if (comparison.changes.empty()) return text + "The two reports have no row in common.\n";
  return text +
         (comparison.regression() ? "Slower than before.\n" : "No significant regression.\n");
}

}  // namespace wildcat::program::bench
