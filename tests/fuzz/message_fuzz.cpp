// SPDX-License-Identifier: MIT
// Any line: no crash, and what is accepted keeps the promises of message.h.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "stratum/net/foreign_text.h"
#include "stratum/v1/message.h"
#include "stratum/v1/refusal.h"

namespace {

using namespace wildcat::stratum;

void check(bool good) {
  if (!good) std::abort();
}

void promise(const Notify& job) {
  check(job.branch.size() <= max_branch);
  check(job.coinb1.size() + job.coinb2.size() <= max_coinbase);
  check(job.job_id.size() <= max_job_id);
}
void promise(const SetDifficulty& change) {
  check(std::isfinite(change.difficulty) && change.difficulty > 0);
}
void promise(const SetExtranonce& change) {
  check(change.extranonce1.size() <= max_extranonce1);
  check(change.extranonce2_size.value_or(0) <= max_extranonce2);
}
void promise(const Reconnect& wish) { check(wish.wait.count() >= 0 && wish.wait.count() <= 300); }
void promise(const ShowMessage& message) { check(sanitize(message.text).size() <= 200); }
template <class T>
void promise(const T&) {}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto message = parse_message({reinterpret_cast<const char*>(data), size});
  if (!message) return 0;
  if (const auto* call = std::get_if<Call>(&*message)) {
    check(call->id.size() <= 64);
    std::visit([](const auto& what) { promise(what); }, call->what);
    return 0;
  }
  const auto& response = std::get<Response>(*message);
  if (response.error) classify(*response.error);
  check(!response.yes() || !response.error);
  if (const auto subscription = parse_subscription(response.result))
    check(subscription->extranonce2_size <= max_extranonce2);
  parse_version_rolling(response.result, 0x1fffe000);
  return 0;
}
