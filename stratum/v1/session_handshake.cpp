// SPDX-License-Identifier: MIT
// configure -> subscribe -> [extranonce.subscribe] -> authorize -> [suggest_difficulty], each step
// after the reply to the one before. Pools that trip over a step are met without it the next time.
#include "stratum/net/foreign_text.h"
#include "stratum/v1/session.h"

namespace wildcat::stratum {

void Session::connected(Time now) {
  clock_ = now;
  lines_.clear();
  requests_.clear();
  early_.clear();
  next_extranonce_.reset();
  output_.clear();
  leave_.reset();
  next_id_ = 1;
  bad_lines_ = 0;
  rolling_ = xnsub_sent_ = session_id_sent_ = reauthorized_ = fresh_difficulty_ = false;
  unconfirmed_ = nullptr;
  suggested_.reset();
  had_job_ = missed_job_ = false;
  pool_mask_ = 0;
  early_mask_.reset();
  last_heard_ = now;
  left_ = false;
  // Kept aside: it holds again if the session is resumed.
  former_difficulty_ = difficulty_;
  difficulty_ = 1;
  subscribe_form_ = quirks_.session_id.empty() ? 1 : 0;
  without_configure_ = quirks_.configure_suspect;
  quirks_.configure_suspect = false;

  if (now - quirks_.no_configure_since >= configure_again) quirks_.no_configure = false;
  const bool ask = options_.version_rolling && options_.version_mask != 0;
  if (!ask || quirks_.no_configure || without_configure_) return send_subscribe(now);
  enter(Stage::configuring, now);
  send(configure_line(request(Kind::configure), options_.version_mask, wanted_difficulty()));
}

void Session::enter(Stage stage, Time now) {
  stage_ = stage;
  stage_since_ = now;
}

void Session::send_subscribe(Time now) {
  enter(Stage::subscribing, now);
  session_id_sent_ = subscribe_form_ == 0;
  send(subscribe_line(request(Kind::subscribe), subscribe_form_ < 2 ? options_.user_agent : "",
                      session_id_sent_ ? quirks_.session_id : ""));
}

void Session::send_authorize() {
  const auto id = request(Kind::authorize);
  send(authorize_line(id, source_.worker, options_.password),
       authorize_line(id, source_.worker, "***"));
}

void Session::on_response(const Response& response, Time now) {
  if (!response.id)
    return warn("the pool reports: " +
                sanitize(response.error ? response.error->text : "a reply to nothing"));
  if (auto held = queue_.answered(*response.id))
    return on_share_answer(std::move(*held), response, now);
  const auto found = requests_.find(*response.id);
  if (found == requests_.end())
    return warn("the pool answered request " + std::to_string(*response.id) +
                ", which is none of ours or was given up; ignored");
  const Kind kind = found->second;
  requests_.erase(found);
  if (kind == Kind::configure) on_configured(response, now);
  if (kind == Kind::subscribe && stage_ == Stage::subscribing) on_subscribe_reply(response, now);
  if (kind == Kind::authorize && stage_ == Stage::authorizing) on_authorize_reply(response, now);
  if (kind == Kind::suggest && response.error) {
    if (!quirks_.suggest.avoid && wanted_difficulty())
      say("the pool takes no suggested difficulty (" + sanitize(response.error->text) + ")");
    quirks_.suggest.avoid = true;
  }
  // Whatever a pool says to extranonce.subscribe changes nothing.
}

void Session::on_configured(const Response& response, Time now) {
  if (rolling_) return;  // asked again only to stay awake
  const auto granted =
      response.error ? std::nullopt : parse_version_rolling(response.result, options_.version_mask);
  quirks_.configure_doubts = 0;
  quirks_.no_configure = false;
  // An error now will be one the next time, too; a plain "no" may become a "yes".
  if (response.error) give_up_configure(now);
  if (granted) {
    rolling_ = true;
    pool_mask_ = *granted & early_mask_.value_or(*granted);
    source_.observer->on_version_mask(mask());
    if (subscribed()) refresh_current();  // a late answer
  }
  if (stage_ == Stage::configuring) send_subscribe(now);
}

void Session::on_subscribe_reply(const Response& response, Time now) {
  if (response.error)
    return subscribe_failed(
        std::to_string(response.error->code) + " " + sanitize(response.error->text), now);
  const auto subscription = parse_subscription(response.result);
  if (!subscription) return subscribe_failed(subscription.error().message, now);
  on_subscribed(*subscription, now);
}

void Session::subscribe_failed(const std::string& why, Time now) {
  quirks_.session_id.clear();
  if (++subscribe_form_ <= 2) return send_subscribe(now);
  leave(Leave::Kind::failed, Errc::protocol,
        hide("the pool refused mining.subscribe (" + why + "); try again later, or another pool",
             options_.password));
}

void Session::on_subscribed(const Subscription& subscription, Time now) {
  const Extranonce fresh{subscription.extranonce1, subscription.extranonce2_size};
  const bool resumed = session_id_sent_ && fresh == extranonce_;
  const double unnamed = resumed ? former_difficulty_ : 1;  // of jobs that came before any
  if (without_configure_) {
    // Once may be chance; twice is a habit.
    if (++quirks_.configure_doubts >= 2) give_up_configure(now);
    say("the pool closed the connection when asked for version rolling; going on without, "
        "asking again " +
        std::string(quirks_.no_configure ? "in an hour" : "at the next connection"));
  }
  if (!resumed) void_work(now);
  if (resumed && !fresh_difficulty_) difficulty_ = unnamed;
  hold_until_.reset();
  take_extranonce(fresh);
  if (!resumed || !subscription.session_id.empty()) quirks_.session_id = subscription.session_id;
  source_.observer->on_subscribed(to_hex(fresh.extranonce1), fresh.extranonce2_size, resumed);

  if (options_.pool.xnsub && !quirks_.no_xnsub) {
    // Some pools never answer this one, so nobody waits.
    xnsub_sent_ = true;
    send(extranonce_subscribe_line(request(Kind::extranonce)));
  }
  enter(Stage::authorizing, now);
  send_authorize();
  if (resumed) refresh_current();
  std::vector<EarlyJob> early;
  early.swap(early_);
  for (const auto& job : early) take_job(job.notify, job.difficulty.value_or(unnamed), now);
}

void Session::on_authorize_reply(const Response& response, Time now) {
  if (!response.yes()) {
    const std::string words = response.error ? sanitize(response.error->text) : std::string();
    return leave(Leave::Kind::refused, Errc::refused,
                 hide("the pool refused the user name or password" +
                          (words.empty() ? words : " (" + words + ")") +
                          "; check both against the pool's instructions",
                      options_.password),
                 Remedy::login);
  }
  enter(Stage::ready, now);
  source_.observer->on_authorized();
  if (!reauthorized_ && !had_job_) last_job_ = now;
  if (!reauthorized_) suggest_what_fits(now);
  resend(now);
  flush(now);
}

std::optional<double> Session::wanted_difficulty() const {
  if (source_.wishes.difficulty || !options_.fitting_difficulty) return source_.wishes.difficulty;
  return options_.fitting_difficulty();
}

void Session::suggest_what_fits(Time now) {
  fit_at_ = now + fit_again;
  if (quirks_.suggest.avoid) return;
  const auto wanted = wanted_difficulty();
  if (!wanted) return;
  if (suggested_ && now - suggested_at_ < tell_again) return;
  if (!suggested_ || *wanted > *suggested_ * 1.5 || *wanted < *suggested_ / 1.5)
    suggest(*wanted, now);
}

void Session::suggest(double difficulty, Time now) {
  suggested_ = difficulty;
  suggested_at_ = now;
  unconfirmed_ = &quirks_.suggest;
  send(suggest_difficulty_line(request(Kind::suggest), difficulty));
}

void Session::give_up_configure(Time now) {
  quirks_.no_configure = true;
  quirks_.no_configure_since = now;
}

void Session::remember_closing() {
  if (stage_ == Stage::subscribing && session_id_sent_) quirks_.session_id.clear();
  if (left_) return;  // it was us who closed
  if (stage_ == Stage::configuring) quirks_.configure_suspect = true;
  // Once may be chance.
  if (stage_ == Stage::ready && unconfirmed_ != nullptr && ++unconfirmed_->doubts >= 2)
    unconfirmed_->avoid = true;
  if (stage_ == Stage::authorizing && xnsub_sent_ && !reauthorized_) quirks_.no_xnsub = true;
}

}  // namespace wildcat::stratum
