// SPDX-License-Identifier: MIT
// The comparison all range cases are made of.
#include <algorithm>
#include <iterator>

#include "tests/equality/cases.h"
#include "tests/equality/scan_driver.h"

namespace wildcat::equality {
namespace {

std::vector<Hit> expected_hits(const ReferenceTable& table, std::uint32_t from,
                               std::uint32_t versions, std::uint32_t offset, std::uint32_t count,
                               std::uint32_t mask) {
  std::vector<Hit> hits;
  for (std::uint32_t v = 0; v < versions; ++v) {
    for (std::uint32_t i = offset; i < offset + count; ++i) {
      if ((table.last_word(from + v, i) & mask) == 0) hits.emplace_back(v, table.first() + i);
    }
  }
  std::ranges::sort(hits);
  return hits;
}

void describe(Mismatches& out, const std::string& what, const std::vector<Hit>& hits) {
  for (const Hit& hit : hits) {
    if (out.size() == most_mismatches) return;
    out.push_back(what + " version " + std::to_string(hit.first) + ", nonce " +
                  std::to_string(hit.second));
  }
}

// In `a` and not in `b`; repeated ones count.
std::vector<Hit> difference(const std::vector<Hit>& a, const std::vector<Hit>& b) {
  std::vector<Hit> only;
  std::ranges::set_difference(a, b, std::back_inserter(only));
  return only;
}

}  // namespace

Mismatches compare(const Subject& subject, const ReferenceTable& table, std::uint32_t offset,
                   std::uint32_t count, std::uint32_t mask) {
  if (table.versions() < subject.versions)
    return {subject.name + ": the table has too few versions to test anything"};
  Mismatches out;
  for (std::uint32_t from = 0; from + subject.versions <= table.versions();
       from += subject.versions) {
    const wildcat_cpu_job job = table.job(from, subject.versions, mask);
    const Scanned scanned = scan_range(subject, job, table.first() + offset, count);
    if (!scanned.broken.empty()) return {subject.name + ": " + scanned.broken};
    const auto expected = expected_hits(table, from, subject.versions, offset, count, mask);
    describe(out, subject.name + " missed", difference(expected, scanned.hits));
    describe(out, subject.name + " wrongly reported", difference(scanned.hits, expected));
  }
  return out;
}

}  // namespace wildcat::equality
