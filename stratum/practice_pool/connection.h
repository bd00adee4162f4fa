// SPDX-License-Identifier: MIT
// One connection's side of the protocol: lines in, lines out, no socket. Everything a client can
// send gets an answer or ends the connection; nothing it can send is trusted.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stratum/practice_pool/json_line.h"
#include "stratum/practice_pool/pool_core.h"

namespace wildcat::practice {

/// Thread rule: the loop's thread.
class Connection {
 public:
  /// Longest line taken, bytes without the newline.
  static constexpr std::size_t longest_line = 64 * 1024;

  /// `core` outlives the connection. `address` names it to the observer.
  Connection(PoolCore& core, std::string address, Now now);

  /// Whether the connection stays open once everything in `out` has been sent.
  enum class Next { go_on, hang_up, reset };

  /// One line without its newline; answers and notifications are appended to `out`.
  Next on_line(std::string_view line, Now now, std::string& out);
  /// The client is sending a line longer than longest_line.
  Next on_long_line(std::string& out);
  /// The core has a new job.
  void on_job(Now now, std::string& out);
  /// Called on a timer: adjusts the difficulty of silent miners; closes connections without login.
  Next on_tick(Now now, std::string& out);
  /// The connection is gone; its session waits to be resumed.
  void close(Now now);

  const std::string& address() const { return address_; }
  // What a scenario's steps need; see Step.
  /// From now on only these functions send jobs and difficulties.
  void set_manual(bool manual) { manual_ = manual; }
  /// Shares accepted on this connection.
  std::uint64_t accepted() const { return accepted_; }
  void offer(Now now, std::string& out);
  void fix_difficulty(double difficulty);
  void change_mask(std::uint32_t mask, std::string& out);
  void demand_block() { core_.demand_block(); }
  void tell_step(int line, std::string_view step) {
    core_.observer().on_step(address_, line, step);
  }

  /// At least one worker has logged in.
  bool authorized() const { return !workers_.empty(); }

 private:
  /// The function that handles a request.
  struct Call {
    const boost::json::value& id;
    const boost::json::value& params;
    Now now;
    std::string& out;
  };
  using Handler = void (Connection::*)(const Call&);
  static Handler handler_of(std::string_view method);

  void configure(const Call& call);
  void subscribe(const Call& call);
  void extranonce_subscribe(const Call& call);
  void authorize(const Call& call);
  void suggest_difficulty(const Call& call);
  void submit(const Call& call);
  void ping(const Call& call);

  boost::json::value grant_version_rolling(const boost::json::object& wanted,
                                           boost::json::object& granted);
  boost::json::value grant_minimum(const boost::json::object& wanted, Now now);
  bool knows(std::string_view user) const;
  bool credentials_ok(std::string_view user, std::string_view password) const;
  void offer_work(Now now, std::string& out);
  Next bad_line(std::string_view text, std::string& out);
  CheckedShare judge(const boost::json::value& params, double& job_difficulty);
  void tell(const boost::json::value& params, const CheckedShare& share, double job_difficulty);
  void reply(const Call& call, const boost::json::value& result);
  void refuse(const Call& call, int code, std::string_view text);

  PoolCore& core_;
  std::string address_;
  std::chrono::steady_clock::time_point since_;
  std::unique_ptr<Session> session_;   ///< null until subscribed
  std::vector<std::string> workers_;   ///< authorised names
  std::optional<std::uint32_t> mask_;  ///< empty: version rolling not negotiated
  std::optional<double> minimum_;      ///< asked for before there was a session
  double suggested_ = 0;               ///< last suggestion honoured
  double told_difficulty_ = 0;         ///< last mining.set_difficulty
  bool manual_ = false;
  std::uint64_t accepted_ = 0;
  int bad_lines_ = 0;
};

}  // namespace wildcat::practice
