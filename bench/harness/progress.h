// SPDX-License-Identifier: MIT
// One line on a terminal that says what is being measured, and for how long now. Thread rule: one
// thread at a time.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string_view>

namespace wildcat::program::bench {

class Progress {
 public:
  /// Silent when it is not wanted, or standard error is no terminal.
  explicit Progress(bool wanted) : shown_(wanted && isatty(STDERR_FILENO) != 0) {}
  ~Progress() {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::string_view what) const {
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - begun_;
    if (shown_) fmt::print(stderr, "\r{:3.0f} s  {}\x1b[K", since.count(), what);
  }

 private:
  bool shown_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace wildcat::program::bench
