// SPDX-License-Identifier: MIT
// The smallest miner there is, for finding the pool real shares: one notify, one nonce after the
// other, with the public scalar SHA-256 and its own reading of the protocol.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>

#include "wildcat/sha256.h"

namespace wildcat::practice::test {

/// What a miner knows after the handshake.
struct MinerSeat {
  std::string extranonce1;   ///< hex
  int extranonce2_size = 8;  ///< bytes
  std::uint32_t first_nonce = 0;
  std::uint32_t version_bits = 0;
};

/// A find, in mining.submit's form.
struct FoundShare {
  std::string job_id, extranonce2, ntime, nonce, version_bits;
  sha256::Digest hash{};  ///< of the header
  /// The request. `with_bits`: six parameters.
  std::string line(int id, const std::string& user, bool with_bits = false) const;
};

/// Searches until the leading `zero_bits` of the hash (as a number) are zero, or, if `miss`, until
/// they are not.
FoundShare mine(const boost::json::array& notify, const MinerSeat& seat, int zero_bits,
                bool miss = false);

}  // namespace wildcat::practice::test
