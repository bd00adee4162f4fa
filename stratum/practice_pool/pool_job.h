// SPDX-License-Identifier: MIT
// A job as the pool keeps it, shared by all connections. What differs per connection (the tag in
// its coinbase, ntime, difficulty) is kept beside it, so ten thousand connections share one branch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stratum/practice_pool/hashing.h"

namespace wildcat::practice {

/// Immutable once made. The full coinbase is
/// coinb1 || tag || extranonce1 || extranonce2 || coinb2; clients see coinb1 || tag as one.
struct PoolJob {
  std::uint32_t serial = 0;  ///< counts the pool's jobs from 1
  std::uint32_t block = 0;   ///< counts the pool's blocks; a share of an older block is stale
  std::uint32_t height = 0;  ///< as the coinbase says it (BIP 34)
  std::uint32_t version = 0;
  std::uint32_t nbits = 0;
  Hash prev_hash{};
  Bytes coinb1, coinb2;
  std::vector<Hash> branch;  ///< bottom up; ours is always the left node
};

/// Tells apart the works a connection got out of one job: a retargeted job must be a different
/// search space, or its miner would find (and be refused) the same shares again.
using Tag = std::uint32_t;

/// The four tag bytes as they stand in the coinbase.
Bytes tag_bytes(Tag tag);

/// The job's name on the wire: serial and tag in hex.
std::string job_name(const PoolJob& job, Tag tag);

/// The mining.notify line, newline included.
std::string notify_line(const PoolJob& job, Tag tag, std::uint32_t ntime, bool clean);

}  // namespace wildcat::practice
