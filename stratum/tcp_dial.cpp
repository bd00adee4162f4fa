// SPDX-License-Identifier: MIT
#include "stratum/tcp_dial.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <utility>

namespace wildcat::stratum {

namespace asio = boost::asio;

TcpDial::TcpDial(asio::ip::tcp::socket& socket, std::vector<Endpoint> addresses,
                 std::chrono::milliseconds each, Events events)
    : socket_(socket),
      timer_(socket.get_executor()),
      addresses_(std::move(addresses)),
      each_(each),
      events_(std::move(events)) {}

void TcpDial::cancel() {
  done_ = true;
  events_ = {};
  timer_.cancel();
}

void TcpDial::next(const Error& last) {
  if (done_) return;
  if (tried_ == addresses_.size()) {
    const auto done = std::move(events_.done);
    cancel();
    return done(last, {});
  }
  const Endpoint& address = addresses_[tried_++];
  if (const auto trying = events_.trying) trying(address);
  if (done_) return;
  Error ignored;
  socket_.close(ignored);
  limit();
  socket_.async_connect(
      address, [self = shared_from_this()](const Error& error) { self->on_connected(error); });
}

void TcpDial::limit() {
  if (tried_ == addresses_.size()) return;
  timer_.expires_after(each_);
  timer_.async_wait([self = shared_from_this(), mine = tried_](const Error& cancelled) {
    if (cancelled || self->done_ || self->tried_ != mine) return;
    Error ignored;
    self->socket_.close(ignored);  // on_connected follows
  });
}

void TcpDial::on_connected(const Error& error) {
  if (done_) return;
  timer_.cancel();
  if (error) return next(error == asio::error::operation_aborted ? asio::error::timed_out : error);
  // Connected at the very moment its time was up.
  if (!socket_.is_open()) return next(asio::error::timed_out);
  const Endpoint address = addresses_[tried_ - 1];
  const auto done = std::move(events_.done);
  cancel();
  done(error, address);
}

std::vector<TcpDial::Endpoint> rotated(std::vector<TcpDial::Endpoint> addresses, unsigned attempt) {
  if (addresses.empty()) return addresses;
  const auto first = static_cast<std::ptrdiff_t>(attempt % addresses.size());
  std::rotate(addresses.begin(), addresses.begin() + first, addresses.end());
  return addresses;
}

}  // namespace wildcat::stratum
