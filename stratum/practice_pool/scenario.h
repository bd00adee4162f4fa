// SPDX-License-Identifier: MIT
// A scenario: what a practice pool does to its connections, and when, read from a text file whose
// format docs/PRACTICE.md describes. This file only parses; director.h runs the steps. Pure; any
// thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wildcat/result.h"

namespace wildcat::practice {

/// One line of a section.
struct Step {
  enum class Kind {
    wait,         ///< `time`
    wait_shares,  ///< until `count` more shares have been accepted on the connection
    difficulty,   ///< `number`: of this connection, from its next job on, for good
    job,          ///< other work on the same block
    block,        ///< a new block, for all connections
    mask,         ///< mining.set_version_mask; `count`
    message,      ///< client.show_message; `text`
    line,         ///< `text` and a line end
    bytes,        ///< `text`
    flood,        ///< `count` bytes without a line end
    delay,        ///< from here on, every line of the pool comes this much later; `time`
    silence,      ///< the pool says nothing, and never answers what it hears; `time`
    reconnect,    ///< client.reconnect; `text`: its parameters as JSON
    disconnect,   ///< closes in order
    reset,        ///< closes by a reset
    repeat,       ///< from the section's first step
  } kind = Kind::wait;
  std::chrono::milliseconds time{0};
  std::uint64_t count = 0;
  double number = 0;
  std::string text;
  int line = 0;  ///< in the file, from 1
};
std::string_view to_string(Step::Kind kind);

/// The steps of some connections.
struct Section {
  std::optional<std::uint64_t> connection;  ///< only of this one, from 1; empty: of all others
  bool manual = false;  ///< only steps send jobs, difficulties and blocks; submits are judged
  std::vector<Step> steps;
};

struct Scenario {
  std::vector<Section> sections;
  /// The section for the pool's n-th connection, from 1; null: that one is served as usual.
  const Section* of(std::uint64_t connection) const;
};

/// Reads a scenario. Error (invalid_argument): the line, what is wrong, and what would be right.
Result<Scenario> parse_scenario(std::string_view text);

}  // namespace wildcat::practice
