// SPDX-License-Identifier: MIT
// What was learnt about a pool that departs from the protocol. Apart from the session's parts
// because it outlives every connection, and because several of them add to it.
#pragma once

#include <chrono>
#include <string>

namespace wildcat::stratum {

/// A request that some pools hang up on, or refuse.
struct Quirk {
  bool avoid = false;  ///< this pool does
  int doubts = 0;      ///< so often in a row it closed and had said nothing after it
};

/// What was learnt about a pool; survives reconnects.
struct PoolQuirks {
  bool no_configure = false;       ///< it ignores mining.configure, or refuses, or closes on it
  bool configure_suspect = false;  ///< it closed after configure: try once without
  int configure_doubts = 0;        ///< so often in a row, and without it all went well
  std::chrono::steady_clock::time_point no_configure_since{};
  bool no_xnsub = false;        ///< it closed after mining.extranonce.subscribe
  Quirk suggest;                ///< mining.suggest_difficulty
  Quirk repeat;                 ///< mining.authorize once more
  bool xor_bits = false;        ///< version bits are xored onto the job's version
  bool bits_confirmed = false;  ///< a share whose encoding was in doubt has been accepted
  int low_rejects = 0;          ///< low-difficulty rejects in a row of such shares
  std::string session_id;       ///< to resume with; empty: none
};

}  // namespace wildcat::stratum
