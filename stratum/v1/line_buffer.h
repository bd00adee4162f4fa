// SPDX-License-Identifier: MIT
// Bytes to lines. A message may come in a hundred reads, and a hundred messages in one; a peer that
// never ends its line is refused before it fills the memory.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "wildcat/result.h"

namespace wildcat::stratum {

/// Cuts a byte stream at '\n'. One thread at a time.
class LineBuffer {
 public:
  /// Longest line accepted, bytes. A coinbase of 100 KB makes a line of a little over 200 KB.
  static constexpr std::size_t max_line = 256 * 1024;

  /// Calls `on_line` for each line completed by `bytes`, without "\n" or "\r\n"; blank lines are
  /// skipped. `on_line` returns false to stop: the rest is thrown away. Error (protocol): a line
  /// longer than max_line; nothing of it is kept.
  Result<void> feed(std::string_view bytes, const std::function<bool(std::string_view)>& on_line);

  /// Forgets a half line: a new connection begins.
  void clear() { partial_.clear(); }

  /// Bytes held of a line that has not ended yet.
  std::size_t held() const { return partial_.size(); }

 private:
  std::string partial_;
};

}  // namespace wildcat::stratum
