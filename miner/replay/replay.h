// SPDX-License-Identifier: MIT
// Runs the client against a record instead of a pool: the pool's lines go in at the recorded times,
// the recorded units are searched again, and what the client says is compared with what it said
// then. No socket, no clock.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "miner/replay/record_read.h"
#include "miner/replay/unit_search.h"
#include "stratum/v1/faults/fault_lines.h"
#include "stratum/v1/session.h"

namespace wildcat::program {

/// What came out.
struct ReplayTotals {
  std::uint64_t connections = 0;       ///< recorded ones
  std::uint64_t received = 0;          ///< lines of the pool
  std::uint64_t units = 0, finds = 0;  ///< searched again, and what was found
  std::uint64_t fruitless = 0;         ///< hashes in which nothing was found, not searched again
  std::uint64_t submits = 0;           ///< that were the same, byte for byte
  std::uint64_t differences = 0;
};

/// One recorded connection. Used once, on one thread.
class ConnectionReplay final : public stratum::JobSink, public stratum::ClientObserver {
 public:
  /// Told about each difference, in a sentence.
  using Complain = std::function<void(const std::string&)>;

  /// `all`: units that held nothing are searched again, too.
  ConnectionReplay(const stratum::ClientOptions& client, UnitSearch& search, bool all,
                   ReplayTotals& totals, Complain complain);

  /// The next entry of this connection. `next_out`: the line that it says at or after it; null:
  /// none. Error: a device's failure.
  Result<void> take(const RecordEntry& entry, const RecordEntry* next_out);
  /// No more entries. `whole`: the record is complete, so nothing may be left.
  void finish(bool whole);

  Result<void> set_extranonce(Extranonce extranonce) override;
  Result<void> set_job(JobOffer offer) override;
  void drop_job() override {}
  void on_line(bool outgoing, std::string_view line) override;

 private:
  using Time = stratum::Session::Time;
  struct Offered {
    std::shared_ptr<const JobOffer> offer;
    Extranonce extranonce;
  };

  bool matches(const Share& share, const stratum::SubmitText& submit) const;
  Result<void> search(const RecordedUnit& unit);
  std::optional<Work> work_of(const RecordedUnit& unit) const;
  void expect(const std::string& line, Time now);
  void feed(const std::string& line, Time now);
  void differ(const std::string& what);
  std::optional<double> fitting() const;

  stratum::ClientOptions options_;
  UnitSearch& search_;
  const bool all_;
  ReplayTotals& totals_;
  Complain complain_;
  stratum::Session session_;
  const RecordEntry* next_out_ = nullptr;
  bool open_ = false;
  std::vector<Offered> offers_;  ///< all there were
  Extranonce extranonce_;
  std::vector<Share> shares_;     ///< found and not submitted yet
  std::deque<std::string> said_;  ///< by the client, and not compared yet
};

/// Replays all connections of a record; `all` as above. Error: a device's failure.
Result<ReplayTotals> replay(const Record& record, Device& device, bool all,
                            const ConnectionReplay::Complain& complain);

}  // namespace wildcat::program
