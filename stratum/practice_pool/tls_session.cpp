// SPDX-License-Identifier: MIT
// Drives OpenSSL through two memory buffers: handshake, decryption of what came, encryption of
// what goes out.
#include "stratum/practice_pool/tls_session.h"

#include <openssl/err.h>

#include <array>
#include <utility>

namespace wildcat::practice {

TlsSession::TlsSession(SSL_CTX* context)
    : ssl_(SSL_new(context)), in_(BIO_new(BIO_s_mem())), out_(BIO_new(BIO_s_mem())) {
  SSL_set_bio(ssl_.get(), in_, out_);
  SSL_set_accept_state(ssl_.get());
}

bool TlsSession::shake_hands() {
  if (SSL_is_init_finished(ssl_.get()) != 0) return true;
  const int result = SSL_do_handshake(ssl_.get());
  return result == 1 || SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ;
}

bool TlsSession::unseal(std::string_view sealed, std::string& plain) {
  ERR_clear_error();
  BIO_write(in_, sealed.data(), static_cast<int>(sealed.size()));
  if (!shake_hands()) return false;
  if (SSL_is_init_finished(ssl_.get()) == 0) return true;
  if (!waiting_.empty()) seal(std::exchange(waiting_, {}));
  std::array<char, 4096> buffer;
  int size = 0;
  while ((size = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()))) > 0)
    plain.append(buffer.data(), static_cast<std::size_t>(size));
  return SSL_get_error(ssl_.get(), size) == SSL_ERROR_WANT_READ;
}

void TlsSession::seal(std::string_view plain) {
  if (plain.empty()) return;
  if (SSL_is_init_finished(ssl_.get()) == 0) {
    waiting_ += plain;
    return;
  }
  ERR_clear_error();
  // The buffer takes everything.
  SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size()));
}

std::string TlsSession::take_output() {
  char* data = nullptr;
  const long size = BIO_get_mem_data(out_, &data);
  std::string bytes(data, size > 0 ? static_cast<std::size_t>(size) : 0);
  (void)BIO_reset(out_);
  return bytes;
}

}  // namespace wildcat::practice
