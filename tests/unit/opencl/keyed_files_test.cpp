// SPDX-License-Identifier: MIT
// What is remembered comes back whole or not at all.
#include "backends/files/keyed_files.h"

#include <gtest/gtest.h>

#include "tests/unit/cpu/temporary_directory.h"

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
