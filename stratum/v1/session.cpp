// SPDX-License-Identifier: MIT
// Lines in, and who is concerned by what they say. A pool may tell or ask anything at any time,
// also before its first reply.
#include "stratum/v1/session.h"

#include <algorithm>
#include <utility>

#include "stratum/net/earliest.h"
#include "stratum/net/foreign_text.h"
#include "stratum/v1/foreign_service.h"
#include "stratum/v1/json.h"
#include "stratum/v1/notify.h"
#include "stratum/v1/request.h"

namespace wildcat::stratum {

Session::Session(const ClientOptions& options, ConnectionObserver& observer)
    : options_(options),
      observer_(observer),
      out_(options, observer),
      handshake_(options, source_, quirks_, out_),
      suggestion_(options, source_.wishes, quirks_, out_),
      jobs_(options, source_, handshake_, out_),
      submissions_(options, source_, quirks_, out_, handshake_, jobs_) {}

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
  if (!is_open(number)) return;
  finish(now);
  jobs_.forget_source();
  source_ = {};
}

bool Session::source_ready(SourceNumber number) const { return number == number_ && ready(); }

void Session::set_wishes(SourceNumber number, const SourceWishes& wishes, Time now) {
  if (!is_open(number)) return;
  out_.set_time(now);
  const SourceWishes former = std::exchange(source_.wishes, wishes);
  if (wishes.difficulty != former.difficulty && ready()) {
    suggestion_.forget();  // what it was told before is no reason to be silent now
    suggestion_.suggest_what_fits();
  }
  if (wishes.least_difficulty != former.least_difficulty) jobs_.retarget();
  submissions_.drop_void();
}

void Session::connected(Time now) {
  out_.set_time(now);
  out_.begin();
  lines_.clear();
  bad_lines_ = 0;
  understood_ = false;
  first_words_.clear();
  last_heard_ = now;
  suggestion_.forget();
  jobs_.begin();
  handshake_.begin(suggestion_.wanted());
}

void Session::disconnected(Time now) {
  out_.set_time(now);
  if (handshake_.offline()) return;
  // This connection never got as far as a difficulty of its own.
  if (!handshake_.subscribed()) jobs_.forget_difficulty();
  handshake_.end();
  out_.say_held_warnings();
  submissions_.connection_lost();
  // Without a session id there is no resuming: hashing on would be for nothing.
  if (quirks_.session_id.empty()) return void_work();
  jobs_.hold();
}

void Session::finish(Time now) {
  out_.set_time(now);
  handshake_.stop();
  submissions_.connection_lost();
  if (source_.sink == nullptr) return;
  void_work();
  submissions_.say_discarded();
  out_.say_held_warnings();
}

void Session::void_work() {
  jobs_.void_all();
  submissions_.drop_void();
  submissions_.lose_all();
}

void Session::tick(Time now) {
  out_.set_time(now);
  submissions_.lose_sent_before(now - options_.reply_timeout);
  if (handshake_.offline()) return jobs_.tick_offline();
  handshake_.tick();
  if (!out_.leaving() && now - last_heard_ >= options_.silence_timeout)
    out_.leave(Leave::Kind::failed, Errc::io,
               "the pool has been silent for too long; reconnecting (if this goes on, try another "
               "pool or look at the network)");
  if (ready() && !out_.leaving()) jobs_.tick_ready();
  if (ready() && !out_.leaving()) {
    suggestion_.tick();
    stay_awake();
  }
  submissions_.flush();
}

/// Some pools hang up on a client that says nothing. There is no message for that, so it is one
/// that changes nothing.
void Session::stay_awake() {
  if (options_.keep_alive.count() == 0 || out_.now() - out_.last_sent() < options_.keep_alive)
    return;
  out_.keep_quiet();  // also when there is nothing that this pool could be told
  if (!suggestion_.repeat(jobs_.difficulty())) handshake_.repeat();
}

std::optional<Session::Time> Session::deadline() const {
  Earliest next;
  next.consider(submissions_.due());
  if (handshake_.offline()) {
    next.consider(jobs_.due_offline());
    return next.time();
  }
  next.consider(handshake_.due());
  next.consider(last_heard_ + options_.silence_timeout);
  if (!ready()) return next.time();
  next.consider(jobs_.due_ready());
  next.consider(suggestion_.due());
  if (options_.keep_alive.count() > 0) next.consider(out_.last_sent() + options_.keep_alive);
  return next.time();
}

void Session::submit(SourceNumber number, Share share, Time now, std::optional<Time> since) {
  if (!is_open(number)) return;
  out_.set_time(now);
  submissions_.submit(std::move(share), since.value_or(now));
}

void Session::discarded(SourceNumber number, std::uint64_t count, Time now) {
  if (!is_open(number)) return;
  out_.set_time(now);
  submissions_.discarded(count);
}

void Session::receive(std::string_view bytes, Time now) {
  out_.set_time(now);
  if (handshake_.offline() || out_.leaving()) return;
  last_heard_ = now;
  out_.heard();
  if (!understood_) listen_for_others(bytes);
  if (out_.leaving()) return;
  const auto fed =
      lines_.feed(bytes, [&](std::string_view line) { return on_line(line) && !out_.leaving(); });
  if (!fed) out_.leave(Leave::Kind::failed, fed.error().code, fed.error().message);
}

void Session::listen_for_others(std::string_view bytes) {
  first_words_ += bytes.substr(0, telling_bytes - first_words_.size());
  if (const auto service = foreign_service(first_words_))
    out_.leave(Leave::Kind::failed, Errc::protocol, *service);
}

/// A pool that closes later has its own reasons; one that has not said a word of Stratum may be
/// none.
Error Session::explain(Error loss) const {
  if (understood_) return loss;
  const std::string said = sanitize(hide(first_words_, options_.password), 60);
  loss.message += said.empty() ? "; it had not said a word" : "; it had said '" + said + "'";
  loss.message += "; check that the URL is that of a Stratum V1 port";
  if (!options_.pool.tls()) loss.message += ", and that the port is one without TLS";
  return loss;
}

bool Session::on_line(std::string_view line) {
  observer_.on_line(false, hide(line, options_.password));
  const auto message = parse_message(line);
  if (!message) return bad_line(message.error());
  bad_lines_ = 0;
  understood_ = true;
  if (const auto* call = std::get_if<Call>(&*message))
    std::visit([&](const auto& what) { handle(what, *call); }, call->what);
  if (const auto* response = std::get_if<Response>(&*message)) on_response(*response);
  return true;
}

bool Session::bad_line(const Error& why) {
  out_.warn("the pool sent a line that is no message (" + why.message + "); ignored");
  if (++bad_lines_ < max_bad_lines) return true;
  out_.leave(Leave::Kind::failed, Errc::protocol,
             "the pool sent five lines in a row that are no messages; check that the URL is that "
             "of a Stratum V1 port");
  return false;
}

void Session::on_response(const Response& response) {
  if (!response.id)
    return out_.warn("the pool reports: " +
                     sanitize(response.error ? response.error->text : "a reply to nothing"));
  if (const auto outcome = submissions_.on_response(response)) {
    handshake_.judge(*outcome);
    return submissions_.flush();
  }
  const auto kind = out_.answered(*response.id);
  if (!kind)
    return out_.warn("the pool answered request " + std::to_string(*response.id) +
                     ", which is none of ours or was given up; ignored");
  if (kind == RequestKind::configure) on_configured(response);
  if (kind == RequestKind::subscribe) on_subscribe_reply(response);
  if (kind == RequestKind::authorize) on_authorize_reply(response);
  if (kind == RequestKind::suggest && response.error) suggestion_.refused(response.error->text);
  // Whatever a pool says to extranonce.subscribe changes nothing.
}

void Session::on_configured(const Response& response) {
  if (!handshake_.on_configured(response)) return;
  source_.observer->on_version_mask(handshake_.mask());
  if (handshake_.subscribed()) jobs_.refresh();  // a late answer
}

void Session::on_subscribe_reply(const Response& response) {
  const auto subscription = handshake_.on_subscribe_reply(response);
  if (!subscription) return;
  const Extranonce fresh{subscription->extranonce1, subscription->extranonce2_size};
  const bool resumed = handshake_.asked_to_resume() && fresh == jobs_.extranonce();
  jobs_.subscribed(fresh, resumed);
  submissions_.drop_void();
  if (!resumed) submissions_.lose_all();
  if (!resumed || !subscription->session_id.empty()) quirks_.session_id = subscription->session_id;
  source_.observer->on_subscribed(to_hex(fresh.extranonce1), fresh.extranonce2_size, resumed);
  handshake_.authorize();
  jobs_.take_early(resumed);
  submissions_.drop_void();
}

void Session::on_authorize_reply(const Response& response) {
  if (!handshake_.on_authorize_reply(response)) return;
  source_.observer->on_authorized();
  if (!handshake_.reauthorized()) {
    jobs_.wait_for_job();
    suggestion_.suggest_what_fits();
  }
  submissions_.resend();
  submissions_.flush();
}

void Session::handle(const Notify& notify, const Call&) {
  jobs_.on_notify(notify);
  submissions_.drop_void();
}

/// The ports of other coins talk so, over and over: it is said once. Nobody's work is changed by
/// it, so a pool that gives nothing else is one without work.
void Session::handle(const ForeignNotify& notify, const Call&) {
  if (std::exchange(foreign_jobs_, true)) return;
  std::string missing;
  for (std::size_t i = notify.parameters; i < notify_fields.size(); ++i)
    missing += (missing.empty() ? "" : ", ") + std::string(notify_fields.at(i));
  out_.say(
      "the pool's jobs cannot be mined: its mining.notify has " +
      std::to_string(notify.parameters) +
      " parameters, so that these are missing, without which there is no block header: " + missing +
      ". Some coins' pools talk so; check that this is a port for Bitcoin. (Said once.)");
}

void Session::handle(const SetDifficulty& change, const Call&) {
  jobs_.set_difficulty(change.difficulty);
}

void Session::handle(const SetExtranonce& change, const Call&) { jobs_.set_extranonce(change); }

void Session::handle(const SetVersionMask& change, const Call&) {
  // Not agreed on yet, or never: shares go without version bits, so there is nothing to mask now.
  if (!handshake_.set_mask(change.mask)) return;
  source_.observer->on_version_mask(handshake_.mask());
  if (handshake_.subscribed()) jobs_.refresh();
  submissions_.flush();
}

void Session::handle(const Reconnect& wish, const Call&) {
  auto to = redirects_.judge(options_.pool, wish.host, wish.port, out_.now(), wish.wait);
  if (!to) return out_.warn(to.error().message);
  out_.redirect(std::move(*to), wish.wait);
}

void Session::handle(const ShowMessage& message, const Call& call) {
  if (messages_.pass(out_.now()))
    observer_.on_pool_message(sanitize(hide(message.text, options_.password)));
  if (!call.id.empty()) out_.send(answer_line(call.id, "true"));
}

void Session::handle(const GetVersion&, const Call& call) {
  if (!call.id.empty()) out_.send(answer_line(call.id, quoted(options_.user_agent)));
}

void Session::handle(const Ping&, const Call& call) {
  if (!call.id.empty()) out_.send(answer_line(call.id, "\"pong\""));
}

void Session::handle(const UnknownMethod& method, const Call& call) {
  const bool first = unknown_methods_.size() < 32 && unknown_methods_.insert(method.name).second;
  if (first) out_.warn("the pool uses a method we do not know: " + sanitize(method.name, 64));
  if (!call.id.empty()) out_.send(unknown_method_line(call.id));
}

void Session::handle(const Malformed& bad, const Call&) {
  out_.warn("the pool sent a bad " + bad.method + " (" + sanitize(bad.why) + "); ignored");
}

}  // namespace wildcat::stratum
