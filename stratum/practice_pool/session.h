// SPDX-License-Identifier: MIT
// What belongs to a miner rather than to its connection: extranonce1, the works it was given, the
// shares it has had accepted, its difficulty. A broken connection loses none of it for a while.
#pragma once

#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "stratum/practice_pool/pool_job.h"
#include "stratum/practice_pool/share_checker.h"
#include "stratum/practice_pool/vardiff.h"

namespace wildcat::practice {

/// The time, as the pool's pure parts get it.
struct Now {
  std::chrono::steady_clock::time_point steady;  ///< for measuring
  std::uint32_t unix_time = 0;                   ///< for ntime
};

/// Hashes are uniform, so eight bytes of one make a bucket number.
struct HashBucket {
  std::size_t operator()(const Hash& hash) const noexcept {
    std::size_t bucket = 0;
    std::memcpy(&bucket, hash.data(), sizeof bucket);
    return bucket;
  }
};

/// One mining.notify that a session was sent.
struct IssuedWork {
  std::shared_ptr<const PoolJob> job;
  Tag tag = 0;
  std::uint32_t ntime = 0;
  double difficulty = 0;                          ///< judged by, whatever was set later
  std::unordered_set<Hash, HashBucket> accepted;  ///< hashes of headers
};

/// Thread rule: one thread at a time.
class Session {
 public:
  Session(std::string id, std::uint32_t extranonce1, Vardiff vardiff);

  const std::string& id() const { return id_; }
  std::uint32_t extranonce1() const { return extranonce1_; }
  /// The four bytes as they stand in the coinbase.
  const Bytes& extranonce1_bytes() const { return extranonce1_bytes_; }
  Vardiff& vardiff() { return vardiff_; }

  /// Binds `job` to the present difficulty and returns its notify line. clean_jobs is set on the
  /// first work and on that of a new block; older works than the last block's are then forgotten.
  std::string issue(std::shared_ptr<const PoolJob> job, Now now);
  /// The difficulty of the work issued last; 0 before the first.
  double issued_difficulty() const { return works_.empty() ? 0 : works_.back().difficulty; }

  /// The work of that name; null if never issued, or forgotten.
  IssuedWork* find(std::string_view name);

 private:
  void forget_before(std::uint32_t block);

  std::string id_;
  std::uint32_t extranonce1_;
  Bytes extranonce1_bytes_;
  Vardiff vardiff_;
  Tag next_tag_ = 0;
  std::deque<IssuedWork> works_;  ///< oldest first
};

/// Sessions whose connection is gone, until they are resumed or too old.
class SessionTable {
 public:
  /// How long a session outlives its connection.
  static constexpr std::chrono::minutes lifetime{5};
  /// How many may wait at once; a further one is not kept.
  static constexpr std::size_t capacity = 20'000;

  /// Keeps a session for later. Null is ignored.
  void park(std::unique_ptr<Session> session, Now now);
  /// Takes out the session of that id. Null: none, or too old.
  std::unique_ptr<Session> resume(std::string_view id, Now now);
  /// Drops the sessions that are too old.
  void expire(Now now);
  std::size_t size() const { return parked_.size(); }
  /// True when a parked session holds this extranonce1.
  bool holds(std::uint32_t extranonce1) const { return extranonces_.contains(extranonce1); }

 private:
  struct Parked {
    std::unique_ptr<Session> session;
    std::chrono::steady_clock::time_point since;
  };
  std::unordered_map<std::string, Parked> parked_;
  std::unordered_set<std::uint32_t> extranonces_;
};

}  // namespace wildcat::practice
