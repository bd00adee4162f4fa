// SPDX-License-Identifier: MIT
// Follows a scenario on one connection: does its steps when they are due, and holds back or drops
// what the pool would say. Thread rule: the loop's thread.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>

#include "stratum/practice_pool/connection.h"
#include "stratum/practice_pool/scenario.h"

namespace wildcat::practice {

class Director {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `section` and `connection` outlive it.
  Director(const Section& section, Connection& connection);

  /// True while the pool is silent: lines are read and never answered.
  bool silent(Now now) const { return silent_until_ && now.steady < *silent_until_; }
  /// Runs the steps that are due. `out` holds what the pool says by itself; on return it holds
  /// what is to be sent now.
  Connection::Next direct(Now now, std::string& out);

 private:
  bool due(Now now);
  Connection::Next perform(const Step& step, Now now, std::string& out);
  void change_terms(const Step& step, Now now, std::string& out);
  void change_course(const Step& step, Now now);
  void hold(Now now, std::string& out);

  const Section& section_;
  Connection& connection_;
  std::size_t next_ = 0;
  bool begun_ = false;  ///< authorised: the first step's time has come
  std::optional<Time> wait_until_, silent_until_;
  std::optional<std::uint64_t> wait_shares_;  ///< the connection's count to reach
  std::chrono::milliseconds delay_{0};
  struct Late {
    Time at;
    std::string text;
  };
  std::deque<Late> late_;
  std::size_t held_ = 0;  ///< bytes in late_
};

}  // namespace wildcat::practice
