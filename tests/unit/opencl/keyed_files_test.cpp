// SPDX-License-Identifier: MIT
// What is remembered comes back whole or not at all.
#include "backends/files/keyed_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "tests/support/temporary_directory.h"

namespace wildcat {
namespace {

using test::TemporaryDirectory;

const std::string bytes("a program\0with a zero\n", 22);

TEST(KeyedFiles, GiveBackWhatWasSavedUnderTheKey) {
  const TemporaryDirectory directory;
  const KeyedFiles files(directory.path() / "not/made/yet");
  EXPECT_FALSE(files.load("key"));
  files.save("key", bytes);
  EXPECT_EQ(files.load("key"), bytes);
  EXPECT_FALSE(files.load("another key"));
  files.save("key", "new");
  EXPECT_EQ(files.load("key"), "new");
}

TEST(KeyedFiles, ADamagedFileIsAsGoodAsNone) {
  const TemporaryDirectory directory;
  const KeyedFiles files(directory.path());
  files.save("key", bytes);
  const std::string whole = test::read_text(files.file("key"));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] ^= 1;
    directory.write(files.file("key").filename(), damaged);
    EXPECT_FALSE(files.load("key")) << "byte " << i;
    directory.write(files.file("key").filename(), whole.substr(0, i));
    EXPECT_FALSE(files.load("key")) << "cut at " << i;
  }
  directory.write(files.file("key").filename(), whole);
  EXPECT_EQ(files.load("key"), bytes);
}

TEST(WholeFile, ADeviceOrAPipeIsNeitherReadNorReplaced) {
  const TemporaryDirectory directory;
  const auto pipe = directory.path() / "pipe", zeros = directory.path() / "zeros";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(read_whole_file(pipe), std::nullopt) << "nobody writes into it";
  EXPECT_FALSE(replace_whole_file(pipe, bytes));
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  // A node of the zero device's own; making one takes root.
  if (mknod(zeros.c_str(), S_IFCHR | 0600, makedev(1, 5)) != 0) GTEST_SKIP() << "no device node";
  EXPECT_EQ(read_whole_file(zeros), std::nullopt);
  EXPECT_FALSE(replace_whole_file(zeros, bytes));
  EXPECT_TRUE(std::filesystem::is_character_file(zeros));
}

TEST(WholeFile, ALinkStaysOneAndLeadsNowhereElse) {
  const TemporaryDirectory directory;
  const auto link = directory.path() / "link", dangling = directory.path() / "dangling";
  directory.write("file", "old");
  std::filesystem::create_symlink("file", link);
  std::filesystem::create_symlink("nothing", dangling);
  EXPECT_TRUE(replace_whole_file(link, "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(read_whole_file(directory.path() / "file"), "new");
  EXPECT_FALSE(replace_whole_file(dangling, "new"));
}

TEST(WholeFile, WhatIsTooLongIsNotRead) {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "file";
  directory.write("file", "");
  std::filesystem::resize_file(file, longest_whole_file);
  EXPECT_TRUE(read_whole_file(file));
  std::filesystem::resize_file(file, longest_whole_file + 1);
  EXPECT_FALSE(read_whole_file(file));
}

TEST(KeyedFiles, TheFileOfAnotherKeyIsNotTaken) {
  const TemporaryDirectory directory;
  const KeyedFiles files(directory.path());
  files.save("key", bytes);
  std::filesystem::rename(files.file("key"), files.file("other"));
  EXPECT_FALSE(files.load("other"));
}

TEST(KeyedFiles, WhereNothingCanBeWrittenNothingIsRemembered) {
  const TemporaryDirectory directory;
  directory.write("file", "in the way");
  const KeyedFiles files(directory.path() / "file/folder"), none("");
  for (const KeyedFiles* each : {&files, &none}) {
    each->save("key", bytes);
    EXPECT_FALSE(each->load("key"));
  }
}

}  // namespace
}  // namespace wildcat
