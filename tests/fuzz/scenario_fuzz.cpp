// SPDX-License-Identifier: MIT
// Any file as a scenario: no crash; and when it is one, a connection follows it for a while, with a
// miner that logs in and says something now and then.
#include <cstdint>
#include <cstdlib>

#include "stratum/practice_pool/director.h"

namespace {

using namespace wildcat::practice;

void check(bool good) {
  if (!good) std::abort();
}

void follow(const Section& section) {
  PoolObserver nobody;
  PoolOptions options;
  options.seed = 1;
  PoolCore core(options, nobody);
  Now now{std::chrono::steady_clock::time_point(std::chrono::hours(1)), 1'700'000'000};
  core.new_block(now);
  Connection connection(core, "fuzz", now);
  Director director(section, connection);
  for (int round = 0; round < 40; ++round) {
    std::string out;
    if (round == 0)
      connection.on_line(R"({"id":1,"method":"mining.subscribe","params":[]})", now, out);
    if (round == 1)
      connection.on_line(R"({"id":2,"method":"mining.authorize","params":["u","x"]})", now, out);
    if (round > 1 && !director.silent(now))
      connection.on_line(R"({"id":3,"method":"mining.ping","params":[]})", now, out);
    if (core.advance(now)) connection.on_job(now, out);
    const auto next = director.direct(now, out);
    check(out.size() < 4U << 20U);
    if (next != Connection::Next::go_on) break;
    now.steady += std::chrono::milliseconds(1) * (1 << (round % 16));
  }
  connection.close(now);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto scenario = parse_scenario({reinterpret_cast<const char*>(data), size});
  if (!scenario) {
    check(scenario.error().message.starts_with("line "));
    return 0;
  }
  check(!scenario->sections.empty());
  for (const Section& section : scenario->sections) follow(section);
  return 0;
}
