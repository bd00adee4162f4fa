// SPDX-License-Identifier: MIT
// Version bits and the check of a job on its way in. The bit functions are portable on purpose:
// they run once per unit, and the machine's own (PDEP) is slow on some processors.
#include "wildcat/work.h"

#include <limits>

namespace wildcat {
namespace {

constexpr std::size_t longest_branch = 32;

Error bad(const std::string& field, const std::string& cause, const std::string& remedy) {
  return {Errc::invalid_argument, "job field " + field + " " + cause + "; " + remedy};
}

Result<void> check_merkle(const Job& job) {
  const auto* parts = std::get_if<std::shared_ptr<const CoinbaseParts>>(&job.merkle);
  if (parts == nullptr) return {};
  if (*parts == nullptr)
    return bad("merkle", "holds no coinbase parts", "give them, or a fixed root");
  if ((*parts)->branch.size() > longest_branch)
    return bad("branch", "has " + std::to_string((*parts)->branch.size()) + " hashes",
               "no block needs more than 32");
  return {};
}

/// Many jobs may share one object; that is seen at once.
bool same_merkle(const Job& a, const Job& b) {
  const auto* left = std::get_if<std::shared_ptr<const CoinbaseParts>>(&a.merkle);
  const auto* right = std::get_if<std::shared_ptr<const CoinbaseParts>>(&b.merkle);
  if (left == nullptr || right == nullptr || !*left || !*right) return a.merkle == b.merkle;
  return *left == *right || **left == **right;
}

}  // namespace

std::uint32_t deposit_bits(std::uint32_t value, std::uint32_t mask) {
  std::uint32_t spread = 0;
  for (; mask != 0; mask &= mask - 1, value >>= 1)
    if ((value & 1) != 0) spread |= mask & -mask;
  return spread;
}

std::uint32_t extract_bits(std::uint32_t value, std::uint32_t mask) {
  std::uint32_t packed = 0;
  for (std::uint32_t bit = 1; mask != 0; mask &= mask - 1, bit <<= 1)
    if ((value & mask & -mask) != 0) packed |= bit;
  return packed;
}

bool same_headers(const Job& a, const Job& b) {
  return a.version == b.version && a.prev_hash == b.prev_hash && a.ntime == b.ntime &&
         a.ntime_window == b.ntime_window && a.ntime_free == b.ntime_free && a.nbits == b.nbits &&
         a.nonces == b.nonces && same_merkle(a, b);
}

Result<void> check_offer(const JobOffer& offer) {
  if (!offer.job) return bad("job", "is missing", "make one and offer it");
  const Job& job = *offer.job;
  if (auto network = Target::from_nbits(job.nbits); !network && !offer.share_target_only)
    return bad("nbits", "is invalid (" + network.error().message + ")", "ask for another job");
  if (offer.share_target == Target{})
    return bad("share_target", "is zero, which no hash meets", "give the pool's difficulty first");
  if (job.nonces.count == 0 || job.nonces.count > whole_nonce_range.count - job.nonces.first)
    return bad("nonces", "are none, or go beyond 2^32", "give a first one and how many");
  if (job.ntime_window > std::numeric_limits<std::uint32_t>::max() - job.ntime)
    return bad("ntime_window", "reaches beyond the header's 32 bits", "make it smaller");
  return check_merkle(job);
}

Result<void> check_extranonce(const Extranonce& extranonce) {
  if (extranonce.extranonce2_size > Extranonce2::max_size)
    return bad("extranonce2_size", "is " + std::to_string(extranonce.extranonce2_size),
               "at most 32 bytes are supported");
  return {};
}

}  // namespace wildcat
