// SPDX-License-Identifier: MIT
// How fast many headers are checked against a target, on one core: every implementation that runs
// here beside three ways of doing it with OpenSSL. The ways are timed by turns, slice after slice,
// and the best slice of each counts. All must agree on every header, or there is no figure.
//   check_rate [--seconds S]     S: for each way, default 1
#define OPENSSL_SUPPRESS_DEPRECATED  // SHA256_CTX is what many programs still use
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "backends/cpu/core_clock.h"
#include "wildcat/check.h"

namespace {

using namespace wildcat;
using Clock = std::chrono::steady_clock;

constexpr std::size_t count = 2048;  // headers a slice: they stay in the second cache
using Bits = std::vector<std::uint8_t>;
using Digest = unsigned char[32];

/// One way of checking; fills the bits.
struct Way {
  std::string name;
  std::function<void(const std::vector<std::uint8_t>&, const Target&, Bits&)> check;
  double seconds_per_header = 1;
  Bits bits = Bits(count / 8);
};

/// `hash(header, digest)` for each.
template <class Hash>
void one_by_one(const std::vector<std::uint8_t>& headers, const Target& target, Bits& bits,
                const Hash& hash) {
  std::fill(bits.begin(), bits.end(), std::uint8_t{0});
  for (std::size_t i = 0; i < count; ++i) {
    std::array<std::uint8_t, 32> digest;
    hash(headers.data() + 80 * i, digest.data());
    if (target.met_by(Hash256::from_internal(digest)))
      bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1u << i % 8);
  }
}

std::vector<Way> ways() {
  std::vector<Way> list;
  for (const std::string& name : HeaderChecker::kernels()) {
    const auto checker = HeaderChecker::open({.threads = 1, .kernel = name});
    if (!checker) continue;
    list.push_back({name, [c = *checker](const auto& headers, const Target& target, Bits& bits) {
                      static_cast<void>(c.check(headers, target, bits));
                    }});
  }
  list.push_back({"OpenSSL SHA256()", [](const auto& headers, const Target& target, Bits& bits) {
                    one_by_one(headers, target, bits, [](const std::uint8_t* h, std::uint8_t* out) {
                      Digest first;
                      SHA256(h, 80, first);
                      SHA256(first, 32, out);
                    });
                  }});
  list.push_back({"OpenSSL EVP, reused", [](const auto& headers, const Target& target, Bits& bits) {
                    EVP_MD_CTX* context = EVP_MD_CTX_new();
                    const EVP_MD* sha256 = EVP_sha256();
                    one_by_one(headers, target, bits,
                               [&](const std::uint8_t* h, std::uint8_t* out) {
                                 Digest first;
                                 EVP_DigestInit_ex2(context, sha256, nullptr);
                                 EVP_DigestUpdate(context, h, 80);
                                 EVP_DigestFinal_ex(context, first, nullptr);
                                 EVP_DigestInit_ex2(context, nullptr, nullptr);
                                 EVP_DigestUpdate(context, first, 32);
                                 EVP_DigestFinal_ex(context, out, nullptr);
                               });
                    EVP_MD_CTX_free(context);
                  }});
  list.push_back({"OpenSSL SHA256_CTX", [](const auto& headers, const Target& target, Bits& bits) {
                    one_by_one(headers, target, bits, [](const std::uint8_t* h, std::uint8_t* out) {
                      SHA256_CTX context;
                      Digest first;
                      SHA256_Init(&context);
                      SHA256_Update(&context, h, 80);
                      SHA256_Final(first, &context);
                      SHA256_Init(&context);
                      SHA256_Update(&context, first, 32);
                      SHA256_Final(out, &context);
                    });
                  }});
  return list;
}

void time_by_turns(std::vector<Way>& list, double seconds, const std::vector<std::uint8_t>& headers,
                   const Target& target) {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds * double(list.size()));
  do {
    for (Way& way : list) {
      const auto start = Clock::now();
      way.check(headers, target, way.bits);
      const double took = std::chrono::duration<double>(Clock::now() - start).count();
      way.seconds_per_header = std::min(way.seconds_per_header, took / count);
    }
  } while (Clock::now() < end);
}

}  // namespace

int main(int argc, char** argv) {
  double seconds = 1;
  if (argc == 3 && std::strcmp(argv[1], "--seconds") == 0) {
    seconds = std::atof(argv[2]);
  } else if (argc != 1) {
    std::fprintf(stderr, "usage: check_rate [--seconds S]\n");
    return 2;
  }
  std::mt19937 random(1);
  std::vector<std::uint8_t> headers(80 * count);
  for (std::uint8_t& byte : headers) byte = static_cast<std::uint8_t>(random());
  const Target target = Target::from_limbs({0, 0, 0, ~std::uint64_t{0} / 3});

  std::vector<Way> list = ways();
  time_by_turns(list, seconds, headers, target);
  const double clock = core_clock_hz();
  const auto fastest = std::min_element(list.begin(), list.end(), [](const Way& a, const Way& b) {
    return a.seconds_per_header < b.seconds_per_header;
  });
  std::printf("%-20s %12s %14s %22s\n", "way", "M headers/s", "cycles/header",
              ("times " + fastest->name).c_str());
  for (const Way& way : list) {
    if (way.bits != list.back().bits) {
      std::fprintf(stderr, "%s and %s disagree\n", way.name.c_str(), list.back().name.c_str());
      return 1;
    }
    std::printf("%-20s %12.3f %14.1f %22.2f\n", way.name.c_str(), 1e-6 / way.seconds_per_header,
                way.seconds_per_header * clock,
                way.seconds_per_header / fastest->seconds_per_header);
  }
  return 0;
}
