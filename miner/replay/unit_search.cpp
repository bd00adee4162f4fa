// SPDX-License-Identifier: MIT
// Searches one recorded unit again, piece by piece.
#include "miner/replay/unit_search.h"

#include <algorithm>

namespace wildcat::program {

Result<UnitSearch> UnitSearch::open(Device& device) {
  auto scanner = device.open(0);
  if (!scanner) return scanner.error();
  return UnitSearch(std::move(*scanner));
}

Result<std::vector<Candidate>> UnitSearch::search(WorkUnit unit) {
  std::vector<Candidate> found;
  unit.live = nullptr;
  while (unit.nonces.count > 0) {
    ++unit.id;
    if (auto taken = scanner_->submit(unit); !taken) return taken.error();
    const auto part = scanner_->wait();
    if (!part) return part.error();
    if (part->nonces_done == 0 || part->status == Status::failed)
      return Error{Errc::device_failed, "the device gave a unit back without searching it"};
    found.insert(found.end(), part->found.begin(), part->found.end());
    // A part is given back when there are too many hits; what is beyond it comes again.
    unit.nonces.count -= part->nonces_done;
    unit.nonces.first += static_cast<std::uint32_t>(part->nonces_done);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace wildcat::program
