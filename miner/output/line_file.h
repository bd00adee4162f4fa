// SPDX-License-Identifier: MIT
// A file of lines for other programs: each is written whole and at once, but by a thread of its
// own: a slow disk or reader never holds up mining. Thread rule: open() comes first; the rest from
// any thread.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "miner/output/writer.h"
#include "wildcat/result.h"

namespace wildcat::program {

/// The file. Without a path it takes lines and does nothing.
class LineFile {
 public:
  /// How messages call it.
  struct Words {
    std::string what;    ///< "events"
    std::string option;  ///< "--events"
  };

  /// `on_failure` is called once, on any thread, when a write fails or more than `limit` bytes wait
  /// for the reader; later lines are dropped.
  LineFile(Words words, std::function<void(const Error&)> on_failure, std::size_t limit);
  ~LineFile();
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  /// Begins a new file, or goes on with one; "-" is standard output, "" no file. Error (io): it
  /// cannot be opened.
  enum class Mode { append, replace };
  Result<void> open(const std::string& path, Mode mode);
  /// Writes what `line` makes, and a line end. One at a time, so that the lines' times are in
  /// order. `last`: it stays the last one.
  void put(const std::function<std::string()>& line, bool last = false);
  /// Waits until everything is written. False: it was not by then, or a write has failed.
  bool flush_until(Writer::Time deadline);
  bool active() const { return open_ && !failed_; }
  /// Why no more lines are written; empty while all is well.
  std::optional<Error> failure() const;

 private:
  void fail(const std::string& cause);

  const Words words_;
  const std::function<void(const Error&)> on_failure_;
  const std::size_t limit_;
  std::string path_;
  int descriptor_ = -1;
  std::atomic<bool> open_{false}, failed_{false};
  mutable std::mutex mutex_;  // guards the two below, and keeps the last line the last
  std::optional<Error> failure_;
  bool closed_ = false;
  std::unique_ptr<Writer> writer_;
};

}  // namespace wildcat::program
