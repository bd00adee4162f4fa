// SPDX-License-Identifier: MIT
// Takes the list apart, item by item; the first bad one is the error.
#include "miner/options/fault_options.h"

#include <fmt/format.h>

#include <charconv>

#include "miner/text/spelling.h"

namespace wildcat::program {

namespace {

std::string unknown_kind(const std::string& given) {
  const std::vector<std::string> names = fault_names();
  const auto close = nearest(given, names);
  return fmt::format("--inject knows no fault '{}'; {}", given,
                     close.empty() ? fmt::format("there are {}.", fmt::join(names, ", "))
                                   : fmt::format("did you mean {}?", join_or(close)));
}

/// Empty: not a number above 0 and up to 1.
std::optional<double> rate_of(std::string_view text) {
  double rate = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate);
  const bool good = error == std::errc{} && end == text.data() + text.size();
  return good && rate > 0 && rate <= 1 ? std::optional(rate) : std::nullopt;
}

void read_one(ValueReader& reader, const std::string& item,
              std::vector<stratum::FaultRule>& rules) {
  const std::size_t equals = item.find('=');
  const std::string name = item.substr(0, equals);
  const auto kind = stratum::fault_kind(name);
  if (!kind) return reader.fail(unknown_kind(name));
  for (const auto& rule : rules)
    if (rule.kind == *kind)
      return reader.fail(fmt::format("--inject {} is given twice; keep one.", name));
  const auto rate = equals == item.npos ? std::optional(1.0) : rate_of(item.substr(equals + 1));
  if (!rate)
    return reader.fail(
        fmt::format("--inject '{}': the rate is the part of the accepted shares that it follows, a "
                    "number above 0 and up to 1, as in {}=0.1.",
                    item, name));
  rules.push_back({*kind, *rate});
}

}  // namespace

std::vector<std::string> fault_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < stratum::fault_kinds; ++i)
    names.emplace_back(to_string(static_cast<stratum::FaultKind>(i)));
  return names;
}

void read_faults(ValueReader& reader, const OptionSpec& row, RunSettings& settings) {
  const auto given = reader.text(row.name);
  if (!given) return;
  for (const std::string& item : split_list(*given)) read_one(reader, item, settings.faults);
  if (settings.faults.empty())
    reader.fail("--inject names no fault; 'wildcat help mine' lists them.");
}

}  // namespace wildcat::program
