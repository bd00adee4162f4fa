// SPDX-License-Identifier: MIT
// Figures, distances and redaction.
#include "miner/text/characters.h"
#include "miner/text/figures.h"
#include "miner/text/remedies.h"
#include "miner/text/spelling.h"
#include "wildcat/header.h"

#include <gtest/gtest.h>

#include "miner/run/redactor.h"

namespace wildcat::program {
namespace {

TEST(EditDistance, KnownPairs) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("threads", "thraeds"), 1u) << "a swap of neighbours is one slip";
  EXPECT_EQ(edit_distance("url", "url"), 0u);
}

TEST(EditDistance, IsSymmetric) {
  const std::vector<std::string> words{"mine", "practice", "devices", "help", "max-shares", "a"};
  for (const auto& a : words)
    for (const auto& b : words)
      EXPECT_EQ(edit_distance(a, b), edit_distance(b, a)) << a << ' ' << b;
}

TEST(Nearest, BestFirstAndNothingForNonsense) {
  const std::vector<std::string> names{"max-shares", "max-seconds", "max-blocks", "threads"};
  EXPECT_EQ(nearest("max-share", names).front(), "max-shares");
  EXPECT_EQ(nearest("thread", names), std::vector<std::string>{"threads"});
  EXPECT_EQ(nearest("th", names), std::vector<std::string>{"threads"});
  EXPECT_TRUE(nearest("qqqqqqqq", names).empty());
  EXPECT_LE(nearest("max-s", names, 1).size(), 1u);
}

TEST(KernelText, NameAndVersions) {
  EXPECT_EQ(kernel_text({"sha_ni", 16}), "sha_ni x16");
  EXPECT_EQ(kernel_text({"sha_ni", 1}), "sha_ni");
}

TEST(Counted, Grammar) {
  EXPECT_EQ(counted(0, "share"), "0 shares");
  EXPECT_EQ(counted(1, "share"), "1 share");
  EXPECT_EQ(counted(2, "share"), "2 shares");
}

TEST(Sentence, EndsOnce) {
  EXPECT_EQ(sentence("refused"), "refused.");
  EXPECT_EQ(sentence("Really?"), "Really?");
  EXPECT_EQ(sentence("e.g. this"), "e.g. this.");
  EXPECT_EQ(sentence(""), ".");
}

TEST(JoinOr, Grammar) {
  EXPECT_EQ(join_or({}), "");
  EXPECT_EQ(join_or({"a"}), "a");
  EXPECT_EQ(join_or({"a", "b"}), "a or b");
  EXPECT_EQ(join_or({"a", "b", "c"}), "a, b or c");
}

TEST(Format, Rates) {
  EXPECT_EQ(format_rate(std::nullopt), "--");
  EXPECT_EQ(format_rate(0), "0 H/s");
  EXPECT_EQ(format_rate(12'340'000), "12.34 MH/s");
  EXPECT_EQ(format_rate(999), "999.0 H/s");
  EXPECT_EQ(format_rate(1e9), "1.000 GH/s");
}

TEST(Format, CountsMoveToTheNextSuffixBeforeTheyRoundToAThousand) {
  EXPECT_EQ(format_count(999.9), "999.9");
  EXPECT_EQ(format_count(999.99), "1.000 k");
  EXPECT_EQ(format_count(1.92953e22), "19.30 Z");
  EXPECT_EQ(format_count(1.5e30), "1.500 Q");
  EXPECT_EQ(format_count(1.5e33), "1500.0 Q");
}

TEST(Format, Difficulties) {
  EXPECT_EQ(format_difficulty(0.001234), "0.00123");
  EXPECT_EQ(format_difficulty(1.5), "1.50");
  EXPECT_EQ(format_difficulty(123456), "123.5 k");
}

TEST(Format, Durations) {
  EXPECT_EQ(format_duration(std::chrono::seconds(0)), "0:00:00");
  EXPECT_EQ(format_duration(std::chrono::seconds(65)), "0:01:05");
  EXPECT_EQ(format_duration(std::chrono::hours(123)), "123:00:00");
  EXPECT_EQ(format_duration(std::chrono::seconds(-5)), "0:00:00");
}

TEST(Format, UtcMoments) {
  using namespace std::chrono;
  EXPECT_EQ(format_utc(system_clock::time_point{}), "1970-01-01T00:00:00.000Z");
  const auto genesis = system_clock::time_point(seconds(1231006505)) + milliseconds(42);
  EXPECT_EQ(format_utc(genesis), "2009-01-03T18:15:05.042Z");
}

TEST(Format, HexHasEightDigits) {
  EXPECT_EQ(hex32(0), "00000000");
  EXPECT_EQ(hex32(0xdeadbeef), "deadbeef");
}

TEST(Cut, KeepsUtf8Whole) {
  EXPECT_EQ(cut("abcdef", 3), "abc");
  EXPECT_EQ(cut("ab", 3), "ab");
  EXPECT_EQ(cut("\u00e4\u00f6\u00fc", 2), "\u00e4\u00f6");
  EXPECT_EQ(cut("abc", 0), "");
}

TEST(Utf8, ValidAndInvalid) {
  for (const char* good : {"a", "\u00e4", "\u20ac", "\U0001f600", "\U0010ffff"}) {
    EXPECT_EQ(decode_utf8(good, 0).length, std::string(good).size()) << good;
    EXPECT_EQ(valid_utf8(good), good);
  }
  EXPECT_EQ(decode_utf8("\U0001f600", 0).code, 0x1f600u);
  // A continuation alone, cut short, too long a form, a surrogate, beyond the last, no lead at all.
  for (const char* bad :
       {"\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"})
    EXPECT_EQ(decode_utf8(bad, 0).length, 0u);
  EXPECT_EQ(valid_utf8("a\xff z\xc3"), "a\\xff z\\xc3");
}

TEST(Printable, ShowsWhatCameAndDrivesNothing) {
  EXPECT_EQ(printable("plain ~"), "plain ~");
  EXPECT_EQ(printable("\033[31m\n\x7f\u009b"), R"(\x1b[31m\x0a\x7f\xc2\x9b)");
}

TEST(Remedies, TheProgramNamesItsOptions) {
  EXPECT_EQ(message_with_options({Errc::io, "in use", Remedy::listen_port}), "in use (--port)");
  EXPECT_EQ(text_with_options("too many shares", Remedy::difficulty),
            "too many shares (--suggest-difficulty)");
  EXPECT_EQ(message_with_options({Errc::refused, "refused", Remedy::login}), "refused (-u, -p)");
  EXPECT_EQ(message_with_options({Errc::io, "gone"}), "gone");
  for (const Remedy remedy : {Remedy::certificate, Remedy::authorities})
    EXPECT_NE(message_with_options({Errc::io, "", remedy}).find("--tls-ca"), std::string::npos);
}

TEST(Redactor, FindsWhatJsonWritersMakeOfASecret) {
  const Redactor redact({"a\"b\\c/d<\u00e4\U0001f600"});
  for (const char* form :
       {"a\"b\\c/d<\u00e4\U0001f600", R"(a\"b\\c/d<\u00e4\ud83d\ude00)",
        R"(a\"b\\c\/d<\u00E4\uD83D\uDE00)", "a\\\"b\\\\c/d\\u003c\u00e4\U0001f600",
        "a\\\"b\\\\c\\/d<\u00e4\U0001f600"})
    EXPECT_EQ(redact(std::string("x ") + form + " y"), "x *** y") << form;
  EXPECT_EQ(Redactor({"tab\tulator"})(R"("tab\tulator")"), R"("***")");
}

TEST(Redactor, ReplacesEveryOccurrence) {
  const Redactor redact({"hunter2"});
  EXPECT_EQ(redact("hunter2 and hunter2hunter2"), "*** and ******");
  EXPECT_EQ(redact("nothing here"), "nothing here");
  EXPECT_EQ(redact(""), "");
}

TEST(Redactor, LeavesShortNonPasswordsAlone) {
  EXPECT_EQ(Redactor({"x"})("mix"), "mix");
  EXPECT_EQ(Redactor({""})("mix"), "mix");
}

TEST(Redactor, EndsWhenTheSecretIsItsOwnReplacement) {
  EXPECT_EQ(Redactor({"****"})("********"), "******");
}

}  // namespace
}  // namespace wildcat::program
