// SPDX-License-Identifier: MIT
// Writes the lines of a record. Each part of a line is a struct whose described members are its
// fields; which parts there are depends on the line.
#include "miner/output/record/record_format.h"

#include <boost/describe/class.hpp>

#include "miner/json/json_writer.h"
#include "miner/text/characters.h"
#include "wildcat/header.h"

namespace wildcat::program {

namespace {

using Kind = RecordEntry::Kind;

struct FirstLine {
  int wildcat_record = record_version;
  std::string program, started, seed;
};
BOOST_DESCRIBE_STRUCT(FirstLine, (), (wildcat_record, program, started, seed))

struct Moment {
  std::uint64_t us = 0;
  std::string_view what;
};
BOOST_DESCRIBE_STRUCT(Moment, (), (us, what))

struct OfConnection {
  std::uint32_t connection = 0;
};
BOOST_DESCRIBE_STRUCT(OfConnection, (), (connection))

/// A line as it is ...
struct AsText {
  std::string line;
};
BOOST_DESCRIBE_STRUCT(AsText, (), (line))

/// ... or, when it is no UTF-8 (JSON holds nothing else), the hex of its bytes.
struct AsBytes {
  std::string bytes;
};
BOOST_DESCRIBE_STRUCT(AsBytes, (), (bytes))

struct Closed {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Closed, (), (reason))

struct ClientPart {
  std::string pool;
  bool xnsub = false;
  std::string user, user_agent;
  bool version_rolling = true;
  Hex8 version_mask;
  std::optional<double> suggest_difficulty;
  bool fit_difficulty = false;
  std::optional<double> least_difficulty;
  std::chrono::milliseconds keep_alive_ms;
};
BOOST_DESCRIBE_STRUCT(ClientPart, (),
                      (pool, xnsub, user, user_agent, version_rolling, version_mask,
                       suggest_difficulty, fit_difficulty, least_difficulty, keep_alive_ms))

struct Find {
  Hex8 version, nonce;
};
BOOST_DESCRIBE_STRUCT(Find, (), (version, nonce))

struct UnitPart {
  std::string job, extranonce2, header;
  Hex8 roll_mask;
  std::uint64_t first_version = 0, versions = 0, first_nonce = 0, nonces = 0;
  std::string target;
  std::vector<Find> found;
};
BOOST_DESCRIBE_STRUCT(UnitPart, (),
                      (job, extranonce2, header, roll_mask, first_version, versions, first_nonce,
                       nonces, target, found))

void put_line(std::string& out, const std::string& text) {
  if (valid_utf8(text) == text)
    put_fields(out, AsText{text}, ',');
  else
    put_fields(out,
               AsBytes{to_hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()})},
               ',');
}

ClientPart part_of(const stratum::ClientOptions& client) {
  return {client.pool.display(),
          client.pool.xnsub,
          client.user,
          client.user_agent,
          client.version_rolling,
          {client.version_mask},
          client.suggest_difficulty,
          static_cast<bool>(client.fitting_difficulty),
          client.least_difficulty,
          client.keep_alive};
}

UnitPart part_of(const RecordedUnit& recorded) {
  const WorkUnit& unit = recorded.unit;
  UnitPart part;
  part.job = recorded.job;
  part.extranonce2 = to_hex(recorded.extranonce2.view());
  part.header = to_hex(unit.header.serialize());
  part.roll_mask = {unit.roll_mask};
  part.first_version = unit.first_version;
  part.versions = unit.versions;
  part.first_nonce = unit.nonces.first;
  part.nonces = unit.nonces.count;
  part.target = unit.target.hex();
  for (const Candidate& candidate : recorded.found)
    part.found.push_back({{candidate.version}, {candidate.nonce}});
  return part;
}

}  // namespace

std::string record_line(const RecordHead& head) {
  return json_of(FirstLine{record_version, head.program, head.started, std::to_string(head.seed)});
}

std::string record_line(const RecordEntry& entry) {
  std::string out;
  put_fields(out, Moment{entry.time_us, record_words.at(static_cast<std::size_t>(entry.kind))},
             '{');
  if (entry.connection != 0) put_fields(out, OfConnection{entry.connection}, ',');
  if (entry.kind == Kind::in || entry.kind == Kind::out) put_line(out, entry.text);
  if (entry.kind == Kind::close) put_fields(out, Closed{entry.text}, ',');
  if (entry.client) put_fields(out, part_of(*entry.client), ',');
  if (entry.unit) put_fields(out, part_of(*entry.unit), ',');
  return out + '}';
}

}  // namespace wildcat::program
