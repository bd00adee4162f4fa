// SPDX-License-Identifier: MIT
// The two halves of a realistic coinbase transaction: height by BIP 34, a pool's tag, a payout and
// a BIP 141 witness commitment, in the stripped serialization that transaction ids are made of.
#pragma once

#include <cstdint>
#include <string_view>

#include "stratum/practice_pool/hashing.h"

namespace wildcat::practice {

/// The content of a coinbase transaction.
struct CoinbaseContent {
  std::uint32_t height = 0;
  std::size_t extranonce_bytes = 0;  ///< left free between the halves (with our tag), at most 75
  std::string_view pool_tag;         ///< at most 20 characters
  std::uint64_t payout = 0;          ///< satoshi
  std::array<std::uint8_t, 20> payee{};  ///< hash of a key (P2WPKH)
  Hash witness_root{};                   ///< of the other transactions
};

/// The bytes before and after the extranonces.
struct CoinbaseHalves {
  Bytes first, second;
};

/// The script push of a block height, as BIP 34 asks: a minimal little-endian number.
Bytes height_push(std::uint32_t height);

/// Both halves; joined around `extranonce_bytes` bytes they are a transaction.
CoinbaseHalves make_coinbase(const CoinbaseContent& content);

/// The block subsidy at `height`, in satoshi (without fees).
std::uint64_t block_subsidy(std::uint32_t height);

}  // namespace wildcat::practice
