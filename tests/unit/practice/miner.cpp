// SPDX-License-Identifier: MIT
// The smallest miner: reads one notify, tries nonces, hands out a submit.
#include "tests/unit/practice/miner.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace wildcat::practice::test {
namespace {

using Raw = std::vector<std::uint8_t>;

Raw raw(const std::string& digits) {
  Raw bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

std::string word(std::uint32_t value) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", value);
  return text;
}

/// A header word written big-endian in hex stands little-endian in the header.
void put_word(Raw& header, const std::string& digits) {
  const Raw bytes = raw(digits);
  header.insert(header.end(), bytes.rbegin(), bytes.rend());
}

Raw merkle_root(const boost::json::array& notify, const std::string& extranonces) {
  const Raw coinbase =
      raw(std::string(notify[2].as_string()) + extranonces + std::string(notify[3].as_string()));
  auto node = sha256::hash_twice(coinbase);
  for (const auto& right : notify[4].as_array()) {
    Raw pair(node.begin(), node.end());
    const Raw tail = raw(std::string(right.as_string()));
    pair.insert(pair.end(), tail.begin(), tail.end());
    node = sha256::hash_twice(pair);
  }
  return {node.begin(), node.end()};
}

bool meets(const sha256::Digest& hash, int zero_bits) {
  for (int bit = 0; bit < zero_bits; ++bit)
    if ((hash[31 - bit / 8] >> (7 - bit % 8) & 1) != 0) return false;
  return true;
}

}  // namespace

std::string FoundShare::line(int id, const std::string& user, bool with_bits) const {
  boost::json::array params{user, job_id, extranonce2, ntime, nonce};
  if (with_bits) params.emplace_back(version_bits);
  return boost::json::serialize(
      boost::json::object{{"id", id}, {"method", "mining.submit"}, {"params", params}});
}

FoundShare mine(const boost::json::array& notify, const MinerSeat& seat, int zero_bits, bool miss) {
  FoundShare share;
  share.job_id = std::string(notify[0].as_string());
  share.extranonce2 = std::string(static_cast<std::size_t>(2 * seat.extranonce2_size), '0');
  share.ntime = std::string(notify[7].as_string());
  share.version_bits = word(seat.version_bits);
  const auto job_version =
      static_cast<std::uint32_t>(std::stoul(std::string(notify[5].as_string()), nullptr, 16));

  Raw header;
  put_word(header, word(job_version | seat.version_bits));
  const Raw prev = raw(std::string(notify[1].as_string()));
  for (std::size_t i = 0; i < 32; ++i) header.push_back(prev[i / 4 * 4 + 3 - i % 4]);
  const Raw root = merkle_root(notify, seat.extranonce1 + share.extranonce2);
  header.insert(header.end(), root.begin(), root.end());
  put_word(header, share.ntime);
  put_word(header, std::string(notify[6].as_string()));
  header.resize(80);
  for (std::uint32_t nonce = seat.first_nonce;; ++nonce) {
    for (int i = 0; i < 4; ++i) header[76 + i] = static_cast<std::uint8_t>(nonce >> (8 * i));
    share.hash = sha256::hash_twice(header);
    if (meets(share.hash, zero_bits) == miss) continue;
    share.nonce = word(nonce);
    return share;
  }
}

}  // namespace wildcat::practice::test
