// SPDX-License-Identifier: MIT
// Reads and writes one client's socket, with or without TLS. It waits until the socket is readable
// and then reads into a buffer on the stack, so that ten thousand idle connections hold no buffer.
#include "stratum/practice_pool/peer.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <ctime>

namespace wildcat::practice {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t read_size = 16 * 1024;
/// A client that does not read its answers is dropped when so many bytes wait for it.
constexpr std::size_t most_outgoing = 1024 * 1024;

}  // namespace

Now now() {
  return {std::chrono::steady_clock::now(), static_cast<std::uint32_t>(std::time(nullptr))};
}

Peer::Peer(tcp::socket socket, PoolCore& core, std::string address, std::uint64_t number,
           SSL_CTX* tls, Done done)
    : socket_(std::move(socket)),
      connection_(core, std::move(address), now()),
      done_(std::move(done)),
      last_words_time_(core.options().last_words_time) {
  if (tls != nullptr) tls_ = std::make_unique<TlsSession>(tls);
  const auto& scenario = core.options().scenario;
  const Section* section = scenario ? scenario->of(number) : nullptr;
  if (section != nullptr) director_ = std::make_unique<Director>(*section, connection_);
}

void Peer::start() {
  boost::system::error_code ignored;  // a socket that failed already says so at the first read
  socket_.set_option(tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  wait();
}

void Peer::close() {
  if (!open_) return;
  open_ = false;
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
  connection_.close(now());
  done_(shared_from_this());
}

void Peer::wait() {
  socket_.async_wait(tcp::socket::wait_read,
                     [self = shared_from_this()](const boost::system::error_code& error) {
                       if (!self->open_ || self->hanging_up_) return;
                       if (error)
                         self->close();
                       else
                         self->read();
                     });
}

void Peer::read() {
  std::array<char, read_size> buffer;
  boost::system::error_code error;
  const std::size_t size = socket_.read_some(asio::buffer(buffer), error);
  if (error && error != asio::error::would_block) return close();
  take(std::string_view(buffer.data(), size));
  if (open_ && !hanging_up_) wait();
}

void Peer::take(std::string_view bytes) {
  const bool sealed = tls_ != nullptr;
  const bool whole = !sealed || tls_->unseal(bytes, incoming_);
  if (!sealed) incoming_.append(bytes);
  take_lines(now());
  if (!whole && open_) return close();
  // An idle connection should not keep the room its longest line once took.
  if (incoming_.empty() && incoming_.capacity() > read_size) std::string().swap(incoming_);
}

void Peer::take_lines(Now at) {
  std::string out;
  auto next = Connection::Next::go_on;
  std::size_t begin = 0;
  while (open_ && next == Connection::Next::go_on) {
    const std::size_t end = incoming_.find('\n', begin);
    if (end == std::string::npos) break;
    const auto line = std::string_view(incoming_).substr(begin, end - begin);
    if (!director_ || !director_->silent(at)) next = connection_.on_line(line, at, out);
    begin = end + 1;
  }
  incoming_.erase(0, begin);
  if (next == Connection::Next::go_on && incoming_.size() > Connection::longest_line)
    next = connection_.on_long_line(out);
  finish(next, at, std::move(out));
}

/// Sends what the connection says, as the scenario changes it.
void Peer::finish(Connection::Next next, Now at, std::string&& out) {
  if (director_ && open_ && next == Connection::Next::go_on) next = director_->direct(at, out);
  hanging_up_ = hanging_up_ || next == Connection::Next::hang_up;
  send(std::move(out));
  if (next == Connection::Next::reset) reset();
}

void Peer::on_job() {
  if (!open_ || hanging_up_) return;
  const Now at = now();
  std::string out;
  connection_.on_job(at, out);
  finish(Connection::Next::go_on, at, std::move(out));
}

void Peer::on_tick() {
  if (!open_) return;
  const Now at = now();
  if (hanging_up_) {
    // A client that does not read would keep its socket forever.
    if (!close_at_) close_at_ = at.steady + last_words_time_;
    if (at.steady >= *close_at_) close();
    return;
  }
  std::string out;
  const auto next = connection_.on_tick(at, out);
  finish(next, at, std::move(out));
}

/// The peer sees a connection that broke.
void Peer::reset() {
  if (!open_) return;
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
  close();
}

void Peer::send(std::string&& text) {
  if (!open_) return;
  if (tls_) {
    tls_->seal(text);
    outgoing_ += tls_->take_output();
  } else {
    outgoing_ += text;
  }
  if (outgoing_.size() > most_outgoing) return close();
  if (sending_.empty()) write();
}

void Peer::write() {
  if (outgoing_.empty()) {
    if (hanging_up_) close();
    return;
  }
  sending_.swap(outgoing_);
  asio::async_write(
      socket_, asio::buffer(sending_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
        if (!self->open_) return;
        self->sending_.clear();
        if (error)
          self->close();
        else
          self->write();
      });
}

}  // namespace wildcat::practice
