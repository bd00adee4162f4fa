// SPDX-License-Identifier: MIT
// Whether a certificate is the one that is expected, where no authority is asked: pinned, or noted
// on first use.
#pragma once

#include <optional>
#include <string>

#include "wildcat/result.h"
#include "wildcat/transport.h"

namespace wildcat::stratum {

/// Certificates noted on first use, one line per pool: "host:port sha256:...". '#' begins a
/// comment. The file is read and written whole each time; a line can be removed by hand at any
/// time. A host is the same in any case of its letters. What makes no sense anywhere in the file
/// stops: a damaged file shall not make a stranger the first. One thread at a time; other processes
/// may write the file meanwhile.
class FirstUseFile {
 public:
  explicit FirstUseFile(std::string path) : path_(std::move(path)) {}
  /// What is noted for `place`; empty: nothing yet (the file need not exist). Error (io): it cannot
  /// be read, is no regular file or too long, a line of it makes no sense, or two lines about
  /// `place` contradict each other: then nothing is trusted.
  Result<std::optional<TlsFingerprint>> find(const std::string& place) const;
  /// Adds a line, and looks whether it is the first one about `place`. Error (io): it cannot be
  /// written, or somebody else has noted another certificate meanwhile.
  Result<void> add(const std::string& place, const TlsFingerprint& fingerprint) const;

 private:
  Result<std::string> read() const;

  std::string path_;
};

}  // namespace wildcat::stratum
