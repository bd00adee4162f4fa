// SPDX-License-Identifier: MIT
// TLS as a layer: OpenSSL between two memory buffers, the stream below carries what comes out of
// them. That way it runs over a proxy as over TCP, and idle connections share one read buffer.
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <utility>

#include "stratum/net/stream.h"
#include "stratum/net/tls_context.h"
#include "stratum/net/tls_trust.h"
#include "stratum/net/while_alive.h"

namespace wildcat::stratum {
namespace {

struct SslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

bool is_address(const std::string& host) {
  boost::system::error_code none;
  boost::asio::ip::make_address(host, none);
  return !none;
}

class TlsStream final : public Stream, public std::enable_shared_from_this<TlsStream> {
 public:
  TlsStream(Loop& loop, TlsOptions trust, const StreamFactory& below, Events events)
      : loop_(loop), trust_(std::move(trust)), below_(below), events_(std::move(events)) {}

  void open(const Endpoint& to, unsigned attempt) override {
    host_ = to.host;
    place_ = to.host + ":" + std::to_string(to.port);
    if (const auto ready = prepare(); !ready) return fail_later(ready.error());
    const auto guarded = [this](auto f) { return while_alive(weak_from_this(), f); };
    inner_ = below_({events_.trying, guarded([](TlsStream& self, const std::string& address) {
                       self.address_ = address;
                       self.shake_hands();
                     }),
                     guarded([](TlsStream& self, std::string_view bytes) { self.on_data(bytes); }),
                     guarded([](TlsStream& self, const Error& why) { self.on_closed(why); })});
    inner_->open(to, attempt);
  }

  void write(std::string bytes) override {
    if (done_) return;
    ERR_clear_error();
    // The buffer below takes everything, so this is done in one go or never.
    if (SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) <= 0)
      return fail_later(Error{Errc::io, "the encrypted connection broke: " + last_tls_error()});
    flush();
  }

  void close() override {
    if (done_) return;
    done_ = true;
    events_ = {};
    if (open_) {
      SSL_shutdown(ssl_.get());
      flush();
    }
    if (inner_) inner_->close();
    ERR_clear_error();
  }

  bool done() const { return done_; }

  void pause_reading(bool on) override {
    if (inner_) inner_->pause_reading(on);
  }

 private:
  /// Makes the SSL object, and says whom it is to believe.
  Result<void> prepare() {
    const auto context = client_tls_context(loop_, trust_.ca_file);
    if (!context) return context.error();
    if (!trust_.first_use_file.empty()) {
      auto noted = FirstUseFile(trust_.first_use_file).find(place_);
      if (!noted) return noted.error();
      pinned_ = *noted;
    }
    if (trust_.fingerprint) pinned_ = trust_.fingerprint;
    ssl_.reset(SSL_new(context->get()));
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl_.get(), in_, out_);
    SSL_set_connect_state(ssl_.get());
    SSL_set_app_data(ssl_.get(), this);
    SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, [](int good, X509_STORE_CTX* store) {
      const auto* ssl = static_cast<SSL*>(
          X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
      return static_cast<TlsStream*>(SSL_get_app_data(ssl))->judge(good != 0, store) ? 1 : 0;
    });
    if (is_address(host_)) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), host_.c_str());
    } else {
      SSL_set_tlsext_host_name(ssl_.get(), host_.c_str());
      SSL_set_hostflags(ssl_.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                        X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);  // RFC 9525
      SSL_set1_host(ssl_.get(), host_.c_str());
    }
    return {};
  }

  bool ask_authorities() const { return trust_.first_use_file.empty() && !trust_.fingerprint; }

  /// Called for each certificate of the chain, and for each fault in it.
  bool judge(bool good, X509_STORE_CTX* store) {
    shown_ = fingerprint_of(*X509_STORE_CTX_get0_cert(store));
    if (trust_.insecure) return true;
    if (ask_authorities()) return good;
    if (!pinned_ || *pinned_ == *shown_) return true;
    X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
    return false;
  }

  void shake_hands() {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    flush();  // an alert, too
    if (done_) return;
    if (result == 1) return arrived();
    if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ) return;
    fail(handshake_error());
  }

  void arrived() {
    // Nobody has looked at it? Then it is not believed, whatever OpenSSL thinks.
    if (!shown_) return fail(Error{Errc::refused, "the pool showed no certificate"});
    if (!trust_.first_use_file.empty() && !pinned_) {
      const auto noted = FirstUseFile(trust_.first_use_file).add(place_, *shown_);
      if (!noted) return fail(noted.error());
    }
    open_ = true;
    const auto opened = events_.opened;
    opened(address_ + ", " + SSL_get_version(ssl_.get()));
    if (!done_) read_on();
  }

  void on_data(std::string_view bytes) {
    BIO_write(in_, bytes.data(), static_cast<int>(bytes.size()));
    if (open_) return read_on();
    shake_hands();
  }

  void read_on() {
    std::array<char, 16 * 1024> plain;
    while (!done_) {
      ERR_clear_error();
      const int n = SSL_read(ssl_.get(), plain.data(), static_cast<int>(plain.size()));
      if (n <= 0) return on_read_end(n);
      const auto data = events_.data;
      data({plain.data(), static_cast<std::size_t>(n)});
    }
  }

  void on_read_end(int result) {
    const int error = SSL_get_error(ssl_.get(), result);
    flush();
    if (done_ || error == SSL_ERROR_WANT_READ) return;
    if (error == SSL_ERROR_ZERO_RETURN)
      return fail(Error{Errc::io, "the pool closed the connection"});
    fail(Error{Errc::io, "the encrypted connection broke: " + last_tls_error()});
  }

  void flush() {
    char* data = nullptr;
    const long size = BIO_get_mem_data(out_, &data);
    if (size <= 0 || !inner_) return;
    std::string bytes(data, static_cast<std::size_t>(size));
    (void)BIO_reset(out_);
    inner_->write(std::move(bytes));
  }

  void on_closed(const Error& why) {
    if (open_ || address_.empty()) return fail(why);
    fail(Error{why.code, "the pool closed in the middle of the TLS handshake (" + why.message +
                             "); is this its TLS port?"});
  }

  Error handshake_error() const {
    const long verdict = SSL_get_verify_result(ssl_.get());
    if (verdict != X509_V_OK) return certificate_error(verdict);
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    const std::string words = last_tls_error();
    if (reason == SSL_R_WRONG_VERSION_NUMBER)
      return Error{Errc::protocol,
                   "the pool does not speak TLS on this port; use its TLS port, or "
                   "stratum+tcp:// without encryption"};
    return Error{Errc::protocol, "TLS with the pool failed: " + words};
  }

  Error certificate_error(long verdict) const {
    const std::string shown = shown_ ? to_string(*shown_) : "none";
    if (pinned_)
      return Error{
          Errc::refused,
          "the pool's certificate is not the one expected: it is " + shown + " and not " +
              to_string(*pinned_) +
              (trust_.fingerprint ? "; somebody may be listening in, or the pool has a new "
                                    "one: ask it"
                                  : "; somebody may be listening in. If the pool says "
                                    "that it has a new one, remove its line from '" +
                                        trust_.first_use_file + "'")};
    return Error{Errc::refused,
                 std::string("the pool's certificate is not believed: ") +
                     X509_verify_cert_error_string(verdict) + " (host " + host_ + ", " + shown +
                     "). If you know it to be right, name it or its authority",
                 Remedy::certificate};
  }

  void fail_later(Error why) {
    loop_.post(
        while_alive(weak_from_this(), [why = std::move(why)](TlsStream& self) { self.fail(why); }));
  }

  void fail(const Error& why) {
    const auto closed = std::move(events_.closed);
    close();
    closed(why);
  }

  Loop& loop_;
  TlsOptions trust_;
  StreamFactory below_;
  Events events_;
  std::string host_, place_, address_;
  std::optional<TlsFingerprint> pinned_, shown_;  ///< expected; of the pool's own certificate
  std::unique_ptr<SSL, SslFree> ssl_;
  BIO* in_ = nullptr;  ///< both belong to ssl_
  BIO* out_ = nullptr;
  std::shared_ptr<Stream> inner_;
  bool open_ = false, done_ = false;
};

}  // namespace

StreamFactory through_tls(Loop& loop, TlsOptions trust, StreamFactory below) {
  return [&loop, trust = std::move(trust), below = std::move(below)](Stream::Events events) {
    return std::make_shared<TlsStream>(loop, trust, below, std::move(events));
  };
}

}  // namespace wildcat::stratum
