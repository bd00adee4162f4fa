// SPDX-License-Identifier: MIT
// The C ABI on top of the C++ API: arguments checked, errors and exceptions turned into numbers.
// wildcat.h is the specification.
#include "wildcat/wildcat.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <deque>
#include <exception>
#include <mutex>
#include <new>

#include "wildcat/check.h"
#include "wildcat/cpu.h"
#include "wildcat/search.h"
#include "wildcat/version.h"

using wildcat::Errc;
using wildcat::Error;

struct wildcat_searcher {
  std::unique_ptr<wildcat::Searcher> searcher;
  std::mutex mutex;  // guards the two below
  std::deque<wildcat::SearchHit> hits;
  std::uint64_t found = 0;  // of this search, taken or not

  void keep(std::vector<wildcat::SearchHit> more) {
    found += more.size();
    hits.insert(hits.end(), more.begin(), more.end());
  }
};

struct wildcat_checker {
  wildcat::HeaderChecker checker;
};

namespace {

// The first version's sizes: the least that a caller can have.
constexpr std::uint32_t error_size = sizeof(wildcat_error);
constexpr std::uint32_t cpu_options_size = sizeof(wildcat_cpu_options);
constexpr std::uint32_t request_size = sizeof(wildcat_search_request);
constexpr std::uint32_t result_size = sizeof(wildcat_search_result);
constexpr std::uint32_t hit_size = sizeof(wildcat_hit);

wildcat_status status_of(Errc code) {
  switch (code) {
    case Errc::invalid_argument:
      return WILDCAT_INVALID_ARGUMENT;
    case Errc::not_found:
      return WILDCAT_NOT_FOUND;
    case Errc::not_runnable:
      return WILDCAT_NOT_RUNNABLE;
    case Errc::self_test_failed:
      return WILDCAT_SELF_TEST_FAILED;
    case Errc::device_failed:
      return WILDCAT_DEVICE_FAILED;
    case Errc::io:
      return WILDCAT_IO;
    case Errc::protocol:
      return WILDCAT_PROTOCOL;
    case Errc::refused:
      return WILDCAT_REFUSED;
    case Errc::exhausted:
      return WILDCAT_EXHAUSTED;
    case Errc::state:
      return WILDCAT_STATE;
  }
  return WILDCAT_INTERNAL;
}

wildcat_status tell(wildcat_error* error, wildcat_status status, const char* message) noexcept {
  if (error == nullptr || error->size < error_size) return status;
  error->status = status;
  const std::size_t length = std::min(std::strlen(message), sizeof error->message - 1);
  std::memcpy(error->message, message, length);
  error->message[length] = '\0';
  return status;
}

wildcat_status tell(wildcat_error* error, const Error& why) {
  return tell(error, status_of(why.code), why.message.c_str());
}

wildcat_status bad(wildcat_error* error, const char* message) {
  return tell(error, WILDCAT_INVALID_ARGUMENT, message);
}

/// Runs `f` and turns exceptions into a status.
template <class F>
wildcat_status guarded(wildcat_error* error, const F& f) noexcept {
  try {
    return f();
  } catch (const std::bad_alloc&) {
    return tell(error, WILDCAT_OUT_OF_MEMORY, wildcat_status_text(WILDCAT_OUT_OF_MEMORY));
  } catch (const std::exception& unforeseen) {
    return tell(error, WILDCAT_INTERNAL, unforeseen.what());
  } catch (...) {
    return tell(error, WILDCAT_INTERNAL, wildcat_status_text(WILDCAT_INTERNAL));
  }
}

wildcat::Target target_from(const std::uint8_t bytes[32]) {
  std::array<std::uint8_t, 32> copy;
  std::memcpy(copy.data(), bytes, copy.size());
  return wildcat::Target::value_of(wildcat::Hash256::from_internal(copy));
}

wildcat_status target_out(const wildcat::Result<wildcat::Target>& from, std::uint8_t target[32]) {
  if (target == nullptr) return WILDCAT_INVALID_ARGUMENT;
  if (!from) return status_of(from.error().code);
  for (std::size_t i = 0; i < 32; ++i)
    target[i] = static_cast<std::uint8_t>(from->limbs()[i / 8] >> 8 * (i % 8));
  return WILDCAT_OK;
}

wildcat::CpuOptions cpu_options(const wildcat_cpu_options* given) {
  wildcat::CpuOptions options;
  if (given == nullptr) return options;
  options.threads = given->threads;
  if (given->kernel != nullptr) options.kernel = given->kernel;
  if (given->calibration_file != nullptr) options.calibration_file = given->calibration_file;
  options.pin = given->no_pin == 0;
  options.idle_priority = given->idle_priority != 0;
  options.quick_start = true;
  return options;
}

wildcat::SearchRequest request_from(const wildcat_search_request& given) {
  wildcat::SearchRequest request;
  request.header =
      wildcat::BlockHeader::parse(std::span<const std::uint8_t, 80>(given.header, 80));
  request.target = target_from(given.target);
  request.roll_mask = given.roll_mask;
  request.ntime_window = given.ntime_window;
  const std::uint64_t all = wildcat::whole_nonce_range.count - given.first_nonce;
  request.nonces = {given.first_nonce, given.nonces == 0 ? all : given.nonces};
  request.max_found = given.max_found;
  return request;
}

std::int32_t end_number(wildcat::SearchEnd end) {
  switch (end) {
    case wildcat::SearchEnd::found:
      return WILDCAT_END_FOUND;
    case wildcat::SearchEnd::exhausted:
      return WILDCAT_END_EXHAUSTED;
    case wildcat::SearchEnd::cancelled:
      return WILDCAT_END_CANCELLED;
    case wildcat::SearchEnd::failed:
      break;
  }
  return WILDCAT_END_FAILED;
}

void put(wildcat_hit* out, const wildcat::SearchHit& hit) {
  const auto header = hit.header.serialize();
  out->reserved = 0;
  std::memcpy(out->header, header.data(), header.size());
  std::memcpy(out->hash, hit.hash.internal().data(), 32);
}

wildcat_status finish(wildcat_searcher* searcher, wildcat::SearchOutcome outcome,
                      wildcat_search_result* result, wildcat_error* error) {
  const std::lock_guard lock(searcher->mutex);
  searcher->keep(std::move(outcome.found));
  result->end = end_number(outcome.end);
  result->hashes = outcome.hashes;
  result->found = searcher->found;
  if (outcome.end == wildcat::SearchEnd::failed)
    tell(error, WILDCAT_DEVICE_FAILED, outcome.failure.c_str());
  return WILDCAT_OK;
}

/// Everything is there that so many headers need, and their bytes can be counted.
bool complete(const wildcat_checker* checker, const std::uint8_t* headers, std::size_t count,
              const std::uint8_t* out) {
  return checker != nullptr && count <= SIZE_MAX / 80 &&
         (count == 0 || (headers != nullptr && out != nullptr));
}

wildcat_status outcome(wildcat_error* error, const wildcat::Result<void>& done) {
  return done ? WILDCAT_OK : tell(error, done.error());
}

}  // namespace

extern "C" {

uint32_t wildcat_abi_version(void) { return WILDCAT_ABI_VERSION; }

const char* wildcat_version(void) { return wildcat::version_string; }

const char* wildcat_status_text(wildcat_status status) {
  constexpr const char* texts[] = {
      "Success.",
      "An argument is malformed or out of range.",
      "There is nothing of that name.",
      "This does not run on this machine.",
      "A kernel computed a wrong answer in its self-test.",
      "A device stopped working.",
      "A file or socket failed.",
      "The peer broke the protocol.",
      "The peer refused.",
      "A finite resource is used up.",
      "The call is not legal now.",
      "Out of memory.",
      "The library met what it did not foresee; please report it.",
      "The search is not over yet.",
  };
  constexpr auto known = static_cast<wildcat_status>(std::size(texts));
  return status >= 0 && status < known ? texts[status] : "An unknown status.";
}

wildcat_status wildcat_target_from_nbits(uint32_t nbits, uint8_t target[32]) {
  return guarded(nullptr, [&] { return target_out(wildcat::Target::from_nbits(nbits), target); });
}

wildcat_status wildcat_target_from_difficulty(double difficulty, uint8_t target[32]) {
  return guarded(nullptr,
                 [&] { return target_out(wildcat::Target::from_difficulty(difficulty), target); });
}

void wildcat_hash_header(const uint8_t header[80], uint8_t hash[32]) {
  if (header == nullptr || hash == nullptr) return;  // there is no status to say it with
  const auto digest = wildcat::sha256::hash_twice(std::span<const std::uint8_t>(header, 80));
  std::memcpy(hash, digest.data(), digest.size());
}

wildcat_status wildcat_searcher_open(const wildcat_cpu_options* options,
                                     wildcat_searcher** searcher, wildcat_error* error) {
  return guarded(error, [&]() -> wildcat_status {
    if (searcher == nullptr) return bad(error, "searcher is null; give a place for the handle");
    *searcher = nullptr;
    if (options != nullptr && options->size < cpu_options_size)
      return bad(error, "options.size is too small; set it to sizeof(wildcat_cpu_options)");
    auto devices = wildcat::cpu_backend(cpu_options(options))->devices();
    if (!devices) return tell(error, devices.error());
    auto opened = wildcat::Searcher::open(std::move(*devices));
    if (!opened) return tell(error, opened.error());
    auto handle = std::make_unique<wildcat_searcher>();
    handle->searcher = std::move(*opened);
    *searcher = handle.release();
    return WILDCAT_OK;
  });
}

void wildcat_searcher_close(wildcat_searcher* searcher) { delete searcher; }

wildcat_status wildcat_search_start(wildcat_searcher* searcher,
                                    const wildcat_search_request* request, wildcat_error* error) {
  return guarded(error, [&]() -> wildcat_status {
    if (searcher == nullptr || request == nullptr || request->size < request_size)
      return bad(error, "a handle or a request is missing, or request.size is too small");
    const std::lock_guard lock(searcher->mutex);
    if (auto started = searcher->searcher->start(request_from(*request)); !started)
      return tell(error, started.error());
    searcher->hits.clear();
    searcher->found = 0;
    return WILDCAT_OK;
  });
}

wildcat_status wildcat_search_poll(wildcat_searcher* searcher, wildcat_search_result* result,
                                   wildcat_error* error) {
  return wildcat_search_wait(searcher, 0, result, error);
}

wildcat_status wildcat_search_wait(wildcat_searcher* searcher, int64_t nanoseconds,
                                   wildcat_search_result* result, wildcat_error* error) {
  return guarded(error, [&]() -> wildcat_status {
    if (searcher == nullptr || result == nullptr || result->size < result_size)
      return bad(error, "a handle or a result is missing, or result.size is too small");
    if (nanoseconds < 0) {
      auto outcome = searcher->searcher->wait();
      if (!outcome) return tell(error, outcome.error());
      return finish(searcher, std::move(*outcome), result, error);
    }
    auto outcome = searcher->searcher->wait_for(std::chrono::nanoseconds(nanoseconds));
    if (!outcome) return tell(error, outcome.error());
    if (!*outcome) return WILDCAT_RUNNING;
    return finish(searcher, std::move(**outcome), result, error);
  });
}

void wildcat_search_cancel(wildcat_searcher* searcher) {
  if (searcher == nullptr) return;
  guarded(nullptr, [&] {
    searcher->searcher->cancel();
    return WILDCAT_OK;
  });
}

size_t wildcat_search_take(wildcat_searcher* searcher, wildcat_hit* hits, size_t capacity) {
  size_t count = 0;
  if (searcher == nullptr || hits == nullptr || capacity == 0) return 0;
  guarded(nullptr, [&] {
    const std::lock_guard lock(searcher->mutex);
    searcher->keep(searcher->searcher->take());
    // A later caller's hits may be longer than ours: its first one says how long.
    auto* at = reinterpret_cast<unsigned char*>(hits);
    const std::size_t stride = hits->size;
    for (; stride >= hit_size && count < capacity && !searcher->hits.empty(); ++count) {
      put(reinterpret_cast<wildcat_hit*>(at + stride * count), searcher->hits.front());
      searcher->hits.pop_front();
    }
    return WILDCAT_OK;
  });
  return count;
}

wildcat_status wildcat_checker_open(const wildcat_cpu_options* options, wildcat_checker** checker,
                                    wildcat_error* error) {
  return guarded(error, [&]() -> wildcat_status {
    if (checker == nullptr) return bad(error, "checker is null; give a place for the handle");
    *checker = nullptr;
    if (options != nullptr && options->size < cpu_options_size)
      return bad(error, "options.size is too small; set it to sizeof(wildcat_cpu_options)");
    const wildcat::CpuOptions cpu = cpu_options(options);
    auto opened = wildcat::HeaderChecker::open({cpu.threads, cpu.kernel});
    if (!opened) return tell(error, opened.error());
    *checker = new wildcat_checker{std::move(*opened)};
    return WILDCAT_OK;
  });
}

void wildcat_checker_close(wildcat_checker* checker) { delete checker; }

wildcat_status wildcat_check_headers(const wildcat_checker* checker, const uint8_t* headers,
                                     size_t count, const uint8_t target[32], uint8_t* bits,
                                     wildcat_error* error) {
  return guarded(error, [&]() -> wildcat_status {
    if (target == nullptr || !complete(checker, headers, count, bits))
      return bad(error, "a handle, the headers, the target or the bits are missing");
    return outcome(error, checker->checker.check({headers, 80 * count}, target_from(target),
                                                 {bits, (count + 7) / 8}));
  });
}

wildcat_status wildcat_check_headers_each(const wildcat_checker* checker, const uint8_t* headers,
                                          size_t count, const uint8_t* targets, uint8_t* bits,
                                          wildcat_error* error) {
  return guarded(error, [&]() -> wildcat_status {
    if (!complete(checker, headers, count, bits) || (count > 0 && targets == nullptr))
      return bad(error, "a handle, the headers, the targets or the bits are missing");
    std::vector<wildcat::Target> own;
    own.reserve(count);
    for (size_t i = 0; i < count; ++i) own.push_back(target_from(targets + 32 * i));
    return outcome(error,
                   checker->checker.check({headers, 80 * count}, own, {bits, (count + 7) / 8}));
  });
}

wildcat_status wildcat_hash_headers(const wildcat_checker* checker, const uint8_t* headers,
                                    size_t count, uint8_t* hashes, wildcat_error* error) {
  return guarded(error, [&]() -> wildcat_status {
    if (!complete(checker, headers, count, hashes))
      return bad(error, "a handle, the headers or room for the hashes are missing");
    std::vector<wildcat::Hash256> found(count);
    const auto hashed = checker->checker.hash({headers, 80 * count}, found);
    for (size_t i = 0; hashed && i < count; ++i)
      std::memcpy(hashes + 32 * i, found[i].internal().data(), 32);
    return outcome(error, hashed);
  });
}

}  // extern "C"
