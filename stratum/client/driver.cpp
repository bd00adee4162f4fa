// SPDX-License-Identifier: MIT
// Attempt, handshake, work, loss, pause, attempt. Everything that happens ends in pump(), which
// sends what the protocol wants sent and sets the timer anew.
#include "stratum/client/driver.h"

#include <algorithm>
#include <utility>

#include "stratum/client/login_gate.h"
#include "stratum/net/earliest.h"
#include "stratum/net/while_alive.h"

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

ClientDriver::ClientDriver(Loop& loop, ClientOptions options, PoolStack stack,
                           ConnectionObserver& observer)
    : loop_(loop),
      options_(with_url_credentials(std::move(options))),
      observer_(observer),
      streams_(std::move(stack.streams)),
      protocol_(stack.protocol(options_, observer)),
      backoff_(options_.retry_pause, options_.retry_pause_max, options_.seed),
      timer_(loop, [this] { on_clock(); }),
      target_(home()),
      retries_(options_.retries) {}

ClientDriver::~ClientDriver() { abandon(); }

Result<void> ClientDriver::open(SourceNumber number, SourceSetup setup) {
  if (state_ == State::done) return Error{Errc::state, "the client is done"};
  const auto [place, fresh] = gates_.try_emplace(number, *setup.sink);
  if (!fresh) return Error{Errc::state, "the source's number is taken"};
  JobGate& gate = place->second;
  if (grouped_) gate.close();
  if (active_) (void)gate.set_active(true);  // there is no job yet that could be refused
  setup.sink = &gate;
  if (auto opened = protocol_->open(number, setup, now()); !opened) {
    gates_.erase(place);
    return opened;
  }
  pump();
  return {};
}

void ClientDriver::close(SourceNumber number) {
  if (state_ == State::done || !gates_.contains(number)) return;
  protocol_->close(number, now());
  gates_.erase(number);
  if (gates_.empty()) return rest(milliseconds(0));
  pump();
}

void ClientDriver::set_wishes(SourceNumber number, const SourceWishes& wishes) {
  if (state_ == State::done || !gates_.contains(number)) return;
  protocol_->set_wishes(number, wishes, now());
  pump();
}

bool ClientDriver::source_ready(SourceNumber number) const {
  return state_ == State::connected && protocol_->source_ready(number);
}

void ClientDriver::start() {
  rest_at_.reset();
  if (state_ != State::idle) return;
  if (!std::exchange(counted_, true)) client_started(loop_);
  state_ = State::waiting;
  next_step_ = now();
  arm();
}

void ClientDriver::submit(SourceNumber number, Share share, Time since) {
  if (state_ == State::done || !gates_.contains(number)) return;
  protocol_->submit(number, std::move(share), now(), since);
  pump();
}

void ClientDriver::rest(milliseconds grace) {
  if (state_ == State::done || resting()) return;
  rest_at_ = now() + grace;
  pump();
}

void ClientDriver::discarded(SourceNumber number, std::uint64_t count) {
  if (state_ != State::done && gates_.contains(number)) protocol_->discarded(number, count, now());
}

void ClientDriver::stop(milliseconds grace) {
  if (state_ == State::done) return;
  if (!std::exchange(counted_, true)) client_started(loop_);
  const Time limit = now() + grace;
  stop_at_ = stop_at_ ? std::min(*stop_at_, limit) : limit;
  pump();
}

void ClientDriver::abandon() {
  if (state_ == State::done) return;
  state_ = State::done;
  leave_gate();
  if (stream_) stream_->close();
  stream_.reset();
  timer_.cancel();
  if (counted_) client_ended(loop_);
}

Stream::Events ClientDriver::events() {
  const auto guarded = [this](auto f) { return while_alive(weak_from_this(), f); };
  return {guarded([](ClientDriver& self, const std::string& address) {
            self.observer_.on_connecting(self.options_.pool.display(), address);
          }),
          guarded([](ClientDriver& self, const std::string& address) { self.on_opened(address); }),
          guarded([](ClientDriver& self, std::string_view bytes) {
            self.protocol_->receive(bytes, now());
            self.pump();
          }),
          guarded([](ClientDriver& self, const Error& why) {
            const bool live = self.state_ == State::connected;
            self.lost(Leave{Leave::Kind::failed, live ? self.protocol_->explain(why) : why,
                            std::nullopt, milliseconds(0)});
          }),
          guarded([](ClientDriver& self, const Fault& fault) { self.observer_.on_fault(fault); }),
          guarded([](ClientDriver& self, const FaultAnswer& answer) {
            self.observer_.on_fault_answer(answer);
          })};
}

void ClientDriver::attempt() {
  if (const auto usable = protocol_->check(); !usable)
    return end(ClientEnd::refused, usable.error());
  if (!options_.login_gate) return connect();
  state_ = State::queued;
  options_.login_gate->enter([weak = weak_from_this()] {
    const auto self = weak.lock();
    return self && self->on_admitted();
  });
}

/// Whoever has come to rest meanwhile, or has asked twice, declines.
bool ClientDriver::on_admitted() {
  if (state_ != State::queued) return false;
  in_gate_ = true;
  connect();
  return true;
}

void ClientDriver::leave_gate() {
  if (std::exchange(in_gate_, false)) options_.login_gate->leave();
}

void ClientDriver::connect() {
  state_ = State::connecting;
  next_step_ = now() + options_.connect_timeout;
  stream_ = streams_(events());
  stream_->open(target_, static_cast<unsigned>(failures_));
  arm();
}

void ClientDriver::on_opened(const std::string& address) {
  state_ = State::connected;
  ready_since_.reset();
  observer_.on_connected(options_.pool.display(), address);
  protocol_->connected(now());
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
  protocol_->tick(time);
  pump();
}

void ClientDriver::pump() {
  if (state_ == State::connected) {
    std::string out = protocol_->take_output();
    if (!out.empty()) stream_->write(std::move(out));
    if (protocol_->ready() && !ready_since_) {
      ready_since_ = now();
      failures_ = 0;
      troubled_ = false;
      leave_gate();
    }
    if (const auto why = protocol_->take_leave()) return lost(*why);
  }
  if (due(stop_at_)) return end(ClientEnd::stopped, Error{Errc::state, "stopped"});
  if (due(rest_at_)) return suspend();
  arm();
  changed();
}

std::optional<int> ClientDriver::join_group(std::function<void()> note) {
  watcher_ = std::move(note);
  grouped_ = true;
  active_ = false;
  for (auto& [number, gate] : gates_) gate.close();
  return options_.retries;
}

void ClientDriver::set_alone(bool alone) { retries_ = alone ? options_.retries : std::nullopt; }

void ClientDriver::set_active(bool on) {
  active_ = on;
  for (auto& [number, gate] : gates_)
    if (const auto taken = gate.set_active(on); !taken)
      observer_.on_warning("the pool's job cannot be mined: " + taken.error().message,
                           taken.error().remedy);
}

bool ClientDriver::has_work() const {
  return std::any_of(gates_.begin(), gates_.end(),
                     [](const auto& entry) { return entry.second.has_job(); });
}

void ClientDriver::give_up() {
  if (state_ == State::done) return;
  end(last_refused_ ? ClientEnd::refused : ClientEnd::unreachable, last_loss_);
}

void ClientDriver::changed() {
  if (watcher_) watcher_();
}

/// Nothing is worth waiting for any more, or the time is up.
bool ClientDriver::due(const std::optional<Time>& limit) const {
  if (!limit) return false;
  return state_ != State::connected || (protocol_->drained() && stream_->idle()) || now() >= *limit;
}

void ClientDriver::suspend() {
  leave_gate();
  const bool connected = state_ == State::connected;
  rest_at_.reset();
  troubled_ = false;
  state_ = State::idle;
  if (stream_) stream_->close();
  stream_.reset();
  ready_since_.reset();
  protocol_->finish(now());
  if (connected)
    observer_.on_disconnected(Error{Errc::state, "not needed while another pool works"},
                              std::nullopt);
  if (state_ == State::done) return;  // the observer may have let go of us
  arm();
  changed();
}

void ClientDriver::arm() {
  Earliest next;
  next.consider(protocol_->deadline());
  if (state_ == State::waiting || state_ == State::connecting) next.consider(next_step_);
  next.consider(stop_at_);
  next.consider(rest_at_);
  timer_.set(next.time());
}

void ClientDriver::lost(const Leave& why) {
  leave_gate();
  if (stream_) stream_->close();
  stream_.reset();
  protocol_->disconnected(now());
  if (stop_at_) return end(ClientEnd::stopped, Error{Errc::state, "stopped"});
  last_loss_ = why.why;
  last_refused_ = why.kind == Leave::Kind::refused;
  // Being told to wait is being without work: others take over, as with every loss.
  troubled_ = why.kind != Leave::Kind::redirected || why.wait > milliseconds(0);
  if (rest_at_) return suspend();
  // Losing a connection that worked is no failed attempt; being refused always is.
  const bool worked = ready_since_.has_value();
  if (worked) backoff_.worked_for(now() - *ready_since_);
  const bool failed =
      why.kind == Leave::Kind::refused || (why.kind == Leave::Kind::failed && !worked);
  ready_since_.reset();
  if (failed) ++failures_;
  if (retries_ && failures_ > *retries_) {
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
  if (state_ == State::done) return;  // the observer may have let go of us
  arm();
  changed();
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
  leave_gate();
  if (stream_) stream_->close();
  stream_.reset();
  timer_.cancel();
  state_ = State::done;
  if (how != ClientEnd::stopped) last_loss_ = why;
  protocol_->finish(now());
  observer_.on_end(how, why);
  changed();
  client_ended(loop_);
}

std::shared_ptr<ClientDriver> make_driver(Loop& loop, ClientOptions options, PoolStack stack,
                                          JobSink& sink, ConnectionObserver& observer,
                                          SourceObserver& source) {
  auto driver =
      std::make_shared<ClientDriver>(loop, std::move(options), std::move(stack), observer);
  // Every protocol takes one source; without it, the first attempt says so.
  (void)driver->open(first_source, source_setup(driver->options(), sink, source));
  return driver;
}

}  // namespace wildcat::stratum
