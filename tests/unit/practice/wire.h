// SPDX-License-Identifier: MIT
// A connection without a socket: what the pool's protocol tests talk to. The clock stands still
// unless a test moves it.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "stratum/practice_pool/connection.h"
#include "tests/unit/practice/miner.h"

namespace wildcat::practice::test {

/// Remembers what it was told.
struct Recorder : PoolObserver {
  void on_share(const ShareNews& share) override {
    codes.push_back(share.code);
    users.emplace_back(share.user);
  }
  void on_job(const std::string&, std::uint32_t, bool clean) override {
    clean_jobs.push_back(clean);
  }
  void on_difficulty(const std::string&, double difficulty) override {
    difficulties.push_back(difficulty);
  }
  std::vector<int> codes;
  std::vector<std::string> users;
  std::vector<bool> clean_jobs;
  std::vector<double> difficulties;
};

inline PoolOptions easy_options() {
  PoolOptions options;
  options.seed = 42;
  options.start_difficulty = 1e-6;
  options.block_interval = std::chrono::hours(1000);
  return options;
}

/// A pool and its clock.
struct Table {
  explicit Table(PoolOptions options = easy_options()) : core(std::move(options), recorder) {
    core.new_block(now);
  }
  void pass(std::chrono::milliseconds time) {
    now.steady += time;
    now.unix_time += static_cast<std::uint32_t>(time.count() / 1000);
  }
  Recorder recorder;
  Now now{std::chrono::steady_clock::time_point{}, 1'700'000'000};
  PoolCore core;
};

/// One client at the table.
class Wire {
 public:
  explicit Wire(Table& table) : table_(table), connection(table.core, "test", table.now) {}

  /// Sends a line; returns the lines that came back, parsed.
  std::vector<boost::json::object> send(const std::string& line) {
    std::string out;
    next = connection.on_line(line, table_.now, out);
    return lines(out);
  }
  std::vector<boost::json::object> job() {
    std::string out;
    connection.on_job(table_.now, out);
    return lines(out);
  }
  std::vector<boost::json::object> tick() {
    std::string out;
    next = connection.on_tick(table_.now, out);
    return lines(out);
  }

  /// configure (with that mask, if any), subscribe, authorize.
  void log_in(const std::string& mask = "", const std::string& session = "") {
    if (!mask.empty())
      send(R"({"id":1,"method":"mining.configure","params":[["version-rolling"],)"
           R"({"version-rolling.mask":")" +
           mask + "\"}]}");
    const auto reply =
        send(R"({"id":2,"method":"mining.subscribe","params":["t/1",")" + session + "\"]}");
    const auto& result = reply.at(0).at("result").as_array();
    session_id = result[0].as_array()[1].as_array()[1].as_string().c_str();
    seat.extranonce1 = result[1].as_string().c_str();
    seat.extranonce2_size = static_cast<int>(result[2].as_int64());
    send(R"({"id":3,"method":"mining.authorize","params":["me","x"]})");
  }

  /// A share of the last notify that meets difficulty 1e-6 (some 4300 hashes).
  FoundShare find(int zero_bits = 14) {
    FoundShare share = mine(notify, seat, zero_bits);
    seat.first_nonce = static_cast<std::uint32_t>(std::stoul(share.nonce, nullptr, 16)) + 1;
    return share;
  }
  /// The answer to a share: 0, or the error's code.
  int submit(const FoundShare& share, bool with_bits = false, const std::string& user = "me") {
    return code(send(share.line(9, user, with_bits)));
  }
  static int code(const std::vector<boost::json::object>& reply) {
    const auto& error = reply.at(0).at("error");
    return error.is_null() ? 0 : static_cast<int>(error.as_array().at(0).as_int64());
  }

 private:
  std::vector<boost::json::object> lines(const std::string& out) {
    std::vector<boost::json::object> parsed;
    std::istringstream stream(out);
    for (std::string line; std::getline(stream, line);) {
      parsed.push_back(boost::json::parse(line).as_object());
      const auto* method = parsed.back().if_contains("method");
      if (method == nullptr) continue;
      const auto& params = parsed.back().at("params").as_array();
      if (*method == "mining.notify") notify = params;
      if (*method == "mining.set_difficulty") difficulty = params.at(0).to_number<double>();
    }
    return parsed;
  }

  Table& table_;

 public:
  Connection connection;
  Connection::Next next = Connection::Next::go_on;
  MinerSeat seat;
  std::string session_id;
  boost::json::array notify;  ///< params of the last one
  double difficulty = 0;      ///< of the last set_difficulty
};

}  // namespace wildcat::practice::test
