// SPDX-License-Identifier: MIT
// A byte stream to a pool: the client's door. Plain TCP, a proxy and TLS are layers that all look
// alike from above: each is a Stream, and all but TCP stand on one. Whatever else changes the bytes
// between the network and a protocol's messages is such a layer, too: the fault injector, and the
// encryption of a protocol that brings its own. A layer with a handshake says `opened` when that is
// over, and `closed` when it fails. Tests put a scripted pool behind a Stream, or a fault between
// two layers.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "stratum/net/endpoint.h"
#include "wildcat/client.h"
#include "wildcat/result.h"

namespace wildcat::stratum {

/// One connection. All functions and events on the loop's thread; no event is called from inside
/// a function, nor after close() or closed.
class Stream {
 public:
  struct Events {
    std::function<void(const std::string& address)> trying;  ///< found it; may come several times
    std::function<void(const std::string& address)> opened;
    std::function<void(std::string_view bytes)> data;
    std::function<void(const Error& why)> closed;            ///< failed, or the peer closed
    std::function<void(const Fault&)> fault{};               ///< of a FaultStream; may be empty
    std::function<void(const FaultAnswer&)> fault_answer{};  ///< likewise
  };
  Stream() = default;
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Begins connecting; `opened` or `closed` follows. Once. `attempt` counts the failed ones
  /// before: a name with several addresses is tried from another one each time.
  virtual void open(const Endpoint& to, unsigned attempt) = 0;
  /// Queues bytes; legal after `opened`.
  virtual void write(std::string bytes) = 0;
  /// Ends it without further events. What was written may still be sent.
  virtual void close() = 0;
  /// Leaves what the peer sends with the kernel, until it is called with false.
  virtual void pause_reading(bool /*on*/) {}
  /// Nothing of its own is under way that should be waited for before an orderly end.
  virtual bool idle() const { return true; }
};

/// Makes a Stream for each attempt.
using StreamFactory = std::function<std::shared_ptr<Stream>(Stream::Events)>;

/// Plain TCP.
std::shared_ptr<Stream> make_tcp_stream(Loop& loop, Stream::Events events);

/// Looks a host's name up: an address as text, one of them depending on `attempt`, is passed on on
/// the loop's thread, later.
using Resolver = std::function<void(const std::string& host, unsigned attempt,
                                    std::function<void(Result<std::string>)> done)>;
Resolver make_resolver(Loop& loop);

/// A connection to wherever open() says, made by the proxy that `below` leads to. `resolve` is used
/// by socks5 alone. Errors say what the proxy said.
StreamFactory through_proxy(ProxyUrl proxy, Resolver resolve, StreamFactory below);

/// TLS over `below`, to the host that open() names. Errors say what is wrong with the certificate,
/// and how to go on. The trust's files are read when a connection is made.
StreamFactory through_tls(Loop& loop, TlsOptions trust, StreamFactory below);

}  // namespace wildcat::stratum
