// SPDX-License-Identifier: MIT
// Writes the lines of a record; see record_format.h.
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "miner/output/event_fields.h"
#include "miner/output/json_text.h"
#include "miner/output/record/record_format.h"
#include "miner/output/record/record_words.h"
#include "miner/text/characters.h"
#include "wildcat/header.h"

namespace wildcat::program {

namespace json = boost::json;

namespace {

using Kind = RecordEntry::Kind;

/// A line as it is; one that is no UTF-8 (JSON holds nothing else) as the hex of its bytes.
void put_text(json::object& object, const std::string& text) {
  if (valid_utf8(text) == text)
    object["line"] = text;
  else
    object["bytes"] = to_hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void put_client(json::object& object, const stratum::ClientOptions& client) {
  object["pool"] = client.pool.display();
  object["xnsub"] = client.pool.xnsub;
  object["user"] = valid_utf8(client.user);
  object["user_agent"] = client.user_agent;
  object["version_rolling"] = client.version_rolling;
  object["version_mask"] = hex32(client.version_mask);
  object["suggest_difficulty"] = number_or_null(client.suggest_difficulty);
  object["fit_difficulty"] = static_cast<bool>(client.fitting_difficulty);
  object["least_difficulty"] = number_or_null(client.least_difficulty);
  object["keep_alive_ms"] = client.keep_alive.count();
}

void put_unit(json::object& object, const RecordedUnit& recorded) {
  const WorkUnit& unit = recorded.unit;
  object["job"] = valid_utf8(recorded.job);
  object["extranonce2"] = to_hex(recorded.extranonce2.view());
  object["header"] = to_hex(unit.header.serialize());
  object["roll_mask"] = hex32(unit.roll_mask);
  object["first_version"] = unit.first_version;
  object["versions"] = unit.versions;
  object["first_nonce"] = unit.nonces.first;
  object["nonces"] = unit.nonces.count;
  object["target"] = unit.target.hex();
  json::array found;
  for (const Candidate& candidate : recorded.found)
    found.push_back(
        json::object{{"version", hex32(candidate.version)}, {"nonce", hex32(candidate.nonce)}});
  object["found"] = std::move(found);
}

}  // namespace

std::string record_line(const RecordHead& head) {
  return json_text(json::object{{"wildcat_record", record_version},
                                {"program", head.program},
                                {"started", head.started},
                                {"seed", std::to_string(head.seed)}});
}

std::string record_line(const RecordEntry& entry) {
  json::object object{{"us", entry.time_us},
                      {"what", record_words.at(static_cast<std::size_t>(entry.kind))}};
  if (entry.connection != 0) object["connection"] = entry.connection;
  if (entry.kind == Kind::in || entry.kind == Kind::out) put_text(object, entry.text);
  if (entry.kind == Kind::close) object["reason"] = valid_utf8(entry.text);
  if (entry.client) put_client(object, *entry.client);
  if (entry.unit) put_unit(object, *entry.unit);
  return json_text(object);
}

}  // namespace wildcat::program
