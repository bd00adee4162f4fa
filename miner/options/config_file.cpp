// SPDX-License-Identifier: MIT
// Config files line by line. What is not understood is refused: half a password would only be
// noticed at the pool.
#include "miner/options/config_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace wildcat::program {
namespace {

constexpr std::size_t most_bytes = 1 << 20;
constexpr std::string_view blanks = " \t";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

Error refusal(std::string message) { return {Errc::invalid_argument, std::move(message)}; }

/// Reads to the end. False: errno says why not.
bool read_to_end(int fd, std::string& text) {
  std::array<char, 4096> chunk;
  // One byte past the limit is enough to know that it is passed.
  while (text.size() <= most_bytes) {
    const ssize_t n = ::read(fd, chunk.data(), chunk.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n == 0;
    text.append(chunk.data(), static_cast<std::size_t>(n));
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// Where the comment of a line begins, from `from` on; the line's size: nowhere.
std::size_t comment_in(std::string_view line, std::size_t from) {
  for (std::size_t at = from; at < line.size(); ++at)
    if (line[at] == '#' && (at == 0 || blanks.find(line[at - 1]) != blanks.npos)) return at;
  return line.size();
}

/// One line and its number, for the messages.
class ConfigLine {
 public:
  ConfigLine(std::string_view text, std::size_t number) : text_(text), number_(number) {}

  /// Empty: a line without an entry.
  Result<std::optional<ConfigEntry>> read() const {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const auto byte = static_cast<unsigned char>(text_[at]);
      if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
        return error_at(at, "a control character stands there; save the file as plain text");
    }
    const std::string_view said = text_.substr(0, comment_in(text_, 0));
    if (trimmed(said).empty()) return std::optional<ConfigEntry>{};
    const std::size_t equals = said.find('=');
    const std::string_view name = trimmed(said.substr(0, equals));
    if (equals == said.npos || name.empty())
      return refusal(fmt::format("line {} is not of the form 'name = value' (column {})", number_,
                                 said.find_first_not_of(blanks) + 1));
    auto value = value_from(equals + 1);
    if (!value) return value.error();
    return std::optional<ConfigEntry>{ConfigEntry{std::string(name), std::move(*value)}};
  }

 private:
  Error error_at(std::size_t at, std::string_view what) const {
    return refusal(fmt::format("line {}, column {}: {}", number_, at + 1, what));
  }

  Result<std::string> value_from(std::size_t at) const {
    const std::size_t first = std::min(text_.find_first_not_of(blanks, at), text_.size());
    if (first < text_.size() && text_[first] == '"') return quoted_from(first);
    return std::string(trimmed(text_.substr(at, comment_in(text_, at) - at)));
  }

  /// `open` is where the first quote stands.
  Result<std::string> quoted_from(std::size_t open) const {
    std::string value;
    for (std::size_t at = open + 1; at < text_.size(); ++at) {
      if (text_[at] == '"') {
        const std::size_t after = at + 1;
        const std::string_view rest = text_.substr(after, comment_in(text_, after) - after);
        if (trimmed(rest).empty()) return value;
        return error_at(after, "something follows the closing quote; write \\\" for a quote");
      }
      if (text_[at] == '\\') {
        const std::size_t next = at + 1;
        if (next >= text_.size() || (text_[next] != '"' && text_[next] != '\\'))
          return error_at(at, "between quotes, \\ is followed by \" or \\");
        at = next;
      }
      value += text_[at];
    }
    return error_at(open, "the quote that opens there is not closed on its line");
  }

  std::string_view text_;
  std::size_t number_;
};

}  // namespace

Result<std::string> read_config_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::string text;
  const bool read = fd >= 0 && read_to_end(fd, text);
  const int problem = errno;
  if (fd >= 0) ::close(fd);
  if (!read)
    return refusal(fmt::format("cannot be read ({}); give the path of a readable file.",
                               std::strerror(problem)));
  if (text.size() > most_bytes)
    return refusal("is longer than 1 MiB; give the path of a config file.");
  return text;
}

Result<std::vector<ConfigEntry>> parse_config(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::vector<ConfigEntry> entries;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    auto entry = ConfigLine(line, number).read();
    if (!entry) return entry.error();
    if (*entry) entries.push_back(std::move(**entry));
  }
  return entries;
}

}  // namespace wildcat::program
