// SPDX-License-Identifier: MIT
// Makes events of what a Client tells its observer.
#include "miner/run/pool_events.h"

#include <utility>

#include "miner/text/remedies.h"

namespace wildcat::program {

namespace {

/// There may be thousands of discarded shares a second; that many events would help nobody.
constexpr std::chrono::seconds between_discards{1};

}  // namespace

StaleEvent stale_event(std::uint32_t worker, const Share& share, StaleFault fault) {
  StaleEvent event{{worker}, {share.offer().name}, share.hash(), share.difficulty()};
  event.block = share.is_block();
  event.fault = fault;
  return event;
}

void PoolEvents::on_connecting(const std::string& pool, const std::string& address) {
  bus_.publish(ConnectingEvent{{who_.worker}, pool, address});
}

void PoolEvents::on_connected(const std::string& pool, const std::string& address) {
  connected_ = true;
  bus_.each_tracer([this](ConnectionTracer& tracer) { tracer.on_opened(who_.connection); });
  bus_.publish(ConnectEvent{{who_.worker}, pool, address});
}

void PoolEvents::on_subscribed(const std::string& extranonce1, int extranonce2_size, bool resumed) {
  bus_.publish(SubscribeEvent{{who_.worker}, extranonce1, extranonce2_size, resumed});
}

void PoolEvents::on_authorized() { bus_.publish(AuthorizeEvent{{who_.worker}, who_.user}); }

void PoolEvents::on_disconnected(const Error& why,
                                 std::optional<std::chrono::milliseconds> retry_in) {
  tell_discarded();
  const bool was_connected = std::exchange(connected_, false);
  if (was_connected && bus_.traced())
    bus_.each_tracer([&](ConnectionTracer& tracer) {
      tracer.on_closed(who_.connection, bus_.redact(why.message));
    });
  bus_.publish(
      DisconnectEvent{{who_.worker}, {bus_.message_of(why)}, why.code, retry_in, was_connected});
}

void PoolEvents::on_active(const std::string& pool, const std::string& why) {
  bus_.publish(PoolEvent{{who_.worker}, pool, who_.user, {why}});
}

void PoolEvents::on_difficulty(double difficulty) {
  bus_.publish(DifficultyEvent{{who_.worker}, difficulty});
}

void PoolEvents::on_version_mask(std::uint32_t mask) {
  bus_.publish(VersionMaskEvent{{who_.worker}, {mask}});
}

void PoolEvents::tell_job(const JobOffer& offer, double difficulty, bool mined) {
  const Job& job = *offer.job;
  JobEvent event;
  event.worker = who_.worker;
  event.job = {offer.name};
  event.clean = offer.clean;
  event.mined = mined;
  event.difficulty = difficulty;
  event.version = {job.version};
  event.roll_mask = {offer.roll_mask};
  event.prev_hash = job.prev_hash;
  event.ntime = {job.ntime};
  event.nbits = {job.nbits};
  if (const auto network = Target::from_nbits(job.nbits))
    event.network_difficulty = network->difficulty();
  event.new_difficulty = mined && std::exchange(told_difficulty_, difficulty) != difficulty;
  bus_.publish(std::move(event));
}

void PoolEvents::on_result(const stratum::SubmitResult& result) {
  using Kind = ShareOutcome::Kind;
  const stratum::Submission& share = result.submission;
  ShareEvent event;
  event.worker = who_.worker;
  event.result = result.outcome.kind;
  event.number = share.number;
  if (event.result != Kind::lost) event.latency_ms = Milliseconds{result.latency};
  event.waited_ms = {share.waited};
  event.job = {share.job_id};
  event.hash = share.hash;
  event.difficulty = share.difficulty;
  event.pool_difficulty = share.pool_difficulty;
  event.block = share.is_block;
  event.extranonce2 = share.extranonce2_hex;
  event.ntime = {share.ntime};
  event.nonce = {share.nonce};
  if (share.version_bits) event.version_bits = Hex8{*share.version_bits};
  if (event.result == Kind::rejected) event.reason = result.outcome.reason;
  if (event.result == Kind::stale) event.fault = result.outcome.fault;
  event.code = result.code;
  event.text = {result.text};
  bus_.publish(std::move(event));
}

void PoolEvents::on_share_dropped(const Share& share, StaleFault fault) {
  StaleEvent event = stale_event(who_.worker, share, fault);
  event.had_left = true;
  bus_.publish(std::move(event));
}

/// The session warns of it, too, at most once a minute.
void PoolEvents::on_shares_discarded(std::uint64_t count) {
  discarded_ += count;
  const auto now = std::chrono::steady_clock::now();
  if (discards_told_ && now - *discards_told_ < between_discards) return;
  discards_told_ = now;
  tell_discarded();
}

void PoolEvents::tell_discarded() {
  if (const std::uint64_t count = std::exchange(discarded_, 0); count > 0)
    bus_.publish(DiscardedEvent{{who_.worker}, count});
}

void PoolEvents::on_pool_message(const std::string& text) {
  bus_.publish(MessageEvent{{who_.worker}, {text}});
}

void PoolEvents::on_warning(const std::string& text, Remedy remedy) {
  bus_.publish(WorkerWarningEvent{{who_.worker}, {{text_with_options(text, remedy)}}});
}

void PoolEvents::on_fault(const stratum::Fault& fault) {
  bus_.publish(FaultEvent{
      {who_.worker}, fault.number, fault.kind, {fault.sent}, expected_answer(fault.kind)});
}

void PoolEvents::on_fault_answer(const stratum::FaultAnswer& answer) {
  FaultAnswerEvent event;
  event.worker = who_.worker;
  event.number = answer.fault.number;
  event.kind = answer.fault.kind;
  event.answer = answer.kind;
  event.as_expected = answer.as_expected;
  event.latency_ms = {answer.latency};
  if (answer.kind == stratum::FaultAnswer::Kind::refused) event.reason = answer.reason;
  event.code = answer.code;
  event.text = {answer.text};
  bus_.publish(std::move(event));
}

void PoolEvents::on_line(bool outgoing, std::string_view line) {
  if (!bus_.traced()) return;
  const std::string clean = bus_.redact(line);
  bus_.each_tracer([&](ConnectionTracer& tracer) {
    tracer.on_line(who_.connection, who_.worker, outgoing, clean);
  });
}

}  // namespace wildcat::program
