// SPDX-License-Identifier: MIT
// Computes the table of hashes once, and lists the hits of a part of it for any target.
#include "tests/equality/reference_table.h"

#include <algorithm>

namespace wildcat::equality {
namespace {

using test::BlockFunction;
using test::ReferenceHeader;

// The same header with its version bits from 13 on (BIP 320's) changed; 0 changes nothing.
ReferenceHeader rolled(const BlockFunction& reference, ReferenceHeader::Bytes header,
                       std::uint32_t index) {
  const std::uint32_t flip = index << 13;
  for (std::size_t i = 0; i < 4; ++i) header[i] ^= static_cast<std::uint8_t>(flip >> (8 * i));
  return {reference, header};
}

void set_midstate(wildcat_scan_midstate& out, const ReferenceHeader& header) {
  std::ranges::copy(header.midstate(), out.word);
}

wildcat_scan_block block_of(const ReferenceHeader& header, std::uint32_t mask) {
  wildcat_scan_block block{};
  std::ranges::copy(header.tail(), block.tail);
  block.filter_mask = mask;
  return block;
}

}  // namespace

ReferenceTable::ReferenceTable(const BlockFunction& reference, const ReferenceHeader::Bytes& header,
                               std::uint32_t versions, std::uint32_t first, std::uint32_t count)
    : first_(first), count_(count) {
  last_words_.reserve(std::size_t{versions} * count);
  for (std::uint32_t v = 0; v < versions; ++v) {
    headers_.push_back(rolled(reference, header, v));
    for (std::uint32_t i = 0; i < count; ++i)
      last_words_.push_back(headers_.back().last_word(first + i));
  }
}

wildcat_cpu_job ReferenceTable::job(std::uint32_t from, std::uint32_t versions,
                                    std::uint32_t mask) const {
  wildcat_cpu_job job{};
  job.block = block_of(headers_[0], mask);
  for (std::uint32_t v = 0; v < versions; ++v) set_midstate(job.midstate[v], headers_[from + v]);
  return job;
}

wildcat_cpu_job job_with(const BlockFunction& reference, const ReferenceHeader::Bytes& header,
                         std::uint32_t slot, std::uint32_t mask) {
  wildcat_cpu_job job{};
  job.block = block_of({reference, header}, mask);
  for (std::uint32_t v = 0; v < WILDCAT_SCAN_MAX_VERSIONS; ++v)
    set_midstate(job.midstate[v], rolled(reference, header, v ^ slot));
  return job;
}

}  // namespace wildcat::equality
