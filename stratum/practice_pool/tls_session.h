// SPDX-License-Identifier: MIT
// The server's side of one TLS connection, between two memory buffers: no socket. Thread rule: the
// loop's thread.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

namespace wildcat::practice {

class TlsSession {
 public:
  explicit TlsSession(SSL_CTX* context);

  /// Takes what came from the client; appends what it says to `plain`. False: no TLS, or the end.
  bool unseal(std::string_view sealed, std::string& plain);
  /// Encrypts; before the handshake is done, the text waits for it.
  void seal(std::string_view plain);
  /// What is to be sent to the client; empties the store.
  std::string take_output();

 private:
  bool shake_hands();

  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  std::unique_ptr<SSL, Free> ssl_;
  BIO* in_;  ///< both belong to ssl_
  BIO* out_;
  std::string waiting_;  ///< for the handshake
};

}  // namespace wildcat::practice
