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
/// time. One thread at a time.
class FirstUseFile {
 public:
  explicit FirstUseFile(std::string path) : path_(std::move(path)) {}
  /// What is noted for `place`; empty: nothing yet (the file need not exist). Error (io): it cannot
  /// be read, or its line about `place` makes no sense: then nothing is trusted.
  Result<std::optional<TlsFingerprint>> find(const std::string& place) const;
  /// Adds a line. Error (io).
  Result<void> add(const std::string& place, const TlsFingerprint& fingerprint) const;

 private:
  std::string path_;
};

}  // namespace wildcat::stratum
