// SPDX-License-Identifier: MIT
// Files that are read whole and replaced whole: caches of backends. Header only, so that each
// backend can be linked without the others. Thread rule: any thread; several processes may write
// the same file, and the last one wins.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace wildcat {

/// Files of ours are far shorter.
inline constexpr std::size_t longest_whole_file = std::size_t{16} << 20U;

/// Everything in `file`; empty when it cannot be read, is no regular file (a device or a pipe may
/// give bytes without end, or none for ever), or is longer than longest_whole_file.
inline std::optional<std::string> read_whole_file(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return std::nullopt;
  struct stat about{};
  bool good = ::fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
  std::string bytes;
  std::array<char, 4096> some{};
  for (ssize_t n = 1; good && n > 0;) {
    n = ::read(fd, some.data(), some.size());
    if (n > 0) bytes.append(some.data(), static_cast<std::size_t>(n));
    good = n >= 0 && bytes.size() <= longest_whole_file;
  }
  ::close(fd);
  return good ? std::optional(std::move(bytes)) : std::nullopt;
}

/// The file that `file` leads to, so that a link stays one; empty: what is there is no regular
/// file, and may not be replaced by one.
inline std::optional<std::filesystem::path> replaceable(const std::filesystem::path& file) {
  std::error_code ec;
  const auto here = std::filesystem::symlink_status(file, ec).type();
  if (here == std::filesystem::file_type::not_found) return file;
  const auto real = std::filesystem::canonical(file, ec);
  if (ec || !std::filesystem::is_regular_file(real, ec)) return std::nullopt;
  return real;
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
/// so that a reader sees the old one or the new one. False: it could not be done (it is no regular
/// file, for one), and the old one stands.
inline bool replace_whole_file(const std::filesystem::path& path, std::string_view bytes) {
  const auto replaced = replaceable(path);
  if (!replaced) return false;
  const std::filesystem::path& file = *replaced;
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
