// SPDX-License-Identifier: MIT
// Makes OpenSSL's contexts. Clients of one loop that trust the same authorities share one.
#include "stratum/net/tls_context.h"

#include <openssl/err.h>

#include "stratum/net/loop_impl.h"

namespace wildcat::stratum {

TlsContext new_tls_context(const SSL_METHOD* method) {
  TlsContext context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) return context;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // Thousands of quiet connections shall not keep 34 KB of buffers each.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  return context;
}

std::string last_tls_error() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* text = ERR_reason_error_string(code);
  return text != nullptr ? text : "no reason given";
}

Result<TlsContext> client_tls_context(Loop& loop, const std::string& ca_file) {
  auto& known = loop.impl().tls_contexts[ca_file];
  if (known) return known;
  ERR_clear_error();
  TlsContext context = new_tls_context(TLS_client_method());
  if (!context) return Error{Errc::io, "OpenSSL cannot be used: " + last_tls_error()};
  const int loaded = ca_file.empty()
                         ? SSL_CTX_set_default_verify_paths(context.get())
                         : SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr);
  if (loaded != 1)
    return Error{Errc::io,
                 "the authorities in '" + ca_file + "' cannot be read (" + last_tls_error() +
                     "); give a file of certificates in PEM form",
                 Remedy::authorities};
  return known = context;
}

}  // namespace wildcat::stratum
