// SPDX-License-Identifier: MIT
// The requests that set a connection up: configure (BIP 310), subscribe, authorize, and wishes.
#include <algorithm>

#include "stratum/practice_pool/connection.h"
#include "wildcat/header.h"

namespace wildcat::practice {

namespace json = boost::json;

namespace {

constexpr std::size_t most_workers = 16;  // names on one connection
constexpr std::size_t longest_name = 256;
constexpr std::string_view worthless = "practice pool: shares here are checked but worth nothing";

json::object object_at(const json::value& params, std::size_t index) {
  if (!params.is_array() || params.get_array().size() <= index) return {};
  const json::value& value = params.get_array()[index];
  return value.is_object() ? value.get_object() : json::object{};
}

/// Length of the UTF-8 sequence that `text` begins with; 0 when it is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = byte(0) < 0x80   ? 1
                             : byte(0) < 0xc2 ? 0
                             : byte(0) < 0xe0 ? 2
                             : byte(0) < 0xf0 ? 3
                             : byte(0) < 0xf5 ? 4
                                              : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0U) != 0x80U) return 0;
  return length;
}

/// A name ends up on somebody's terminal: no control characters, neither C0 and DEL nor C1, and
/// nothing that is no UTF-8, which a terminal may take for C1.
bool harmless(std::string_view name) {
  while (!name.empty()) {
    const std::size_t length = sequence_length(name);
    const auto lead = static_cast<unsigned char>(name[0]);
    if (length == 0 || lead < 0x20 || lead == 0x7f) return false;
    if (lead == 0xc2 && static_cast<unsigned char>(name[1]) < 0xa0) return false;
    name.remove_prefix(length);
  }
  return true;
}

}  // namespace

json::value Connection::grant_version_rolling(const json::object& wanted, json::object& granted) {
  std::uint32_t asked = 0xffffffff;  // BIP 310's default
  if (const json::value* mask = wanted.if_contains("version-rolling.mask")) {
    const auto parsed = mask->is_string() ? unhex32(mask->get_string().c_str()) : std::nullopt;
    if (!parsed) return "version-rolling.mask must be 8 hex digits";
    asked = *parsed;
  }
  // version-rolling.min-bit-count is a wish of hardware; like every known server we do not refuse
  // for it. No bit in common, though, is a refusal: then shares carry no version bits at all.
  const std::uint32_t mask = core_.options().version_mask & asked;
  mask_ = mask != 0 ? std::optional(mask) : std::nullopt;
  if (mask_) granted["version-rolling.mask"] = hex32(mask);
  return mask != 0;
}

json::value Connection::grant_minimum(const json::object& wanted, Now now) {
  const json::value* value = wanted.if_contains("minimum-difficulty.value");
  const auto least = value != nullptr ? as_number(*value) : std::nullopt;
  if (!least || *least < 0) return "minimum-difficulty.value must be a number, 0 or more";
  if (core_.options().fixed_difficulty) return false;
  minimum_ = std::max(*least, core_.options().min_difficulty);
  if (session_) session_->vardiff().set_floor(*minimum_, now.steady);
  return true;
}

void Connection::configure(const Call& call) {
  if (!call.params.is_array() || call.params.get_array().empty() ||
      !call.params.get_array()[0].is_array())
    return refuse(call, 20, verdicts::invalid_parameters.text);
  const json::object wanted = object_at(call.params, 1);
  json::object granted;
  for (const json::value& extension : call.params.get_array()[0].get_array()) {
    if (!extension.is_string()) continue;
    const json::string& code = extension.get_string();
    if (code == "version-rolling")
      granted[code] = grant_version_rolling(wanted, granted);
    else if (code == "minimum-difficulty")
      granted[code] = grant_minimum(wanted, call.now);
    else
      granted[code] = code == "subscribe-extranonce";
  }
  reply(call, granted);
  // A floor above the present difficulty raises it at once.
  if (session_ && authorized() && !manual_ && told_difficulty_ != session_->vardiff().difficulty())
    offer_work(call.now, call.out);
}

void Connection::subscribe(const Call& call) {
  if (!call.params.is_array() && !call.params.is_null())
    return refuse(call, 20, verdicts::invalid_parameters.text);
  if (!session_) {
    // A second subscribe gets the first one's answer: work has been built on it.
    const std::string_view resume = string_at(call.params, 1).value_or("");
    session_ = core_.open_session(resume, call.now);
    if (minimum_) session_->vardiff().set_floor(*minimum_, call.now.steady);
    const std::string_view agent = string_at(call.params, 0).value_or("");
    core_.observer().on_subscribe(
        address_, harmless(agent) && agent.size() <= longest_name ? std::string(agent) : "",
        hex(session_->extranonce1_bytes()), session_->id() == resume);
    if (!session_) return;  // the observer has stopped the pool
  }
  const std::string& id = session_->id();
  reply(call,
        json::array{
            json::array{json::array{"mining.set_difficulty", id}, json::array{"mining.notify", id}},
            hex(session_->extranonce1_bytes()), int{core_.options().extranonce2_size}});
}

// Accepted and without effect: this pool never changes an extranonce1 under a live connection.
void Connection::extranonce_subscribe(const Call& call) {
  if (!session_) return refuse(call, 25, verdicts::not_subscribed.text);
  reply(call, true);
}

bool Connection::knows(std::string_view user) const {
  return std::find(workers_.begin(), workers_.end(), user) != workers_.end();
}

bool Connection::credentials_ok(std::string_view user, std::string_view password) const {
  const PoolOptions& options = core_.options();
  if (user.empty() || user.size() > longest_name || !harmless(user)) return false;
  if (options.user.empty()) return true;
  return user == options.user && (options.password.empty() || password == options.password);
}

void Connection::authorize(const Call& call) {
  if (!session_) return refuse(call, 25, verdicts::not_subscribed.text);
  const auto user = string_at(call.params, 0);
  if (!user) return refuse(call, 20, verdicts::invalid_parameters.text);
  const bool known = knows(*user);
  if (!credentials_ok(*user, string_at(call.params, 1).value_or("")) ||
      (!known && workers_.size() >= most_workers)) {
    core_.observer().on_authorize(address_, "", false);  // no unchecked text in logs
    return refuse(call, 24, verdicts::unauthorized.text);
  }
  const bool first = workers_.empty();
  if (!known) workers_.emplace_back(*user);
  reply(call, true);
  core_.observer().on_authorize(address_, std::string(*user), true);
  if (!first || !session_) return;
  session_->vardiff().restart(call.now.steady);
  if (!manual_) offer_work(call.now, call.out);
  call.out += message_line(worthless);
}

void Connection::suggest_difficulty(const Call& call) {
  if (!session_) return refuse(call, 25, verdicts::not_subscribed.text);
  const auto wanted = number_at(call.params, 0);
  if (!wanted || *wanted <= 0) return refuse(call, 20, verdicts::invalid_parameters.text);
  reply(call, true);
  // A client may repeat its wish to keep the connection alive; that changes nothing.
  if (*wanted == suggested_) return;
  suggested_ = *wanted;
  session_->vardiff().set(*wanted, call.now.steady);
  if (authorized() && !manual_ && told_difficulty_ != session_->vardiff().difficulty())
    offer_work(call.now, call.out);
}

}  // namespace wildcat::practice
