// SPDX-License-Identifier: MIT
// Certificates of our own, for pools on this machine.
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "stratum/net/tls_context.h"

namespace wildcat::stratum {
namespace {

template <class T, void (*release)(T*)>
struct Releaser {
  void operator()(T* object) const { release(object); }
};
template <class T, void (*release)(T*)>
using Handle = std::unique_ptr<T, Releaser<T, release>>;
using Certificate = Handle<X509, X509_free>;
using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using Memory = Handle<BIO, BIO_free_all>;

Error broken(const std::string& what) {
  return Error{Errc::invalid_argument, what + ": " + last_tls_error()};
}

Memory memory_of(const std::string& text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Certificate read_certificate(const std::string& pem) {
  return Certificate(PEM_read_bio_X509(memory_of(pem).get(), nullptr, nullptr, nullptr));
}

Key read_key(const std::string& pem) {
  return Key(PEM_read_bio_PrivateKey(memory_of(pem).get(), nullptr, nullptr, nullptr));
}

std::string text_in(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(std::max(size, 0L))};
}

bool add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  Handle<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// "DNS:localhost,IP:127.0.0.1"
std::string names_as_text(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) {
    Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> address(a2i_IPADDRESS(name.c_str()));
    text += (text.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + name;
  }
  ERR_clear_error();
  return text;
}

bool fill(X509* certificate, const TlsCertificateWish& wish) {
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U);
  X509_gmtime_adj(X509_getm_notBefore(certificate), wish.begins.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate), wish.ends.count());
  const std::string name = wish.names.empty() ? "wildcat" : wish.names.front();
  return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                    0) == 1;
}

bool extend(X509* certificate, X509* issuer, const TlsCertificateWish& wish) {
  const std::string names = wish.alternative_names ? names_as_text(wish.names) : "";
  return add_extension(certificate, issuer, NID_basic_constraints,
                       wish.authority ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
         add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
         (names.empty() || add_extension(certificate, issuer, NID_subject_alt_name, names));
}

}  // namespace

TlsFingerprint fingerprint_of(const X509& certificate) {
  TlsFingerprint out{};
  unsigned int size = out.size();
  X509_digest(&certificate, EVP_sha256(), out.data(), &size);
  return out;
}

Result<TlsCertificate> make_tls_certificate(const TlsCertificateWish& wish,
                                            const TlsCertificate* issuer) {
  ERR_clear_error();
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  if (!key || !certificate || !fill(certificate.get(), wish))
    return broken("OpenSSL cannot make a certificate");
  const Certificate signer = issuer ? read_certificate(issuer->certificate_pem) : nullptr;
  const Key signers_key = issuer ? read_key(issuer->key_pem) : nullptr;
  if (issuer && (!signer || !signers_key)) return broken("the issuer's certificate makes no sense");
  X509* by = issuer ? signer.get() : certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(by));
  X509_set_pubkey(certificate.get(), key.get());
  if (!extend(certificate.get(), by, wish) ||
      X509_sign(certificate.get(), issuer ? signers_key.get() : key.get(), EVP_sha256()) == 0)
    return broken("OpenSSL cannot make a certificate for these names");
  const Memory pem(BIO_new(BIO_s_mem())), key_pem(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(pem.get(), certificate.get());
  PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return TlsCertificate{text_in(pem.get()), text_in(key_pem.get()), fingerprint_of(*certificate)};
}

Result<TlsContext> server_tls_context(const TlsCertificate& certificate) {
  ERR_clear_error();
  TlsContext context = new_tls_context(TLS_server_method());
  const Certificate leaf = read_certificate(certificate.certificate_pem);
  const Key key = read_key(certificate.key_pem);
  if (!context || !leaf || !key || SSL_CTX_use_certificate(context.get(), leaf.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1)
    return broken("the server's certificate or key makes no sense");
  return context;
}

}  // namespace wildcat::stratum
