// SPDX-License-Identifier: MIT
// Scalar SHA-256 (FIPS 180-4) as constexpr code: the reference every kernel is checked against, and
// what the host uses for midstates, merkle roots and the proof of shares. Right and readable, not
// fast.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#pragma GCC visibility push(default)  // what the shared library exports

/// SHA-256 in plain code. Every function is pure; any thread.
namespace wildcat::sha256 {

/// Chaining value: eight 32-bit words, a..h, as numbers (FIPS 180-4 section 6.2).
using State = std::array<std::uint32_t, 8>;
/// One 512-bit message block as sixteen numbers, read from bytes big-endian.
using Block = std::array<std::uint32_t, 16>;
/// A digest in the order FIPS 180-4 writes it: big-endian words, first byte first.
using Digest = std::array<std::uint8_t, 32>;

/// Initial hash value, FIPS 180-4 section 5.3.3.
inline constexpr State initial_state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/// Round constants, FIPS 180-4 section 4.2.2.
inline constexpr std::array<std::uint32_t, 64> round_constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// @{ The six functions of FIPS 180-4 section 4.1.2.
constexpr std::uint32_t ch(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
  return (x & y) ^ (~x & z);
}
constexpr std::uint32_t maj(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
  return (x & y) ^ (x & z) ^ (y & z);
}
constexpr std::uint32_t big_sigma0(std::uint32_t x) {
  return std::rotr(x, 2) ^ std::rotr(x, 13) ^ std::rotr(x, 22);
}
constexpr std::uint32_t big_sigma1(std::uint32_t x) {
  return std::rotr(x, 6) ^ std::rotr(x, 11) ^ std::rotr(x, 25);
}
constexpr std::uint32_t small_sigma0(std::uint32_t x) {
  return std::rotr(x, 7) ^ std::rotr(x, 18) ^ (x >> 3);
}
constexpr std::uint32_t small_sigma1(std::uint32_t x) {
  return std::rotr(x, 17) ^ std::rotr(x, 19) ^ (x >> 10);
}
/// @}

/// One 32-bit word from four bytes, most significant first (FIPS 180-4 section 3.1).
constexpr std::uint32_t load_be32(const std::uint8_t* p) {
  return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
}
/// The inverse of load_be32.
constexpr void store_be32(std::uint8_t* p, std::uint32_t x) {
  p[0] = static_cast<std::uint8_t>(x >> 24);
  p[1] = static_cast<std::uint8_t>(x >> 16);
  p[2] = static_cast<std::uint8_t>(x >> 8);
  p[3] = static_cast<std::uint8_t>(x);
}

/// The 64-byte block at `p` as words. Precondition: 64 readable bytes.
constexpr Block load_block(const std::uint8_t* p) {
  Block block{};
  for (std::size_t i = 0; i < 16; ++i) block[i] = load_be32(p + 4 * i);
  return block;
}

/// One round of the compression function; `kw` is K[t] + W[t] (FIPS 180-4 section 6.2.2, step 3).
constexpr State round(const State& s, std::uint32_t kw) {
  const std::uint32_t t1 = s[7] + big_sigma1(s[4]) + ch(s[4], s[5], s[6]) + kw;
  const std::uint32_t t2 = big_sigma0(s[0]) + maj(s[0], s[1], s[2]);
  return {t1 + t2, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]};
}

/// compress() in plain code, for constant expressions and for the library's one compiled copy.
constexpr State compress_plainly(const State& state, const Block& block) {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t t = 0; t < 16; ++t) w[t] = block[t];
  for (std::size_t t = 16; t < 64; ++t)
    w[t] = small_sigma1(w[t - 2]) + w[t - 7] + small_sigma0(w[t - 15]) + w[t - 16];
  State s = state;
  for (std::size_t t = 0; t < 64; ++t) s = round(s, round_constants[t] + w[t]);
  for (std::size_t i = 0; i < 8; ++i) s[i] += state[i];
  return s;
}

/// The compression function as it runs: compiled once, with the library's optimisation, also where
/// the program around it is compiled without. Use compress().
State compress_at_run_time(const State& state, const Block& block);

/// The compression function: the chaining value after `block` (FIPS 180-4 section 6.2.2).
constexpr State compress(const State& state, const Block& block) {
  if (!std::is_constant_evaluated()) return compress_at_run_time(state, block);
  return compress_plainly(state, block);
}

/// A chaining value written as bytes.
constexpr Digest to_digest(const State& state) {
  Digest digest{};
  for (std::size_t i = 0; i < 8; ++i) store_be32(digest.data() + 4 * i, state[i]);
  return digest;
}

/// SHA-256 of a whole message (padding per FIPS 180-4 section 5.1.1). Any length below 2^61 bytes.
constexpr Digest hash(std::span<const std::uint8_t> message) {
  State state = initial_state;
  std::size_t offset = 0;
  for (; message.size() - offset >= 64; offset += 64)
    state = compress(state, load_block(message.data() + offset));
  std::array<std::uint8_t, 128> tail{};
  const std::size_t rest = message.size() - offset;
  for (std::size_t i = 0; i < rest; ++i) tail[i] = message[offset + i];
  tail[rest] = 0x80;
  const std::size_t blocks = rest < 56 ? 1 : 2;
  const std::uint64_t bits = std::uint64_t{message.size()} * 8;
  store_be32(tail.data() + 64 * blocks - 8, static_cast<std::uint32_t>(bits >> 32));
  store_be32(tail.data() + 64 * blocks - 4, static_cast<std::uint32_t>(bits));
  for (std::size_t i = 0; i < blocks; ++i)
    state = compress(state, load_block(tail.data() + 64 * i));
  return to_digest(state);
}

/// SHA-256(SHA-256(message)): SHA-256d, what Bitcoin hashes headers, transactions and merkle nodes
/// with.
constexpr Digest hash_twice(std::span<const std::uint8_t> message) { return hash(hash(message)); }

}  // namespace wildcat::sha256
#pragma GCC visibility pop
