// SPDX-License-Identifier: MIT
// The event loop and its timers: a thin wrapper that keeps Asio out of the public headers and out
// of the client's logic.
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "stratum/net/loop_impl.h"
#include "stratum/net/timer.h"

namespace wildcat::stratum {

namespace asio = boost::asio;

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

void Loop::run() {
  // A loop that was stopped or ran out of work before may be run again.
  if (impl_->context.stopped()) impl_->context.restart();
  impl_->context.run();
}

void Loop::stop() { impl_->context.stop(); }

void Loop::post(std::function<void()> f) { asio::post(impl_->context, std::move(f)); }

void Loop::post_after(std::chrono::milliseconds delay, std::function<void()> f) {
  // The timer belongs to its handler alone, so that this may be called from any thread.
  auto timer = std::make_shared<asio::steady_timer>(impl_->context, delay);
  timer->async_wait([timer, f = std::move(f)](const boost::system::error_code& error) {
    if (!error) f();
  });
}

void client_started(Loop& loop) { ++loop.impl().clients; }

void client_ended(Loop& loop) {
  if (--loop.impl().clients > 0) return;
  // Posted: what the last client has set in motion still happens, and a new client may begin.
  asio::post(loop.impl().context, [impl = &loop.impl()] {
    if (impl->clients == 0) impl->context.stop();
  });
}

/// Outlives its Timer while a handler is under way; `ring` is empty then.
struct Timer::State {
  State(asio::io_context& context, std::function<void()> f) : timer(context), ring(std::move(f)) {}
  asio::steady_timer timer;
  std::function<void()> ring;
};

Timer::Timer(Loop& loop, std::function<void()> ring)
    : state_(std::make_shared<State>(loop.impl().context, std::move(ring))) {}

Timer::~Timer() {
  state_->ring = nullptr;
  state_->timer.cancel();
}

void Timer::set(std::optional<std::chrono::steady_clock::time_point> time) {
  if (!time) return cancel();
  state_->timer.expires_at(*time);
  state_->timer.async_wait(
      [weak = std::weak_ptr<State>(state_)](const boost::system::error_code& error) {
        const auto state = weak.lock();
        if (error || !state || !state->ring) return;
        // A handler that was ready when the time was changed is not cancelled any more.
        if (state->timer.expiry() > std::chrono::steady_clock::now()) return;
        const auto ring = state->ring;
        ring();
      });
}

void Timer::cancel() { state_->timer.cancel(); }

}  // namespace wildcat::stratum
