// SPDX-License-Identifier: MIT
// The right answers of a rectangle of versions x nonces, computed once with the reference
// (OpenSSL, or the scalar code) and compared with every kernel.
#pragma once

#include <cstdint>
#include <vector>

#include "backends/cpu/cpu_kernel.h"
#include "tests/support/reference_header.h"

namespace wildcat::equality {

/// Immutable; any thread.
class ReferenceTable {
 public:
  /// `versions` headers that differ from `header` in bits 13.. of their version, and nonces first
  /// .. first + count - 1 (modulo 2^32) of each.
  ReferenceTable(const test::BlockFunction& reference, const test::ReferenceHeader::Bytes& header,
                 std::uint32_t versions, std::uint32_t first, std::uint32_t count);

  std::uint32_t versions() const { return static_cast<std::uint32_t>(headers_.size()); }
  std::uint32_t first() const { return first_; }
  std::uint32_t count() const { return count_; }

  /// What a kernel is given to search versions from .. from + versions - 1.
  wildcat_cpu_job job(std::uint32_t from, std::uint32_t versions, std::uint32_t mask) const;
  /// The last digest word at `offset` nonces from first().
  std::uint32_t last_word(std::uint32_t version, std::uint32_t offset) const {
    return last_words_[std::size_t{version} * count_ + offset];
  }

 private:
  std::vector<test::ReferenceHeader> headers_;
  std::uint32_t first_;
  std::uint32_t count_;
  std::vector<std::uint32_t> last_words_;  // version-major
};

/// The kernel's view of one header in slot `slot`, and of other versions of it in the others.
wildcat_cpu_job job_with(const test::BlockFunction& reference,
                         const test::ReferenceHeader::Bytes& header, std::uint32_t slot,
                         std::uint32_t mask);

}  // namespace wildcat::equality
