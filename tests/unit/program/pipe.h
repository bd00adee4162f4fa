// SPDX-License-Identifier: MIT
// A pipe whose reader may be slow, or gone.
#pragma once

#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>

namespace wildcat::program {

/// Both ends. Nothing is read before read_all().
class Pipe {
 public:
  Pipe() {
    std::signal(SIGPIPE, SIG_IGN);  // as the program does
    if (pipe(ends_.data()) != 0) std::perror("pipe");
  }
  ~Pipe() {
    close_reader();
    close_writer();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int writer() const { return ends_[1]; }
  std::string path() const { return "/dev/fd/" + std::to_string(writer()); }
  void close_reader() { close_end(ends_[0]); }
  void close_writer() { close_end(ends_[1]); }
  /// At least `size` bytes, or all up to the end.
  std::string read_at_least(std::size_t size) {
    std::string all;
    std::array<char, 65536> buffer;
    while (all.size() < size) {
      const ssize_t got = read(ends_[0], buffer.data(), buffer.size());
      if (got <= 0) break;
      all.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return all;
  }

 private:
  static void close_end(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

/// A deadline that only a hang reaches.
inline std::chrono::steady_clock::time_point soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(30);
}
/// One that has come when it matters.
inline std::chrono::steady_clock::time_point in_a_moment() {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
}

}  // namespace wildcat::program
