// SPDX-License-Identifier: MIT
// Lines in, lines out, and what the clock brings about.
#include "stratum/v1/session.h"

#include <algorithm>
#include <utility>

#include "stratum/net/earliest.h"
#include "stratum/net/foreign_text.h"
#include "stratum/v1/json.h"

namespace wildcat::stratum {

Session::Session(const ClientOptions& options, ConnectionObserver& observer)
    : options_(options), observer_(observer) {}

Result<void> Session::check() const {
  if (source_.sink == nullptr) return Error{Errc::state, "there is no source to connect for"};
  const bool long_user = quoted(source_.worker).size() > 512;
  if (long_user ||
      authorize_line(~0ULL, source_.worker, options_.password).size() > max_request - 1)
    return Error{Errc::invalid_argument,
                 "user name and password are too long for a pool (a line holds 1023 bytes); "
                 "shorten them"};
  if (quoted(options_.user_agent).size() > 512)
    return Error{Errc::invalid_argument, "the user agent is longer than 510 bytes; shorten it"};
  return {};
}

Result<void> Session::open(SourceNumber number, const SourceSetup& setup, Time) {
  if (source_.sink != nullptr)
    return Error{Errc::state,
                 "a Stratum V1 connection serves one worker; make a client for each of them"};
  number_ = number;
  source_ = setup;
  return {};
}

void Session::close(SourceNumber number, Time now) {
  if (source_.sink == nullptr || number != number_) return;
  finish(now);
  source_ = {};
}

bool Session::source_ready(SourceNumber number) const { return number == number_ && ready(); }

void Session::set_wishes(SourceNumber number, const SourceWishes& wishes, Time now) {
  if (source_.sink == nullptr || number != number_) return;
  clock_ = now;
  const SourceWishes former = std::exchange(source_.wishes, wishes);
  if (wishes.difficulty != former.difficulty && ready()) {
    suggested_.reset();  // what it was told before is no reason to be silent now
    suggest_what_fits(now);
  }
  if (wishes.least_difficulty != former.least_difficulty) retarget_current();
}

void Session::disconnected(Time now) {
  clock_ = now;
  if (stage_ == Stage::offline) return;
  remember_closing();
  say_held_warnings();
  // This connection never got as far as a difficulty of its own.
  if (stage_ == Stage::configuring || stage_ == Stage::subscribing)
    difficulty_ = former_difficulty_;
  stage_ = Stage::offline;
  output_.clear();
  leave_.reset();
  queue_.connection_lost();
  // Without a session id there is no resuming: hashing on would be for nothing.
  if (quirks_.session_id.empty()) return void_work(now);
  if (!hold_until_) hold_until_ = now + hold_time;
}

void Session::receive(std::string_view bytes, Time now) {
  clock_ = now;
  if (stage_ == Stage::offline || leave_) return;
  last_heard_ = now;
  if (unconfirmed_ != nullptr) unconfirmed_->doubts = 0;
  unconfirmed_ = nullptr;
  const auto fed =
      lines_.feed(bytes, [&](std::string_view line) { return on_line(line, now) && !leave_; });
  if (!fed) leave(Leave::Kind::failed, fed.error().code, fed.error().message);
}

bool Session::on_line(std::string_view line, Time now) {
  observer_.on_line(false, hide(line, options_.password));
  const auto message = parse_message(line);
  if (!message) return bad_line(message.error());
  bad_lines_ = 0;
  if (const auto* call = std::get_if<Call>(&*message)) on_call(*call, now);
  if (const auto* response = std::get_if<Response>(&*message)) on_response(*response, now);
  return true;
}

bool Session::bad_line(const Error& why) {
  warn("the pool sent a line that is no message (" + why.message + "); ignored");
  if (++bad_lines_ < max_bad_lines) return true;
  leave(Leave::Kind::failed, Errc::protocol,
        "the pool sent five lines in a row that are no messages; check that the URL is that of a "
        "Stratum V1 port");
  return false;
}

void Session::finish(Time now) {
  clock_ = now;
  stage_ = Stage::offline;
  queue_.connection_lost();
  if (source_.sink == nullptr) return;
  void_work(now);
  say_discarded();
  say_held_warnings();
}

void Session::tick(Time now) {
  clock_ = now;
  for (const auto& held : queue_.take_sent_before(now - options_.reply_timeout))
    report_lost(held, now);
  if (stage_ == Stage::offline) {
    if (hold_until_ && now >= *hold_until_ && offered_) {
      source_.sink->drop_job();
      offered_ = false;
    }
    return;
  }
  if (shaking_hands()) tick_handshake(now);
  if (!leave_ && now - last_heard_ >= options_.silence_timeout)
    leave(Leave::Kind::failed, Errc::io,
          "the pool has been silent for too long; reconnecting (if this goes on, try another pool "
          "or look at the network)");
  if (ready() && !leave_) tick_work(now);
  flush(now);
}

/// A pool may talk without end and yet give nothing to do.
void Session::tick_work(Time now) {
  if (now - last_job_ >= options_.job_timeout)
    return leave(Leave::Kind::failed, Errc::io,
                 "the pool has sent no job for too long; reconnecting (if this goes on, try "
                 "another pool)");
  if (!had_job_ && !missed_job_ && now - last_job_ >= no_job_warning) {
    missed_job_ = true;
    say("the pool has accepted us, but sends no job; waiting for one");
  }
  if (now >= fit_at_) suggest_what_fits(now);
  if (options_.keep_alive.count() > 0 && now - last_sent_ >= options_.keep_alive) stay_awake(now);
}

/// Some pools hang up on a client that says nothing. There is no message for that, so it is one
/// that changes nothing.
void Session::stay_awake(Time now) {
  last_sent_ = now;  // also when there is nothing that this pool could be told
  if (!quirks_.suggest.avoid) return suggest(suggested_.value_or(difficulty_), now);
  if (rolling_) return send(configure_line(request(Kind::configure), options_.version_mask));
  if (quirks_.repeat.avoid) return;
  unconfirmed_ = &quirks_.repeat;
  send_authorize();
}

void Session::tick_handshake(Time now) {
  if (now - stage_since_ < options_.connect_timeout) return;
  switch (stage_) {
    case Stage::configuring:
      give_up_configure(now);
      say("the pool does not answer mining.configure; going on without version rolling");
      return send_subscribe(now);
    case Stage::subscribing:
      return leave(Leave::Kind::failed, Errc::io,
                   "the pool does not answer mining.subscribe; check that the URL is that of a "
                   "Stratum V1 port");
    default:
      return leave(Leave::Kind::failed, Errc::io,
                   "the pool does not answer mining.authorize; check the user name, or try again "
                   "later");
  }
}

std::optional<Session::Time> Session::deadline() const {
  Earliest next;
  // Just after the limit: a share is lost once it is older than the timeout.
  if (const auto oldest = queue_.oldest())
    next.consider(*oldest + options_.reply_timeout + std::chrono::milliseconds(1));
  if (stage_ == Stage::offline) {
    if (hold_until_ && offered_) next.consider(*hold_until_);
    return next.time();
  }
  if (shaking_hands()) next.consider(stage_since_ + options_.connect_timeout);
  next.consider(last_heard_ + options_.silence_timeout);
  if (!ready()) return next.time();
  next.consider(last_job_ + options_.job_timeout);
  if (!had_job_ && !missed_job_) next.consider(last_job_ + no_job_warning);
  if (options_.fitting_difficulty && !source_.wishes.difficulty && !quirks_.suggest.avoid)
    next.consider(fit_at_);
  if (options_.keep_alive.count() > 0) next.consider(last_sent_ + options_.keep_alive);
  return next.time();
}

std::string Session::take_output() {
  std::string out;
  out.swap(output_);
  return out;
}

std::optional<Leave> Session::take_leave() {
  std::optional<Leave> out;
  out.swap(leave_);
  return out;
}

std::uint64_t Session::request(Kind kind) {
  const std::uint64_t id = next_id_++;
  requests_[id] = kind;
  return id;
}

void Session::send(const std::string& line, const std::string& shown) {
  output_ += line + "\n";
  last_sent_ = clock_;
  observer_.on_line(true, shown);
}

void Session::leave(Leave::Kind kind, Errc code, std::string why, Remedy remedy) {
  if (leave_) return;
  left_ = true;
  leave_ =
      Leave{kind, Error{code, std::move(why), remedy}, std::nullopt, std::chrono::milliseconds(0)};
}

void Session::say(const std::string& text) { observer_.on_warning(hide(text, options_.password)); }

/// Says what a pool caused, and may cause as often as it likes.
void Session::warn(const std::string& text) {
  if (!warnings_.pass(clock_)) return;
  say_held_warnings();
  say(text);
}

void Session::say_held_warnings() {
  if (const auto held = warnings_.take_held(); held > 0)
    say(std::to_string(held) + " more warnings about this pool were not shown");
}

}  // namespace wildcat::stratum
