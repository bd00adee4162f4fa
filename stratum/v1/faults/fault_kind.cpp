// SPDX-License-Identifier: MIT
// The table of faults: names, and what a correct pool does about each. Pools differ in their
// numbers, so refusals are compared by what they mean (see classify).
#include "stratum/v1/faults/fault_kind.h"

#include <algorithm>
#include <array>

#include "wildcat/fault.h"

namespace wildcat::stratum {
namespace {

using Reason = RejectReason;

constexpr unsigned bit(Reason reason) { return 1U << static_cast<unsigned>(reason); }
constexpr unsigned any_reason = (1U << reject_reasons) - 1;

struct Row {
  FaultKind kind;
  std::string_view name;
  std::string_view expected;
  unsigned refusals;  ///< bits of the reasons that are right
  bool may_close;
};

constexpr std::array<Row, fault_kinds> table{{
    {FaultKind::stale, "stale", "refused as stale (21)", bit(Reason::stale), false},
    {FaultKind::duplicate, "duplicate", "refused as a duplicate (22)", bit(Reason::duplicate),
     false},
    {FaultKind::low_difficulty, "low-difficulty", "refused for low difficulty (23)",
     bit(Reason::low_difficulty), false},
    // Some pools call it 23, "bad-version".
    {FaultKind::wrong_version_bits, "wrong-version-bits",
     "refused (20 or the pool's own number, or 23)",
     bit(Reason::other) | bit(Reason::low_difficulty), false},
    {FaultKind::wrong_extranonce2_length, "wrong-extranonce2-length",
     "refused (20 or the pool's own number)", bit(Reason::other), false},
    {FaultKind::wrong_job, "wrong-job", "refused, no such job (21)", bit(Reason::stale), false},
    // Some pools call these 21, "time-too-old" and "time-too-new".
    {FaultKind::ntime_early, "ntime-early", "refused (20 or the pool's own number, or 21)",
     bit(Reason::other) | bit(Reason::stale), false},
    {FaultKind::ntime_late, "ntime-late", "refused (20 or the pool's own number, or 21)",
     bit(Reason::other) | bit(Reason::stale), false},
    {FaultKind::malformed_json, "malformed-json", "an error, or the connection closed", any_reason,
     true},
    {FaultKind::huge_line, "huge-line", "an error, or the connection closed", any_reason, true},
    {FaultKind::half_line, "half-line",
     "the whole line refused as a duplicate (22), or the connection closed", bit(Reason::duplicate),
     true},
    {FaultKind::never_read, "never-read",
     "refused as a duplicate (22) once we read again, or the connection closed",
     bit(Reason::duplicate), true},
    {FaultKind::disconnect_mid_submit, "disconnect-mid-submit",
     "nothing credited, and welcome on the next connection", 0, false},
    {FaultKind::reorder_ids, "reorder-ids", "each refused as a duplicate (22), under its own id",
     bit(Reason::duplicate), false},
}};

const Row& row(FaultKind kind) { return table.at(static_cast<std::size_t>(kind)); }

}  // namespace

std::string_view to_string(FaultKind kind) { return row(kind).name; }

std::string_view expected_answer(FaultKind kind) { return row(kind).expected; }

std::optional<FaultKind> fault_kind(std::string_view name) {
  const auto* found =
      std::find_if(table.begin(), table.end(), [&](const Row& r) { return r.name == name; });
  return found == table.end() ? std::nullopt : std::optional(found->kind);
}

std::string_view to_string(FaultAnswer::Kind kind) {
  constexpr std::array<std::string_view, 5> names{"accepted", "refused", "closed", "returned",
                                                  "silent"};
  return names.at(static_cast<std::size_t>(kind));
}

bool may_close(FaultKind kind) { return row(kind).may_close; }

bool may_refuse(FaultKind kind, RejectReason reason) {
  return (row(kind).refusals & bit(reason)) != 0;
}

}  // namespace wildcat::stratum
