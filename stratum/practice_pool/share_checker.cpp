// SPDX-License-Identifier: MIT
// Rebuilds the header of a share and compares its hash with the target. Both are exact 256-bit
// numbers, so two right implementations cannot differ at an edge.
#include "stratum/practice_pool/share_checker.h"

namespace wildcat::practice {
namespace {

/// The submitted fields as numbers.
struct Parsed {
  Verdict verdict;
  Bytes extranonce2;
  std::uint32_t ntime = 0, nonce = 0, version = 0;
};

Verdict parse_version(const PoolJob& job, const ShareTerms& terms, const ShareText& share,
                      std::uint32_t& version) {
  version = job.version;
  if (!terms.version_mask) return {};
  if (!share.version_bits) return verdicts::missing_version_bits;
  const auto bits = unhex32(*share.version_bits);
  const std::uint32_t mask = *terms.version_mask;
  if (!bits || (*bits & ~mask) != 0) return verdicts::invalid_version_mask;
  version = (job.version & ~mask) | *bits;
  return {};
}

Parsed parse(const PoolJob& job, const ShareTerms& terms, const ShareText& share) {
  Parsed parsed;
  const auto extranonce2 = unhex(share.extranonce2);
  const auto ntime = unhex32(share.ntime);
  const auto nonce = unhex32(share.nonce);
  if (!extranonce2 || extranonce2->size() != terms.extranonce2_size)
    parsed.verdict = verdicts::invalid_extranonce2;
  else if (!ntime || *ntime < terms.ntime || *ntime - terms.ntime > ntime_window)
    parsed.verdict = verdicts::invalid_ntime;
  else if (!nonce)
    parsed.verdict = verdicts::invalid_nonce;
  else
    parsed.verdict = parse_version(job, terms, share, parsed.version);
  if (!parsed.verdict) return parsed;
  parsed.extranonce2 = *extranonce2;
  parsed.ntime = *ntime;
  parsed.nonce = *nonce;
  return parsed;
}

Hash merkle_root(const PoolJob& job, const ShareTerms& terms, const Bytes& extranonce2) {
  Bytes coinbase = job.coinb1;
  append(coinbase, tag_bytes(terms.tag));
  append(coinbase, terms.extranonce1);
  append(coinbase, extranonce2);
  append(coinbase, job.coinb2);
  Hash node = double_sha256(coinbase);
  for (const Hash& right : job.branch) {
    Bytes pair;
    append(pair, node);
    append(pair, right);
    node = double_sha256(pair);
  }
  return node;
}

}  // namespace

Bytes build_header(const PoolJob& job, const ShareTerms& terms, const Bytes& extranonce2,
                   std::uint32_t version, std::uint32_t ntime, std::uint32_t nonce) {
  Bytes header;
  append_le(header, version, 4);
  append(header, job.prev_hash);
  append(header, merkle_root(job, terms, extranonce2));
  append_le(header, ntime, 4);
  append_le(header, job.nbits, 4);
  append_le(header, nonce, 4);
  return header;
}

CheckedShare check_share(const PoolJob& job, const ShareTerms& terms, const ShareText& share) {
  CheckedShare checked;
  const Parsed parsed = parse(job, terms, share);
  checked.verdict = parsed.verdict;
  if (!checked.verdict) return checked;
  checked.hash = double_sha256(
      build_header(job, terms, parsed.extranonce2, parsed.version, parsed.ntime, parsed.nonce));
  const Number number = number_of(checked.hash);
  const Number share_target = target_of_difficulty(terms.difficulty);
  const auto network_target = target_of_nbits(job.nbits);
  checked.difficulty = difficulty_of(number);
  checked.is_block = network_target && number <= *network_target;
  if (number <= share_target)
    checked.credit = expected_hashes(share_target);
  else if (checked.is_block)
    checked.credit = expected_hashes(*network_target);
  else
    checked.verdict = verdicts::low_difficulty;
  return checked;
}

}  // namespace wildcat::practice
