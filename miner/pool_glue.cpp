// SPDX-License-Identifier: MIT
// See pool_glue.h.
#include "miner/pool_glue.h"

namespace wildcat::program {

PoolGlue::PoolGlue(stratum::Loop& loop, Miner& miner, Console& console, EventLog& events,
                   stratum::ClientOptions options, Redactor redactor, bool dump_protocol,
                   Hooks hooks)
    : PoolReporter(console, events, options.user, std::move(redactor), dump_protocol),
      miner_(miner),
      hooks_(std::move(hooks)),
      client_(loop, std::move(options), *this, *this) {
  SourceOptions source;
  source.on_share = [this](const Share& share) { client_.submit(share); };
  source_ = miner_.add_source(std::move(source));
}

Result<void> PoolGlue::set_job(Job job) { return miner_.set_job(source_, std::move(job)); }

void PoolGlue::drop_job() { miner_.drop_job(source_); }

void PoolGlue::on_result(const stratum::SubmitResult& result) {
  miner_.report(source_, result.outcome);
  PoolReporter::on_result(result);
  hooks_.on_outcome(result.outcome);
}

void PoolGlue::on_share_dropped(const Share& share, StaleFault fault) {
  ShareOutcome outcome;
  outcome.kind = ShareOutcome::Kind::stale;
  outcome.fault = fault;
  outcome.difficulty = share.difficulty();
  outcome.is_block = share.is_block();
  miner_.report(source_, outcome);
  PoolReporter::on_share_dropped(share, fault);
}

void PoolGlue::on_fault(const stratum::Fault& fault) {
  PoolReporter::on_fault(fault);
  hooks_.on_fault(fault);
}

void PoolGlue::on_fault_answer(const stratum::FaultAnswer& answer) {
  PoolReporter::on_fault_answer(answer);
  hooks_.on_fault_answer(answer);
}

void PoolGlue::on_end(stratum::ClientEnd end, const Error& why) {
  tell_discarded();
  hooks_.on_end(end, why);
}

}  // namespace wildcat::program
