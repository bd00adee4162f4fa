// SPDX-License-Identifier: MIT
// A proven share for tests of reports: the genesis block's, whose hash is public knowledge.
#pragma once

#include "wildcat/work.h"

namespace wildcat::program {

/// `is_block` false: its job asks the network for more than that hash.
inline Share genesis_share(bool is_block = true) {
  Work work;
  auto root =
      Hash256::from_display_hex("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b");
  auto job = std::make_shared<Job>();
  job->version = 1;
  job->merkle = *root;
  job->ntime = 1231006505;
  job->nbits = is_block ? 0x1d00ffff : 0x1900ffff;
  JobOffer offer;
  offer.job = job;
  offer.share_target = Target::difficulty_1();
  offer.name = "genesis";
  work.offer = std::make_shared<const JobOffer>(offer);
  work.unit.header.version = 1;
  work.unit.header.merkle_root = *root;
  work.unit.header.ntime = job->ntime;
  work.unit.header.nbits = 0x1d00ffff;
  work.unit.nonces = {2083236893, 1};
  work.unit.target = Target::difficulty_1();
  return verify(work, {1, 2083236893}).share.value();
}

}  // namespace wildcat::program
