// SPDX-License-Identifier: MIT
// Files that are read whole and replaced whole: caches of backends. Header only, so that each
// backend can be linked without the others. Thread rule: any thread; several processes may write
// the same file, and the last one wins.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace wildcat {

/// Everything in `file`; empty when it cannot be read.
inline std::optional<std::string> read_whole_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return std::nullopt;
  return bytes;
}

/// Writes `bytes` to the descriptor and closes it. False: not all of it.
inline bool write_and_close(int fd, std::string_view bytes) {
  bool written = true;
  while (written && !bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    written = n > 0;
    if (written) bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return ::close(fd) == 0 && written;
}

/// Replaces `file`, making its directories: a temporary file beside it is written and then renamed,
/// so that a reader sees the old one or the new one. False: it could not be done, and the old one
/// stands.
inline bool replace_whole_file(const std::filesystem::path& file, std::string_view bytes) {
  std::error_code ec;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ec);
  std::string temporary = file.string() + ".XXXXXX";
  const int fd = ::mkstemp(temporary.data());
  if (fd < 0) return false;
  if (write_and_close(fd, bytes)) {
    std::filesystem::rename(temporary, file, ec);
    if (!ec) return true;
  }
  ::unlink(temporary.c_str());
  return false;
}

}  // namespace wildcat
