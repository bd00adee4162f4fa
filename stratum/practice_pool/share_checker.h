// SPDX-License-Identifier: MIT
// Judges one share: builds coinbase, merkle root and header again and hashes them with OpenSSL.
// Pure. The session judges what needs memory: whether the job is known, whether it is a repeat.
#pragma once

#include <optional>
#include <string_view>

#include "stratum/practice_pool/pool_job.h"
#include "stratum/practice_pool/share_target.h"

namespace wildcat::practice {

/// Why a share is refused: Stratum's number and words. Code 0: it is accepted.
struct Verdict {
  int code = 0;
  std::string_view text;  ///< a literal
  explicit operator bool() const { return code == 0; }
};

namespace verdicts {
inline constexpr Verdict invalid_parameters{20, "Invalid parameters"};
inline constexpr Verdict invalid_extranonce2{20, "Invalid extranonce2 length"};
inline constexpr Verdict invalid_ntime{20, "Ntime out of range"};
inline constexpr Verdict invalid_nonce{20, "Invalid nonce"};
inline constexpr Verdict missing_version_bits{20, "Missing version bits"};
inline constexpr Verdict invalid_version_mask{20, "Invalid version mask"};
inline constexpr Verdict job_not_found{21, "Job not found"};
inline constexpr Verdict stale{21, "Stale"};
inline constexpr Verdict duplicate{22, "Duplicate share"};
inline constexpr Verdict low_difficulty{23, "Low difficulty share"};
inline constexpr Verdict unauthorized{24, "Unauthorized worker"};
inline constexpr Verdict not_subscribed{25, "Not subscribed"};
}  // namespace verdicts

/// How far ahead of its job's a share's ntime may be, seconds.
inline constexpr std::uint32_t ntime_window = 600;

/// The rules that a share of this work must meet.
struct ShareTerms {
  Tag tag = 0;
  Bytes extranonce1;
  std::size_t extranonce2_size = 0;
  std::uint32_t ntime = 0;  ///< as notified
  double difficulty = 0;
  std::optional<std::uint32_t> version_mask;  ///< empty: version rolling was not negotiated
};

/// The fields of mining.submit as they came.
struct ShareText {
  std::string_view extranonce2, ntime, nonce;
  std::optional<std::string_view> version_bits;
};

/// The outcome.
struct CheckedShare {
  Verdict verdict;
  Hash hash{};            ///< zero unless the header could be built
  double difficulty = 0;  ///< of the hash
  bool is_block = false;  ///< met the network target; accepted whatever the share target
  double credit = 0;      ///< expected hashes for what it proves; 0 when refused
};

/// The header's 80 bytes. `version`, `ntime` and `nonce` are final.
Bytes build_header(const PoolJob& job, const ShareTerms& terms, const Bytes& extranonce2,
                   std::uint32_t version, std::uint32_t ntime, std::uint32_t nonce);

/// Everything that can be judged without memory, in this order: extranonce2, ntime, nonce, version
/// bits, hash. A sixth parameter without negotiation is ignored, as pools do (some send a cookie
/// there). nVersion is BIP 310's (job & ~mask) | (bits & mask).
CheckedShare check_share(const PoolJob& job, const ShareTerms& terms, const ShareText& share);

}  // namespace wildcat::practice
