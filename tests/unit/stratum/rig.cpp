// SPDX-License-Identifier: MIT
// Turns the session's clock by hand, keeps what it says, and mines shares for it.
#include "tests/unit/stratum/rig.h"

#include <cstdlib>

#include "engine/merkle.h"

namespace wildcat::stratum::testing {

ClientOptions test_options() {
  ClientOptions options;
  options.pool = *parse_pool_url("stratum+tcp://eu.pool.test:3333");
  options.user = "user.worker";
  options.password = "hunter2secret";
  options.user_agent = "wildcat/test";
  return options;
}

std::string NotifyText::str() const {
  std::string hashes;
  for (int i = 0; i < branch; ++i)
    hashes += (i == 0 ? "\"" : ",\"") + std::string(64, "0123456789abcdef"[i % 16]) + "\"";
  return R"({"id":null,"method":"mining.notify","params":[")" + id + "\",\"" +
         std::string(64, prev) + "\",\"" + coinb1 + "\",\"" + coinb2 + "\",[" + hashes + "],\"" +
         version + "\",\"" + nbits + "\",\"" + ntime + "\"," + clean + "]}";
}

Share mine(const MinedJob& mined, std::uint32_t rolled, int n) {
  const Job& job = *mined.job;
  const auto& parts = *std::get<std::shared_ptr<const CoinbaseParts>>(job.merkle);
  Work work;
  work.offer = std::make_shared<const JobOffer>(mined);
  work.extranonce2.size = mined.extranonce.extranonce2_size;
  work.unit.roll_mask = mined.roll_mask & ~job.version;
  work.unit.versions = 1;
  work.unit.first_version = extract_bits(rolled, work.unit.roll_mask);
  work.unit.nonces = NonceRange{0, 1ULL << 32U};
  work.unit.target = mined.share_target;
  work.unit.header = BlockHeader{job.version,
                                 job.prev_hash,
                                 merkle_root(parts, mined.extranonce.extranonce1, work.extranonce2),
                                 job.ntime,
                                 job.nbits,
                                 0};
  for (std::uint32_t nonce = 0;; ++nonce) {
    auto verdict = verify(work, Candidate{work.unit.version(0), nonce});
    if (verdict.share && n-- == 0) return *verdict.share;
  }
}

Rig::Rig(ClientOptions o) : options(std::move(o)), session(options, seen) {
  if (!session.open(first_source, source_setup(options, sink, seen), now)) std::abort();
}

std::vector<std::string> Rig::sent() {
  std::vector<std::string> lines;
  std::string out = session.take_output();
  for (std::size_t end = out.find('\n'); end != out.npos; end = out.find('\n')) {
    lines.push_back(out.substr(0, end));
    out.erase(0, end + 1);
  }
  return lines;
}

std::string Rig::last_sent() {
  const auto lines = sent();
  return lines.empty() ? std::string() : lines.back();
}

void Rig::handshake(const std::string& extranonce1, int size, const std::string& configure) {
  connect();
  std::string line = last_sent();
  if (is_call(line, "mining.configure")) {
    pool("{\"id\":" + std::to_string(id_of(line)) + ",\"result\":" + configure +
         ",\"error\":null}");
    line = last_sent();
  }
  pool("{\"id\":" + std::to_string(id_of(line)) + R"(,"result":[[["mining.notify","5e551d"]],")" +
       extranonce1 + "\"," + std::to_string(size) + "],\"error\":null}");
  pool(R"({"id":null,"method":"mining.set_difficulty","params":[1e-9]})");
  line = last_sent();
  pool("{\"id\":" + std::to_string(id_of(line)) + ",\"result\":true,\"error\":null}");
}

void Rig::handshake_and_job(const NotifyText& text) {
  handshake();
  pool(text.str());
  sent();
}

void Rig::answer(const std::string& rest) {
  pool("{\"id\":" + std::to_string(seen.submitted.back().id) + "," + rest + "}");
}

std::uint64_t id_of(const std::string& line) {
  const auto at = line.find("\"id\":");
  return at == line.npos ? 0 : std::stoull("0" + line.substr(at + 5, line.find(',', at) - at - 5));
}

bool is_call(const std::string& line, const std::string& method) {
  return line.find("\"method\":\"" + method + "\"") != line.npos;
}

}  // namespace wildcat::stratum::testing
