// SPDX-License-Identifier: MIT
// Tries the addresses of a host one after the other with a short head start for each, and keeps the
// first that answers.
#include "stratum/net/tcp_dial.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace wildcat::stratum {

namespace asio = boost::asio;

TcpDial::TcpDial(asio::io_context& context, std::vector<Endpoint> addresses,
                 std::chrono::milliseconds head_start, Events events)
    : context_(context),
      timer_(context),
      addresses_(std::move(addresses)),
      head_start_(head_start),
      events_(std::move(events)) {}

void TcpDial::start() {
  if (!addresses_.empty()) return launch();
  asio::post(context_, [self = shared_from_this()] {
    if (!self->done_) self->finish(asio::error::host_not_found, Socket(self->context_), Endpoint());
  });
}

void TcpDial::cancel() {
  done_ = true;
  events_ = {};
  timer_.cancel();
  Error ignored;
  for (const auto& runner : running_) runner->socket.close(ignored);
  running_.clear();
}

void TcpDial::launch() {
  if (done_ || launched_ == addresses_.size()) return;
  const auto runner = std::make_shared<Runner>(Runner{Socket(context_), addresses_[launched_++]});
  if (const auto trying = events_.trying) trying(runner->address);
  if (done_) return;
  running_.push_back(runner);
  runner->socket.async_connect(runner->address,
                               [self = shared_from_this(), runner](const Error& error) {
                                 self->on_connected(runner, error);
                               });
  timer_.expires_after(head_start_);
  timer_.async_wait([self = shared_from_this(), mine = launched_](const Error& cancelled) {
    if (!cancelled && self->launched_ == mine) self->launch();
  });
}

void TcpDial::on_connected(const std::shared_ptr<Runner>& runner, const Error& error) {
  if (done_) return;
  std::erase(running_, runner);
  if (!error) return finish(error, std::move(runner->socket), runner->address);
  if (launched_ < addresses_.size()) return launch();
  if (running_.empty()) finish(error, std::move(runner->socket), runner->address);
}

void TcpDial::finish(const Error& error, Socket socket, const Endpoint& address) {
  const auto done = std::move(events_.done);
  cancel();
  done(error, std::move(socket), address);
}

std::vector<TcpDial::Endpoint> in_turn(std::vector<TcpDial::Endpoint> addresses, unsigned attempt) {
  if (addresses.empty()) return addresses;
  const auto first = static_cast<std::ptrdiff_t>(attempt % addresses.size());
  std::rotate(addresses.begin(), addresses.begin() + first, addresses.end());
  const bool v6 = addresses.front().address().is_v6();
  std::vector<TcpDial::Endpoint> same, other, out;
  for (const auto& address : addresses)
    (address.address().is_v6() == v6 ? same : other).push_back(address);
  for (std::size_t i = 0; i < std::max(same.size(), other.size()); ++i) {
    if (i < same.size()) out.push_back(same[i]);
    if (i < other.size()) out.push_back(other[i]);
  }
  return out;
}

}  // namespace wildcat::stratum
