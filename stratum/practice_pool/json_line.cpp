// SPDX-License-Identifier: MIT
// Parses one request line within bounds, and writes replies and notifications.
#include "stratum/practice_pool/json_line.h"

#include <array>
#include <charconv>
#include <cmath>

namespace wildcat::practice {

namespace json = boost::json;

Request parse_request(std::string_view line) {
  Request request;
  json::error_code error;
  json::value value = json::parse(json::string_view(line.data(), line.size()), error);
  if (error || !value.is_object()) return request;
  json::object& object = value.get_object();
  if (const json::value* id = object.if_contains("id")) request.id = *id;
  if (request.id.is_structured() || request.id.is_bool()) {
    request.id = nullptr;
    return request;
  }
  const json::value* method = object.if_contains("method");
  if (method == nullptr) {
    if (object.contains("result") || object.contains("error")) request.kind = Request::Kind::reply;
    return request;
  }
  if (!method->is_string()) return request;
  request.method = method->get_string().c_str();
  if (const json::value* params = object.if_contains("params")) request.params = *params;
  request.kind = Request::Kind::request;
  return request;
}

namespace {

/// Plain digits, as clients read them: no exponent.
std::string plain_digits(double number) {
  std::array<char, 400> text{};  // a denormal number has over 320
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed).ptr;
  return {text.data(), end};
}

std::string id_text(const json::value& id) {
  const double* number = id.if_double();
  return number != nullptr && std::isfinite(*number) ? plain_digits(*number) : json::serialize(id);
}

}  // namespace

std::string result_line(const json::value& id, const json::value& result) {
  return "{\"id\":" + id_text(id) + ",\"result\":" + json::serialize(result) + ",\"error\":null}\n";
}

std::string error_line(const json::value& id, int code, std::string_view text) {
  return "{\"id\":" + id_text(id) + ",\"result\":false,\"error\":[" + std::to_string(code) + "," +
         json::serialize(json::string_view(text.data(), text.size())) + ",null]}\n";
}

std::string difficulty_line(double difficulty) {
  return R"({"id":null,"method":"mining.set_difficulty","params":[)" + plain_digits(difficulty) +
         "]}\n";
}

std::string message_line(std::string_view text) {
  return R"({"id":null,"method":"client.show_message","params":[)" +
         json::serialize(json::string_view(text.data(), text.size())) + "]}\n";
}

namespace {

const json::value* element(const json::value& array, std::size_t index) {
  if (!array.is_array() || index >= array.get_array().size()) return nullptr;
  return &array.get_array()[index];
}

}  // namespace

std::optional<std::string_view> string_at(const json::value& array, std::size_t index) {
  const json::value* value = element(array, index);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const json::string& text = value->get_string();
  return std::string_view(text.data(), text.size());
}

std::optional<double> as_number(const json::value& value) {
  double number = 0;
  if (value.is_string()) {
    const json::string& text = value.get_string();
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
  } else {
    json::error_code error;
    number = value.to_number<double>(error);
    if (error) return std::nullopt;
  }
  if (!std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<double> number_at(const json::value& array, std::size_t index) {
  const json::value* value = element(array, index);
  return value == nullptr ? std::nullopt : as_number(*value);
}

}  // namespace wildcat::practice
