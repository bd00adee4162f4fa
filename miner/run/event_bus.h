// SPDX-License-Identifier: MIT
// From where something happens in a run to everybody who watches it: events are numbered, rid of
// secrets and told to each subscriber in order.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "miner/json/json_writer.h"
#include "miner/run/events.h"
#include "miner/run/redactor.h"
#include "wildcat/miner.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// An event that programs are told: it has a name, and a place in docs/EVENTS.md.
template <class E>
concept PublicEvent = requires { E::event; };

/// Somebody who watches a run: console, event file, API. Told on any thread, one event at a time,
/// in the order of their numbers; it must not wait for anything, nor call the run's functions but
/// end().
class Subscriber {
 public:
  virtual ~Subscriber() = default;
  virtual void on_event(const Event& event) = 0;
  /// The run is over: waits until what was told is written, until `deadline` at the longest.
  /// Errors: io (it cannot be written: the run has failed), or exhausted (it was not read in time).
  virtual Result<void> finish(std::chrono::steady_clock::time_point /*deadline*/) { return {}; }
  /// Another subscriber could not finish.
  virtual void on_unfinished(const Error& /*why*/) {}
};

/// Somebody who watches what comes too often to be events: what is said on each connection and
/// searched for it. Told on any thread, several at once.
class ConnectionTracer {
 public:
  virtual ~ConnectionTracer() = default;
  /// A connection will be made with these options, for this source. Connections count from 1.
  virtual void on_client(std::uint32_t /*connection*/, SourceId /*source*/,
                         const stratum::ClientOptions& /*options*/) {}
  virtual void on_opened(std::uint32_t /*connection*/) {}
  virtual void on_closed(std::uint32_t /*connection*/, const std::string& /*why*/) {}
  /// One message, as text and without secrets. `outgoing`: from us to the pool.
  virtual void on_line(std::uint32_t /*connection*/, std::uint32_t /*worker*/, bool /*outgoing*/,
                       std::string_view /*line*/) {}
  /// A unit of work came back; `job` is its job's name without secrets. On scanner threads: be
  /// quick.
  virtual void on_unit_finds(const UnitFinds& /*finds*/, const std::string& /*job*/) {}
};

/// The way from the run to its subscribers. Thread rule: subscribe() and trace() before the run
/// begins, the rest on any thread.
class EventBus {
 public:
  explicit EventBus(Redactor redactor = Redactor()) : redact_(std::move(redactor)) {}

  /// They outlive the bus.
  void subscribe(Subscriber& subscriber);
  void unsubscribe(Subscriber& subscriber);
  void trace(ConnectionTracer& tracer) { tracers_.push_back(&tracer); }

  /// Tells everybody, unless the last event (ExitEvent) has been told.
  template <class E>
  void publish(E event) {
    for_each_foreign_text(event);
    put(EventBody(std::move(event)), PublicEvent<E>);
  }

  /// Waits for everybody until `deadline`. What each could not do is told to all and comes back,
  /// the gravest first.
  std::optional<Error> finish(std::chrono::steady_clock::time_point deadline);

  /// How the message of an error is told; as it is unless set_wording() says otherwise. A program
  /// adds what its options are called. Before the run begins.
  using Wording = std::function<std::string(const Error&)>;
  void set_wording(Wording wording) { wording_ = std::move(wording); }
  std::string message_of(const Error& error) const { return wording_(error); }

  /// `text` without secrets.
  std::string redact(std::string_view text) const;
  /// More that must not be shown.
  void add_secrets(const std::vector<std::string>& secrets);

  bool traced() const { return !tracers_.empty(); }
  template <class F>
  void each_tracer(F f) const {
    for (ConnectionTracer* tracer : tracers_) f(*tracer);
  }

 private:
  template <class E>
  void for_each_foreign_text(E& event) {
    if constexpr (Described<E>)
      for_each_field(event, [this](std::string_view, auto& field) {
        if constexpr (std::is_same_v<std::remove_reference_t<decltype(field)>, ForeignText>)
          field.text = redact(field.text);
      });
  }
  void put(EventBody body, bool numbered);

  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  mutable std::mutex redact_mutex_;  // guards the next
  Redactor redact_;
  std::mutex mutex_;  // guards the next four; held while subscribers are told
  std::vector<Subscriber*> subscribers_;
  std::uint64_t sequence_ = 0;
  bool closed_ = false;
  std::vector<ConnectionTracer*> tracers_;
  Wording wording_ = [](const Error& error) { return error.message; };
};

}  // namespace wildcat::program
