// SPDX-License-Identifier: MIT
// Asks a GPU what only it can answer; see questions.cu.
#pragma once

#include <string>
#include <vector>

#include "wildcat/result.h"

namespace wildcat::bench {

/// What one small kernel showed.
struct Answer {
  std::string name;      ///< of the kernel, without question_
  double per_clock = 0;  ///< operations (or hashes) per clock and multiprocessor
  double clock_mhz = 0;  ///< while it ran
};

/// What a GPU showed.
struct Answers {
  int multiprocessors = 0;
  std::vector<Answer> answers;
};

/// Runs all questions on a device; `image` is the file that nvcc made of questions.cu. Takes some
/// seconds. Errors: the driver's.
Result<Answers> ask_gpu(const std::string& library, int ordinal, const std::string& image);

}  // namespace wildcat::bench
