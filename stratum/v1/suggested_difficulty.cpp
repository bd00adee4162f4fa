// SPDX-License-Identifier: MIT
// mining.suggest_difficulty: at first, and again when what would suit is off by more than half.
#include "stratum/v1/suggested_difficulty.h"

#include <cmath>

#include "stratum/net/foreign_text.h"
#include "stratum/v1/request.h"

namespace wildcat::stratum {

std::optional<double> SuggestedDifficulty::wanted() const {
  if (wishes_.difficulty || !options_.fitting_difficulty) return wishes_.difficulty;
  const auto fitting = options_.fitting_difficulty();
  // Big pools take whole numbers only, and a measured one is a guess anyway.
  return fitting && *fitting > 1 ? std::optional(std::round(*fitting)) : fitting;
}

void SuggestedDifficulty::suggest_what_fits() {
  fit_at_ = out_.now() + fit_again;
  if (quirks_.suggest.avoid) return;
  const auto fitting = wanted();
  if (!fitting) return;
  if (suggested_ && out_.now() - suggested_at_ < tell_again) return;
  if (!suggested_ || *fitting > *suggested_ * 1.5 || *fitting < *suggested_ / 1.5)
    suggest(*fitting);
}

void SuggestedDifficulty::tick() {
  if (out_.now() >= fit_at_) suggest_what_fits();
}

std::optional<SuggestedDifficulty::Time> SuggestedDifficulty::due() const {
  if (!options_.fitting_difficulty || wishes_.difficulty || quirks_.suggest.avoid) return {};
  return fit_at_;
}

void SuggestedDifficulty::refused(const std::string& words) {
  if (!quirks_.suggest.avoid && wanted())
    out_.say("the pool takes no suggested difficulty (" + sanitize(words) + ")");
  quirks_.suggest.avoid = true;
}

bool SuggestedDifficulty::repeat(double difficulty) {
  if (quirks_.suggest.avoid) return false;
  suggest(suggested_.value_or(difficulty));
  return true;
}

void SuggestedDifficulty::suggest(double difficulty) {
  suggested_ = difficulty;
  suggested_at_ = out_.now();
  out_.doubt(quirks_.suggest);
  out_.send(suggest_difficulty_line(out_.request(RequestKind::suggest), difficulty));
}

}  // namespace wildcat::stratum
