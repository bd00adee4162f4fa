// SPDX-License-Identifier: MIT
// What a pool tells us, or asks. It may do so at any time, also before its first reply.
#include <utility>

#include "stratum/net/foreign_text.h"
#include "stratum/v1/json.h"
#include "stratum/v1/notify.h"
#include "stratum/v1/session.h"

namespace wildcat::stratum {
namespace {

constexpr std::size_t max_early_jobs = 8;

}  // namespace

void Session::on_call(const Call& call, Time now) {
  std::visit([&](const auto& what) { handle(what, call, now); }, call.what);
}

void Session::handle(const Notify& notify, const Call&, Time now) {
  if (subscribed()) return take_job(notify, difficulty_, now);
  if (early_.size() == max_early_jobs) early_.erase(early_.begin());
  early_.push_back(
      EarlyJob{notify, fresh_difficulty_ ? std::optional<double>(difficulty_) : std::nullopt});
}

/// The ports of other coins talk so, over and over: it is said once. Nobody's work is changed by
/// it, so a pool that gives nothing else is one without work.
void Session::handle(const ForeignNotify& notify, const Call&, Time) {
  if (std::exchange(foreign_jobs_, true)) return;
  std::string missing;
  for (std::size_t i = notify.parameters; i < notify_fields.size(); ++i)
    missing += (missing.empty() ? "" : ", ") + std::string(notify_fields.at(i));
  say("the pool's jobs cannot be mined: its mining.notify has " +
      std::to_string(notify.parameters) +
      " parameters, so that these are missing, without which there is no block header: " + missing +
      ". Some coins' pools talk so; check that this is a port for Bitcoin. (Said once.)");
}

void Session::handle(const SetDifficulty& change, const Call&, Time) {
  fresh_difficulty_ = true;
  difficulty_ = change.difficulty;
  tell_difficulty(difficulty_);
}

void Session::handle(const SetExtranonce& change, const Call&, Time) {
  const Extranonce& last = next_extranonce_ ? *next_extranonce_ : extranonce_;
  next_extranonce_ =
      Extranonce{change.extranonce1, change.extranonce2_size.value_or(last.extranonce2_size)};
}

void Session::handle(const SetVersionMask& change, const Call&, Time now) {
  // Not agreed on yet, or never: shares go without version bits, so there is nothing to mask now.
  early_mask_ = change.mask;
  if (!rolling_) return;
  pool_mask_ = change.mask;
  source_.observer->on_version_mask(mask());
  if (subscribed()) refresh_current();
  flush(now);
}

void Session::handle(const Reconnect& wish, const Call&, Time now) {
  auto to = redirects_.judge(options_.pool, wish.host, wish.port, now);
  if (!to) return warn(to.error().message);
  leave(Leave::Kind::redirected, Errc::io,
        "the pool asked us to reconnect to " + sanitize(to->host, 80) + ":" +
            std::to_string(to->port));
  if (!leave_) return;
  leave_->to = std::move(*to);
  leave_->wait = wish.wait;
}

void Session::handle(const ShowMessage& message, const Call& call, Time now) {
  if (messages_.pass(now))
    observer_.on_pool_message(sanitize(hide(message.text, options_.password)));
  if (!call.id.empty()) send(answer_line(call.id, "true"));
}

void Session::handle(const GetVersion&, const Call& call, Time) {
  if (!call.id.empty()) send(answer_line(call.id, quoted(options_.user_agent)));
}

void Session::handle(const Ping&, const Call& call, Time) {
  if (!call.id.empty()) send(answer_line(call.id, "\"pong\""));
}

void Session::handle(const UnknownMethod& method, const Call& call, Time) {
  const bool first = unknown_methods_.size() < 32 && unknown_methods_.insert(method.name).second;
  if (first) warn("the pool uses a method we do not know: " + sanitize(method.name, 64));
  if (!call.id.empty()) send(unknown_method_line(call.id));
}

void Session::handle(const Malformed& bad, const Call&, Time) {
  warn("the pool sent a bad " + bad.method + " (" + sanitize(bad.why) + "); ignored");
}

}  // namespace wildcat::stratum
