// SPDX-License-Identifier: MIT
// OpenSSL's objects: who is trusted, and (for pools of tests and practice) certificates of our own.
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "wildcat/client.h"
#include "wildcat/result.h"

namespace wildcat::stratum {

using TlsContext = std::shared_ptr<SSL_CTX>;

/// What clients and servers have in common: TLS 1.2 and later, no renegotiation. Null: OpenSSL's
/// error.
TlsContext new_tls_context(const SSL_METHOD* method);

/// For clients: certificates checked against `ca_file`, or against the system's
/// authorities when it is empty. Made once per loop and file. Error (io): the file.
Result<TlsContext> client_tls_context(Loop& loop, const std::string& ca_file);

/// A certificate with its key, as PEM text.
struct TlsCertificate {
  std::string certificate_pem;
  std::string key_pem;
  TlsFingerprint fingerprint{};
};

/// What a certificate is to say.
struct TlsCertificateWish {
  std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};  ///< hosts, names or addresses
  std::chrono::seconds begins{-3600}, ends{365 * 24 * 3600};        ///< from now
  bool authority = false;                                           ///< it may sign others
  bool alternative_names = true;  ///< false: the first name stands in the subject alone
};

/// Makes a P-256 key and a certificate for it, signed by `issuer`, or by itself when that is null.
/// Error: OpenSSL's.
Result<TlsCertificate> make_tls_certificate(const TlsCertificateWish& wish = {},
                                            const TlsCertificate* issuer = nullptr);

/// For servers: with this certificate. Error (invalid_argument): OpenSSL's, when
/// certificate and key make no sense or do not belong together.
Result<TlsContext> server_tls_context(const TlsCertificate& certificate);

/// SHA-256 of a certificate.
TlsFingerprint fingerprint_of(const X509& certificate);

/// What OpenSSL complained of last on this thread, in its words; empties its queue.
std::string last_tls_error();

}  // namespace wildcat::stratum
