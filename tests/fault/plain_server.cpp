// SPDX-License-Identifier: MIT
// Blocking sockets, pools and proxies, each served by a thread.
#include "tests/fault/plain_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace wildcat::stratum::testing {

PlainServer::PlainServer(std::function<void(int)> serve) : serve_(std::move(serve)) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL, and clients hang up
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, generic, &size) != 0)
    ADD_FAILURE() << "no loopback port";
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] {
    for (int fd = ::accept(listener_, nullptr, nullptr); fd >= 0;
         fd = ::accept(listener_, nullptr, nullptr)) {
      serve_(fd);
      ::close(fd);
    }
  });
}

PlainServer::~PlainServer() {
  ::shutdown(listener_, SHUT_RDWR);  // wakes accept
  thread_.join();
  ::close(listener_);
}

std::string Talk::hear() const {
  std::string line;
  for (char c = 0; next(c);) {
    if (c == '\n') return line;
    line += c;
  }
  return {};
}

Talk plain_talk(int fd) {
  return {[fd](std::string_view text) {
            while (!text.empty()) {
              const auto n = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
              if (n <= 0) return false;
              text.remove_prefix(static_cast<std::size_t>(n));
            }
            return true;
          },
          [fd](char& c) { return ::recv(fd, &c, 1, 0) == 1; }};
}

void serve_tls(ssl_ctx_st* context, int fd, const std::function<void(const Talk&)>& serve) {
  const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context), SSL_free);
  SSL_set_fd(ssl.get(), fd);
  if (SSL_accept(ssl.get()) != 1) return;
  serve({[&](std::string_view text) {
           return SSL_write(ssl.get(), text.data(), static_cast<int>(text.size())) > 0;
         },
         [&](char& c) { return SSL_read(ssl.get(), &c, 1) == 1; }});
}

void say(int fd, std::string_view text) { (void)plain_talk(fd).say(text); }

std::string hear(int fd) { return plain_talk(fd).hear(); }

void drain(int fd) {
  while (!hear(fd).empty()) {
  }
}

void play_pool(const Talk& talk, const std::string& extranonce1) {
  for (std::string line = talk.hear(); !line.empty(); line = talk.hear()) {
    const std::string id = "{\"id\":" + std::to_string(id_of(line));
    if (is_call(line, "mining.configure")) talk.say(id + ",\"result\":null}\n");
    if (is_call(line, "mining.subscribe"))
      talk.say(id + ",\"result\":[[],\"" + extranonce1 + "\",4]}\n");
    if (is_call(line, "mining.authorize"))
      talk.say(id +
               ",\"result\":true}\n{\"method\":\"mining.set_difficulty\",\"params\":[1e-9]}\n" +
               NotifyText().str() + "\n");
    if (is_call(line, "mining.submit")) talk.say(id + ",\"result\":true}\n");
  }
}

NetworkRun::NetworkRun(std::uint16_t port, int retries) {
  options = test_options();
  options.pool = *parse_pool_url("127.0.0.1:" + std::to_string(port == 0 ? 1 : port));
  options.retry_pause = options.retry_pause_max = milliseconds(1);
  options.connect_timeout = milliseconds(3000);
  options.retries = retries;
}

void NetworkRun::run() {
  Client client(loop, options, sink, *this);
  client.start();
  loop.post_after(seconds(30), [this] { loop.stop(); });
  loop.run();
}

bool NetworkRun::reaches_the_pool() {
  stop_when_authorized_ = true;
  run();
  return authorized > 0;
}

void NetworkRun::on_authorized() {
  RecordingObserver::on_authorized();
  if (stop_when_authorized_) loop.stop();
}

}  // namespace wildcat::stratum::testing
