// SPDX-License-Identifier: MIT
// Coinbase assembly and the fold of the merkle branch.
#include "engine/merkle.h"

#include <algorithm>

namespace wildcat {
namespace {

void append(std::vector<std::uint8_t>& bytes, std::span<const std::uint8_t> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

Hash256 parent(const Hash256& left, const Hash256& right) {
  std::array<std::uint8_t, 64> pair{};
  std::copy(left.internal().begin(), left.internal().end(), pair.begin());
  std::copy(right.internal().begin(), right.internal().end(), pair.begin() + 32);
  return hash_twice(pair);
}

}  // namespace

std::vector<std::uint8_t> assemble_coinbase(const CoinbaseParts& parts,
                                            std::span<const std::uint8_t> extranonce1,
                                            const Extranonce2& extranonce2) {
  std::vector<std::uint8_t> coinbase;
  coinbase.reserve(parts.prefix.size() + extranonce1.size() + extranonce2.size +
                   parts.suffix.size());
  append(coinbase, parts.prefix);
  append(coinbase, extranonce1);
  append(coinbase, extranonce2.view());
  append(coinbase, parts.suffix);
  return coinbase;
}

Hash256 fold_branch(const Hash256& leaf, std::span<const Hash256> branch) {
  Hash256 node = leaf;
  for (const Hash256& sibling : branch) node = parent(node, sibling);
  return node;
}

Hash256 merkle_root(const CoinbaseParts& parts, std::span<const std::uint8_t> extranonce1,
                    const Extranonce2& extranonce2) {
  return fold_branch(hash_twice(assemble_coinbase(parts, extranonce1, extranonce2)), parts.branch);
}

}  // namespace wildcat
