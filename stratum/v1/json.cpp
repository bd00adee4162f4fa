// SPDX-License-Identifier: MIT
// The only file that runs Boost.JSON's parser. The handler below is a plain tree builder, but for
// the doubles.
#include "stratum/v1/json.h"

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>

namespace wildcat::stratum {
namespace {

namespace json = boost::json;

/// What basic_parser calls while it reads. Names and signatures are Boost's.
class TreeHandler {
 public:
  static constexpr std::size_t max_object_size = 65'536;
  static constexpr std::size_t max_array_size = 65'536;
  static constexpr std::size_t max_key_size = 65'536;
  static constexpr std::size_t max_string_size = 1U << 20;

  json::value release() { return stack_.release(); }

  bool on_document_begin(json::error_code&) {
    stack_.reset();
    return true;
  }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return true; }
  bool on_object_end(std::size_t n, json::error_code&) {
    stack_.push_object(n);
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t n, json::error_code&) {
    stack_.push_array(n);
    return true;
  }
  bool on_key_part(json::string_view s, std::size_t, json::error_code&) {
    stack_.push_chars(s);
    return true;
  }
  bool on_key(json::string_view s, std::size_t, json::error_code&) {
    stack_.push_key(s);
    return true;
  }
  bool on_string_part(json::string_view s, std::size_t, json::error_code&) {
    stack_.push_chars(s);
    return true;
  }
  bool on_string(json::string_view s, std::size_t, json::error_code&) {
    stack_.push_string(s);
    return true;
  }
  bool on_number_part(json::string_view s, json::error_code&) {
    token_.append(s.data(), s.size());
    return true;
  }
  bool on_int64(std::int64_t value, json::string_view, json::error_code&) {
    token_.clear();
    stack_.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, json::string_view, json::error_code&) {
    token_.clear();
    stack_.push_uint64(value);
    return true;
  }
  bool on_double(double value, json::string_view s, json::error_code&) {
    token_.append(s.data(), s.size());
    // Out of range leaves `value` as Boost has it: infinite or zero, which nobody accepts.
    std::from_chars(token_.data(), token_.data() + token_.size(), value);
    token_.clear();
    stack_.push_double(value);
    return true;
  }
  bool on_bool(bool value, json::error_code&) {
    stack_.push_bool(value);
    return true;
  }
  bool on_null(json::error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  json::value_stack stack_;
  std::string token_;
};

json::parse_options tolerant() {
  json::parse_options options;
  // Pools write messages in whatever encoding they like; what is shown is sanitised anyway.
  options.allow_invalid_utf8 = true;
  options.max_depth = 32;
  return options;
}

template <class Number>
std::optional<Number> whole_token(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  json::basic_parser<TreeHandler> parser(tolerant());
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error) return Error{Errc::protocol, "not JSON: " + error.message()};
  if (used != text.size()) return Error{Errc::protocol, "not JSON: text after the value"};
  return parser.handler().release();
}

const json::value* member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains({name.data(), name.size()});
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<double> as_number(const json::value& value) {
  std::optional<double> number;
  if (const auto* d = value.if_double()) number = *d;
  if (const auto* i = value.if_int64()) number = static_cast<double>(*i);
  if (const auto* u = value.if_uint64()) number = static_cast<double>(*u);
  if (value.is_string()) number = whole_token<double>(as_text(value));
  if (number && !std::isfinite(*number)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> as_integer(const json::value& value) {
  if (const auto* i = value.if_int64()) return *i;
  if (const auto* d = value.if_double();
      d != nullptr && *d == std::floor(*d) && std::abs(*d) < 1e15)
    return static_cast<std::int64_t>(*d);
  if (value.is_string()) return whole_token<std::int64_t>(as_text(value));
  return std::nullopt;
}

std::string_view as_text(const json::value& value) {
  const auto* text = value.if_string();
  return text == nullptr ? std::string_view{} : std::string_view{text->data(), text->size()};
}

std::string quoted(std::string_view text) {
  return json::serialize(json::string_view{text.data(), text.size()});
}

std::string number_text(double value) {
  std::array<char, 400> buffer{};  // the longest is a denormal number: 0. and over 320 digits
  const auto result =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return {buffer.data(), result.ptr};
}

std::string number_text(const json::value& number) {
  if (!number.is_double()) return json::serialize(number);
  return std::isfinite(number.get_double()) ? number_text(number.get_double()) : std::string();
}

}  // namespace wildcat::stratum
