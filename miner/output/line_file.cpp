// SPDX-License-Identifier: MIT
// Opens the file, and remembers the first failure in words that name the option.
#include "miner/output/line_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace wildcat::program {

namespace {

int open_path(const std::string& path, LineFile::Mode mode) {
  constexpr mode_t for_all_that_umask_allows = 0666;
  const int how = mode == LineFile::Mode::append ? O_APPEND : O_TRUNC;
  return path == "-" ? STDOUT_FILENO
                     : ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | how,
                              for_all_that_umask_allows);
}

}  // namespace

LineFile::LineFile(Words words, std::function<void(const Error&)> on_failure, std::size_t limit)
    : words_(std::move(words)), on_failure_(std::move(on_failure)), limit_(limit) {}

LineFile::~LineFile() {
  writer_.reset();
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
}

Result<void> LineFile::open(const std::string& path, Mode mode) {
  path_ = path;
  if (path.empty()) return {};
  descriptor_ = open_path(path, mode);
  if (descriptor_ < 0)
    return Error{Errc::io, fmt::format("the {} file '{}' cannot be opened ({}); give a path in "
                                       "a folder that exists and that you may write to.",
                                       words_.what, path, std::strerror(errno))};
  writer_ = std::make_unique<Writer>(descriptor_, [this](int error) {
    fail(fmt::format("{}); free some space or give {} another place.", std::strerror(error),
                     words_.option));
  });
  open_ = true;
  return {};
}

void LineFile::put(const std::function<std::string()>& line, bool last) {
  if (!active()) return;
  bool room = true;
  {
    const std::lock_guard lock(mutex_);
    // One piece per line: a reader of the file never sees half a line of a healthy disk.
    if (!closed_) room = writer_->put(line() + "\n", limit_);
    closed_ = closed_ || last;
  }
  if (!room)
    fail(fmt::format("the reader is too slow); read faster or give {} a file.", words_.option));
}

bool LineFile::flush_until(Writer::Time deadline) {
  return !open_ || writer_->flush_until(deadline);
}

std::optional<Error> LineFile::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void LineFile::fail(const std::string& cause) {
  const char* where = path_ == "-" ? "standard output" : path_.c_str();
  const Error why{Errc::io,
                  fmt::format("{} cannot be written to '{}' ({}", words_.what, where, cause)};
  {
    const std::lock_guard lock(mutex_);
    if (failure_) return;
    failure_ = why;
    failed_ = true;
  }
  on_failure_(why);
}

}  // namespace wildcat::program
