// SPDX-License-Identifier: MIT
// A job, its offer and its source's extranonce in one, so that tests can change single fields of
// them. Shared by all that give jobs to an engine.
#pragma once

#include <memory>
#include <string>

#include "wildcat/work.h"

namespace wildcat::test {

/// What offer() makes of it is a new job object each time.
struct FlatJob : Job {
  std::string name;
  std::uint32_t roll_mask = 0;
  Target share_target;
  bool clean = false;

  JobOffer offer() const {
    JobOffer made;
    made.job = std::make_shared<const Job>(*this);
    made.share_target = share_target;
    made.roll_mask = roll_mask;
    made.clean = clean;
    made.name = name;
    return made;
  }
  operator JobOffer() const { return offer(); }
};

/// An offer as the engine hands it on.
inline std::shared_ptr<const JobOffer> shared(JobOffer offer) {
  return std::make_shared<const JobOffer>(std::move(offer));
}

}  // namespace wildcat::test
