// SPDX-License-Identifier: MIT
// Lines from bytes, however they are cut.
#include "stratum/v1/line_buffer.h"

#include <gtest/gtest.h>

#include <vector>

namespace wildcat::stratum {
namespace {

struct Collector {
  LineBuffer buffer;
  std::vector<std::string> lines;
  Result<void> feed(std::string_view bytes) {
    return buffer.feed(bytes, [this](std::string_view line) {
      lines.emplace_back(line);
      return true;
    });
  }
};

using Lines = std::vector<std::string>;

TEST(LineBuffer, ManyLinesInOneRead) {
  Collector c;
  ASSERT_TRUE(c.feed("one\ntwo\r\n\n \r\n\t\nthree\nfo"));
  EXPECT_EQ(c.lines, (Lines{"one", "two", "three"}));
  EXPECT_EQ(c.buffer.held(), 2U);
  ASSERT_TRUE(c.feed("ur\n"));
  EXPECT_EQ(c.lines.back(), "four");
  EXPECT_EQ(c.buffer.held(), 0U);
}

TEST(LineBuffer, OneLineInAHundredReads) {
  Collector c;
  const std::string line(100, 'x');
  for (char byte : line + "\r\n") ASSERT_TRUE(c.feed({&byte, 1}));
  EXPECT_EQ(c.lines, Lines{line});
}

TEST(LineBuffer, EveryCutGivesTheSameLines) {
  const std::string text = "{\"a\":1}\r\n\n{\"b\":2}\n\r\n{\"c\":3}\n";
  for (std::size_t first = 0; first <= text.size(); ++first)
    for (std::size_t second = first; second <= text.size(); ++second) {
      Collector c;
      ASSERT_TRUE(c.feed(text.substr(0, first)));
      ASSERT_TRUE(c.feed(text.substr(first, second - first)));
      ASSERT_TRUE(c.feed(text.substr(second)));
      ASSERT_EQ(c.lines, (Lines{"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"})) << first << " " << second;
    }
}

TEST(LineBuffer, LongLinesPassUpToTheLimit) {
  Collector c;
  const std::string line(LineBuffer::max_line, 'y');
  ASSERT_TRUE(c.feed(line));
  ASSERT_TRUE(c.feed("\n"));
  EXPECT_EQ(c.lines, Lines{line});
  EXPECT_FALSE(c.feed(line + "y\n"));
}

TEST(LineBuffer, TenMegabytesWithoutAnEndAreNotKept) {
  Collector c;
  const std::string chunk(16 * 1024, 'z');
  bool refused = false;
  for (int i = 0; i < 640; ++i) {
    refused = !c.feed(chunk) || refused;
    ASSERT_LE(c.buffer.held(), LineBuffer::max_line);
  }
  EXPECT_TRUE(refused);
  EXPECT_TRUE(c.lines.empty());
}

TEST(LineBuffer, StopsWhenToldTo) {
  LineBuffer buffer;
  int lines = 0;
  ASSERT_TRUE(buffer.feed("a\nb\nc", [&](std::string_view) { return ++lines < 1; }));
  EXPECT_EQ(lines, 1);
  EXPECT_EQ(buffer.held(), 0U);
}

TEST(LineBuffer, ClearForgetsAHalfLine) {
  Collector c;
  ASSERT_TRUE(c.feed("half"));
  c.buffer.clear();
  ASSERT_TRUE(c.feed("whole\n"));
  EXPECT_EQ(c.lines, Lines{"whole"});
}

}  // namespace
}  // namespace wildcat::stratum
