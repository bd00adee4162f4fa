// SPDX-License-Identifier: MIT
// Attempt, handshake, work, loss, pause, attempt. Everything that happens ends in pump(), which
// sends what the session wants sent and sets the alarm anew.
#include "stratum/client_driver.h"

#include <algorithm>

#include "stratum/json.h"

namespace wildcat::stratum {
namespace {

using std::chrono::milliseconds;

/// An authorisation that was refused is not asked for again so soon: 30 s by default.
constexpr int refused_pause_factor = 30;

ClientOptions with_url_credentials(ClientOptions options) {
  if (options.user.empty()) options.user = options.pool.user;
  if (options.password.empty()) options.password = options.pool.password;
  return options;
}

}  // namespace

ClientDriver::ClientDriver(Loop& loop, ClientOptions options, JobSink& sink,
                           ClientObserver& observer, StreamFactory factory)
    : loop_(loop),
      options_(with_url_credentials(std::move(options))),
      observer_(observer),
      factory_(std::move(factory)),
      session_(options_, memory_, sink, observer),
      backoff_(options_.retry_pause, options_.retry_pause_max, options_.seed),
      alarm_(loop, [this] { on_clock(); }),
      target_(home()) {}

ClientDriver::~ClientDriver() { abandon(); }

Result<void> ClientDriver::check() const {
  const bool long_user = quoted(options_.user).size() > 512;
  if (long_user || authorize_line(~0ULL, options_.user, options_.password).size() > max_request - 1)
    return Error{Errc::invalid_argument,
                 "user name and password are too long for a pool (a line holds 1023 bytes); "
                 "shorten them"};
  if (quoted(options_.user_agent).size() > 512)
    return Error{Errc::invalid_argument, "the user agent is longer than 510 bytes; shorten it"};
  return {};
}

void ClientDriver::start() {
  if (state_ != State::idle) return;
  client_started(loop_);
  state_ = State::waiting;
  next_step_ = now();
  arm();
}

void ClientDriver::submit(Share share) {
  if (state_ == State::done) return;
  session_.submit(std::move(share), now());
  pump();
}

void ClientDriver::discarded(std::uint64_t count) {
  if (state_ != State::done) session_.discarded(count, now());
}

void ClientDriver::stop(milliseconds grace) {
  if (state_ == State::done) return;
  if (state_ == State::idle) client_started(loop_);
  const Time limit = now() + grace;
  stop_at_ = stop_at_ ? std::min(*stop_at_, limit) : limit;
  pump();
}

void ClientDriver::abandon() {
  if (state_ == State::done) return;
  const bool counted = state_ != State::idle;
  state_ = State::done;
  if (stream_) stream_->close();
  stream_.reset();
  alarm_.cancel();
  if (counted) client_ended(loop_);
}

Stream::Events ClientDriver::events() {
  // Weak: a Stream may outlive the client for a moment, inside Asio.
  const auto weak = weak_from_this();
  const auto guarded = [weak](auto f) {
    return [weak, f](const auto& value) {
      if (const auto self = weak.lock(); self && self->state_ != State::done) f(*self, value);
    };
  };
  return {guarded([](ClientDriver& self, const std::string& address) {
            self.observer_.on_connecting(self.options_.pool.display(), address);
          }),
          guarded([](ClientDriver& self, const std::string& address) { self.on_opened(address); }),
          guarded([](ClientDriver& self, std::string_view bytes) {
            self.session_.receive(bytes, now());
            self.pump();
          }),
          guarded([](ClientDriver& self, const Error& why) {
            self.lost(Leave{Leave::Kind::failed, why, std::nullopt, milliseconds(0)});
          }),
          guarded([](ClientDriver& self, const Fault& fault) { self.observer_.on_fault(fault); }),
          guarded([](ClientDriver& self, const FaultAnswer& answer) {
            self.observer_.on_fault_answer(answer);
          })};
}

void ClientDriver::attempt() {
  if (const auto usable = check(); !usable) return end(ClientEnd::refused, usable.error());
  state_ = State::connecting;
  next_step_ = now() + options_.connect_timeout;
  stream_ = factory_(events());
  stream_->open(target_, static_cast<unsigned>(failures_));
  arm();
}

void ClientDriver::on_opened(const std::string& address) {
  state_ = State::connected;
  ready_since_.reset();
  observer_.on_connected(options_.pool.display(), address);
  session_.connected(now());
  pump();
}

void ClientDriver::on_clock() {
  if (state_ == State::done) return;
  const auto self = shared_from_this();
  const Time time = now();
  if (state_ == State::connecting && time >= next_step_)
    return lost(Leave{
        Leave::Kind::failed,
        Error{Errc::io, "no connection within " + std::to_string(options_.connect_timeout.count()) +
                            " ms; check host, port and firewall"},
        std::nullopt, milliseconds(0)});
  if (state_ == State::waiting && time >= next_step_ && !stop_at_) attempt();
  if (state_ == State::done) return;
  session_.tick(time);
  pump();
}

void ClientDriver::pump() {
  if (state_ == State::connected) {
    std::string out = session_.take_output();
    if (!out.empty()) stream_->write(std::move(out));
    if (session_.ready() && !ready_since_) {
      ready_since_ = now();
      failures_ = 0;
    }
    if (const auto why = session_.take_leave()) return lost(*why);
  }
  if (stop_due()) return end(ClientEnd::stopped, Error{Errc::state, "stopped"});
  arm();
}

bool ClientDriver::stop_due() const {
  if (!stop_at_) return false;
  return state_ != State::connected || (session_.drained() && stream_->idle()) ||
         now() >= *stop_at_;
}

void ClientDriver::arm() {
  std::optional<Time> first = session_.deadline();
  const auto consider = [&](Time time) { first = first ? std::min(*first, time) : time; };
  if (state_ == State::waiting || state_ == State::connecting) consider(next_step_);
  if (stop_at_) consider(*stop_at_);
  if (first) return alarm_.set(*first);
  alarm_.cancel();
}

void ClientDriver::lost(const Leave& why) {
  if (stream_) stream_->close();
  stream_.reset();
  session_.disconnected(now());
  if (stop_at_) return end(ClientEnd::stopped, Error{Errc::state, "stopped"});
  // Losing a connection that worked is no failed attempt; being refused always is.
  const bool worked = ready_since_.has_value();
  if (worked && now() - *ready_since_ >= good_work) backoff_.reset();
  const bool failed =
      why.kind == Leave::Kind::refused || (why.kind == Leave::Kind::failed && !worked);
  ready_since_.reset();
  if (failed) ++failures_;
  if (options_.retries && failures_ > *options_.retries) {
    observer_.on_disconnected(why.why, std::nullopt);
    if (state_ == State::done) return;
    return end(why.kind == Leave::Kind::refused ? ClientEnd::refused : ClientEnd::unreachable,
               why.why);
  }
  // One attempt elsewhere; after that it is home again.
  target_ = why.to.value_or(home());
  const milliseconds pause = pause_after(why);
  state_ = State::waiting;
  next_step_ = now() + pause;
  observer_.on_disconnected(why.why, pause);
  if (state_ != State::done) arm();  // the observer may have let go of us
}

milliseconds ClientDriver::pause_after(const Leave& why) {
  switch (why.kind) {
    case Leave::Kind::redirected:
      return why.wait;
    case Leave::Kind::refused:
      return backoff_.next_at_least(options_.retry_pause * refused_pause_factor);
    default:
      return backoff_.next();
  }
}

void ClientDriver::end(ClientEnd how, const Error& why) {
  const auto self = shared_from_this();
  if (stream_) stream_->close();
  stream_.reset();
  alarm_.cancel();
  state_ = State::done;
  session_.finish(now());
  observer_.on_end(how, why);
  client_ended(loop_);
}

}  // namespace wildcat::stratum
