// SPDX-License-Identifier: MIT
// A blocking socket that sends and receives lines.
#include "tests/unit/practice/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace wildcat::practice::test {

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  const timeval limit{10, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

RawClient::~RawClient() { ::close(socket_); }

bool RawClient::send(const std::string& bytes) const {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t n = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += static_cast<std::size_t>(n);
  }
  return true;
}

std::optional<std::string> RawClient::line() {
  for (;;) {
    const std::size_t end = buffer_.find('\n');
    if (end != std::string::npos) {
      std::string text = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return text;
    }
    char bytes[4096];
    const ssize_t n = ::recv(socket_, bytes, sizeof bytes, 0);
    if (n <= 0) return std::nullopt;
    buffer_.append(bytes, static_cast<std::size_t>(n));
  }
}

boost::json::object RawClient::take(const std::string& text) {
  boost::json::object object = boost::json::parse(text).as_object();
  if (const auto* method = object.if_contains("method")) {
    const auto& params = object.at("params").as_array();
    if (*method == "mining.notify") notify = params;
    if (*method == "mining.set_difficulty") difficulty = params.at(0).to_number<double>();
  }
  return object;
}

boost::json::object RawClient::answer(int id) {
  while (const auto text = line()) {
    boost::json::object object = take(*text);
    if (!object.contains("method") && object.at("id") == id) return object;
  }
  return {};
}

void RawClient::await_notify() {
  while (notify.empty()) {
    const auto text = line();
    if (!text) return;
    take(*text);
  }
}

bool RawClient::closed() {
  while (line()) {
  }
  char byte;
  return ::recv(socket_, &byte, 1, 0) == 0 || errno == ECONNRESET;
}

}  // namespace wildcat::practice::test
