// SPDX-License-Identifier: MIT
// How a value stands in JSON, as a type: a member that is written as eight hex digits is a Hex8,
// one that is null when nobody has said it is a TextOrNull. A header of its own, because structs
// choose among these types without knowing the writer.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace wildcat::program {

/// A 32-bit protocol field: eight lower-case hex digits, as Stratum writes it.
struct Hex8 {
  std::uint32_t value = 0;
};

/// Text; null when it is empty.
struct TextOrNull {
  std::string text;
};

/// Text that somebody else wrote (a pool, a driver). Secrets are taken out of it before it is
/// published (see EventBus); bytes that are no UTF-8 are written as "\xNN".
struct ForeignText {
  std::string text;
};

/// A time as a number of milliseconds, rounded to a microsecond.
struct Milliseconds {
  std::chrono::duration<double> time{};
};

/// A time as a number of seconds, rounded to a millisecond.
struct Seconds {
  std::chrono::duration<double> time{};
};

}  // namespace wildcat::program
