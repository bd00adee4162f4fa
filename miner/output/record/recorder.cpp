// SPDX-License-Identifier: MIT
// Writes what is said on the connections, and joins the units in which nothing was found.
#include "miner/output/record/recorder.h"

#include <fmt/format.h>

#include "miner/text/figures.h"
#include "wildcat/version.h"

namespace wildcat::program {

namespace {
/// Nobody reads along, so a disk may lag far behind before that is a failure.
constexpr std::size_t most_waiting = 64U << 20;
}  // namespace

using Kind = RecordEntry::Kind;

Recorder::Recorder(std::function<void(const Error&)> on_failure)
    : start_(std::chrono::steady_clock::now()),
      file_({"record", "--record"}, std::move(on_failure), most_waiting) {}

Result<void> Recorder::open(const std::string& path, std::uint64_t seed) {
  if (auto opened = file_.open(path, LineFile::Mode::replace); !opened) return opened;
  const RecordHead head{fmt::format("wildcat {}", version_string),
                        format_utc(std::chrono::system_clock::now()), seed};
  file_.put([&] { return record_line(head); });
  return {};
}

void Recorder::on_client(std::uint32_t connection, SourceId source,
                         const stratum::ClientOptions& client) {
  if (!active()) return;
  {
    const std::lock_guard lock(mutex_);
    sources_[source].connection = connection;
  }
  put({Kind::client, 0, connection, {}, client, {}});
}

void Recorder::on_opened(std::uint32_t connection) { put({Kind::open, 0, connection, {}, {}, {}}); }

void Recorder::on_closed(std::uint32_t connection, const std::string& why) {
  put({Kind::close, 0, connection, why, {}, {}});
}

void Recorder::on_line(std::uint32_t connection, std::uint32_t, bool outgoing,
                       std::string_view line) {
  if (!active()) return;
  put({outgoing ? Kind::out : Kind::in, 0, connection, std::string(line), {}, {}});
}

static RecordedUnit to_record(const UnitFinds& searched, const std::string& job) {
  RecordedUnit unit{job, searched.work.extranonce2, searched.work.unit, {}};
  unit.unit.nonces.count = searched.nonces_done;
  for (const Share& share : searched.shares)
    unit.found.push_back({share.header().version, share.header().nonce});
  return unit;
}

void Recorder::on_unit_finds(const UnitFinds& unit, const std::string& job) {
  if (!active() || unit.nonces_done == 0) return;
  std::optional<RecordedUnit> ready = to_record(unit, job);
  std::uint32_t connection = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto known = sources_.find(unit.work.unit.source);
    if (known == sources_.end()) return;
    connection = known->second.connection;
    if (ready->found.empty()) ready = known->second.fruitless.add(std::move(*ready));
  }
  if (ready) put(connection, std::move(*ready));
}

Result<void> Recorder::finish(std::chrono::steady_clock::time_point deadline) {
  std::map<SourceId, Searched> sources;
  {
    const std::lock_guard lock(mutex_);
    sources.swap(sources_);
  }
  for (auto& [id, source] : sources)
    for (RecordedUnit& unit : source.fruitless.take()) put(source.connection, std::move(unit));
  put({Kind::end, 0, 0, {}, {}, {}}, true);
  const bool written = file_.flush_until(deadline);
  if (const auto why = file_.failure()) return *why;
  if (written) return {};
  return Error{Errc::exhausted, "the disk was too slow for the end of the record; it is cut."};
}

void Recorder::put(std::uint32_t connection, RecordedUnit unit) {
  put({Kind::unit, 0, connection, {}, {}, std::move(unit)});
}

void Recorder::put(RecordEntry entry, bool last) {
  const auto line = [&] {
    using namespace std::chrono;
    entry.time_us = static_cast<std::uint64_t>(
        duration_cast<microseconds>(steady_clock::now() - start_).count());
    return record_line(entry);
  };
  file_.put(line, last);
}

}  // namespace wildcat::program
