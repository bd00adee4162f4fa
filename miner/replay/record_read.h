// SPDX-License-Identifier: MIT
// Reads record files. Apart from their writing, which a run does and which knows nothing of
// reading.
#pragma once

#include <string_view>
#include <vector>

#include "miner/output/record/record_format.h"

namespace wildcat::program {

/// A whole file.
struct Record {
  RecordHead head;
  std::vector<RecordEntry> entries;
  bool cut = false;  ///< the last line was not whole
};

/// Reads a file. Error (invalid_argument): the line, what is wrong, and the remedy.
Result<Record> parse_record(std::string_view text);

}  // namespace wildcat::program
