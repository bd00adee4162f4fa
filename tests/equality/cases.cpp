// SPDX-License-Identifier: MIT
// The cases themselves: ranges, targets and headers, each scanned and compared with the reference.
#include "tests/equality/cases.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <random>

#include "tests/equality/scan_driver.h"

namespace wildcat::equality {
namespace {

using Table = std::shared_ptr<const ReferenceTable>;
using test::BlockFunction;

// How much the cases on a table do.
struct Amounts {
  std::uint32_t table_nonces;
  std::uint32_t odd_ranges;
  std::uint32_t mask_nonces;
};
constexpr Amounts fast_amounts = {2048, 100, 500};
constexpr Amounts small_amounts = {600, 12, 40};
constexpr std::size_t small_headers_step = 5;  // each fifth header

std::uint32_t nonce_of(const KnownHeader& header) {
  std::uint32_t nonce = 0;
  for (std::size_t i = 80; i > 76; --i) nonce = nonce << 8 | header.bytes[i - 1];
  return nonce;
}

// The hardest mask that the header's own hash passes: its leading zeros as a number, whose bytes
// stand reversed in the word.
std::uint32_t hardest_mask(const BlockFunction& reference, const KnownHeader& header) {
  const test::ReferenceHeader hashed(reference, header.bytes);
  const std::uint32_t word = hashed.last_word(nonce_of(header));
  const int zeros = std::countl_zero(__builtin_bswap32(word));
  return zeros == 0 ? 0 : __builtin_bswap32(~std::uint32_t{0} << (32 - zeros));
}

// Every known header in every version slot, at a different place of the range each time.
Mismatches find_headers(const Subject& subject, const BlockFunction& reference,
                        const std::vector<KnownHeader>& headers) {
  Mismatches out;
  std::uint32_t place = 0;
  for (const KnownHeader& header : headers) {
    const std::uint32_t nonce = nonce_of(header);
    const std::uint32_t mask = hardest_mask(reference, header);
    for (std::uint32_t slot = 0; slot < subject.versions; ++slot) {
      place = (place + 7) % 61;
      const wildcat_cpu_job job = job_with(reference, header.bytes, slot, mask);
      const Scanned scanned = scan_range(subject, job, nonce - place, place + 20);
      const bool found = std::ranges::count(scanned.hits, Hit{slot, nonce}) == 1;
      if (!found) out.push_back(subject.name + " does not find header " + header.name);
    }
  }
  return out;
}

// Odd starts and lengths, at masks that let a few through.
Mismatches odd_ranges(const Subject& subject, const ReferenceTable& table, const Amounts& amounts) {
  Mismatches out;
  std::mt19937 engine(20240229);
  const auto random = [&engine] { return static_cast<std::uint32_t>(engine()); };
  for (std::uint32_t i = 0; i < amounts.odd_ranges; ++i) {
    const std::uint32_t offset = random() % (table.count() - 300);
    const std::uint32_t count = 1 + random() % 299;
    const std::uint32_t mask = random() & random() & random();
    append(out, compare(subject, table, offset, count, mask));
  }
  return out;
}

// Each bit of the filter alone, and all masks that targets have: leading ones as a number.
Mismatches all_masks(const Subject& subject, const ReferenceTable& table, const Amounts& amounts) {
  Mismatches out;
  for (int bit = 0; bit < 32; ++bit) {
    append(out, compare(subject, table, 5, amounts.mask_nonces, std::uint32_t{1} << bit));
    const std::uint32_t leading = ~std::uint32_t{0} << bit;
    append(out, compare(subject, table, 5, amounts.mask_nonces, __builtin_bswap32(leading)));
  }
  return out;
}

// More hits than one call has room for: nothing may be lost or reported twice.
Mismatches too_many_hits(const Subject& subject, const ReferenceTable& table, const Amounts&) {
  Mismatches out;
  for (const std::uint32_t mask : {0u, 1u, 0x80000000u, 0x00010100u})
    append(out, compare(subject, table, 1, table.count() - 64, mask));
  const wildcat_cpu_job job = table.job(0, subject.versions, 0);
  const std::uint32_t count = 3 * WILDCAT_CPU_MAX_HITS / subject.versions;
  if (scan_range(subject, job, 0, count).calls < 3)
    out.push_back(subject.name + " took more hits than the buffer holds");
  return out;
}

Mismatches nothing_to_do(const Subject& subject, const ReferenceTable& table, const Amounts&) {
  const Scanned scanned = scan_range(subject, table.job(0, subject.versions, 0), 77, 0);
  if (scanned.hits.empty() && scanned.broken.empty()) return {};
  return {subject.name + " searched something when asked for nothing"};
}

Case on_table(std::string name, Table table, const Amounts& amounts,
              Mismatches (*run)(const Subject&, const ReferenceTable&, const Amounts&)) {
  return {std::move(name), [=](const Subject& subject) { return run(subject, *table, amounts); }};
}

Case range_case(std::string name, Table table, std::uint32_t mask) {
  return {std::move(name), [=](const Subject& subject) {
            return compare(subject, *table, 0, table->count(), mask);
          }};
}

std::vector<Case> short_cases(const BlockFunction& reference, std::vector<KnownHeader> headers,
                              const Amounts& amounts) {
  const auto& base = headers.front().bytes;
  const auto plain =
      std::make_shared<ReferenceTable>(reference, base, 16, 0x12345677, amounts.table_nonces);
  const auto end = std::make_shared<ReferenceTable>(reference, base, 16, 0xffffff83, 250);
  std::vector<Case> cases = {
      on_table("odd_ranges", plain, amounts, odd_ranges),
      on_table("all_masks", plain, amounts, all_masks),
      on_table("too_many_hits", plain, amounts, too_many_hits),
      on_table("nothing_to_do", plain, amounts, nothing_to_do),
      range_case("around_the_end", end, 0x07),
      range_case("around_the_end_all", end, 0),
  };
  cases.push_back({"headers", [reference, headers = std::move(headers)](const Subject& subject) {
                     return find_headers(subject, reference, headers);
                   }});
  return cases;
}

}  // namespace

std::vector<Case> fast_cases(const BlockFunction& reference, std::vector<KnownHeader> headers) {
  return short_cases(reference, std::move(headers), fast_amounts);
}

std::vector<Case> small_cases(const BlockFunction& reference,
                              const std::vector<KnownHeader>& headers) {
  std::vector<KnownHeader> some;
  for (std::size_t i = 0; i < headers.size(); i += small_headers_step) some.push_back(headers[i]);
  return short_cases(reference, std::move(some), small_amounts);
}

std::vector<Case> thorough_cases(const BlockFunction& reference,
                                 const std::vector<KnownHeader>& headers) {
  // For scans of one version 2^22 nonces, up to the end of the space and around; for all scans 2^24
  // pairs of version and nonce.
  const auto& base = headers.back().bytes;
  const auto deep = std::make_shared<ReferenceTable>(reference, base, 1, 0xffc00fff, 1u << 22);
  const auto wide = std::make_shared<ReferenceTable>(reference, base, 16, 0x89abcdef, 1u << 20);
  const Case whole = range_case("deep", deep, 0x000003ff);
  const Case single = {whole.name, [whole](const Subject& subject) {
                         return subject.versions == 1 ? whole.run(subject) : Mismatches{};
                       }};
  return {single, range_case("wide", wide, 0xff000000)};
}

}  // namespace wildcat::equality
