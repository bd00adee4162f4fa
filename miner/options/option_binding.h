// SPDX-License-Identifier: MIT
// Binds an option's row to a field of a settings struct: bind::whole<&DeviceSettings::threads>(1,
// 4096, "...") reads a whole number in that range into that field. The field's own initial value is
// the default, so that it is written down once. A header of its own, because only rows need it.
#pragma once

#include <chrono>
#include <optional>
#include <type_traits>

#include "miner/options/option.h"
#include "miner/options/values.h"
#include "wildcat/header.h"

namespace wildcat::program {

/// Its address marks the rows that belong to settings of type S.
template <class S>
inline constexpr char settings_kind = 0;

/// Fills `settings` from what was given, by those of the rows that are bound to its type. Rows are
/// read in their order. The first bad value is the reader's error.
template <class S>
void read_settings(ValueReader& reader, std::span<const OptionSpec> rows, S& settings) {
  for (const OptionSpec& row : rows)
    if (row.value.owner == &settings_kind<S>) row.value.read(reader, row, &settings);
}

namespace bind {

/// @{ The value of a row's option, if it was given and is good; range and remedy are the row's.
std::optional<std::uint64_t> take_whole(ValueReader& reader, const OptionSpec& row);
std::optional<double> take_real(ValueReader& reader, const OptionSpec& row);
std::optional<double> take_rate(ValueReader& reader, const OptionSpec& row);
std::optional<std::uint32_t> take_hex(ValueReader& reader, const OptionSpec& row);
std::optional<std::string> take_text(ValueReader& reader, const OptionSpec& row);
std::optional<std::string> take_file(ValueReader& reader, const OptionSpec& row);
std::optional<std::string> take_stream(ValueReader& reader, const OptionSpec& row);
std::optional<std::vector<std::string>> take_list(ValueReader& reader, const OptionSpec& row);
/// @}

namespace detail {

template <class>
struct Member;
template <class S, class T>
struct Member<T S::*> {
  using Settings = S;
  using Field = T;
};
template <class S>
struct Member<void (*)(ValueReader&, const OptionSpec&, S&)> {
  using Settings = S;
};
template <auto M>
using SettingsOf = typename Member<decltype(M)>::Settings;
template <auto M>
using FieldOf = typename Member<decltype(M)>::Field;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_duration = false;
template <class R, class P>
inline constexpr bool is_duration<std::chrono::duration<R, P>> = true;

/// A duration is given in seconds.
template <class T, class V>
void assign(T& field, V value) {
  if constexpr (is_optional<T>)
    field = static_cast<typename T::value_type>(std::move(value));
  else if constexpr (is_duration<T>)
    field = std::chrono::duration_cast<T>(std::chrono::duration<double>(value));
  else
    field = static_cast<T>(std::move(value));
}

template <class T>
std::string written(const T& value) {
  if constexpr (is_optional<T>)
    return value ? written(*value) : "";
  else if constexpr (is_duration<T>)
    return plain_number(std::chrono::duration<double>(value).count());
  else if constexpr (std::is_floating_point_v<T>)
    return plain_number(value);
  else if constexpr (std::is_integral_v<T>)
    return std::to_string(value);
  else
    return std::string(value);
}

template <auto Field>
std::string default_text() {
  return written(SettingsOf<Field>{}.*Field);
}

template <auto Field>
std::string hex_default_text() {
  return hex32(SettingsOf<Field>{}.*Field);
}

/// What the reader makes of the row's option goes into the field.
template <auto Field, auto Take>
void take(ValueReader& reader, const OptionSpec& row, void* settings) {
  if (auto value = Take(reader, row))
    assign(static_cast<SettingsOf<Field>*>(settings)->*Field, std::move(*value));
}

template <auto Field, auto Take>
constexpr OptionValue field(ValueRange range = {}) {
  return {.read = take<Field, Take>, .owner = &settings_kind<SettingsOf<Field>>, .range = range};
}

template <auto Field, bool When>
std::optional<bool> take_flag(ValueReader& reader, const OptionSpec& row) {
  return reader.flag(row.name) ? std::optional(When) : std::nullopt;
}

}  // namespace detail

/// A flag: its field becomes `When` if it is given.
template <auto Field, bool When = true>
constexpr OptionValue flag() {
  OptionValue value = detail::field<Field, detail::take_flag<Field, When>>();
  value.is_flag = true;
  return value;
}

/// A flag whose meaning hangs on other options: code reads it.
constexpr OptionValue flag_by_hand() {
  OptionValue value;
  value.is_flag = true;
  return value;
}

/// Any text.
template <auto Field>
constexpr OptionValue text() {
  OptionValue value = detail::field<Field, take_text>();
  value.default_text = detail::default_text<Field>;
  return value;
}

/// The name of a file, which is neither empty nor "-".
template <auto Field>
constexpr OptionValue file() {
  return detail::field<Field, take_file>();
}

/// The name of a file, or "-" for standard output.
template <auto Field>
constexpr OptionValue stream() {
  return detail::field<Field, take_stream>();
}

/// Words by comma, at least one.
template <auto Field>
constexpr OptionValue list(std::string_view remedy) {
  OptionValue value = detail::field<Field, take_list>();
  value.remedy = remedy;
  return value;
}

/// A whole number within [low, high], in decimal digits alone.
template <auto Field>
constexpr OptionValue whole(std::uint64_t low, std::uint64_t high, std::string_view remedy) {
  OptionValue value = detail::field<Field, take_whole>(Range<std::uint64_t>{low, high});
  value.remedy = remedy;
  value.default_text = detail::default_text<Field>;
  return value;
}

/// A finite decimal fraction within [low, high]; where the field is a duration, in seconds.
template <auto Field>
constexpr OptionValue real(double low, double high, std::string_view remedy) {
  OptionValue value = detail::field<Field, take_real>(Range<double>{low, high});
  value.remedy = remedy;
  value.default_text = detail::default_text<Field>;
  return value;
}

/// Hashes per second, as ValueReader::rate reads them.
template <auto Field>
constexpr OptionValue rate(std::string_view remedy) {
  OptionValue value = detail::field<Field, take_rate>();
  value.remedy = remedy;
  return value;
}

/// Up to eight hex digits.
template <auto Field>
constexpr OptionValue hex(std::string_view remedy) {
  OptionValue value = detail::field<Field, take_hex>();
  value.remedy = remedy;
  value.default_text = detail::hex_default_text<Field>;
  return value;
}

/// What `Function(reader, row, settings)` makes of it. Range, remedy and default are those of
/// `like`.
template <auto Function>
constexpr OptionValue by(OptionValue like = {}) {
  using S = detail::SettingsOf<Function>;
  OptionValue value = like;
  value.read = [](ValueReader& reader, const OptionSpec& row, void* settings) {
    Function(reader, row, *static_cast<S*>(settings));
  };
  value.owner = &settings_kind<S>;
  return value;
}

/// A value whose meaning hangs on other options: code reads it. The field is where it ends up, for
/// its default.
template <auto Field>
constexpr OptionValue by_hand() {
  OptionValue value;
  value.default_text = detail::default_text<Field>;
  return value;
}

}  // namespace bind

}  // namespace wildcat::program
