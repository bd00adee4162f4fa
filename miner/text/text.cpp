// SPDX-License-Identifier: MIT
// Small pieces of text, see text.h.
#include "miner/text/text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace wildcat::program {

namespace {
std::string escaped_byte(char byte) {
  return fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
}
}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Optimal string alignment: three rows of the usual table are enough.
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates,
                                 std::size_t limit) {
  // Distance first, then the candidates' own order.
  std::vector<std::pair<std::size_t, std::size_t>> ranked;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    std::size_t distance = edit_distance(word, candidates[i]);
    // A beginning of the right word is a good guess however short it is.
    if (word.size() >= 2 && candidates[i].starts_with(word))
      distance = std::min<std::size_t>(distance, 1);
    const std::size_t tolerated = 1 + std::max(word.size(), candidates[i].size()) / 4;
    if (distance <= tolerated) ranked.emplace_back(distance, i);
  }
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > limit) ranked.resize(limit);
  std::vector<std::string> names;
  for (const auto& [distance, i] : ranked) names.push_back(candidates[i]);
  return names;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string sentence(std::string text) {
  if (text.find_last_of(".!?") + 1 != text.size() || text.empty()) text += '.';
  return text;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) items.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return items;
}

std::string join_or(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::string format_count(double value) {
  static constexpr std::array<const char*, 7> suffixes{"", " k", " M", " G", " T", " P", " E"};
  if (value == 0) return "0";
  std::size_t step = 0;
  while (std::abs(value) >= 999.95 && step + 1 < suffixes.size()) {
    value /= 1000;
    ++step;
  }
  const int digits = value >= 100 ? 1 : value >= 10 ? 2 : 3;
  return fmt::format("{:.{}f}{}", value, digits, suffixes[step]);
}

std::string format_rate(std::optional<double> hashes_per_second) {
  if (!hashes_per_second) return "--";
  const std::string count = format_count(*hashes_per_second);
  const bool has_suffix = count.find(' ') != std::string::npos;
  return count + (has_suffix ? "H/s" : " H/s");
}

std::string format_difficulty(double difficulty) {
  if (difficulty < 1) return fmt::format("{:.3g}", difficulty);
  if (difficulty < 1000) return fmt::format("{:.2f}", difficulty);
  return format_count(difficulty);
}

std::string format_duration(std::chrono::duration<double> duration) {
  const auto seconds = static_cast<std::int64_t>(std::max(0.0, duration.count()));
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string format_utc(std::chrono::system_clock::time_point time) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(time);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(ms);
  const std::time_t whole = std::chrono::system_clock::to_time_t(seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(whole), (ms - seconds).count());
}

std::string hex32(std::uint32_t value) { return fmt::format("{:08x}", value); }

CodePoint decode_utf8(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > text.size()) return {};
  char32_t code = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xc0) != 0x80) return {};
    code = code << 6 | (next & 0x3fU);
  }
  constexpr std::array<char32_t, 5> first_of_length{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  if (code < first_of_length.at(length) || code > 0x10ffff || surrogate) return {};
  return {code, length};
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = decode_utf8(text, at).length;
    valid += length > 0 ? std::string(text.substr(at, length)) : escaped_byte(text[at]);
    at += std::max<std::size_t>(length, 1);
  }
  return valid;
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text)
    if (c >= ' ' && c <= '~')
      shown += c;
    else
      shown += escaped_byte(c);
  return shown;
}

KernelUse kernel_use(std::string_view kernel) {
  KernelUse use{std::string(kernel), 1};
  const std::size_t mark = kernel.rfind(" x");
  if (mark == std::string_view::npos) return use;
  const std::string_view digits = kernel.substr(mark + 2);
  std::uint64_t versions = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), versions);
  if (error != std::errc{} || end != digits.end()) return use;
  return {std::string(kernel.substr(0, mark)), versions};
}

std::string cut(std::string_view text, std::size_t columns) {
  std::size_t end = 0, used = 0;
  while (end < text.size() && used < columns) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
    ++used;
  }
  return std::string(text.substr(0, end));
}

}  // namespace wildcat::program
