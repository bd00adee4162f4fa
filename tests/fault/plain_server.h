// SPDX-License-Identifier: MIT
// Pools and proxies on real sockets, loopback only, served by a thread with plain blocking calls:
// nothing of the client's own machinery is used. And a client to meet them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "tests/unit/stratum/rig.h"

struct ssl_ctx_st;

namespace wildcat::stratum::testing {

/// A listening socket on a free port of loopback, and a thread that serves its connections one by
/// one.
class PlainServer {
 public:
  explicit PlainServer(std::function<void(int)> serve);
  ~PlainServer();
  PlainServer(const PlainServer&) = delete;
  PlainServer& operator=(const PlainServer&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  std::function<void(int)> serve_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

/// How a server talks: plainly, or through something.
struct Talk {
  std::function<bool(std::string_view)> say;  ///< false: the client is gone
  std::function<bool(char&)> next;            ///< the next byte; false: the client is gone
  /// The next line; empty when the client is gone.
  std::string hear() const;
};
Talk plain_talk(int fd);
/// Ends TLS, and serves what is inside; nothing when the handshake fails.
void serve_tls(ssl_ctx_st* context, int fd, const std::function<void(const Talk&)>& serve);

void say(int fd, std::string_view text);
/// The next line; empty when the client is gone.
std::string hear(int fd);
void drain(int fd);

/// Answers like a pool until the client leaves: no version rolling, shares accepted. One job comes
/// after authorize.
void play_pool(const Talk& talk, const std::string& extranonce1 = "ab");

/// A client on `port` of loopback that gives up after `retries`.
struct NetworkRun : RecordingObserver {
  explicit NetworkRun(std::uint16_t port, int retries = 1);
  void run();
  /// Runs until authorised; false when the client ended before.
  bool reaches_the_pool();
  void on_authorized() override;
  ClientOptions options;
  Loop loop;
  RecordingSink sink;

 private:
  bool stop_when_authorized_ = false;
};

}  // namespace wildcat::stratum::testing
