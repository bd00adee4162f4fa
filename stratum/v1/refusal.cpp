// SPDX-License-Identifier: MIT
// The numbers 20 to 25 are everybody's, 26 to 37 are btcpool's; words vary, so pieces of them are
// looked for.
#include "stratum/v1/refusal.h"

#include <algorithm>
#include <array>
#include <string>

namespace wildcat::stratum {
namespace {

struct Words {
  std::string_view piece;
  RejectReason reason;
};

// Order matters: "time-too-old" is stale although "too low" is not in it; "not subscribed" comes
// before anything shorter.
constexpr std::array<Words, 17> known_words{{
    {"not subscribed", RejectReason::not_subscribed},
    {"stale", RejectReason::stale},
    {"job not found", RejectReason::stale},
    {"unknown-work", RejectReason::stale},
    {"invalid jobid", RejectReason::stale},
    {"no workbase", RejectReason::stale},
    {"time-too-old", RejectReason::stale},
    {"dup", RejectReason::duplicate},
    {"low diff", RejectReason::low_difficulty},
    {"low-diff", RejectReason::low_difficulty},
    {"above target", RejectReason::low_difficulty},
    {"high-hash", RejectReason::low_difficulty},
    {"h-not-zero", RejectReason::low_difficulty},
    {"too low", RejectReason::low_difficulty},
    {"unauth", RejectReason::unauthorized},
    {"not authorized", RejectReason::unauthorized},
    {"mismatch", RejectReason::unauthorized},
}};

RejectReason by_words(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const auto& [piece, reason] : known_words)
    if (lower.find(piece) != lower.npos) return reason;
  return RejectReason::other;
}

}  // namespace

RejectReason classify(const PoolError& error) {
  switch (error.code) {
    case 21:
    case 31:
    case 36:
    case 37:
      return RejectReason::stale;
    case 22:
      return RejectReason::duplicate;
    case 23:
      return RejectReason::low_difficulty;
    case 24:
    case 29:
      return RejectReason::unauthorized;
    case 25:
      return RejectReason::not_subscribed;
    default:
      return by_words(error.text);
  }
}

}  // namespace wildcat::stratum
