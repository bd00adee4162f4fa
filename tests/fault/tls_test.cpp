// SPDX-License-Identifier: MIT
// TLS against OpenSSL's own server: which certificates are believed, and what is said about the
// others.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cstdio>
#include <fstream>
#include <mutex>

#include "stratum/net/tls_context.h"
#include "stratum/net/tls_trust.h"
#include "tests/fault/plain_server.h"
#include "tests/support/temporary_directory.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

/// A pool behind TLS.
class TlsPool {
 public:
  explicit TlsPool(const TlsCertificate& certificate)
      : context_(server_tls_context(certificate).value()), server_([this](int fd) { serve(fd); }) {
    SSL_CTX_set_tlsext_servername_callback(
        context_.get(), +[](SSL* ssl, int*, void* self) {
          if (const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
            static_cast<TlsPool*>(self)->named = name;
          return SSL_TLSEXT_ERR_OK;
        });
    SSL_CTX_set_tlsext_servername_arg(context_.get(), this);
  }
  std::uint16_t port() const { return server_.port(); }
  SSL_CTX* context() { return context_.get(); }
  std::string named;  ///< by the client (SNI); read it when the client is done

 private:
  void serve(int fd) {
    serve_tls(context_.get(), fd, [](const Talk& talk) { play_pool(talk); });
  }

  TlsContext context_;
  PlainServer server_;
};

TlsCertificate certificate(const TlsCertificateWish& wish = {},
                           const TlsCertificate* issuer = nullptr) {
  return make_tls_certificate(wish, issuer).value();
}

struct TlsRun : NetworkRun {
  TlsRun(std::uint16_t port, const std::string& host = "localhost") : NetworkRun(port, 0) {
    options.pool = *parse_pool_url("stratum+ssl://" + host + ":" + std::to_string(port));
    // IPv6's loopback may be tried first; nobody listens there.
    options.connect_timeout = milliseconds(10'000);
  }
  std::string complaint() const { return end_reason.message; }
  bool complains_of(const std::string& part) const {
    return complaint().find(part) != std::string::npos;
  }
};

class Tls : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    return ::testing::TempDir() + "wildcat-" + info->name() + "-" + name;
  }
  std::string authority_file() const {
    std::ofstream(path("ca")) << authority_.certificate_pem;
    return path("ca");
  }
  void TearDown() override {
    for (const char* name : {"ca", "known"}) std::remove(path(name).c_str());
  }
  TlsCertificateWish authority_wish() const {
    TlsCertificateWish wish;
    wish.names = {"test authority"};
    wish.authority = true;
    return wish;
  }
  TlsCertificate authority_ = certificate(authority_wish());
};

TEST_F(Tls, AnAuthorityThatIsNamedIsBelieved) {
  for (const char* host : {"localhost", "127.0.0.1"}) {
    TlsPool pool(certificate({}, &authority_));
    TlsRun run(pool.port(), host);
    run.options.tls.ca_file = authority_file();
    EXPECT_TRUE(run.reaches_the_pool()) << run.complaint();
    EXPECT_EQ(pool.named, std::string(host) == "localhost" ? "localhost" : "");
  }
}

TEST_F(Tls, AnUnknownAuthorityIsNot) {
  const auto shown = certificate({}, &authority_);
  TlsPool pool(shown);
  TlsRun run(pool.port());
  EXPECT_FALSE(run.reaches_the_pool());
  EXPECT_EQ(run.end_reason.code, Errc::refused);
  EXPECT_TRUE(run.complains_of("not believed")) << run.complaint();
  EXPECT_TRUE(run.complains_of(to_string(shown.fingerprint))) << "what to pin";
  EXPECT_TRUE(run.lines_out.empty()) << "nothing was said to a stranger";
}

TEST_F(Tls, AnotherHostsCertificateIsNot) {
  TlsCertificateWish wish;
  wish.names = {"other.example"};
  TlsPool pool(certificate(wish, &authority_));
  for (const char* host : {"localhost", "127.0.0.1"}) {
    TlsRun run(pool.port(), host);
    run.options.tls.ca_file = authority_file();
    EXPECT_FALSE(run.reaches_the_pool());
    EXPECT_TRUE(run.complains_of("mismatch")) << run.complaint();
  }
}

TEST_F(Tls, AnExpiredOrAFutureOneIsNot) {
  for (const int begins : {-7200, 3600}) {
    TlsCertificateWish wish;
    wish.begins = seconds(begins);
    wish.ends = seconds(begins + 3000);
    TlsPool pool(certificate(wish, &authority_));
    TlsRun run(pool.port());
    run.options.tls.ca_file = authority_file();
    EXPECT_FALSE(run.reaches_the_pool());
    EXPECT_TRUE(run.complains_of(begins < 0 ? "expired" : "not yet valid")) << run.complaint();
  }
}

TEST_F(Tls, AFingerprintStandsForItself) {
  const auto shown = certificate();
  TlsPool pool(shown);
  TlsRun right(pool.port());
  right.options.tls.fingerprint = shown.fingerprint;
  EXPECT_TRUE(right.reaches_the_pool()) << right.complaint();
  TlsRun wrong(pool.port());
  wrong.options.tls.fingerprint = authority_.fingerprint;
  EXPECT_FALSE(wrong.reaches_the_pool());
  EXPECT_TRUE(wrong.complains_of("not the one expected")) << wrong.complaint();
  EXPECT_TRUE(wrong.lines_out.empty());
}

TEST_F(Tls, FirstUseIsRemembered) {
  const auto first = certificate();
  std::uint16_t port = 0;
  {
    TlsPool pool(first);
    port = pool.port();
    for (int i = 0; i < 2; ++i) {
      TlsRun run(port);
      run.options.tls.first_use_file = path("known");
      EXPECT_TRUE(run.reaches_the_pool()) << run.complaint();
    }
  }
  std::ifstream known(path("known"));
  std::string line, more;
  std::getline(known, line);
  EXPECT_EQ(line, "localhost:" + std::to_string(port) + " " + to_string(first.fingerprint));
  EXPECT_FALSE(std::getline(known, more)) << more;

  TlsPool other(certificate());
  std::ofstream(path("known")) << "localhost:" << other.port() << ' '
                               << to_string(first.fingerprint) << '\n';
  TlsRun run(other.port());
  run.options.tls.first_use_file = path("known");
  EXPECT_FALSE(run.reaches_the_pool());
  EXPECT_TRUE(run.complains_of("remove its line")) << run.complaint();
}

TEST_F(Tls, AFirstUseFileThatCannotBeUsedTrustsNobody) {
  TlsPool pool(certificate());
  for (const std::string& content : {test::absent("known"), path("known")}) {
    std::ofstream(path("known")) << "localhost:" << pool.port() << " sha256:nonsense\n";
    TlsRun run(pool.port());
    run.options.tls.first_use_file = content;
    EXPECT_FALSE(run.reaches_the_pool());
    EXPECT_TRUE(run.complains_of(content)) << run.complaint();
  }
}

/// Whatever was done to the file: the impostor, who comes second, is not believed.
TEST_F(Tls, ADamagedFirstUseFileBelievesNoImpostor) {
  TlsPool impostor(certificate());
  const std::string place = "localhost:" + std::to_string(impostor.port());
  const std::string noted = place + " " + to_string(authority_.fingerprint);
  for (const std::string& content :
       {noted, "\xef\xbb\xbf" + noted + "\n", "garbage\n" + noted + "\n",
        "LocalHost:" + noted.substr(10) + "\n", "localhost.:" + noted.substr(10) + "\n",
        "other.test:1 " + to_string(authority_.fingerprint) + noted + "\n",
        noted.substr(0, noted.size() - 1), noted + " more\n", std::string("\0\0", 2) + noted,
        place + "\n", noted + "\n" + place + " " + to_string(TlsFingerprint{}) + "\n"}) {
    std::ofstream(path("known")) << content;
    TlsRun run(impostor.port());
    run.options.tls.first_use_file = path("known");
    EXPECT_FALSE(run.reaches_the_pool()) << content;
    EXPECT_TRUE(run.lines_out.empty()) << content;
  }
}

TEST_F(Tls, ALineIsAddedBehindOneWithoutItsEnd) {
  std::ofstream(path("known")) << "# kept by hand\n\nother.test:1 "
                               << to_string(authority_.fingerprint);
  const FirstUseFile file(path("known"));
  ASSERT_TRUE(file.add("Pool.Test:2", TlsFingerprint{}));
  EXPECT_EQ(*file.find("pool.test:2"), TlsFingerprint{});
  EXPECT_EQ(*file.find("OTHER.test:1"), authority_.fingerprint);
}

TEST_F(Tls, OfTwoFirstsNeitherIsBelieved) {
  const FirstUseFile file(path("known"));
  EXPECT_FALSE(file.find("pool.test:1")->has_value());
  ASSERT_TRUE(file.add("pool.test:1", TlsFingerprint{}));
  ASSERT_TRUE(file.add("pool.test:1", TlsFingerprint{})) << "the same once more";
  EXPECT_FALSE(file.add("pool.test:1", authority_.fingerprint));
  EXPECT_FALSE(file.find("pool.test:1"));
}

TEST_F(Tls, AFirstUseFileIsARegularOne) {
  ASSERT_EQ(::mkfifo(path("known").c_str(), 0600), 0);
  EXPECT_FALSE(FirstUseFile(path("known")).find("pool.test:1")) << "and nobody waits for it";
}

/// RFC 9525: a name in the subject alone proves nothing.
TEST_F(Tls, ACertificateWithACommonNameAloneIsNot) {
  TlsCertificateWish wish;
  wish.names = {"localhost"};
  wish.alternative_names = false;
  TlsPool pool(certificate(wish, &authority_));
  TlsRun run(pool.port());
  run.options.tls.ca_file = authority_file();
  EXPECT_FALSE(run.reaches_the_pool());
  EXPECT_TRUE(run.complains_of("mismatch")) << run.complaint();
}

TEST_F(Tls, InsecureBelievesAnybody) {
  TlsCertificateWish wish;
  wish.names = {"other.example"};
  wish.begins = seconds(-7200);
  wish.ends = seconds(-3600);
  TlsPool pool(certificate(wish));
  TlsRun run(pool.port());
  run.options.tls.insecure = true;
  EXPECT_TRUE(run.reaches_the_pool()) << run.complaint();
}

TEST_F(Tls, AnAuthorityFileThatIsNone) {
  TlsPool pool(certificate());
  TlsRun run(pool.port());
  run.options.tls.ca_file = path("ca");
  EXPECT_FALSE(run.reaches_the_pool());
  EXPECT_TRUE(run.complains_of(path("ca"))) << run.complaint();
}

TEST_F(Tls, OldVersionsAreNotSpoken) {
  TlsPool pool(certificate());
  SSL_CTX_set_min_proto_version(pool.context(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(pool.context(), TLS1_1_VERSION);
  SSL_CTX_set_security_level(pool.context(), 0);
  TlsRun run(pool.port());
  run.options.tls.insecure = true;
  EXPECT_FALSE(run.reaches_the_pool());
  EXPECT_TRUE(run.complains_of("TLS with the pool failed")) << run.complaint();
}

TEST_F(Tls, WhatIsNoTls) {
  struct Case {
    std::string sent, complaint;
  };
  for (const auto& [sent, complaint] :
       {Case{"{\"id\":null,\"method\":\"client.show_message\",\"params\":[\"hi\"]}\n",
             "does not speak TLS"},
        Case{"", "is this its TLS port"},
        // An alert: handshake failure.
        Case{std::string("\x15\x03\x03\x00\x02\x02\x28", 7), "handshake failure"}}) {
    PlainServer server([&](int fd) {
      char byte = 0;
      (void)plain_talk(fd).next(byte);
      say(fd, sent);
      ::shutdown(fd, SHUT_WR);
      while (plain_talk(fd).next(byte)) {
      }
    });
    TlsRun run(server.port());
    EXPECT_FALSE(run.reaches_the_pool());
    EXPECT_TRUE(run.complains_of(complaint)) << run.complaint();
  }
}

TEST_F(Tls, ASilentServerIsLeft) {
  PlainServer server(drain);
  TlsRun run(server.port());
  run.options.connect_timeout = milliseconds(50);
  EXPECT_FALSE(run.reaches_the_pool());
  EXPECT_TRUE(run.complains_of("no connection within")) << run.complaint();
}

TEST(Fingerprint, TextBothWays) {
  TlsFingerprint bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 8);
  EXPECT_EQ(*parse_tls_fingerprint(to_string(bytes)), bytes);
  std::string colons = "sha256:";
  const std::string digits = to_string(bytes).substr(7);
  for (std::size_t i = 0; i < digits.size(); i += 2)
    colons += (i > 0 ? ":" : "") + digits.substr(i, 2);
  EXPECT_EQ(*parse_tls_fingerprint(colons), bytes);
  for (const std::string& bad :
       {std::string(), std::string("sha256:"), digits, "sha1:" + digits, "sha256:" + digits + "00",
        "sha256:" + digits.substr(2), "sha256:zz" + digits.substr(2)})
    EXPECT_FALSE(parse_tls_fingerprint(bad)) << bad;
}

}  // namespace
}  // namespace wildcat::stratum
