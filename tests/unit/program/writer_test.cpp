// SPDX-License-Identifier: MIT
// A writer and its reader: slow, gone, or none at all.
#include "miner/output/writer.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "tests/unit/program/pipe.h"

namespace wildcat::program {
namespace {

constexpr std::size_t megabyte = 1 << 20;

TEST(Writer, KeepsOrderAndWholeTexts) {
  Pipe pipe;
  Writer writer(pipe.writer());
  EXPECT_TRUE(writer.put("one ", 100));
  EXPECT_TRUE(writer.put("two ", 100));
  EXPECT_TRUE(writer.put("three", 100));
  EXPECT_TRUE(writer.flush_until(soon()));
  EXPECT_EQ(pipe.read_at_least(13), "one two three");
}

TEST(Writer, DoesNotWaitForAReaderThatIsAsleep) {
  Pipe pipe;
  Writer writer(pipe.writer());
  std::size_t taken = 0;
  const std::string text(1000, 'x');
  while (writer.put(text, megabyte)) taken += text.size();
  EXPECT_GE(taken, megabyte - text.size()) << "all of the queue is used";
  EXPECT_FALSE(writer.flush_until(in_a_moment()));
  EXPECT_EQ(pipe.read_at_least(taken).size(), taken) << "and what was taken is written";
  EXPECT_TRUE(writer.flush_until(soon()));
  EXPECT_TRUE(writer.put(text, megabyte)) << "there is room again";
}

TEST(Writer, EndsWhileItsReaderIsAsleep) {
  Pipe pipe;
  const auto begin = std::chrono::steady_clock::now();
  {
    Writer writer(pipe.writer());
    writer.put(std::string(megabyte, 'x'), megabyte);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Writer, TellsOnceThatTheReaderIsGone) {
  Pipe pipe;
  std::atomic<int> calls{0}, cause{0};
  Writer writer(pipe.writer(), [&](int error) {
    ++calls;
    cause = error;
  });
  pipe.close_reader();
  writer.put("nobody ", 100);
  EXPECT_FALSE(writer.flush_until(soon()));
  EXPECT_TRUE(writer.put("reads this", 100)) << "thrown away";
  EXPECT_FALSE(writer.flush_until(soon()));
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(cause, EPIPE);
}

TEST(Writer, AClosedDescriptorIsAFailure) {
  Pipe pipe;
  const int closed = pipe.writer();
  pipe.close_writer();
  std::atomic<int> cause{0};
  Writer writer(closed, [&](int error) { cause = error; });
  writer.put("text", 100);
  EXPECT_FALSE(writer.flush_until(soon()));
  EXPECT_EQ(cause, EBADF);
}

}  // namespace
}  // namespace wildcat::program
