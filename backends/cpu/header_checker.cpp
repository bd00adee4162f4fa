// SPDX-License-Identifier: MIT
// HeaderChecker on the CPU. A call is cut into runs of headers, one per thread, whose bits share no
// byte; a run is cut into chunks whose hashes stay in the first cache.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include "backends/cpu/cpu_features.h"
#include "backends/cpu/cpu_limits.h"
#include "backends/cpu/kernel_table.h"
#include "wildcat/check.h"

namespace wildcat {
namespace {

constexpr std::size_t header_bytes = 80;
constexpr std::size_t chunk = 48;  // headers; a multiple of 8 and of every number of lanes
constexpr std::size_t worth_a_thread = 4096;  // headers: about ten times what starting one costs
static_assert(chunk % WILDCAT_HASHER_MAX_LANES == 0 && chunk % 8 == 0);

using Hashers = std::vector<const wildcat_cpu_hasher*>;

bool runnable(const wildcat_cpu_hasher& hasher, std::string* reason = nullptr) {
  const std::string why =
      why_not_runnable(CpuFeatureSet::from_bits(hasher.features), detect_cpu().features);
  if (reason != nullptr) *reason = why;
  return why.empty();
}

Hashers runnable_hashers() {
  Hashers list;
  for (wildcat_u32 i = 0; i < wildcat_cpu_hashers_count; ++i)
    if (runnable(*wildcat_cpu_hashers[i])) list.push_back(wildcat_cpu_hashers[i]);
  return list;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// Hashes up to `chunk` headers; the last batch is filled up with zeros.
void hash_chunk(const wildcat_cpu_hasher& hasher, const std::uint8_t* headers, std::size_t count,
                std::uint8_t* hashes) {
  const std::size_t whole = count / hasher.lanes, rest = count % hasher.lanes;
  hasher.hash(headers, static_cast<wildcat_u32>(whole), hashes);
  if (rest == 0) return;
  std::uint8_t last[header_bytes * WILDCAT_HASHER_MAX_LANES] = {};
  std::uint8_t out[32 * WILDCAT_HASHER_MAX_LANES];
  const std::size_t done = whole * hasher.lanes;
  std::memcpy(last, headers + header_bytes * done, header_bytes * rest);
  hasher.hash(last, 1, out);
  std::memcpy(hashes + 32 * done, out, 32 * rest);
}

Hash256 hash_at(const std::uint8_t* bytes) {
  std::array<std::uint8_t, 32> copy;
  std::memcpy(copy.data(), bytes, copy.size());
  return Hash256::from_internal(copy);
}

/// The highest 64 bits decide nearly always.
bool meets(const std::uint8_t* hash, const Target& target) {
  std::uint64_t top = 0;
  for (int i = 0; i < 8; ++i) top |= std::uint64_t{hash[24 + i]} << 8 * i;
  if (top != target.limbs()[3]) return top < target.limbs()[3];
  return target.met_by(hash_at(hash));
}

/// Calls use(first, count, hashes) for each chunk of the headers from `first` on.
template <class Use>
void each_chunk(const wildcat_cpu_hasher& hasher, const std::uint8_t* headers, std::size_t first,
                std::size_t end, const Use& use) {
  std::uint8_t hashes[32 * chunk];
  for (; first < end; first += chunk) {
    const std::size_t count = std::min(chunk, end - first);
    hash_chunk(hasher, headers + header_bytes * first, count, hashes);
    use(first, count, hashes);
  }
}

/// Calls run(first, end) for each thread's part. A thread that cannot be started leaves its part to
/// the caller.
template <class Run>
void share_out(std::size_t count, std::uint32_t threads, const Run& run) {
  const std::size_t parts = std::clamp<std::size_t>(count / worth_a_thread, 1, threads);
  const std::size_t each = (count / parts + chunk) / chunk * chunk;
  std::vector<std::jthread> others;
  for (std::size_t first = each; first < count; first += each) {
    const std::size_t end = std::min(first + each, count);
    try {
      others.emplace_back([&run, first, end] { run(first, end); });
    } catch (const std::system_error&) {
      run(first, end);
    }
  }
  run(0, std::min(each, count));
}

/// Any bytes will do, and some that differ in every word.
std::vector<std::uint8_t> sample(std::size_t headers) {
  std::vector<std::uint8_t> bytes(header_bytes * headers);
  std::uint32_t x = 0x2545f491;
  for (std::uint8_t& byte : bytes)
    byte = static_cast<std::uint8_t>((x = x * 1664525 + 1013904223) >> 24);
  return bytes;
}

bool passes_self_test(const wildcat_cpu_hasher& hasher) {
  const std::size_t count = 2 * hasher.lanes + 1;
  const auto headers = sample(count);
  std::uint8_t hashes[32 * (2 * WILDCAT_HASHER_MAX_LANES + 1)];
  hash_chunk(hasher, headers.data(), count, hashes);
  for (std::size_t i = 0; i < count; ++i)
    if (hash_at(hashes + 32 * i) != hash_twice({headers.data() + header_bytes * i, header_bytes}))
      return false;
  return true;
}

std::chrono::nanoseconds time_of(const wildcat_cpu_hasher& hasher,
                                 const std::vector<std::uint8_t>& headers) {
  std::uint8_t hashes[32 * chunk];
  auto best = std::chrono::nanoseconds::max();
  for (int i = 0; i < 8; ++i) {
    const auto start = std::chrono::steady_clock::now();
    hash_chunk(hasher, headers.data(), chunk, hashes);
    best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - start);
  }
  return best;
}

Result<const wildcat_cpu_hasher*> find(const std::string& name) {
  for (wildcat_u32 i = 0; i < wildcat_cpu_hashers_count; ++i) {
    const wildcat_cpu_hasher* hasher = wildcat_cpu_hashers[i];
    if (name != hasher->name) continue;
    std::string reason;
    if (runnable(*hasher, &reason)) return hasher;
    return Error{Errc::not_runnable, "'" + name + "' cannot hash headers here: " + reason +
                                         "; use one of: " + joined(HeaderChecker::kernels())};
  }
  return Error{Errc::not_found, "nothing called '" + name + "' hashes headers; there are " +
                                    joined(HeaderChecker::kernels())};
}

/// The fastest of those that compute right.
const wildcat_cpu_hasher* fastest() {
  const auto headers = sample(chunk);
  const wildcat_cpu_hasher* best = nullptr;
  auto best_time = std::chrono::nanoseconds::max();
  for (const wildcat_cpu_hasher* hasher : runnable_hashers()) {
    if (!passes_self_test(*hasher)) continue;
    const auto time = time_of(*hasher, headers);
    if (best == nullptr || time < best_time) best = hasher;
    best_time = std::min(best_time, time);
  }
  return best;
}

Result<void> check_sizes(std::size_t bytes, std::size_t room, std::size_t needed) {
  if (bytes % header_bytes != 0)
    return Error{Errc::invalid_argument,
                 std::to_string(bytes) + " bytes are no whole number of headers; give 80 each"};
  if (room < needed)
    return Error{Errc::invalid_argument, "there is room for " + std::to_string(room) + " of " +
                                             std::to_string(needed) + " outcomes; make it larger"};
  return {};
}

}  // namespace

HeaderChecker::HeaderChecker(const wildcat_cpu_hasher& hasher, std::uint32_t threads)
    : kernel_(hasher.name), hasher_(&hasher), threads_(threads) {}

std::vector<std::string> HeaderChecker::kernels() {
  std::vector<std::string> names;
  for (const wildcat_cpu_hasher* hasher : runnable_hashers()) names.emplace_back(hasher->name);
  return names;
}

Result<HeaderChecker> HeaderChecker::open(const CheckOptions& options) {
  const std::uint32_t threads =
      options.threads > 0 ? options.threads : static_cast<std::uint32_t>(affinity_cpus().size());
  const wildcat_cpu_hasher* hasher = nullptr;
  if (options.kernel.empty()) {
    hasher = fastest();
  } else {
    const auto named = find(options.kernel);
    if (!named) return named.error();
    if (passes_self_test(**named)) hasher = *named;
  }
  if (hasher == nullptr)
    return Error{
        Errc::self_test_failed,
        "what hashes headers computed a wrong answer in its self-test; suspect the machine's "
        "memory or overclocking"};
  return HeaderChecker(*hasher, threads);
}

template <class TargetOf>
Result<void> HeaderChecker::check_each(std::span<const std::uint8_t> headers,
                                       const TargetOf& target_of,
                                       std::span<std::uint8_t> bits) const {
  const std::size_t count = headers.size() / header_bytes;
  if (auto fit = check_sizes(headers.size(), bits.size(), (count + 7) / 8); !fit) return fit;
  const auto note = [&](std::size_t first, std::size_t found, const std::uint8_t* hashes) {
    for (std::size_t i = 0; i < found; i += 8) {
      unsigned byte = 0;
      for (std::size_t j = 0; j < std::min<std::size_t>(8, found - i); ++j)
        byte |= unsigned{meets(hashes + 32 * (i + j), target_of(first + i + j))} << j;
      bits[(first + i) / 8] = static_cast<std::uint8_t>(byte);
    }
  };
  share_out(count, threads_, [&](std::size_t first, std::size_t end) {
    each_chunk(*hasher_, headers.data(), first, end, note);
  });
  return {};
}

Result<void> HeaderChecker::check(std::span<const std::uint8_t> headers, const Target& target,
                                  std::span<std::uint8_t> bits) const {
  return check_each(headers, [&target](std::size_t) -> const Target& { return target; }, bits);
}

Result<void> HeaderChecker::check(std::span<const std::uint8_t> headers,
                                  std::span<const Target> targets,
                                  std::span<std::uint8_t> bits) const {
  if (targets.size() != headers.size() / header_bytes)
    return Error{Errc::invalid_argument,
                 "there are " + std::to_string(targets.size()) + " targets for " +
                     std::to_string(headers.size() / header_bytes) + " headers; give one for each"};
  return check_each(
      headers, [targets](std::size_t i) -> const Target& { return targets[i]; }, bits);
}

Result<void> HeaderChecker::hash(std::span<const std::uint8_t> headers,
                                 std::span<Hash256> hashes) const {
  const std::size_t count = headers.size() / header_bytes;
  if (auto fit = check_sizes(headers.size(), hashes.size(), count); !fit) return fit;
  const auto keep = [&](std::size_t first, std::size_t found, const std::uint8_t* bytes) {
    for (std::size_t i = 0; i < found; ++i) hashes[first + i] = hash_at(bytes + 32 * i);
  };
  share_out(count, threads_, [&](std::size_t first, std::size_t end) {
    each_chunk(*hasher_, headers.data(), first, end, keep);
  });
  return {};
}

}  // namespace wildcat
