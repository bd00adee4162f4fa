// SPDX-License-Identifier: MIT
// Writes the man page and the completions into a folder: part of the build, not installed.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "miner/options/pages.h"

namespace {

bool write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) fmt::print(stderr, "{} cannot be written\n", path.string());
  return bool(file);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace wildcat::program;
  if (argc != 2) {
    fmt::print(stderr, "usage: wildcat_pages FOLDER\n");
    return 1;
  }
  const std::filesystem::path folder = argv[1];
  const bool written = write(folder / "wildcat.1", man_page()) &&
                       write(folder / "wildcat", bash_completion()) &&
                       write(folder / "_wildcat", zsh_completion()) &&
                       write(folder / "wildcat.fish", fish_completion());
  return written ? 0 : 1;
}
