// SPDX-License-Identifier: MIT
// Plays the pool's lines to sessions of today's code, and compares what they send.
#include "miner/replay/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "engine/merkle.h"
#include "miner/text/characters.h"
#include "stratum/v1/json.h"

namespace wildcat::program {

namespace {

using Kind = RecordEntry::Kind;

/// What the client does by its clock it may have done a moment before the recorder's looked.
constexpr std::chrono::milliseconds clock_slack{5};
constexpr std::size_t shown_columns = 200;

stratum::Session::Time time_of(const RecordEntry& entry) {
  // Not at the clock's beginning: times before the first entry are computed, too.
  return stratum::Session::Time(std::chrono::hours(24)) + std::chrono::microseconds(entry.time_us);
}

stratum::ClientOptions offline(stratum::ClientOptions options) {
  options.password = "***";  // as recorded
  return options;
}

}  // namespace

ConnectionReplay::ConnectionReplay(const stratum::ClientOptions& client, UnitSearch& search,
                                   bool all, ReplayTotals& totals, Complain complain)
    : options_(offline(client)),
      search_(search),
      all_(all),
      totals_(totals),
      complain_(std::move(complain)),
      session_(options_, *this) {
  // A new session has room for its one source.
  (void)session_.open(stratum::first_source, stratum::source_setup(options_, *this, *this), Time{});
  if (options_.fitting_difficulty) options_.fitting_difficulty = [this] { return fitting(); };
}

/// The difficulty that is suggested next in the record: it depended on the rate at that time.
std::optional<double> ConnectionReplay::fitting() const {
  const auto value = next_out_ != nullptr ? stratum::parse_json(next_out_->text)
                                          : Result<boost::json::value>(Error{});
  const auto* object = value ? value->if_object() : nullptr;
  const auto* method = object != nullptr ? stratum::member(*object, "method") : nullptr;
  if (method == nullptr || stratum::as_text(*method) != "mining.suggest_difficulty")
    return std::nullopt;
  const auto* params = stratum::member(*object, "params");
  const auto* list = params != nullptr ? params->if_array() : nullptr;
  return list != nullptr && !list->empty() ? stratum::as_number(list->front()) : std::nullopt;
}

Result<void> ConnectionReplay::set_extranonce(Extranonce extranonce) {
  extranonce_ = std::move(extranonce);
  return {};
}

Result<void> ConnectionReplay::set_job(JobOffer offer) {
  offers_.push_back({std::make_shared<const JobOffer>(std::move(offer)), extranonce_});
  return {};
}

/// The share is what this submit is about: same header, and the job has had this name.
bool ConnectionReplay::matches(const Share& share, const stratum::SubmitText& submit) const {
  return to_hex(share.extranonce2().view()) == submit.extranonce2_hex &&
         share.header().ntime == submit.ntime && share.header().nonce == submit.nonce &&
         (share.rolled_bits() & ~submit.version_bits.value_or(0)) == 0 &&
         std::any_of(offers_.begin(), offers_.end(), [&](const Offered& offered) {
           return offered.offer->job == share.job() && offered.offer->name == submit.job_id;
         });
}

void ConnectionReplay::on_line(bool outgoing, std::string_view line) {
  if (outgoing) said_.emplace_back(line);
}

void ConnectionReplay::differ(const std::string& what) {
  ++totals_.differences;
  complain_(what);
}

Result<void> ConnectionReplay::take(const RecordEntry& entry, const RecordEntry* next_out) {
  next_out_ = next_out;
  const Time now = time_of(entry);
  switch (entry.kind) {
    case Kind::open:
      if (open_) session_.disconnected(now);
      open_ = true;
      session_.connected(now);
      break;
    case Kind::in:
      ++totals_.received;
      session_.receive(entry.text + "\n", now);
      break;
    case Kind::out:
      expect(entry.text, now);
      break;
    case Kind::unit:
      return search(*entry.unit);
    case Kind::close:
      if (open_) session_.disconnected(now);
      open_ = false;
      break;
    case Kind::client:
    case Kind::end:
      break;
  }
  session_.take_output();
  session_.take_leave();
  return {};
}

void ConnectionReplay::finish(bool whole) {
  if (!whole) return;
  for (const std::string& line : said_)
    differ(fmt::format("the client says what it did not say then: {}",
                       cut(printable(line), shown_columns)));
}

/// The work that the unit was cut from: same job, and the header that follows from it.
std::optional<Work> ConnectionReplay::work_of(const RecordedUnit& recorded) const {
  for (auto it = offers_.rbegin(); it != offers_.rend(); ++it) {
    const auto& [offer, extranonce] = *it;
    const auto* parts = std::get_if<std::shared_ptr<const CoinbaseParts>>(&offer->job->merkle);
    const BlockHeader& header = recorded.unit.header;
    if (offer->name != recorded.job || parts == nullptr ||
        extranonce.extranonce2_size != recorded.extranonce2.size ||
        offer->job->prev_hash != header.prev_hash ||
        merkle_root(**parts, extranonce.extranonce1, recorded.extranonce2) != header.merkle_root)
      continue;
    Work work;
    work.unit = recorded.unit;
    work.offer = offer;
    work.extranonce2 = recorded.extranonce2;
    return work;
  }
  return std::nullopt;
}

Result<void> ConnectionReplay::search(const RecordedUnit& recorded) {
  const auto work = work_of(recorded);
  if (!work) {
    differ(fmt::format("a unit of job '{}' does not follow from the lines of the pool",
                       printable(recorded.job)));
    return {};
  }
  if (recorded.found.empty() && !all_) {
    totals_.fruitless += recorded.unit.versions * recorded.unit.nonces.count;
    return {};
  }
  ++totals_.units;
  const auto candidates = search_.search(recorded.unit);
  if (!candidates) return candidates.error();
  std::vector<Candidate> found;
  for (const Candidate& candidate : *candidates) {
    auto verdict = verify(*work, candidate);
    if (!verdict.share) continue;
    found.push_back(candidate);
    shares_.push_back(std::move(*verdict.share));
  }
  std::vector<Candidate> recorded_finds = recorded.found;
  std::sort(recorded_finds.begin(), recorded_finds.end());
  totals_.finds += found.size();
  if (found != recorded_finds)
    differ(fmt::format("a unit of job '{}' holds {} finds, where {} are recorded, or others",
                       printable(recorded.job), found.size(), recorded_finds.size()));
  return {};
}

/// Hands the share over that the client submitted here.
void ConnectionReplay::feed(const std::string& line, Time now) {
  const auto request = stratum::read_request(line);
  if (!request || !request->submit) return session_.tick(now + clock_slack);
  const auto found = std::find_if(shares_.begin(), shares_.end(), [&](const Share& share) {
    return matches(share, *request->submit);
  });
  if (found == shares_.end()) return;
  Share share = std::move(*found);
  shares_.erase(found);
  session_.submit(stratum::first_source, std::move(share), now);
}

void ConnectionReplay::expect(const std::string& line, Time now) {
  if (said_.empty()) feed(line, now);
  if (said_.empty())
    return differ(fmt::format("the client does not say: {}", cut(printable(line), shown_columns)));
  const std::string said = std::move(said_.front());
  said_.pop_front();
  const auto request = stratum::read_request(line);
  if (said == line) {
    if (request && request->submit) ++totals_.submits;
    return;
  }
  differ(fmt::format("the client says {} instead of {}", cut(printable(said), shown_columns),
                     cut(printable(line), shown_columns)));
}

/// For each entry the line that its connection says next, at or after it.
static std::vector<const RecordEntry*> next_outs(const Record& record) {
  std::vector<const RecordEntry*> next(record.entries.size());
  std::map<std::uint32_t, const RecordEntry*> of_connection;
  for (std::size_t i = record.entries.size(); i-- > 0;) {
    const RecordEntry& entry = record.entries[i];
    auto& out = of_connection[entry.connection];
    if (entry.kind == Kind::out) out = &entry;
    next[i] = out;
  }
  return next;
}

Result<ReplayTotals> replay(const Record& record, Device& device, bool all,
                            const ConnectionReplay::Complain& complain) {
  auto search = UnitSearch::open(device);
  if (!search) return search.error();
  ReplayTotals totals;
  std::map<std::uint32_t, std::unique_ptr<ConnectionReplay>> connections;
  const auto next = next_outs(record);
  bool ended = false;
  for (std::size_t i = 0; i < record.entries.size(); ++i) {
    const RecordEntry& entry = record.entries[i];
    ended = ended || entry.kind == Kind::end;
    if (entry.kind == Kind::end) continue;
    const auto of_this = [complain, number = entry.connection](const std::string& what) {
      complain(fmt::format("connection {}: {}", number, what));
    };
    auto& connection = connections[entry.connection];
    if (entry.kind == Kind::client) {
      if (connection) return Error{Errc::invalid_argument, "a connection is introduced twice"};
      connection = std::make_unique<ConnectionReplay>(*entry.client, *search, all, totals, of_this);
      ++totals.connections;
    }
    if (!connection)
      return Error{Errc::invalid_argument,
                   fmt::format("connection {} is not introduced by a line 'client'; the record is "
                               "not whole at its beginning",
                               entry.connection)};
    if (auto taken = connection->take(entry, next[i]); !taken) return taken.error();
  }
  for (auto& [number, connection] : connections) connection->finish(ended);
  return totals;
}

}  // namespace wildcat::program
