// SPDX-License-Identifier: MIT
// The C ABI: what goes in, what comes out, and that wrong calls are refused and not obeyed.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "wildcat/header.h"
#include "wildcat/target.h"
#include "wildcat/version.h"
#include "wildcat/wildcat.h"

namespace {

/// WILDCAT_INIT is for C; g++ -Wextra dislikes it.
template <class T>
T sized() {
  T made{};
  made.size = sizeof made;
  return made;
}

constexpr std::uint32_t negative_target = 0x20aaaaaa;  // nBits

wildcat_search_request easy_request(std::uint64_t nonces, std::uint64_t max_found) {
  auto request = sized<wildcat_search_request>();
  request.header[0] = 4;
  std::memset(request.target, 0xff, 31);
  request.target[31] = 0x0f;  // one in sixteen
  request.nonces = nonces;
  request.max_found = max_found;
  return request;
}

class CSearch : public testing::Test {
 protected:
  void SetUp() override {
    auto options = sized<wildcat_cpu_options>();
    options.threads = 2;
    ASSERT_EQ(wildcat_searcher_open(&options, &searcher_, &error_), WILDCAT_OK) << error_.message;
  }
  void TearDown() override { wildcat_searcher_close(searcher_); }

  wildcat_searcher* searcher_ = nullptr;
  wildcat_error error_ = sized<wildcat_error>();
  wildcat_search_result result_ = sized<wildcat_search_result>();
};

TEST_F(CSearch, FindsEveryHitOfARangeWhateverTheRoomForThem) {
  const auto request = easy_request(10'000, 0);
  std::set<std::string> expected;
  auto header = wildcat::BlockHeader::parse(std::span<const std::uint8_t, 80>(request.header, 80));
  for (header.nonce = 0; header.nonce < 10'000; ++header.nonce)
    if (header.hash().internal()[31] <= 0x0f) expected.insert(wildcat::to_hex(header.serialize()));

  for (const std::size_t room : {1u, 7u, 10'000u}) {
    ASSERT_EQ(wildcat_search_start(searcher_, &request, &error_), WILDCAT_OK) << error_.message;
    ASSERT_EQ(wildcat_search_wait(searcher_, -1, &result_, &error_), WILDCAT_OK);
    EXPECT_EQ(result_.end, WILDCAT_END_EXHAUSTED);
    EXPECT_EQ(result_.hashes, 10'000u);
    EXPECT_EQ(result_.found, expected.size());
    std::set<std::string> found;
    std::vector<wildcat_hit> hits(room, sized<wildcat_hit>());
    while (const std::size_t count = wildcat_search_take(searcher_, hits.data(), room)) {
      ASSERT_LE(count, room);
      for (std::size_t i = 0; i < count; ++i) {
        std::uint8_t hash[32];
        wildcat_hash_header(hits[i].header, hash);
        EXPECT_EQ(std::memcmp(hash, hits[i].hash, 32), 0);
        EXPECT_EQ(hits[i].size, sizeof(wildcat_hit));
        found.insert(wildcat::to_hex({hits[i].header, 80}));
      }
    }
    EXPECT_EQ(found, expected);
  }
}

TEST_F(CSearch, PollsCancelsAndStartsAgain) {
  auto hard = easy_request(0, 1);
  std::memset(hard.target, 0, 32);
  hard.target[0] = 1;
  ASSERT_EQ(wildcat_search_start(searcher_, &hard, &error_), WILDCAT_OK);
  EXPECT_EQ(wildcat_search_poll(searcher_, &result_, &error_), WILDCAT_RUNNING);
  EXPECT_EQ(wildcat_search_wait(searcher_, 1000, &result_, &error_), WILDCAT_RUNNING);
  EXPECT_EQ(wildcat_search_start(searcher_, &hard, &error_), WILDCAT_STATE);
  EXPECT_NE(std::string(error_.message), "");
  wildcat_search_cancel(searcher_);
  ASSERT_EQ(wildcat_search_wait(searcher_, -1, &result_, &error_), WILDCAT_OK);
  EXPECT_EQ(result_.end, WILDCAT_END_CANCELLED);
  EXPECT_EQ(wildcat_search_poll(searcher_, &result_, &error_), WILDCAT_STATE);

  const auto easy = easy_request(0, 3);
  ASSERT_EQ(wildcat_search_start(searcher_, &easy, &error_), WILDCAT_OK);
  ASSERT_EQ(wildcat_search_wait(searcher_, INT64_MAX, &result_, &error_), WILDCAT_OK);
  EXPECT_EQ(result_.end, WILDCAT_END_FOUND);
  EXPECT_EQ(result_.found, 3u);
}

TEST_F(CSearch, FromTheFirstNonceToTheLast) {
  auto request = easy_request(0, 0);
  request.first_nonce = 0xffffff00;
  ASSERT_EQ(wildcat_search_start(searcher_, &request, &error_), WILDCAT_OK);
  ASSERT_EQ(wildcat_search_wait(searcher_, -1, &result_, &error_), WILDCAT_OK);
  EXPECT_EQ(result_.hashes, 256u);
  request.nonces = 257;
  EXPECT_EQ(wildcat_search_start(searcher_, &request, &error_), WILDCAT_INVALID_ARGUMENT);
}

TEST_F(CSearch, RefusesWhatItCannotRead) {
  auto request = easy_request(1, 1);
  EXPECT_EQ(wildcat_search_start(nullptr, &request, nullptr), WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(wildcat_search_start(searcher_, nullptr, &error_), WILDCAT_INVALID_ARGUMENT);
  request.size -= 1;
  EXPECT_EQ(wildcat_search_start(searcher_, &request, &error_), WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(error_.status, WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(wildcat_search_wait(searcher_, 0, nullptr, &error_), WILDCAT_INVALID_ARGUMENT);
  result_.size = 0;
  EXPECT_EQ(wildcat_search_poll(searcher_, &result_, nullptr), WILDCAT_INVALID_ARGUMENT);
  wildcat_hit hit{};  // no size
  EXPECT_EQ(wildcat_search_take(searcher_, &hit, 1), 0u);
  EXPECT_EQ(wildcat_search_take(searcher_, nullptr, 1), 0u);
  EXPECT_EQ(wildcat_search_take(nullptr, &hit, 1), 0u);
  // Room for none: the array is not looked at.
  auto* const nowhere = reinterpret_cast<wildcat_hit*>(std::uintptr_t{16});
  EXPECT_EQ(wildcat_search_take(searcher_, nowhere, 0), 0u);
  wildcat_search_cancel(nullptr);
  wildcat_searcher_close(nullptr);
}

TEST(COpen, SaysWhatIsWrong) {
  wildcat_searcher* searcher = nullptr;
  wildcat_checker* checker = nullptr;
  wildcat_error error = sized<wildcat_error>();
  auto options = sized<wildcat_cpu_options>();
  options.kernel = "abacus";
  EXPECT_EQ(wildcat_searcher_open(&options, &searcher, &error), WILDCAT_NOT_FOUND);
  EXPECT_NE(std::string(error.message).find("abacus"), std::string::npos);
  EXPECT_EQ(wildcat_checker_open(&options, &checker, &error), WILDCAT_NOT_FOUND);
  options.size = 4;
  EXPECT_EQ(wildcat_searcher_open(&options, &searcher, nullptr), WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(wildcat_searcher_open(nullptr, nullptr, &error), WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(searcher, nullptr);
  EXPECT_EQ(checker, nullptr);
}

TEST(COpen, AMessageTooLongIsCutAndASmallErrorIsLeftAlone) {
  wildcat_searcher* searcher = nullptr;
  const std::string name(2000, 'x');
  auto options = sized<wildcat_cpu_options>();
  options.kernel = name.c_str();
  wildcat_error error = sized<wildcat_error>();
  EXPECT_EQ(wildcat_searcher_open(&options, &searcher, &error), WILDCAT_NOT_FOUND);
  EXPECT_EQ(std::strlen(error.message), sizeof error.message - 1);
  wildcat_error small{};
  small.size = 8;
  EXPECT_EQ(wildcat_searcher_open(&options, &searcher, &small), WILDCAT_NOT_FOUND);
  EXPECT_EQ(small.message[0], '\0');
}

TEST(CChecker, SetsBitsAsTheCppOneDoes) {
  wildcat_checker* checker = nullptr;
  ASSERT_EQ(wildcat_checker_open(nullptr, &checker, nullptr), WILDCAT_OK);
  std::vector<std::uint8_t> headers(80 * 11), bits(2, 0xff);
  for (std::size_t i = 0; i < 11; ++i) headers[80 * i] = static_cast<std::uint8_t>(i);
  std::uint8_t target[32];
  std::memset(target, 0xff, 31);
  target[31] = 0x7f;
  ASSERT_EQ(wildcat_check_headers(checker, headers.data(), 11, target, bits.data(), nullptr),
            WILDCAT_OK);
  for (std::size_t i = 0; i < 16; ++i) {
    std::uint8_t hash[32] = {};
    if (i < 11) wildcat_hash_header(headers.data() + 80 * i, hash);
    EXPECT_EQ(bits[i / 8] >> i % 8 & 1, i < 11 && hash[31] < 0x80) << i;
  }
  EXPECT_EQ(wildcat_check_headers(checker, nullptr, 0, target, nullptr, nullptr), WILDCAT_OK);
  EXPECT_EQ(wildcat_check_headers(checker, nullptr, 1, target, bits.data(), nullptr),
            WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(wildcat_check_headers(checker, headers.data(), SIZE_MAX, target, bits.data(), nullptr),
            WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(wildcat_check_headers(nullptr, headers.data(), 1, target, bits.data(), nullptr),
            WILDCAT_INVALID_ARGUMENT);
  wildcat_checker_close(checker);
  wildcat_checker_close(nullptr);
}

TEST(CChecker, HashesManyAndTakesATargetForEach) {
  wildcat_checker* checker = nullptr;
  ASSERT_EQ(wildcat_checker_open(nullptr, &checker, nullptr), WILDCAT_OK);
  constexpr std::size_t count = 100;
  std::vector<std::uint8_t> headers(80 * count), hashes(32 * count), targets(32 * count);
  std::vector<std::uint8_t> bits((count + 7) / 8);
  for (std::size_t i = 0; i < count; ++i) headers[80 * i + 3] = static_cast<std::uint8_t>(i);
  ASSERT_EQ(wildcat_hash_headers(checker, headers.data(), count, hashes.data(), nullptr),
            WILDCAT_OK);
  targets = hashes;  // a hash meets its own number, and not a smaller one
  for (std::size_t i = 0; i < count; ++i) {
    std::uint8_t hash[32];
    wildcat_hash_header(headers.data() + 80 * i, hash);
    ASSERT_EQ(std::memcmp(hash, hashes.data() + 32 * i, 32), 0) << i;
    if (i % 3 == 0) std::memset(targets.data() + 32 * i + 16, 0, 16);
  }
  ASSERT_EQ(wildcat_check_headers_each(checker, headers.data(), count, targets.data(), bits.data(),
                                       nullptr),
            WILDCAT_OK);
  for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(bits[i / 8] >> i % 8 & 1, i % 3 != 0) << i;
  EXPECT_EQ(wildcat_hash_headers(checker, nullptr, 0, nullptr, nullptr), WILDCAT_OK);
  EXPECT_EQ(wildcat_hash_headers(checker, headers.data(), count, nullptr, nullptr),
            WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(wildcat_hash_headers(nullptr, headers.data(), 1, hashes.data(), nullptr),
            WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(wildcat_check_headers_each(checker, headers.data(), 1, nullptr, bits.data(), nullptr),
            WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(wildcat_check_headers_each(checker, headers.data(), SIZE_MAX, targets.data(),
                                       bits.data(), nullptr),
            WILDCAT_INVALID_ARGUMENT);
  wildcat_checker_close(checker);
}

TEST(CTargets, AreThoseOfTheCppApi) {
  std::uint8_t bytes[32];
  ASSERT_EQ(wildcat_target_from_nbits(negative_target, bytes), WILDCAT_INVALID_ARGUMENT)
      << "a negative one";
  ASSERT_EQ(wildcat_target_from_nbits(0x1d00ffff, bytes), WILDCAT_OK);
  std::uint8_t one[32];
  ASSERT_EQ(wildcat_target_from_difficulty(1, one), WILDCAT_OK);
  EXPECT_EQ(std::memcmp(bytes, one, 32), 0);
  EXPECT_EQ(bytes[27], 0xff);
  EXPECT_EQ(bytes[28], 0);
  EXPECT_EQ(wildcat_target_from_nbits(0, bytes), WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(wildcat_target_from_difficulty(std::nan(""), bytes), WILDCAT_INVALID_ARGUMENT);
}

TEST(CTargets, NoPlaceForTheAnswerIsAnInvalidArgument) {
  EXPECT_EQ(wildcat_target_from_nbits(0x1d00ffff, nullptr), WILDCAT_INVALID_ARGUMENT);
  EXPECT_EQ(wildcat_target_from_difficulty(1, nullptr), WILDCAT_INVALID_ARGUMENT);
  std::uint8_t header[80] = {}, hash[32] = {};
  wildcat_hash_header(nullptr, hash);
  wildcat_hash_header(header, nullptr);
}

TEST(CText, HasASentenceForEveryStatusAndForNone) {
  std::set<std::string> texts;
  for (wildcat_status status = WILDCAT_OK; status <= WILDCAT_RUNNING; ++status)
    EXPECT_TRUE(texts.insert(wildcat_status_text(status)).second);
  for (const wildcat_status unknown : {-1, WILDCAT_RUNNING + 1, INT32_MAX, INT32_MIN})
    EXPECT_STREQ(wildcat_status_text(unknown), "An unknown status.");
  EXPECT_STREQ(wildcat_version(), wildcat::version_string);
  EXPECT_EQ(wildcat_abi_version(), static_cast<std::uint32_t>(WILDCAT_ABI_VERSION));
}

// The layout is the interface: these numbers may not change while WILDCAT_ABI_VERSION / 1000 is 0.
#define SAME_OFFSET(type, field, number) static_assert(offsetof(type, field) == (number))
static_assert(sizeof(wildcat_error) == 512);
SAME_OFFSET(wildcat_error, message, 8);
static_assert(sizeof(wildcat_cpu_options) == 32);
SAME_OFFSET(wildcat_cpu_options, kernel, 8);
SAME_OFFSET(wildcat_cpu_options, calibration_file, 16);
SAME_OFFSET(wildcat_cpu_options, no_pin, 24);
SAME_OFFSET(wildcat_cpu_options, idle_priority, 28);
static_assert(sizeof(wildcat_search_request) == 144);
SAME_OFFSET(wildcat_search_request, header, 8);
SAME_OFFSET(wildcat_search_request, target, 88);
SAME_OFFSET(wildcat_search_request, first_nonce, 120);
SAME_OFFSET(wildcat_search_request, ntime_window, 124);
SAME_OFFSET(wildcat_search_request, nonces, 128);
SAME_OFFSET(wildcat_search_request, max_found, 136);
static_assert(sizeof(wildcat_search_result) == 24);
SAME_OFFSET(wildcat_search_result, hashes, 8);
SAME_OFFSET(wildcat_search_result, found, 16);
static_assert(sizeof(wildcat_hit) == 120);
SAME_OFFSET(wildcat_hit, header, 8);
SAME_OFFSET(wildcat_hit, hash, 88);
static_assert(WILDCAT_DEVICE_FAILED == 5 && WILDCAT_STATE == 10 && WILDCAT_RUNNING == 13);
static_assert(WILDCAT_END_EXHAUSTED == 1 && WILDCAT_END_FAILED == 3);

}  // namespace
