// SPDX-License-Identifier: MIT
// Each step follows the reply to the one before. What a pool does not answer, refuses or hangs up
// on is noted in its quirks.
#include "stratum/v1/handshake.h"

#include "stratum/net/foreign_text.h"
#include "stratum/v1/request.h"

namespace wildcat::stratum {

void Handshake::begin(std::optional<double> difficulty) {
  rolling_ = xnsub_sent_ = session_id_sent_ = reauthorized_ = false;
  pool_mask_ = 0;
  early_mask_.reset();
  subscribe_form_ = quirks_.session_id.empty() ? 1 : 0;
  without_configure_ = quirks_.configure_suspect;
  quirks_.configure_suspect = false;
  if (out_.now() - quirks_.no_configure_since >= configure_again) quirks_.no_configure = false;
  const bool ask = options_.version_rolling && options_.version_mask != 0;
  if (!ask || quirks_.no_configure || without_configure_) return send_subscribe();
  enter(Stage::configuring);
  out_.send(
      configure_line(out_.request(RequestKind::configure), options_.version_mask, difficulty));
}

void Handshake::end() {
  if (stage_ == Stage::subscribing && session_id_sent_) quirks_.session_id.clear();
  const bool hung_up = !out_.left();
  if (hung_up && stage_ == Stage::configuring) quirks_.configure_suspect = true;
  if (hung_up && stage_ == Stage::authorizing && xnsub_sent_ && !reauthorized_)
    quirks_.no_xnsub = true;
  out_.end(stage_ == Stage::ready);
  stage_ = Stage::offline;
}

void Handshake::enter(Stage stage) {
  stage_ = stage;
  stage_since_ = out_.now();
}

void Handshake::send_subscribe() {
  enter(Stage::subscribing);
  session_id_sent_ = subscribe_form_ == 0;
  out_.send(subscribe_line(out_.request(RequestKind::subscribe),
                           subscribe_form_ < 2 ? options_.user_agent : "",
                           session_id_sent_ ? quirks_.session_id : ""));
}

void Handshake::send_authorize() {
  const auto id = out_.request(RequestKind::authorize);
  out_.send(authorize_line(id, source_.worker, options_.password),
            authorize_line(id, source_.worker, "***"));
}

bool Handshake::on_configured(const Response& response) {
  if (rolling_) return false;  // asked again only to stay awake
  const auto granted =
      response.error ? std::nullopt : parse_version_rolling(response.result, options_.version_mask);
  quirks_.configure_doubts = 0;
  quirks_.no_configure = false;
  // An error now will be one the next time, too; a plain "no" may become a "yes".
  if (response.error) give_up_configure();
  if (granted) {
    rolling_ = true;
    pool_mask_ = *granted & early_mask_.value_or(*granted);
  }
  if (stage_ == Stage::configuring) send_subscribe();
  return granted.has_value();
}

std::optional<Subscription> Handshake::on_subscribe_reply(const Response& response) {
  if (stage_ != Stage::subscribing) return std::nullopt;
  if (response.error) {
    subscribe_failed(std::to_string(response.error->code) + " " + sanitize(response.error->text));
    return std::nullopt;
  }
  auto subscription = parse_subscription(response.result);
  if (!subscription) {
    subscribe_failed(subscription.error().message);
    return std::nullopt;
  }
  if (without_configure_) note_missing_configure();
  return std::move(*subscription);
}

void Handshake::subscribe_failed(const std::string& why) {
  quirks_.session_id.clear();
  if (++subscribe_form_ <= 2) return send_subscribe();
  out_.leave(
      Leave::Kind::failed, Errc::protocol,
      hide("the pool refused mining.subscribe (" + why + "); try again later, or another pool",
           options_.password));
}

/// It went well without configure, and had not with it. Once may be chance; twice is a habit.
void Handshake::note_missing_configure() {
  if (++quirks_.configure_doubts >= 2) give_up_configure();
  out_.say(
      "the pool closed the connection when asked for version rolling; going on without, asking "
      "again " +
      std::string(quirks_.no_configure ? "in an hour" : "at the next connection"));
}

void Handshake::authorize() {
  if (options_.pool.xnsub && !quirks_.no_xnsub) {
    // Some pools never answer this one, so nobody waits.
    xnsub_sent_ = true;
    out_.send(extranonce_subscribe_line(out_.request(RequestKind::extranonce)));
  }
  enter(Stage::authorizing);
  send_authorize();
}

bool Handshake::on_authorize_reply(const Response& response) {
  if (stage_ != Stage::authorizing) return false;
  if (!response.yes()) {
    const std::string words = response.error ? sanitize(response.error->text) : std::string();
    out_.leave(Leave::Kind::refused, Errc::refused,
               hide("the pool refused the user name or password" +
                        (words.empty() ? words : " (" + words + ")") +
                        "; check both against the pool's instructions",
                    options_.password),
               Remedy::login);
    return false;
  }
  enter(Stage::ready);
  return true;
}

bool Handshake::set_mask(std::uint32_t mask) {
  early_mask_ = mask;
  if (rolling_) pool_mask_ = mask;
  return rolling_;
}

void Handshake::judge(const ShareOutcome& outcome) {
  if (outcome.kind == ShareOutcome::Kind::accepted) reauthorized_ = false;
  if (outcome.kind != ShareOutcome::Kind::rejected || !ready()) return;
  if (outcome.reason == RejectReason::not_subscribed)
    return out_.leave(Leave::Kind::failed, Errc::protocol,
                      "the pool has forgotten our subscription; reconnecting");
  if (outcome.reason != RejectReason::unauthorized) return;
  if (reauthorized_)
    return out_.leave(Leave::Kind::refused, Errc::refused,
                      "the pool refuses the shares of this user; check the user name and the "
                      "pool's rules for workers");
  reauthorized_ = true;
  enter(Stage::authorizing);
  send_authorize();
}

bool Handshake::repeat() {
  if (rolling_) {
    out_.send(configure_line(out_.request(RequestKind::configure), options_.version_mask));
    return true;
  }
  if (quirks_.repeat.avoid) return false;
  out_.doubt(quirks_.repeat);
  send_authorize();
  return true;
}

void Handshake::give_up_configure() {
  quirks_.no_configure = true;
  quirks_.no_configure_since = out_.now();
}

void Handshake::tick() {
  if (offline() || ready() || out_.now() - stage_since_ < options_.connect_timeout) return;
  switch (stage_) {
    case Stage::configuring:
      give_up_configure();
      out_.say("the pool does not answer mining.configure; going on without version rolling");
      return send_subscribe();
    case Stage::subscribing:
      return out_.leave(Leave::Kind::failed, Errc::io,
                        "the pool does not answer mining.subscribe; check that the URL is that of "
                        "a Stratum V1 port");
    default:
      return out_.leave(Leave::Kind::failed, Errc::io,
                        "the pool does not answer mining.authorize; check the user name, or try "
                        "again later");
  }
}

std::optional<Handshake::Time> Handshake::due() const {
  if (offline() || ready()) return std::nullopt;
  return stage_since_ + options_.connect_timeout;
}

}  // namespace wildcat::stratum
