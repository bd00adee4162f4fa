// SPDX-License-Identifier: MIT
// Complete lines inside one read are handed on without a copy; only a half line is kept.
#include "stratum/v1/line_buffer.h"

namespace wildcat::stratum {
namespace {

std::string_view without_cr(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool blank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

}  // namespace

Result<void> LineBuffer::feed(std::string_view bytes,
                              const std::function<bool(std::string_view)>& on_line) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    if (partial_.size() + part.size() > max_line) {
      partial_ = {};
      return Error{Errc::protocol,
                   "the pool sent a line of more than 256 KiB; this is no Stratum "
                   "pool, or it is broken: check the URL"};
    }
    if (end == bytes.npos) {
      partial_.append(part);
      return {};
    }
    bytes.remove_prefix(end + 1);
    // A half line is taken out first: the callee may clear us.
    std::string whole;
    if (!partial_.empty()) {
      whole = std::move(partial_.append(part));
      partial_ = {};
    }
    const std::string_view line = without_cr(whole.empty() ? part : std::string_view(whole));
    if (!blank(line) && !on_line(line)) {
      partial_.clear();
      return {};
    }
  }
  return {};
}

}  // namespace wildcat::stratum
