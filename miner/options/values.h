// SPDX-License-Identifier: MIT
// From words on the command line (and in a config file) to typed, range-checked values. Values are
// taken as text first and converted here, because a library conversion would accept "-1" for an
// unsigned number and name neither range nor remedy.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wildcat/result.h"

namespace wildcat::program {

/// What was given: option name to text. Flags hold "true" or "false". An option that belongs to a
/// pool is found under pool_key(). Words that belong to no option stand under the empty name, one a
/// line.
using RawValues = std::map<std::string, std::string, std::less<>>;

/// The name of pool `number`'s option, counted from 1: the first pool's is the option's own name,
/// another's has the number behind it ("user#2"). No option has a '#' in its name.
std::string pool_key(std::string_view name, std::size_t number);

/// Reads typed values and keeps the first error, so that a caller can read all and check once.
class ValueReader {
 public:
  explicit ValueReader(const RawValues& raw, std::size_t pool = 1) : raw_(raw), pool_(pool) {}

  /// A reader of the options that belong to one pool, counted from 1.
  ValueReader of_pool(std::size_t number) const { return ValueReader(raw_, number); }
  /// There may be options of this pool; always so for the first.
  bool has_pool(std::size_t number) const;

  bool flag(std::string_view name) const;
  std::optional<std::string> text(std::string_view name) const;
  /// The words that belong to no option.
  std::vector<std::string> words() const;
  /// A decimal number within [low, high].
  std::optional<std::uint64_t> whole(std::string_view name, std::uint64_t low, std::uint64_t high,
                                     std::string_view remedy);
  /// A finite decimal fraction within [low, high].
  std::optional<double> real(std::string_view name, double low, double high,
                             std::string_view remedy);
  /// Hashes per second above 0: a decimal number and perhaps k, M, G or T, and "h/s" or "H/s".
  std::optional<double> rate(std::string_view name, std::string_view remedy);
  /// Up to eight hex digits, "0x" allowed.
  std::optional<std::uint32_t> hex(std::string_view name, std::string_view remedy);

  /// Remembers an error unless there is one already.
  void fail(std::string message);
  const std::optional<Error>& error() const { return error_; }

 private:
  void fail_value(std::string_view name, std::string_view value, std::string_view remedy);
  const RawValues& raw_;
  std::size_t pool_;
  std::optional<Error> error_;
};

/// The items of a list by comma; empty ones are left out.
std::vector<std::string> split_list(std::string_view text);

}  // namespace wildcat::program
