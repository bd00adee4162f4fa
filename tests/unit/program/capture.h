// SPDX-License-Identifier: MIT
// A stream that remembers, for testing what is printed.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

namespace wildcat::program {

/// A temporary file, deleted by the system when closed.
class Capture {
 public:
  Capture() : file_(std::tmpfile(), &std::fclose) {}
  std::FILE* stream() { return file_.get(); }
  /// Everything written so far.
  std::string text() {
    std::fflush(file_.get());
    std::rewind(file_.get());
    std::string all;
    for (int c; (c = std::fgetc(file_.get())) != EOF;) all += static_cast<char>(c);
    return all;
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

}  // namespace wildcat::program
