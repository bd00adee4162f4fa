// SPDX-License-Identifier: MIT
// A blocking POSIX socket that speaks lines: a client with nothing of ours in it.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace wildcat::practice::test {

/// Every wait ends after ten seconds at the latest.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  /// Sends bytes as they are. False: the peer is gone.
  bool send(const std::string& bytes) const;
  /// The next line; empty when the peer closed, or after ten seconds.
  std::optional<std::string> line();
  /// Reads lines until the answer to `id`; notifications on the way are remembered.
  boost::json::object answer(int id);
  /// Reads lines until a notify has been seen.
  void await_notify();
  /// True when the peer closes within ten seconds.
  bool closed();

  boost::json::array notify;  ///< params of the last mining.notify
  double difficulty = 0;      ///< of the last set_difficulty

 private:
  boost::json::object take(const std::string& text);
  int socket_;
  bool connected_ = false;
  std::string buffer_;
};

}  // namespace wildcat::practice::test
