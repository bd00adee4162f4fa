// SPDX-License-Identifier: MIT
// Scalar SHA-256: FIPS 180-4's published examples, at compile time where they are short, and
// OpenSSL's implementation over random messages.
#include "wildcat/sha256.h"

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <random>
#include <string_view>
#include <vector>

#include "wildcat/header.h"

namespace wildcat {
namespace {

template <std::size_t N>
constexpr sha256::Digest hash_of(const char (&text)[N]) {
  std::array<std::uint8_t, N> bytes{};
  for (std::size_t i = 0; i < N; ++i) bytes[i] = static_cast<std::uint8_t>(text[i]);
  return sha256::hash({bytes.data(), N - 1});
}

constexpr sha256::Digest digest(std::string_view hex) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  sha256::Digest bytes{};
  for (std::size_t i = 0; i < 32; ++i)
    bytes[i] = static_cast<std::uint8_t>(value(hex[2 * i]) << 4 | value(hex[2 * i + 1]));
  return bytes;
}

static_assert(hash_of("") ==
              digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
static_assert(hash_of("abc") ==
              digest("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
static_assert(hash_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
              digest("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
static_assert(hash_of("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                      "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu") ==
              digest("cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"));

std::vector<std::uint8_t> random_bytes(std::mt19937_64& random, std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

sha256::Digest openssl(std::span<const std::uint8_t> message) {
  sha256::Digest out{};
  SHA256(message.data(), message.size(), out.data());
  return out;
}

TEST(Sha256, MillionTimesA) {
  const std::vector<std::uint8_t> message(1'000'000, 'a');
  EXPECT_EQ(sha256::hash(message),
            digest("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

TEST(Sha256, EveryLengthUpToFourBlocksAgreesWithOpenSsl) {
  std::mt19937_64 random(1);
  for (std::size_t size = 0; size <= 256; ++size) {
    const auto message = random_bytes(random, size);
    ASSERT_EQ(sha256::hash(message), openssl(message)) << size;
    ASSERT_EQ(sha256::hash_twice(message), openssl(openssl(message))) << size;
  }
}

TEST(Sha256, RandomLongMessagesAgreeWithOpenSsl) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 200; ++i) {
    const auto message = random_bytes(random, random() % 20'000);
    ASSERT_EQ(sha256::hash(message), openssl(message)) << message.size();
  }
}

TEST(Sha256, HashTwiceKeepsInternalOrder) {
  const auto message = from_hex("00ff").value();
  EXPECT_EQ(hash_twice(message).internal(), sha256::hash_twice(message));
}

TEST(Sha256, CompressionContinuesFromAnyState) {
  // Block by block, the padding block written by hand, is what OpenSSL makes of the message.
  std::mt19937_64 random(3);
  const auto blocks = random_bytes(random, 128);
  auto state = sha256::compress(sha256::initial_state, sha256::load_block(blocks.data()));
  state = sha256::compress(state, sha256::load_block(blocks.data() + 64));
  sha256::Block padding{};
  padding[0] = 0x80000000;
  padding[15] = 8 * 128;
  EXPECT_EQ(sha256::to_digest(sha256::compress(state, padding)), openssl(blocks));
}

}  // namespace
}  // namespace wildcat
