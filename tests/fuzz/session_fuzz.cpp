// SPDX-License-Identifier: MIT
// A session that is told anything at any time. The input is a script: each line is either a command
// (one letter) or what the pool says; '@' in it stands for the id of our last request.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "engine/merkle.h"
#include "stratum/v1/session.h"

namespace {

using namespace wildcat;
using namespace wildcat::stratum;
using std::chrono::milliseconds;

void check(bool good) {
  if (!good) std::abort();
}

/// Keeps the last job, and proves the contract: no result without a submission.
struct Bench : JobSink, ClientObserver {
  Result<void> set_extranonce(Extranonce told) override {
    check(static_cast<bool>(check_extranonce(told)));
    extranonce = std::move(told);
    return {};
  }
  Result<void> set_job(JobOffer offered) override {
    check(static_cast<bool>(check_offer(offered)));
    offer = std::make_shared<const JobOffer>(std::move(offered));
    return {};
  }
  void drop_job() override {}
  void on_submitted(const Submission& s) override { check(s.job_id.size() <= 256); }
  void on_line(bool outgoing, std::string_view line) override {
    if (!outgoing) return;
    check(line.size() < 1023 && line.find('\n') == line.npos);
    if (line.find("\"method\"") == line.npos) return;
    last_id = std::string(line.substr(6, line.find(',') - 6));
  }
  void on_pool_message(const std::string& text) override { check(text.size() <= 200); }
  std::shared_ptr<const JobOffer> offer;
  Extranonce extranonce;
  std::string last_id = "1";
};

void submit(Session& session, const Bench& bench, Session::Time now, std::uint32_t first) {
  if (!bench.offer) return;
  const Job& job = *bench.offer->job;
  const auto& parts = *std::get<std::shared_ptr<const CoinbaseParts>>(job.merkle);
  Work work;
  work.offer = bench.offer;
  work.extranonce2.size = bench.extranonce.extranonce2_size;
  work.unit.header = BlockHeader{job.version,
                                 job.prev_hash,
                                 merkle_root(parts, bench.extranonce.extranonce1, work.extranonce2),
                                 job.ntime,
                                 job.nbits,
                                 0};
  work.unit.roll_mask = bench.offer->roll_mask & ~job.version;
  work.unit.nonces = NonceRange{0, 1ULL << 32U};
  work.unit.target = bench.offer->share_target;
  for (std::uint32_t nonce = first; nonce < first + 4; ++nonce)
    if (auto verdict = verify(work, Candidate{work.unit.header.version, nonce}); verdict.share)
      return session.submit(first_source, std::move(*verdict.share), now);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ClientOptions options;
  options.pool = *parse_pool_url("eu.pool.test:3333#xnsub");
  options.user = "u";
  options.password = "password9";
  options.user_agent = "f/1";
  options.suggest_difficulty = 1;
  Bench bench;
  Session session(options, bench);
  Session::Time now{std::chrono::seconds(100)};
  check(static_cast<bool>(session.open(first_source, source_setup(options, bench, bench), now)));
  std::uint32_t shares = 0;
  session.connected(now);
  bool up = true;

  std::string_view script(reinterpret_cast<const char*>(data), size);
  while (!script.empty()) {
    const auto end = script.find('\n');
    const std::string_view line = script.substr(0, end);
    script.remove_prefix(end == script.npos ? script.size() : end + 1);
    if (line == "R") {
      if (up) session.disconnected(now);
      session.connected(now);
      up = true;
    } else if (line == "D" && up) {
      session.disconnected(now);
      up = false;
    } else if (line == "S") {
      submit(session, bench, now, shares += 4);
    } else if (line == "T") {
      now += milliseconds(10'001);
      session.tick(now);
    } else {
      std::string said(line);
      for (auto at = said.find('@'); at != said.npos; at = said.find('@', at + 1))
        said.replace(at, 1, bench.last_id);
      session.receive(said + "\n", now);
    }
    session.take_output();
    if (session.take_leave() && up) {
      session.disconnected(now);
      up = false;
    }
  }
  session.finish(now);
  check(session.drained());
  return 0;
}
