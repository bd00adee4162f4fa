// SPDX-License-Identifier: MIT
// A folder of things found out before, each good for one key: compiled programs, settings. A file
// that is damaged, cut short or of another key is as good as none. Header only, see whole_file.h.
// Thread rule: any thread; several processes may share a folder.
#pragma once

#include "backends/files/whole_file.h"
#include "wildcat/header.h"
#include "wildcat/sha256.h"

namespace wildcat {

/// A file: a line that says what it is, the SHA-256d of all that follows, the key behind its
/// length, the bytes kept. Its name is the hash of the key.
class KeyedFiles {
 public:
  /// An empty folder name remembers nothing.
  explicit KeyedFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// What was saved under this key.
  std::optional<std::string> load(const std::string& key) const {
    if (folder_.empty()) return std::nullopt;
    const auto bytes = read_whole_file(file(key));
    const std::size_t body_at = magic.size() + digest_digits;
    if (!bytes || bytes->size() < body_at || !bytes->starts_with(magic)) return std::nullopt;
    const std::string body = bytes->substr(body_at);
    const std::string front = counted(key);
    if (bytes->substr(magic.size(), digest_digits) != digest(body) || !body.starts_with(front))
      return std::nullopt;
    return body.substr(front.size());
  }
  /// Keeps `bytes`; a disk that is full or read-only costs the next start some time, no more.
  void save(const std::string& key, const std::string& bytes) const {
    if (folder_.empty()) return;
    const std::string body = counted(key) + bytes;
    replace_whole_file(file(key), std::string(magic) + digest(body) + body);
  }
  /// The file for a key.
  std::filesystem::path file(const std::string& key) const {
    return folder_ / digest(key).substr(digest_digits / 2);
  }

 private:
  static constexpr std::string_view magic = "wildcat-keyed-file 1\n";
  static constexpr std::size_t digest_digits = 64;

  static std::string digest(std::string_view bytes) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    return Hash256::from_internal(sha256::hash_twice({data, bytes.size()})).display_hex();
  }
  static std::string counted(const std::string& bytes) {
    return std::to_string(bytes.size()) + "\n" + bytes;
  }

  std::filesystem::path folder_;
};

}  // namespace wildcat
