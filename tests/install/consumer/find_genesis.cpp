// SPDX-License-Identifier: MIT
// Finds Bitcoin's first block again with nothing but the installed package: the CPU's scanner
// searches the million nonces around its nonce, verify() proves what comes back.
#include <wildcat/cpu.h>
#include <wildcat/version.h>

#include <cstdio>
#include <memory>
#include <utility>

namespace {

// The block as of 3 January 2009, without its nonce.
wildcat::BlockHeader genesis_without_nonce() {
  wildcat::BlockHeader header;
  header.version = 1;
  header.merkle_root = wildcat::Hash256::from_display_hex(
                           "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b")
                           .value();
  header.ntime = 1231006505;
  header.nbits = 0x1d00ffff;
  return header;
}

wildcat::Work genesis_work() {
  wildcat::Job job;
  wildcat::Work work;
  work.unit.id = 1;
  work.unit.header = genesis_without_nonce();
  work.unit.nonces = {2083000000, 1'000'000};
  work.unit.target = wildcat::Target::from_nbits(work.unit.header.nbits).value();
  job.version = work.unit.header.version;
  job.merkle = work.unit.header.merkle_root;
  job.ntime = work.unit.header.ntime;
  job.nbits = work.unit.header.nbits;
  wildcat::JobOffer offer;
  offer.job = std::make_shared<const wildcat::Job>(std::move(job));
  offer.share_target = work.unit.target;
  work.offer = std::make_shared<const wildcat::JobOffer>(std::move(offer));
  return work;
}

int complain(const wildcat::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

}  // namespace

int main() {
  const auto backend = wildcat::cpu_backend();
  auto devices = backend->devices();
  if (!devices) return complain(devices.error());
  auto scanner = devices.value().front()->open(0);
  if (!scanner) return complain(scanner.error());

  const wildcat::Work work = genesis_work();
  if (auto submitted = (*scanner)->submit(work.unit); !submitted)
    return complain(submitted.error());
  const auto completion = (*scanner)->wait();
  if (!completion) return complain(completion.error());
  for (const wildcat::Candidate& candidate : completion->found) {
    const wildcat::Verdict verdict = wildcat::verify(work, candidate);
    if (!verdict.share || !verdict.share->is_block()) continue;
    std::printf("wildcat %s found nonce %u, block %s\n", wildcat::version_string,
                static_cast<unsigned>(verdict.share->header().nonce),
                verdict.share->hash().display_hex().c_str());
    return 0;
  }
  std::fprintf(stderr, "the block was not found again\n");
  return 1;
}
