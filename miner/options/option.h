// SPDX-License-Identifier: MIT
// An option as a row of data: its names, which values are good, which field of which settings it
// fills, and what the help says. Parser, help, man page, completions and messages all read these
// rows, so that none of them can know an option, a range or a default that the others do not. Rows
// are written with the functions of option_binding.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wildcat::program {

class ValueReader;
struct OptionSpec;

/// Headings of the help.
namespace group {
inline constexpr std::string_view pool = "Pool", pools = "Pools and connections",
                                  limits = "When to stop", control = "Test a pool",
                                  work = "Work and devices", output = "Output",
                                  faults = "Faults on purpose", server = "The pool",
                                  headers = "Headers", measuring = "Measuring", other = "Other";
}  // namespace group

/// The least and the largest good value.
template <class T>
struct Range {
  T low, high;
};

/// Those of an option that is a number.
using ValueRange = std::variant<std::monostate, Range<std::uint64_t>, Range<double>>;

/// What an option's value is, and where it goes.
struct OptionValue {
  /// Puts the value that `reader` holds into `settings`, an object of the kind that `owner` marks;
  /// a value that was not given changes nothing, a bad one becomes the reader's error. Null: code
  /// reads the option, because its meaning hangs on others.
  void (*read)(ValueReader& reader, const OptionSpec& row, void* settings) = nullptr;
  const void* owner = nullptr;  ///< &settings_kind<S>
  /// The default, which is the field's own, as a user would write it; null: there is none to show.
  std::string (*default_text)() = nullptr;
  std::vector<std::string> (*choices)() = nullptr;  ///< the words that are good; null: not of words
  ValueRange range = {};
  std::string_view remedy = {};  ///< what a good value is, for messages; placeholders as in `text`
  bool is_flag = false;          ///< it takes no value
};

/// Whether an option may be given more than once.
enum class Repeat {
  no,
  joined,    ///< the values are joined by comma
  per_pool,  ///< it belongs to the --url that it follows, and each of these may have one
};

/// One option.
struct OptionSpec {
  std::string_view name;      ///< long name without dashes
  char letter;                ///< short name, 0 for none
  std::string_view argument;  ///< what the value is called in the help; empty: a flag
  std::string_view group;     ///< heading in the help
  /// One or two sentences. {default}, {low}, {high} and {choices} stand for what the value has.
  std::string_view text;
  OptionValue value = {};
  Repeat repeat = Repeat::no;
};

/// `row` with another text: the same option in another subcommand.
constexpr OptionSpec reworded(OptionSpec row, std::string_view text) {
  row.text = text;
  return row;
}

/// The text for the help, with what stands for its placeholders.
std::string help_text(const OptionSpec& row);
/// Likewise what a good value is.
std::string remedy_text(const OptionSpec& row);
/// A number without exponent and without zeros behind: "0.000001", "150".
std::string plain_number(double value);

}  // namespace wildcat::program
