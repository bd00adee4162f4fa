// SPDX-License-Identifier: MIT
// From coinbase parts and a branch to the merkle root. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "wildcat/header.h"
#include "wildcat/work.h"

namespace wildcat {

/// The serialized coinbase transaction (without witness): prefix || extranonce1 || extranonce2 ||
/// suffix.
std::vector<std::uint8_t> assemble_coinbase(const CoinbaseParts& parts,
                                            std::span<const std::uint8_t> extranonce1,
                                            const Extranonce2& extranonce2);

/// Folds `leaf` with the branch, bottom up: node = SHA-256d(node || sibling), ours on the left, as
/// the coinbase is the leftmost leaf. All hashes in internal order.
Hash256 fold_branch(const Hash256& leaf, std::span<const Hash256> branch);

/// The merkle root of the block whose coinbase carries `extranonce2`.
Hash256 merkle_root(const CoinbaseParts& parts, std::span<const std::uint8_t> extranonce1,
                    const Extranonce2& extranonce2);

}  // namespace wildcat
