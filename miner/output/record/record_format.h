// SPDX-License-Identifier: MIT
// The lines of a record file, as values and as text. docs/RECORDS.md describes them; reading them
// back is miner/replay's. Pure functions, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wildcat/result.h"
#include "wildcat/stratum.h"
#include "wildcat/work.h"

namespace wildcat::program {

/// Of the format. A reader refuses higher ones.
inline constexpr int record_version = 1;

/// What the kinds of lines are called, in the order of RecordEntry::Kind.
inline constexpr std::array<std::string_view, 7> record_words{"client", "open",  "in", "out",
                                                              "unit",   "close", "end"};

/// The first line.
struct RecordHead {
  std::string program;  ///< "wildcat 0.1.0"
  std::string started;  ///< UTC
  std::uint64_t seed = 0;
};

/// A unit of work that was searched, as far as it was, and what was found.
struct RecordedUnit {
  std::string job;
  Extranonce2 extranonce2;
  WorkUnit unit;  ///< id, source, live and born mean nothing
  std::vector<Candidate> found;
};

/// One of the other lines.
struct RecordEntry {
  enum class Kind {
    client,  ///< what a connection is made with; once for each, before its other lines
    open,    ///< the connection stands
    in,      ///< a line from the pool
    out,     ///< a line to the pool
    unit,
    close,  ///< the connection is gone
    end,    ///< of the run
  } kind = Kind::end;
  std::uint64_t time_us = 0;                     ///< since the run began
  std::uint32_t connection = 0;                  ///< counted from 1; 0: none
  std::string text;                              ///< in, out: the line; close: why
  std::optional<stratum::ClientOptions> client;  ///< only what replaying needs
  std::optional<RecordedUnit> unit;
};

/// One line, without its end.
std::string record_line(const RecordHead& head);
std::string record_line(const RecordEntry& entry);

}  // namespace wildcat::program
