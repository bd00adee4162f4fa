// SPDX-License-Identifier: MIT
// Builds the fields of events. 32-bit protocol fields are written in hex, as in stratum, so that
// they can be compared with a protocol dump.
#include "miner/output/event_fields.h"

#include <boost/json/array.hpp>
#include <cmath>
#include <numeric>

#include "miner/text/characters.h"
#include "miner/text/kernel_use.h"
#include "wildcat/header.h"

namespace wildcat::program {

namespace json = boost::json;

namespace {

json::value rounded(double value, double step) { return std::round(value / step) * step; }

json::object rates_object(const Rates& rates) {
  json::object object;
  object["last_10_s"] = number_or_null(rates.last_10_s);
  object["last_60_s"] = number_or_null(rates.last_60_s);
  object["last_15_min"] = number_or_null(rates.last_15_min);
  object["whole_run"] = number_or_null(rates.whole_run);
  return object;
}

json::object device_object(const DeviceStats& device, const Readings& readings) {
  json::object object;
  object["device"] = device.id;
  object["name"] = device.name;
  const KernelUse use = kernel_use(device.kernel);
  object["kernel"] = use.name;
  object["versions"] = use.versions;
  object["failed"] = device.failed;
  object["hashes"] = device.hashes;
  object["hashes_per_second"] = rates_object(device.rates);
  object["candidates"] = device.candidates;
  object["expected_candidates"] = number_or_null(device.expected_candidates);
  object["poisson_p"] = number_or_null(device.poisson_p);
  object["hardware_errors"] = device.hardware_errors;
  object["canaries"] = device.canaries;
  object["canaries_missed"] = device.canaries_missed;
  const auto reading = reading_of(readings, device.id);
  object["sensors"] = sensor_fields(reading);
  object["hashes_per_joule"] =
      number_or_null(hashes_per_joule(device.rates.last_10_s, reading.value_or(DeviceReading())));
  return object;
}

json::value implied_value(const std::optional<ImpliedRate>& implied) {
  if (!implied) return nullptr;
  json::object object;
  object["hashes_per_second"] = number_or_null(implied->hashes_per_second);
  object["low"] = number_or_null(implied->low);
  object["high"] = number_or_null(implied->high);
  return object;
}

json::value milliseconds_or_null(std::optional<LatencyHistogram::Duration> time) {
  if (!time) return nullptr;
  return rounded(time->count() * 1000, 0.001);
}

/// Classes without any are left out.
json::object histogram(const LatencyHistogram& times) {
  json::array classes;
  for (std::size_t i = 0; i < LatencyHistogram::classes; ++i) {
    const bool longest = i + 1 == LatencyHistogram::classes;
    const json::value limit =
        longest ? json::value(nullptr) : milliseconds_or_null(LatencyHistogram::limit(i));
    if (times.counts[i] > 0) classes.push_back(json::array{limit, times.counts[i]});
  }
  return {{"count", times.total()},
          {"median_ms", milliseconds_or_null(times.quantile(0.5))},
          {"p99_ms", milliseconds_or_null(times.quantile(0.99))},
          {"classes", std::move(classes)}};
}

}  // namespace

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::string(text);
}

json::value number_or_null(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return nullptr;
  return *value;
}

const char* to_string(Errc code) {
  switch (code) {
    case Errc::invalid_argument:
      return "invalid_argument";
    case Errc::not_found:
      return "not_found";
    case Errc::not_runnable:
      return "not_runnable";
    case Errc::self_test_failed:
      return "self_test_failed";
    case Errc::device_failed:
      return "device_failed";
    case Errc::io:
      return "io";
    case Errc::protocol:
      return "protocol";
    case Errc::refused:
      return "refused";
    case Errc::exhausted:
      return "exhausted";
    case Errc::state:
      return "state";
  }
  return "state";
}

const char* to_string(ShareOutcome::Kind kind) {
  switch (kind) {
    case ShareOutcome::Kind::accepted:
      return "accepted";
    case ShareOutcome::Kind::rejected:
      return "rejected";
    case ShareOutcome::Kind::stale:
      return "stale";
    case ShareOutcome::Kind::lost:
      return "lost";
    case ShareOutcome::Kind::withheld:
      return "withheld";
  }
  return "lost";
}

json::object job_fields(const JobOffer& offer, double difficulty, bool mined) {
  const Job& job = *offer.job;
  json::object fields;
  fields["job"] = offer.name;
  fields["clean"] = offer.clean;
  fields["mined"] = mined;
  fields["difficulty"] = number_or_null(difficulty);
  fields["version"] = hex32(job.version);
  fields["roll_mask"] = hex32(offer.roll_mask);
  fields["prev_hash"] = job.prev_hash.display_hex();
  fields["ntime"] = hex32(job.ntime);
  fields["nbits"] = hex32(job.nbits);
  const auto network = Target::from_nbits(job.nbits);
  fields["network_difficulty"] = network ? number_or_null(network->difficulty()) : nullptr;
  return fields;
}

json::object share_fields(const stratum::SubmitResult& result) {
  using Kind = ShareOutcome::Kind;
  const stratum::Submission& share = result.submission;
  const Kind kind = result.outcome.kind;
  json::object fields;
  fields["result"] = to_string(kind);
  fields["number"] = share.number;
  fields["latency_ms"] =
      kind == Kind::lost ? json::value(nullptr) : rounded(result.latency.count() * 1000, 0.001);
  fields["waited_ms"] = rounded(share.waited.count() * 1000, 0.001);
  fields["job"] = share.job_id;
  fields["hash"] = share.hash.display_hex();
  fields["difficulty"] = number_or_null(share.difficulty);
  fields["pool_difficulty"] = number_or_null(share.pool_difficulty);
  fields["block"] = share.is_block;
  fields["extranonce2"] = share.extranonce2_hex;
  fields["ntime"] = hex32(share.ntime);
  fields["nonce"] = hex32(share.nonce);
  fields["version_bits"] =
      share.version_bits ? json::value(hex32(*share.version_bits)) : json::value(nullptr);
  fields["reason"] =
      kind == Kind::rejected ? json::value(to_string(result.outcome.reason)) : json::value(nullptr);
  fields["fault"] =
      kind == Kind::stale ? json::value(to_string(result.outcome.fault)) : json::value(nullptr);
  fields["code"] = result.code;
  fields["text"] = result.text;
  return fields;
}

json::object stale_fields(const Share& share, StaleFault fault, std::uint64_t suppressed) {
  json::object fields;
  fields["job"] = share.offer().name;
  fields["hash"] = share.hash().display_hex();
  fields["difficulty"] = number_or_null(share.difficulty());
  fields["block"] = share.is_block();
  fields["fault"] = to_string(fault);
  fields["suppressed"] = suppressed;
  return fields;
}

json::object hardware_error_fields(const HardwareError& error, std::uint64_t suppressed) {
  json::object fields;
  fields["device"] = error.device;
  fields["version"] = hex32(error.candidate.version);
  fields["nonce"] = hex32(error.candidate.nonce);
  fields["suppressed"] = suppressed;
  return fields;
}

json::object canary_fields(const CanaryResult& result) {
  json::object fields;
  fields["device"] = result.device;
  fields["missed"] = result.missed;
  fields["version"] = hex32(result.answer.version);
  fields["nonce"] = hex32(result.answer.nonce);
  return fields;
}

namespace {

/// What was found, and what became of it.
void add_counts(json::object& fields, const SourceStats& stats) {
  const auto sum = [](const auto& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  };
  fields["shares"] = stats.shares;
  fields["accepted"] = stats.accepted;
  fields["rejected"] = sum(stats.rejected);
  fields["stale"] = sum(stats.stale);
  fields["lost"] = stats.lost;
  fields["withheld"] = stats.withheld;
  fields["blocks"] = stats.blocks;
  fields["best_difficulty"] = number_or_null(stats.best_difficulty);
}

}  // namespace

json::object worker_fields(std::uint32_t worker, std::string_view user, const SourceStats& stats) {
  json::object fields;
  fields["worker"] = worker;
  fields["user"] = user;
  fields["hashes"] = stats.hashes;
  add_counts(fields, stats);
  return fields;
}

json::object fault_fields(const stratum::Fault& fault) {
  json::object fields;
  fields["number"] = fault.number;
  fields["kind"] = to_string(fault.kind);
  fields["sent"] = valid_utf8(fault.sent);
  fields["expected"] = expected_answer(fault.kind);
  return fields;
}

json::object fault_answer_fields(const stratum::FaultAnswer& answer) {
  const bool refused = answer.kind == stratum::FaultAnswer::Kind::refused;
  json::object fields;
  fields["number"] = answer.fault.number;
  fields["kind"] = to_string(answer.fault.kind);
  fields["answer"] = to_string(answer.kind);
  fields["as_expected"] = answer.as_expected;
  fields["latency_ms"] = rounded(answer.latency.count() * 1000, 0.001);
  fields["reason"] = refused ? json::value(to_string(answer.reason)) : json::value(nullptr);
  fields["code"] = answer.code;
  fields["text"] = answer.text;
  return fields;
}

json::object totals_fields(const Stats& stats) {
  json::object fields;
  fields["hashes"] = stats.hashes;
  add_counts(fields, stats.total);
  std::uint64_t errors = 0, canaries = 0, missed = 0;
  for (const DeviceStats& device : stats.devices) {
    errors += device.hardware_errors;
    canaries += device.canaries;
    missed += device.canaries_missed;
  }
  fields["hardware_errors"] = errors;
  fields["canaries"] = canaries;
  fields["canaries_missed"] = missed;
  const Latencies& latencies = stats.total.latencies;
  fields["latency"] = json::object{{"first_hash", histogram(latencies.first_hash)},
                                   {"submit", histogram(latencies.submit)},
                                   {"reply", histogram(latencies.reply)}};
  return fields;
}

json::value sensor_fields(const std::optional<DeviceReading>& reading) {
  if (!reading) return nullptr;
  json::array throttling;
  for (const std::string& reason : reading->throttling) throttling.emplace_back(reason);
  json::object object;
  object["power_watts"] = number_or_null(reading->power_watts);
  object["power_limit_watts"] = number_or_null(reading->power_limit_watts);
  object["temperature_c"] = number_or_null(reading->temperature_c);
  object["core_mhz"] = number_or_null(reading->core_mhz);
  object["memory_mhz"] = number_or_null(reading->memory_mhz);
  object["throttling"] = std::move(throttling);
  return object;
}

json::object cooling_fields(const Cooling::Change& change) {
  return {
      {"device", change.device}, {"temperature_c", change.temperature_c}, {"duty", change.duty}};
}

json::object rate_fields(const Stats& stats, const Readings& readings) {
  json::object fields;
  fields["hashes_per_second"] = rates_object(stats.rates);
  fields["implied"] = implied_value(stats.implied);
  json::array devices;
  for (const DeviceStats& device : stats.devices)
    devices.push_back(device_object(device, readings));
  fields["devices"] = std::move(devices);
  fields["totals"] = totals_fields(stats);
  return fields;
}

}  // namespace wildcat::program
