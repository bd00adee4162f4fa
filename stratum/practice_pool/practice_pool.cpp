// SPDX-License-Identifier: MIT
// The listening socket, the timers and the list of peers around a PoolCore.
#include "stratum/practice_pool/practice_pool.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cmath>
#include <unordered_set>
#include <vector>

#include "stratum/net/loop_impl.h"
#include "stratum/net/rate_limiter.h"
#include "stratum/net/tls_context.h"
#include "stratum/practice_pool/peer.h"
#include "wildcat/header.h"

namespace wildcat::practice {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// A coinbase script holds at most 100 bytes, and our own client rolls at most this many.
constexpr int most_extranonce2 = 32;
/// How often silent miners and due jobs are looked after: a fraction of the shortest interval.
constexpr std::chrono::milliseconds longest_tick{250}, shortest_tick{5};
/// Pause after a failed accept (out of file descriptors, usually).
constexpr std::chrono::milliseconds accept_pause{100};

Result<void> check(const PoolOptions& o) {
  const auto invalid = [](std::string text) {
    return Error{Errc::invalid_argument, std::move(text)};
  };
  if (o.extranonce2_size > most_extranonce2)
    return invalid("extranonce2 size " + std::to_string(o.extranonce2_size) +
                   " is too large; choose 0 to 32 bytes");
  const double fixed = o.fixed_difficulty.value_or(1);
  if (!(fixed > 0) || !std::isfinite(fixed) || !(o.start_difficulty > 0) ||
      !(o.min_difficulty > 0) || !std::isfinite(o.min_difficulty))
    return invalid("a difficulty is not a positive number; choose one, such as 0.01");
  if (o.share_interval.count() <= 0 || o.job_interval.count() <= 0 || o.block_interval.count() <= 0)
    return invalid("an interval is not above zero; choose at least one millisecond");
  if (!target_of_nbits(o.nbits))
    return invalid("nbits " + hex32(o.nbits) + " is no target; 1d00ffff is difficulty 1");
  return {};
}

std::chrono::milliseconds tick_of(const PoolOptions& o) {
  if (o.scenario) return shortest_tick;
  return std::clamp(std::min({o.share_interval, o.job_interval, o.block_interval}) / 4,
                    shortest_tick, longest_tick);
}

std::string text_of(const tcp::endpoint& endpoint) {
  const std::string host = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" +
         std::to_string(endpoint.port());
}

Error listen_error(const tcp::endpoint& endpoint, const error_code& error) {
  std::string text = text_of(endpoint);
  if (error == asio::error::address_in_use)
    return {Errc::io, text + " is already in use; choose another port, or stop the other program",
            Remedy::listen_port};
  if (error == asio::error::access_denied)
    return {Errc::io, text + " is not ours to listen on; choose a port above 1023",
            Remedy::listen_port};
  if (error == boost::system::errc::address_not_available)
    text += " is no address of this machine; choose one that is, such as 127.0.0.1";
  else
    text += ": cannot listen (" + error.message() + "); choose another address or port";
  return {Errc::io, std::move(text)};
}

}  // namespace

struct Pool::Impl : std::enable_shared_from_this<Pool::Impl> {
  Impl(stratum::Loop& loop, PoolOptions options, PoolObserver& observer)
      : core(std::move(options), observer),
        context(loop.impl().context),
        acceptor(context),
        tick(context),
        pause(context) {}

  Result<void> make_certificate();
  Result<void> listen();
  void accept();
  void welcome(tcp::socket socket);
  void leave(const std::shared_ptr<Peer>& peer);
  void wait_tick();
  void on_tick();
  void stop();
  /// Iterates over a copy, because a call may remove a peer.
  std::vector<std::shared_ptr<Peer>> all() const { return {peers.begin(), peers.end()}; }

  PoolCore core;
  asio::io_context& context;
  tcp::acceptor acceptor;
  asio::steady_timer tick, pause;
  std::unordered_set<std::shared_ptr<Peer>> peers;
  stratum::TlsContext tls;  ///< null: plain
  std::string fingerprint;
  std::uint16_t port = 0;
  bool running = false;
  stratum::RateLimiter refusals{5};
};

/// Makes a new certificate at each start, so that nobody relies on one.
Result<void> Pool::Impl::make_certificate() {
  if (!core.options().tls) return {};
  stratum::TlsCertificateWish wish;
  wish.names.push_back(core.options().host);
  const auto certificate = stratum::make_tls_certificate(wish);
  if (!certificate) return certificate.error();
  auto made = stratum::server_tls_context(*certificate);
  if (!made) return made.error();
  tls = *made;
  fingerprint = stratum::to_string(certificate->fingerprint);
  return {};
}

Result<void> Pool::Impl::listen() {
  const PoolOptions& options = core.options();
  error_code error;
  const asio::ip::address address = asio::ip::make_address(options.host, error);
  if (error)
    return Error{Errc::io, "'" + options.host + "' is no IP address; give one, such as 127.0.0.1"};
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  // Without it the port stays taken for a minute after a pool with clients has ended.
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) port = acceptor.local_endpoint(error).port();
  if (!error) return {};
  error_code ignored;
  acceptor.close(ignored);
  return listen_error(endpoint, error);
}

void Pool::Impl::accept() {
  acceptor.async_accept([self = shared_from_this()](const error_code& error, tcp::socket socket) {
    if (!self->running) return;
    if (!error) {
      self->welcome(std::move(socket));
      return self->accept();
    }
    // Silent clients would seem to hang: most often this process has too many files open.
    if (self->refusals.pass(std::chrono::steady_clock::now()))
      self->core.observer().on_warning("a connection cannot be accepted (" + error.message() +
                                       "); if this goes on, raise the limit of open files");
    self->pause.expires_after(accept_pause);
    self->pause.async_wait([self](const error_code& cancelled) {
      if (!cancelled && self->running) self->accept();
    });
  });
}

void Pool::Impl::welcome(tcp::socket socket) {
  error_code error;
  const tcp::endpoint remote = socket.remote_endpoint(error);
  if (error) return;  // gone already
  auto peer = std::make_shared<Peer>(std::move(socket), core, text_of(remote),
                                     ++core.stats().connections, tls.get(),
                                     [weak = weak_from_this()](const std::shared_ptr<Peer>& left) {
                                       if (const auto self = weak.lock()) self->leave(left);
                                     });
  peers.insert(peer);
  core.stats().connected = peers.size();
  core.observer().on_client(peer->address(), true);
  peer->start();
}

void Pool::Impl::leave(const std::shared_ptr<Peer>& peer) {
  peers.erase(peer);
  core.stats().connected = peers.size();
  core.observer().on_client(peer->address(), false);
}

void Pool::Impl::wait_tick() {
  tick.expires_after(tick_of(core.options()));
  tick.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (cancelled || !self->running) return;
    self->on_tick();
    if (self->running) self->wait_tick();
  });
}

void Pool::Impl::on_tick() {
  const bool new_job = core.advance(now());
  for (const auto& peer : all()) {
    if (new_job) peer->on_job();
    peer->on_tick();
  }
}

void Pool::Impl::stop() {
  if (!running) return;
  running = false;
  error_code ignored;
  acceptor.close(ignored);
  tick.cancel();
  pause.cancel();
  for (const auto& peer : all()) peer->close();
}

Pool::Pool(stratum::Loop& loop, PoolOptions options, PoolObserver& observer)
    : impl_(std::make_shared<Impl>(loop, std::move(options), observer)) {}

Pool::~Pool() { stop(); }

Result<void> Pool::start() {
  if (impl_->running) return Error{Errc::state, "the pool is running already; stop it first"};
  if (auto checked = check(impl_->core.options()); !checked) return checked;
  if (auto made = impl_->make_certificate(); !made) return made;
  if (auto listening = impl_->listen(); !listening) return listening;
  impl_->running = true;
  impl_->core.new_block(now());
  impl_->accept();
  impl_->wait_tick();
  return {};
}

const std::string& Pool::fingerprint() const { return impl_->fingerprint; }
std::uint16_t Pool::port() const { return impl_->port; }
void Pool::stop() { impl_->stop(); }
PoolStats Pool::stats() const { return impl_->core.stats(); }

}  // namespace wildcat::practice
