// SPDX-License-Identifier: MIT
// A session on the bench: its clock is turned by hand, what it says is kept, and shares are mined
// for it with the engine's own verify().
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "stratum/v1/request.h"
#include "stratum/v1/session.h"
#include "wildcat/stratum.h"

namespace wildcat::stratum::testing {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// An offer, and what it is mined under.
struct MinedJob : JobOffer {
  Extranonce extranonce;
};

/// Keeps the jobs it is given.
struct RecordingSink : JobSink {
  Result<void> set_extranonce(Extranonce extranonce) override {
    extranonces.push_back(std::move(extranonce));
    return {};
  }
  Result<void> set_job(JobOffer offer) override {
    if (refuse) return Error{Errc::invalid_argument, "the sink does not like it"};
    jobs.push_back(MinedJob{std::move(offer), extranonces.back()});
    mining = true;
    return {};
  }
  void drop_job() override {
    ++drops;
    mining = false;
  }
  std::vector<MinedJob> jobs;
  std::vector<Extranonce> extranonces{Extranonce{}};  ///< those told, after the one of the start
  int drops = 0;
  bool mining = false;  ///< has work now
  bool refuse = false;
};

/// Keeps what it is told.
struct RecordingObserver : ClientObserver {
  void on_connecting(const std::string&, const std::string& address) override {
    connecting.push_back(address);
  }
  void on_connected(const std::string&, const std::string&) override { ++connects; }
  void on_subscribed(const std::string& e1, int size, bool again) override {
    extranonce1 = e1;
    extranonce2_size = size;
    resumed.push_back(again);
  }
  void on_authorized() override { ++authorized; }
  void on_disconnected(const Error& why, std::optional<milliseconds> pause) override {
    disconnects.push_back(why);
    pauses.push_back(pause);
  }
  void on_difficulty(double d) override { difficulties.push_back(d); }
  void on_version_mask(std::uint32_t m) override { masks.push_back(m); }
  void on_job(const JobOffer& offer, double d) override {
    job_ids.push_back(offer.name);
    job_difficulties.push_back(d);
  }
  void on_submitted(const Submission& s) override { submitted.push_back(s); }
  void on_result(const SubmitResult& r) override { results.push_back(r); }
  void on_share_dropped(const Share&, StaleFault fault) override { dropped.push_back(fault); }
  void on_share_withheld(const Share&) override { ++withheld; }
  void on_shares_discarded(std::uint64_t count) override { discarded += count; }
  void on_pool_message(const std::string& text) override { messages.push_back(text); }
  void on_warning(const std::string& text, Remedy) override { warnings.push_back(text); }
  void on_line(bool outgoing, std::string_view line) override {
    (outgoing ? lines_out : lines_in).emplace_back(line);
  }
  void on_end(ClientEnd how, const Error& why) override {
    ended = how;
    end_reason = why;
  }

  std::string extranonce1;
  int extranonce2_size = -1, connects = 0, authorized = 0;
  std::vector<bool> resumed;
  std::vector<Error> disconnects;
  std::vector<std::optional<milliseconds>> pauses;
  std::vector<double> difficulties, job_difficulties;
  std::vector<std::uint32_t> masks;
  std::vector<std::string> job_ids, messages, warnings, lines_in, lines_out, connecting;
  std::vector<Submission> submitted;
  std::vector<SubmitResult> results;
  std::vector<StaleFault> dropped;
  std::uint64_t discarded = 0, withheld = 0;
  std::optional<ClientEnd> ended;
  Error end_reason;
};

/// Options of a test client: user "user.worker", password "hunter2secret".
ClientOptions test_options();

/// A notify as text. `prev` is one hex digit that fills the previous hash.
struct NotifyText {
  std::string id = "job1";
  char prev = 'a';
  std::string clean = "false";
  std::string version = "20000000", nbits = "1d00ffff", ntime = "6155a475";
  std::string coinb1 = "0100", coinb2 = "ffff";
  int branch = 2;
  std::string str() const;
};

/// A share of this job: the n-th one found, rolling `rolled` version bits. The job's target must be
/// an easy one.
Share mine(const MinedJob& job, std::uint32_t rolled = 0, int n = 0);

/// Session, clock, and what comes out.
class Rig {
 public:
  explicit Rig(ClientOptions o = test_options());

  /// With the options as they are now.
  void connect() {
    session.set_wishes(first_source, source_setup(options, sink, seen).wishes, now);
    session.connected(now);
  }
  void disconnect() { session.disconnected(now); }
  /// One line from the pool.
  void pool(const std::string& line) { session.receive(line + "\n", now); }
  void wait(milliseconds time) {
    now += time;
    session.tick(now);
  }
  /// The lines sent since the last call.
  std::vector<std::string> sent();
  /// The last line sent since the last call; empty when there was none.
  std::string last_sent();
  /// Takes the session through the whole handshake, with an easy difficulty and no job.
  void handshake(const std::string& extranonce1 = "9b19f82f", int size = 4,
                 const std::string& configure_result =
                     R"({"version-rolling":true,"version-rolling.mask":"1fffe000"})");
  void handshake_and_job(const NotifyText& job = {});
  void submit(Share share) { session.submit(first_source, std::move(share), now); }
  const MinedJob& job() const { return sink.jobs.back(); }
  /// Answers the last submission.
  void answer(const std::string& rest);

  ClientOptions options;
  RecordingSink sink;
  RecordingObserver seen;
  Session session;
  PoolQuirks& memory = session.quirks();
  Session::Time now{seconds(1000)};
};

/// The id of a request line.
std::uint64_t id_of(const std::string& line);
/// True when the line calls this method.
bool is_call(const std::string& line, const std::string& method);

}  // namespace wildcat::stratum::testing
