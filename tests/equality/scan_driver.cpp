// SPDX-License-Identifier: MIT
// Repeats a scan until its range is searched, and notes every breach of the contract.
#include "tests/equality/scan_driver.h"

#include <algorithm>
#include <memory>

namespace wildcat::equality {
namespace {

// Hits that were there before a call have to survive it.
constexpr std::uint32_t earlier_hits = 3;
constexpr wildcat_scan_hit earlier_hit = {0xdead, 0xbeef};

void reset(wildcat_cpu_hits& hits) {
  std::fill_n(hits.hit, earlier_hits, earlier_hit);
  hits.count = earlier_hits;
}

std::string breach(const Subject& subject, const wildcat_cpu_hits& hits, std::uint32_t asked,
                   std::uint32_t done) {
  if (hits.count > WILDCAT_CPU_MAX_HITS) return "more hits than there is room for";
  if (done > asked) return "more batches done than asked for";
  const bool room = hits.count + subject.lanes * subject.versions <= WILDCAT_CPU_MAX_HITS;
  if (done < asked && room) return "stopped early though there was room for hits";
  if (asked != 0 && done == 0) return "no progress with an empty buffer";
  for (std::uint32_t i = 0; i < earlier_hits; ++i) {
    if (hits.hit[i].version != earlier_hit.version || hits.hit[i].nonce != earlier_hit.nonce)
      return "overwrote an earlier hit";
  }
  return "";
}

void collect(Scanned& out, const wildcat_cpu_hits& hits, std::uint32_t first, std::uint32_t count) {
  for (std::uint32_t i = earlier_hits; i < hits.count; ++i) {
    if (hits.hit[i].nonce - first < count)
      out.hits.emplace_back(hits.hit[i].version, hits.hit[i].nonce);
  }
}

}  // namespace

Scanned scan_range(const Subject& subject, const wildcat_cpu_job& job, std::uint32_t first,
                   std::uint32_t count) {
  Scanned out;
  const auto hits = std::make_unique<wildcat_cpu_hits>();
  const std::uint32_t batches = (count + subject.lanes - 1) / subject.lanes;
  std::uint32_t done = 0;
  do {
    reset(*hits);
    const std::uint32_t asked = batches - done;
    const std::uint32_t now = subject.scan(&job, first + done * subject.lanes, asked, hits.get());
    ++out.calls;
    out.broken = breach(subject, *hits, asked, now);
    if (!out.broken.empty()) return out;
    collect(out, *hits, first, count);
    done += now;
  } while (done < batches);
  std::ranges::sort(out.hits);
  return out;
}

}  // namespace wildcat::equality
