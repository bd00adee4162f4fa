// SPDX-License-Identifier: MIT
// Lines to typed messages. An object with a string `method` is a call, whatever else it carries;
// everything else with an id, a result or an error is a reply.
#include "stratum/v1/message.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "stratum/v1/json.h"
#include "stratum/v1/notify.h"

namespace wildcat::stratum {
namespace {

namespace json = boost::json;
using What = decltype(Call::what);

const json::value& element(const json::array& params, std::size_t i) {
  static const json::value none;
  return i < params.size() ? params[i] : none;
}

What read_notify(const json::array& params) {
  if (params.size() < notify_fields.size()) return ForeignNotify{params.size()};
  auto job = parse_notify(params);
  if (!job) return Malformed{"mining.notify", job.error().message};
  return std::move(*job);
}

What read_difficulty(const json::array& params) {
  const auto difficulty = as_number(element(params, 0));
  if (!difficulty || !(*difficulty > 0))
    return Malformed{"mining.set_difficulty", "difficulty is no number above zero"};
  return SetDifficulty{*difficulty};
}

What read_extranonce(const json::array& params) {
  auto extranonce1 = parse_extranonce1(element(params, 0));
  if (!extranonce1) return Malformed{"mining.set_extranonce", extranonce1.error().message};
  SetExtranonce change{std::move(*extranonce1), std::nullopt};
  if (params.size() < 2 || params[1].is_null()) return change;
  auto size = parse_extranonce2_size(params[1]);
  if (!size) return Malformed{"mining.set_extranonce", size.error().message};
  change.extranonce2_size = *size;
  return change;
}

What read_version_mask(const json::array& params) {
  const auto mask = parse_hex32(as_text(element(params, 0)));
  if (!mask) return Malformed{"mining.set_version_mask", "mask is not 1 to 8 hex digits"};
  return SetVersionMask{*mask};
}

What read_reconnect(const json::array& params) {
  Reconnect where;
  where.host = as_text(element(params, 0));
  if (const auto port = as_integer(element(params, 1))) {
    if (*port < 0 || *port > 65535) return Malformed{"client.reconnect", "port is out of range"};
    if (*port > 0) where.port = static_cast<std::uint16_t>(*port);
  }
  const auto wait = as_integer(element(params, 2)).value_or(0);
  where.wait = std::chrono::seconds(std::clamp<std::int64_t>(wait, 0, 300));
  return where;
}

What read_call(std::string_view method, const json::array& params) {
  if (method == "mining.notify") return read_notify(params);
  if (method == "mining.set_difficulty") return read_difficulty(params);
  if (method == "mining.set_extranonce") return read_extranonce(params);
  if (method == "mining.set_version_mask") return read_version_mask(params);
  if (method == "client.reconnect") return read_reconnect(params);
  if (method == "client.show_message") return ShowMessage{std::string(as_text(element(params, 0)))};
  if (method == "client.get_version") return GetVersion{};
  if (method == "mining.ping" || method == "client.ping") return Ping{};
  return UnknownMethod{std::string(method.substr(0, 64))};
}

/// The id as it has to stand in our answer. Ids longer than any sane one are not answered.
std::string id_text(const json::object& object) {
  const auto* id = member(object, "id");
  if (id == nullptr || (!id->is_string() && !id->is_number())) return {};
  std::string text = id->is_number() ? number_text(*id) : json::serialize(*id);
  return text.size() <= 64 ? text : std::string{};
}

PoolError error_of_list(const json::array& list) {
  PoolError error;
  if (const auto code = as_integer(element(list, 0))) {
    error.code = static_cast<int>(std::clamp<std::int64_t>(*code, -1'000'000, 1'000'000));
    error.text = as_text(element(list, 1));
  } else {
    error.text = as_text(element(list, 0));
  }
  return error;
}

PoolError error_of_object(const json::object& object) {
  PoolError error;
  if (const auto* code = member(object, "code"))
    error.code = static_cast<int>(
        std::clamp<std::int64_t>(as_integer(*code).value_or(0), -1'000'000, 1'000'000));
  if (const auto* text = member(object, "message")) error.text = as_text(*text);
  return error;
}

/// Null, false, 0, and empty lists, objects and strings all say "no error" somewhere.
std::optional<PoolError> read_error(const json::value& value) {
  if (const auto* list = value.if_array())
    return list->empty() ? std::nullopt : std::optional(error_of_list(*list));
  if (const auto* object = value.if_object())
    return object->empty() ? std::nullopt : std::optional(error_of_object(*object));
  if (value.is_string())
    return as_text(value).empty() ? std::nullopt
                                  : std::optional(PoolError{0, std::string(as_text(value))});
  if (value.is_number()) {
    const auto code = as_integer(value).value_or(1);  // what is no whole number is no zero
    if (code == 0) return std::nullopt;
    return PoolError{static_cast<int>(std::clamp<std::int64_t>(code, -1'000'000, 1'000'000)), {}};
  }
  if (const auto* flag = value.if_bool(); flag != nullptr && *flag) return PoolError{};
  return std::nullopt;
}

Response read_response(const json::object& object) {
  Response response;
  if (const auto* id = member(object, "id"))
    if (const auto number = as_integer(*id); number && *number > 0)
      response.id = static_cast<std::uint64_t>(*number);
  if (const auto* result = member(object, "result")) response.result = *result;
  if (const auto* error = member(object, "error")) response.error = read_error(*error);
  // Old ckpool puts the reason beside an error of null.
  if (const auto* reason = member(object, "reject-reason"); reason != nullptr && !response.error)
    response.error = read_error(*reason);
  return response;
}

/// BIP 310: true, false, or a string that is an error. Some write the flag as a number or a word.
bool says_yes(const json::value& value) {
  if (const auto* flag = value.if_bool()) return *flag;
  return as_text(value) == "true" || as_number(value).value_or(0) != 0;
}

std::string find_session_id(const json::value& list) {
  const auto* pairs = list.if_array();
  if (pairs == nullptr || pairs->empty()) return {};
  if (pairs->front().is_string()) return std::string(as_text(element(*pairs, 1)));  // a flat pair
  std::string first;
  for (const auto& entry : *pairs) {
    const auto* pair = entry.if_array();
    if (pair == nullptr) continue;
    const std::string id(as_text(element(*pair, 1)));
    if (as_text(element(*pair, 0)) == "mining.notify") return id;
    if (first.empty()) first = id;
  }
  return first;
}

}  // namespace

bool Response::yes() const {
  const auto* flag = result.if_bool();
  return !error && (flag == nullptr || *flag);
}

Result<Message> parse_message(std::string_view line) {
  auto value = parse_json(line);
  if (!value) return value.error();
  const auto* object = value->if_object();
  if (object == nullptr) return Error{Errc::protocol, "JSON, but no object"};
  const auto* method = member(*object, "method");
  if (method != nullptr && method->is_string()) {
    const auto* params = member(*object, "params");
    static const json::array none;
    const auto* list = params == nullptr ? nullptr : params->if_array();
    return Message{
        Call{read_call(as_text(*method), list == nullptr ? none : *list), id_text(*object)}};
  }
  if (!object->contains("id") && !object->contains("result") && !object->contains("error"))
    return Error{Errc::protocol, "neither a request nor a reply"};
  return Message{read_response(*object)};
}

Result<Subscription> parse_subscription(const json::value& result) {
  const auto* list = result.if_array();
  if (list == nullptr || list->size() < 3)
    return Error{Errc::protocol, "the reply to mining.subscribe is no list of three"};
  auto extranonce1 = parse_extranonce1((*list)[1]);
  if (!extranonce1) return extranonce1.error();
  auto size = parse_extranonce2_size((*list)[2]);
  if (!size) return size.error();
  Subscription subscription{std::move(*extranonce1), *size, find_session_id((*list)[0])};
  // It is sent back in a line that has to stay short.
  if (quoted(subscription.session_id).size() > 256) subscription.session_id.clear();
  return subscription;
}

std::optional<std::uint32_t> parse_version_rolling(const json::value& result, std::uint32_t asked) {
  const auto* object = result.if_object();
  if (object == nullptr) return std::nullopt;
  const auto* granted = member(*object, "version-rolling");
  const auto* mask = member(*object, "version-rolling.mask");
  if (granted == nullptr ? mask == nullptr : !says_yes(*granted)) return std::nullopt;
  return mask == nullptr ? asked : parse_hex32(as_text(*mask));
}

std::optional<std::uint32_t> parse_hex32(std::string_view text) {
  std::uint32_t value = 0;
  if (text.empty() || text.size() > 8) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace wildcat::stratum
