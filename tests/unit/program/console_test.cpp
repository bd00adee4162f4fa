// SPDX-License-Identifier: MIT
// What the console prints in each mode.
#include "miner/output/console.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/text.h"
#include "tests/unit/program/capture.h"
#include "tests/unit/program/pipe.h"

namespace wildcat::program {
namespace {

using test::has;

ConsoleOptions options(Capture& capture, bool quiet = false, bool debug = false) {
  return {capture.stream(), quiet, debug, false, false};
}

std::string shown(Console& console, Capture& capture) {
  EXPECT_TRUE(console.flush_until(soon()));
  return capture.text();
}

TEST(Console, LinesCarryATime) {
  Capture capture;
  Console console(options(capture));
  console.line("hello");
  const std::string text = shown(console, capture);
  EXPECT_TRUE(has(text, "  hello\n")) << text;
  ASSERT_GE(text.size(), 8u);
  EXPECT_EQ(text[2], ':');
  EXPECT_EQ(text[5], ':');
}

TEST(Console, QuietKeepsWarningsErrorsAndTotals) {
  Capture capture;
  Console console(options(capture, true));
  console.line("news");
  console.status("status");
  console.warning("careful");
  console.error("broken");
  console.plain("totals");
  const std::string text = shown(console, capture);
  EXPECT_FALSE(has(text, "news"));
  EXPECT_FALSE(has(text, "status"));
  EXPECT_TRUE(has(text, "warning: careful\n"));
  EXPECT_TRUE(has(text, "error: broken\n"));
  EXPECT_TRUE(has(text, "totals\n"));
}

TEST(Console, WarningsAndErrorsHaveAStreamOfTheirOwn) {
  Capture news, errors;
  ConsoleOptions split = options(news);
  split.errors = errors.stream();
  split.live = true;
  Console console(split);
  console.status("status");
  console.line("news");
  console.warning("careful");
  console.error("broken");
  EXPECT_TRUE(console.flush_until(soon()));
  EXPECT_TRUE(has(news.text(), "news\n"));
  for (const char* part : {"careful", "broken"}) EXPECT_FALSE(has(news.text(), part)) << part;
  for (const char* part : {"  warning: careful\n", "  error: broken\n"})
    EXPECT_TRUE(has(errors.text(), part)) << part;
  for (const char* part : {"\033", "news", "status"})
    EXPECT_FALSE(has(errors.text(), part)) << part;
}

TEST(Console, OneFileForBothKeepsTheOrder) {
  Capture capture;
  ConsoleOptions both = options(capture);
  both.errors = capture.stream();
  Console console(both);
  for (int i = 0; i < 50; ++i) {
    console.line("news");
    console.warning("careful");
  }
  const std::string text = shown(console, capture);
  for (std::size_t at = 0, i = 0; i < 50; ++i) {
    at = text.find("news", at);
    ASSERT_NE(at, std::string::npos);
    EXPECT_LT(text.find("careful", at), text.find("news", at + 1));
    ++at;
  }
}

TEST(Console, DebugOnlyWhenAsked) {
  Capture without, with;
  Console(options(without)).debug("detail");
  Console(options(with, false, true)).debug("detail");
  EXPECT_FALSE(has(without.text(), "detail"));
  EXPECT_TRUE(has(with.text(), "detail"));
}

TEST(Console, PipedOutputHasNoControlCharacters) {
  Capture capture;
  {
    Console console(options(capture));
    console.line("news", Tone::good);
    console.status("not yet: thirty seconds have not passed");
    console.warning("careful");
  }
  const std::string text = capture.text();
  EXPECT_FALSE(has(text, "\033"));
  EXPECT_FALSE(has(text, "\r"));
  EXPECT_FALSE(has(text, "not yet"));
}

TEST(Console, LiveStatusIsTakenAwayForLinesAndDrawnAgain) {
  Capture capture;
  ConsoleOptions live = options(capture);
  live.live = true;
  Console console(live);
  console.status("status one");
  console.line("news");
  console.end_status();
  console.line("after");
  const std::string text = shown(console, capture);
  const std::size_t first = text.find("status one"), news = text.find("news");
  const std::size_t again = text.find("status one", first + 1);
  ASSERT_NE(first, std::string::npos);
  ASSERT_NE(again, std::string::npos);
  EXPECT_LT(first, news);
  EXPECT_LT(news, again);
  EXPECT_TRUE(has(text, "\r\033[K"));
  EXPECT_EQ(text.find("status one", again + 1), std::string::npos);
}

TEST(Console, ColoursOnlyWhenOn) {
  Capture capture;
  ConsoleOptions coloured = options(capture);
  EXPECT_EQ(Console(coloured).paint("x", Tone::bad), "x");
  coloured.color = true;
  EXPECT_EQ(Console(coloured).paint("x", Tone::bad), "\033[1;31mx\033[0m");
  EXPECT_EQ(Console(coloured).paint("x", Tone::plain), "x");
}

TEST(Console, FormattingCharactersInTextsAreHarmless) {
  Capture capture;
  Console console(options(capture));
  console.line("{} %s %v {0}");
  EXPECT_TRUE(has(shown(console, capture), "{} %s %v {0}\n"));
}

TEST(Console, AReaderThatIsAsleepHoldsNothingUp) {
  Pipe pipe;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(fdopen(dup(pipe.writer()), "w"),
                                                               &std::fclose);
  Console console({stream.get(), false, false, false, false});
  const std::string line(1000, 'x');
  for (int i = 0; i < 1000; ++i) console.line(line);
  console.warning("the warnings have room kept for them");
  console.plain("so have the totals");
  EXPECT_FALSE(console.flush_until(in_a_moment()));
  std::string text;
  do text += pipe.read_at_least(1);
  while (!console.flush_until(in_a_moment()));
  console.line("the reader is awake");
  EXPECT_TRUE(console.flush_until(soon()));
  text += pipe.read_at_least(1);
  EXPECT_LT(text.size(), 400'000u);
  for (const char* part :
       {"lines left out here: not read in time", "room kept", "the totals", "awake"})
    EXPECT_TRUE(has(text, part)) << part;
}

TEST(ConsoleOptions, AFileIsNoTerminal) {
  Capture capture;
  const ConsoleOptions made = console_options(capture.stream(), false, true, false);
  EXPECT_FALSE(made.color);
  EXPECT_FALSE(made.live);
  EXPECT_TRUE(made.debug);
}

}  // namespace
}  // namespace wildcat::program
