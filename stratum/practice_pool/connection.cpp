// SPDX-License-Identifier: MIT
// A connection's state, the dispatch of requests, and the jobs and difficulties that go out. The
// answers to requests are in connection_setup.cpp and connection_submit.cpp.
#include "stratum/practice_pool/connection.h"
#include "wildcat/header.h"

#include <array>
#include <utility>

namespace wildcat::practice {
namespace {

constexpr int most_bad_lines = 5;  // in a row; then it is no Stratum client
constexpr std::chrono::seconds login_time{60};

}  // namespace

Connection::Connection(PoolCore& core, std::string address, Now now)
    : core_(core), address_(std::move(address)), since_(now.steady) {}

Connection::Handler Connection::handler_of(std::string_view method) {
  static constexpr std::array<std::pair<std::string_view, Handler>, 7> handlers{{
      {"mining.submit", &Connection::submit},
      {"mining.configure", &Connection::configure},
      {"mining.subscribe", &Connection::subscribe},
      {"mining.extranonce.subscribe", &Connection::extranonce_subscribe},
      {"mining.authorize", &Connection::authorize},
      {"mining.suggest_difficulty", &Connection::suggest_difficulty},
      {"mining.ping", &Connection::ping},
  }};
  for (const auto& [name, handler] : handlers)
    if (name == method) return handler;
  return nullptr;
}

Connection::Next Connection::bad_line(std::string_view text, std::string& out) {
  out += error_line(nullptr, 20, text);
  core_.observer().on_bad_line(address_);
  return ++bad_lines_ >= most_bad_lines ? Next::hang_up : Next::go_on;
}

Connection::Next Connection::on_long_line(std::string& out) {
  out += error_line(nullptr, 20, "Line too long");
  core_.observer().on_bad_line(address_);
  return Next::hang_up;
}

Connection::Next Connection::on_line(std::string_view line, Now now, std::string& out) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) return Next::go_on;
  if (line.size() > longest_line) return on_long_line(out);
  const Request request = parse_request(line);
  if (request.kind == Request::Kind::malformed) return bad_line("Malformed request", out);
  bad_lines_ = 0;
  if (request.kind == Request::Kind::reply) return Next::go_on;
  const Call call{request.id, request.params, now, out};
  if (const Handler handler = handler_of(request.method))
    (this->*handler)(call);
  else
    refuse(call, -3, "Method not found");
  return Next::go_on;
}

void Connection::reply(const Call& call, const boost::json::value& result) {
  if (!call.id.is_null()) call.out += result_line(call.id, result);
}

void Connection::refuse(const Call& call, int code, std::string_view text) {
  if (!call.id.is_null()) call.out += error_line(call.id, code, text);
}

void Connection::offer_work(Now now, std::string& out) {
  const double difficulty = session_->vardiff().difficulty();
  const bool changed = told_difficulty_ != difficulty;
  if (changed) out += difficulty_line(difficulty);
  told_difficulty_ = difficulty;
  out += session_->issue(core_.job(), now);
  // Last, because an observer may stop the pool, and with it this session.
  if (changed) core_.observer().on_difficulty(address_, difficulty);
}

void Connection::on_job(Now now, std::string& out) {
  if (session_ && authorized() && !manual_) offer_work(now, out);
}

void Connection::offer(Now now, std::string& out) {
  if (session_) offer_work(now, out);
}

void Connection::fix_difficulty(double difficulty) {
  if (session_) session_->vardiff().fix(difficulty);
}

void Connection::change_mask(std::uint32_t mask, std::string& out) {
  if (mask_) mask_ = mask;
  out += R"({"id":null,"method":"mining.set_version_mask","params":[")" + hex32(mask) + "\"]}\n";
}

Connection::Next Connection::on_tick(Now now, std::string& out) {
  if (!session_ || !authorized())
    return now.steady - since_ > login_time ? Next::hang_up : Next::go_on;
  if (!manual_ && session_->vardiff().on_time(now.steady)) offer_work(now, out);
  return Next::go_on;
}

void Connection::close(Now now) { core_.close_session(std::move(session_), now); }

void Connection::ping(const Call& call) { reply(call, "pong"); }

}  // namespace wildcat::practice
