// SPDX-License-Identifier: MIT
// From a row's option to a value of its kind; range and remedy are the row's.
#include "miner/options/option_binding.h"

#include <fmt/format.h>

namespace wildcat::program::bind {

std::optional<std::uint64_t> take_whole(ValueReader& reader, const OptionSpec& row) {
  const auto& range = std::get<Range<std::uint64_t>>(row.value.range);
  return reader.whole(row.name, range.low, range.high, remedy_text(row));
}

std::optional<double> take_real(ValueReader& reader, const OptionSpec& row) {
  const auto& range = std::get<Range<double>>(row.value.range);
  return reader.real(row.name, range.low, range.high, remedy_text(row));
}

std::optional<double> take_rate(ValueReader& reader, const OptionSpec& row) {
  return reader.rate(row.name, remedy_text(row));
}

std::optional<std::uint32_t> take_hex(ValueReader& reader, const OptionSpec& row) {
  return reader.hex(row.name, remedy_text(row));
}

std::optional<std::string> take_text(ValueReader& reader, const OptionSpec& row) {
  return reader.text(row.name);
}

std::optional<std::string> take_file(ValueReader& reader, const OptionSpec& row) {
  auto name = reader.text(row.name);
  if (name && (name->empty() || *name == "-"))
    reader.fail(fmt::format("--{} needs the name of a file.", row.name));
  return name;
}

std::optional<std::string> take_stream(ValueReader& reader, const OptionSpec& row) {
  auto name = reader.text(row.name);
  if (name && name->empty())
    reader.fail(
        fmt::format("--{} is empty; give a file name, or '-' for standard output.", row.name));
  return name;
}

std::optional<std::vector<std::string>> take_list(ValueReader& reader, const OptionSpec& row) {
  const auto given = reader.text(row.name);
  if (!given) return std::nullopt;
  auto items = split_list(*given);
  if (items.empty()) reader.fail(fmt::format("--{} {}", row.name, remedy_text(row)));
  return items;
}

}  // namespace wildcat::program::bind
