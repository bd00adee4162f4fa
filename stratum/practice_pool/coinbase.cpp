// SPDX-License-Identifier: MIT
// Serializes the two halves of a coinbase transaction around the place of the extranonces.
#include "stratum/practice_pool/coinbase.h"

namespace wildcat::practice {
namespace {

/// The script of the witness commitment output: OP_RETURN, push of 36, BIP 141's magic, and
/// SHA-256d of the root and the reserved value (32 zeros).
Bytes commitment_script(const Hash& witness_root) {
  Bytes message;
  append(message, witness_root);
  message.resize(64);
  Bytes script = {0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed};
  append(script, double_sha256(message));
  return script;
}

void append_output(Bytes& to, std::uint64_t value, const Bytes& script) {
  append_le(to, value, 8);
  append_le(to, script.size(), 1);
  append(to, script);
}

}  // namespace

Bytes height_push(std::uint32_t height) {
  Bytes number;
  for (std::uint32_t rest = height; rest != 0; rest >>= 8)
    number.push_back(static_cast<std::uint8_t>(rest));
  // The top bit is a script number's sign, so a number that has it set needs one byte more.
  if (number.empty() || (number.back() & 0x80) != 0) number.push_back(0);
  Bytes push = {static_cast<std::uint8_t>(number.size())};
  append(push, number);
  return push;
}

std::uint64_t block_subsidy(std::uint32_t height) {
  const std::uint32_t halvings = height / 210'000;
  return halvings < 64 ? 5'000'000'000ULL >> halvings : 0;
}

CoinbaseHalves make_coinbase(const CoinbaseContent& content) {
  const Bytes height = height_push(content.height);
  const std::size_t script_size =
      height.size() + 1 + content.extranonce_bytes + 1 + content.pool_tag.size();
  CoinbaseHalves halves;
  Bytes& first = halves.first;
  append_le(first, 2, 4);           // transaction version
  append_le(first, 1, 1);           // one input,
  first.resize(first.size() + 32);  // of no transaction
  append_le(first, 0xffffffff, 4);  // and no output
  append_le(first, script_size, 1);
  append(first, height);
  append_le(first, content.extranonce_bytes, 1);  // a push, so that the script parses

  Bytes& second = halves.second;
  append_le(second, content.pool_tag.size(), 1);
  second.insert(second.end(), content.pool_tag.begin(), content.pool_tag.end());
  append_le(second, 0xffffffff, 4);  // sequence
  append_le(second, 2, 1);           // two outputs
  Bytes payee = {0x00, 0x14};
  append(payee, content.payee);
  append_output(second, content.payout, payee);
  append_output(second, 0, commitment_script(content.witness_root));
  append_le(second, 0, 4);  // lock time
  return halves;
}

}  // namespace wildcat::practice
