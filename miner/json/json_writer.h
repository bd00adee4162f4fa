// SPDX-License-Identifier: MIT
// JSON text straight from structs: Boost.Describe names the members, their types say how each is
// written, and nothing is built in between. The same walk names the fields and their forms, for the
// tables of docs/EVENTS.md. Pure functions, any thread.
#pragma once

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "miner/json/form.h"
#include "wildcat/header.h"

namespace wildcat::program {

/// A struct with BOOST_DESCRIBE_STRUCT: a JSON object.
template <class T>
concept Described = boost::describe::has_describe_members<T>::value;

/// An enum with a to_string() beside it: the text.
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T value) {
  { to_string(value) } -> std::convertible_to<std::string_view>;
};

/// A JSON string. Bytes that are no UTF-8 become "\xNN": JSON may hold nothing else.
void put_text(std::string& out, std::string_view text);
/// The fewest digits that are exact; whole ones have no point and no exponent, infinities and what
/// is no number are null.
void put_number(std::string& out, double number);
void put_moment(std::string& out, std::chrono::system_clock::time_point time);

inline void put_json(std::string& out, bool value) { out += value ? "true" : "false"; }
template <std::integral T>
void put_json(std::string& out, T value) {
  out += std::to_string(value);
}
inline void put_json(std::string& out, double value) { put_number(out, value); }
inline void put_json(std::string& out, std::string_view value) { put_text(out, value); }
inline void put_json(std::string& out, const char* value) { put_text(out, value); }
inline void put_json(std::string& out, const std::string& value) { put_text(out, value); }
void put_json(std::string& out, const Hash256& hash);
void put_json(std::string& out, Hex8 field);
void put_json(std::string& out, const TextOrNull& value);
void put_json(std::string& out, const ForeignText& value);
void put_json(std::string& out, Milliseconds value);
void put_json(std::string& out, Seconds value);
inline void put_json(std::string& out, std::chrono::milliseconds value) {
  out += std::to_string(value.count());
}
inline void put_json(std::string& out, std::chrono::system_clock::time_point value) {
  put_moment(out, value);
}
template <NamedEnum T>
void put_json(std::string& out, T value) {
  put_text(out, to_string(value));
}
// Declared before they are defined: each may hold any of the others.
template <class T>
void put_json(std::string& out, const std::optional<T>& value);
template <class T>
void put_json(std::string& out, const std::vector<T>& values);
template <class A, class B>
void put_json(std::string& out, const std::pair<A, B>& pair);
template <Described T>
void put_json(std::string& out, const T& object);

/// Calls `f(name, member)` for each described member, those of bases first.
template <class T, class F>
  requires Described<std::remove_const_t<T>>
void for_each_field(T& object, F f) {
  using namespace boost::describe;
  boost::mp11::mp_for_each<
      describe_members<std::remove_const_t<T>, mod_any_access | mod_inherited>>(
      [&](auto member) { f(std::string_view(member.name), object.*member.pointer); });
}

/// The members of `object` as fields of an object that is open already; `before` stands in front
/// of the first one: '{' or ','.
template <Described T>
void put_fields(std::string& out, const T& object, char before) {
  for_each_field(object, [&](std::string_view name, const auto& value) {
    out += std::exchange(before, ',');
    put_text(out, name);
    out += ':';
    put_json(out, value);
  });
}

template <class T>
void put_json(std::string& out, const std::optional<T>& value) {
  if (value)
    put_json(out, *value);
  else
    out += "null";
}

template <class T>
void put_json(std::string& out, const std::vector<T>& values) {
  char before = '[';
  for (const T& value : values) {
    out += std::exchange(before, ',');
    put_json(out, value);
  }
  out += values.empty() ? "[]" : "]";
}

template <class A, class B>
void put_json(std::string& out, const std::pair<A, B>& pair) {
  out += '[';
  put_json(out, pair.first);
  out += ',';
  put_json(out, pair.second);
  out += ']';
}

template <Described T>
void put_json(std::string& out, const T& object) {
  const std::size_t begin = out.size();
  put_fields(out, object, '{');
  out += out.size() == begin ? "{}" : "}";
}

/// `value` as one line.
template <class T>
std::string json_of(const T& value) {
  std::string out;
  put_json(out, value);
  return out;
}

/// A field of a struct, as a page about it shows it.
struct FieldRow {
  std::string name;  ///< "devices[].hashes_per_second.last_10_s"
  std::string form;  ///< "number or null"
};

template <class T>
struct FormOf;
/// The words for a type's JSON: "text", "8 hex digits", "list of objects", ...
template <class T>
std::string form_of() {
  return FormOf<T>::words();
}

#define WILDCAT_FORM(type, text)                \
  template <>                                   \
  struct FormOf<type> {                         \
    static std::string words() { return text; } \
  }
WILDCAT_FORM(bool, "true or false");
WILDCAT_FORM(double, "number");
WILDCAT_FORM(std::string, "text");
WILDCAT_FORM(std::string_view, "text");
WILDCAT_FORM(Hash256, "64 hex digits");
WILDCAT_FORM(Hex8, "8 hex digits");
WILDCAT_FORM(TextOrNull, "text or null");
WILDCAT_FORM(ForeignText, "text");
WILDCAT_FORM(Milliseconds, "milliseconds");
WILDCAT_FORM(Seconds, "seconds");
WILDCAT_FORM(std::chrono::milliseconds, "whole milliseconds");
WILDCAT_FORM(std::chrono::system_clock::time_point, "UTC, RFC 3339 with milliseconds");
#undef WILDCAT_FORM
template <std::integral T>
struct FormOf<T> {
  static std::string words() { return "whole number"; }
};
template <NamedEnum T>
struct FormOf<T> {
  static std::string words() { return "word"; }
};
template <Described T>
struct FormOf<T> {
  static std::string words() { return "object"; }
};
template <class T>
struct FormOf<std::optional<T>> {
  static std::string words() { return form_of<T>() + " or null"; }
};
template <class T>
struct FormOf<std::vector<T>> {
  static std::string words() { return "list: " + form_of<T>(); }
};
template <class A, class B>
struct FormOf<std::pair<A, B>> {
  static std::string words() { return "pair: " + form_of<A>() + ", " + form_of<B>(); }
};

template <class T>
void add_field_rows(std::vector<FieldRow>& rows, const std::string& before);

/// The rows of what `T` holds, when that is a struct (or perhaps one, or a list of them).
template <class T>
struct InnerRows {
  static void add(std::vector<FieldRow>& rows, const std::string& name) {
    if constexpr (Described<T>) add_field_rows<T>(rows, name + ".");
  }
};
template <class T>
struct InnerRows<std::optional<T>> {
  static void add(std::vector<FieldRow>& rows, const std::string& name) {
    InnerRows<T>::add(rows, name);
  }
};
template <class T>
struct InnerRows<std::vector<T>> {
  static void add(std::vector<FieldRow>& rows, const std::string& name) {
    InnerRows<T>::add(rows, name + "[]");
  }
};

template <class T>
void add_field_rows(std::vector<FieldRow>& rows, const std::string& before) {
  const T example{};
  for_each_field(example, [&]<class M>(std::string_view name, const M&) {
    rows.push_back({before + std::string(name), form_of<M>()});
    InnerRows<M>::add(rows, rows.back().name);
  });
}

}  // namespace wildcat::program
