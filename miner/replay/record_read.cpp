// SPDX-License-Identifier: MIT
// Reads a record. A file may be damaged or made up, so every field is checked.
#include "miner/replay/record_read.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "stratum/v1/json.h"
#include "stratum/v1/message.h"

namespace wildcat::program {

namespace json = boost::json;
using stratum::as_text;

namespace {

using Kind = RecordEntry::Kind;

constexpr std::uint32_t most_connections = 100'000;
constexpr std::uint64_t nonce_space = 1ULL << 32U;
/// 71 years: with the client's own waits on top it fits into nanoseconds.
constexpr std::uint64_t longest_us = 1ULL << 51U;

/// The fields of one line; remembers the first that is missing or wrong.
class Fields {
 public:
  explicit Fields(const json::object& object) : object_(object) {}

  bool has(std::string_view name) const { return stratum::member(object_, name) != nullptr; }

  std::string text(std::string_view name) {
    const auto* value = stratum::member(object_, name);
    if (value == nullptr || !value->is_string()) return bad(name), "";
    return std::string(as_text(*value));
  }
  bool flag(std::string_view name) {
    const auto* value = stratum::member(object_, name);
    if (value == nullptr || !value->is_bool()) return bad(name), false;
    return value->get_bool();
  }
  std::uint64_t whole(std::string_view name, std::uint64_t low, std::uint64_t high) {
    const auto* value = stratum::member(object_, name);
    const auto number = value != nullptr ? stratum::as_integer(*value) : std::nullopt;
    const auto given = static_cast<std::uint64_t>(number.value_or(-1));
    if (!number || *number < 0 || given < low || given > high) return bad(name), low;
    return given;
  }
  std::uint32_t hex32(std::string_view name) {
    const auto value = stratum::parse_hex32(text(name));
    if (!value) bad(name);
    return value.value_or(0);
  }
  std::vector<std::uint8_t> bytes(std::string_view name) {
    auto value = from_hex(text(name));
    if (!value) return bad(name), std::vector<std::uint8_t>{};
    return std::move(*value);
  }
  std::optional<double> difficulty(std::string_view name) {
    const auto* value = stratum::member(object_, name);
    const auto number = value != nullptr ? stratum::as_number(*value) : std::nullopt;
    if (value != nullptr && (!number || !(*number > 0))) bad(name);
    return number;
  }
  const json::array& list(std::string_view name) {
    static const json::array none;
    const auto* value = stratum::member(object_, name);
    if (value == nullptr || !value->is_array()) return bad(name), none;
    return value->get_array();
  }

  void bad(std::string_view name) {
    if (bad_.empty()) bad_ = name;
  }
  /// Empty: all is well.
  const std::string& wrong() const { return bad_; }

 private:
  const json::object& object_;
  std::string bad_;
};

stratum::ClientOptions read_client(Fields& fields) {
  stratum::ClientOptions client;
  auto url = stratum::parse_pool_url(fields.text("pool"));
  if (url)
    client.pool = std::move(*url);
  else
    fields.bad("pool");
  client.pool.xnsub = fields.flag("xnsub");
  client.user = fields.text("user");
  client.user_agent = fields.text("user_agent");
  client.version_rolling = fields.flag("version_rolling");
  client.version_mask = fields.hex32("version_mask");
  client.suggest_difficulty = fields.difficulty("suggest_difficulty");
  client.least_difficulty = fields.difficulty("least_difficulty");
  // What fits is a matter of the measured rate; whoever replays knows what it was.
  if (fields.flag("fit_difficulty"))
    client.fitting_difficulty = [] { return std::optional<double>(); };
  client.keep_alive = std::chrono::milliseconds(fields.whole("keep_alive_ms", 0, 1ULL << 40U));
  return client;
}

std::vector<Candidate> read_found(Fields& fields) {
  std::vector<Candidate> found;
  for (const json::value& item : fields.list("found")) {
    const auto* object = item.if_object();
    if (object == nullptr) return fields.bad("found"), found;
    Fields inner(*object);
    found.push_back({inner.hex32("version"), inner.hex32("nonce")});
    if (!inner.wrong().empty()) fields.bad("found");
  }
  return found;
}

RecordedUnit read_unit(Fields& fields) {
  RecordedUnit read;
  WorkUnit& unit = read.unit;
  read.job = fields.text("job");
  const auto extranonce2 = fields.bytes("extranonce2");
  if (extranonce2.size() > Extranonce2::max_size) return fields.bad("extranonce2"), read;
  read.extranonce2.size = static_cast<std::uint8_t>(extranonce2.size());
  std::copy(extranonce2.begin(), extranonce2.end(), read.extranonce2.bytes.begin());
  if (auto header = BlockHeader::from_hex(fields.text("header")))
    unit.header = *header;
  else
    fields.bad("header");
  unit.roll_mask = fields.hex32("roll_mask");
  const std::uint64_t available = 1ULL << static_cast<unsigned>(__builtin_popcount(unit.roll_mask));
  unit.versions = static_cast<std::uint32_t>(
      fields.whole("versions", 1, std::min<std::uint64_t>(available, 1U << 31U)));
  unit.first_version =
      static_cast<std::uint32_t>(fields.whole("first_version", 0, available - unit.versions));
  if ((unit.versions & (unit.versions - 1)) != 0 || unit.first_version % unit.versions != 0)
    fields.bad("versions");
  unit.nonces.first = static_cast<std::uint32_t>(fields.whole("first_nonce", 0, nonce_space - 1));
  unit.nonces.count = fields.whole("nonces", 1, nonce_space - unit.nonces.first);
  if (auto target = Target::from_hex(fields.text("target")))
    unit.target = *target;
  else
    fields.bad("target");
  if ((unit.header.version & unit.roll_mask) != 0 || unit.header.nonce != 0) fields.bad("header");
  read.found = read_found(fields);
  return read;
}

std::string read_line_text(Fields& fields) {
  if (!fields.has("bytes")) return fields.text("line");
  const auto bytes = fields.bytes("bytes");
  return {bytes.begin(), bytes.end()};
}

RecordEntry read_entry(Fields& fields) {
  RecordEntry entry;
  const std::string word = fields.text("what");
  const auto* known = std::find(record_words.begin(), record_words.end(), word);
  if (known == record_words.end()) return fields.bad("what"), entry;
  entry.kind = static_cast<Kind>(known - record_words.begin());
  entry.time_us = fields.whole("us", 0, longest_us);
  if (entry.kind == Kind::end) return entry;
  entry.connection = static_cast<std::uint32_t>(fields.whole("connection", 1, most_connections));
  if (entry.kind == Kind::in || entry.kind == Kind::out) entry.text = read_line_text(fields);
  if (entry.kind == Kind::close) entry.text = fields.text("reason");
  if (entry.kind == Kind::client) entry.client = read_client(fields);
  if (entry.kind == Kind::unit) entry.unit = read_unit(fields);
  if (entry.text.find('\n') != std::string::npos) fields.bad("line");
  return entry;
}

Error bad_line(std::size_t line, const std::string& why) {
  return {Errc::invalid_argument,
          fmt::format("line {}: {}; is this a file of 'wildcat mine --record'?", line, why)};
}

RecordHead read_head(Fields& fields) {
  RecordHead head;
  fields.whole("wildcat_record", 1, record_version);
  head.program = fields.text("program");
  head.started = fields.text("started");
  const std::string seed = fields.text("seed");
  const char* end = seed.data() + seed.size();
  const auto [stop, error] = std::from_chars(seed.data(), end, head.seed);
  if (error != std::errc{} || stop != end) fields.bad("seed");
  return head;
}

/// One line into the record.
Result<void> take(Record& record, std::string_view text, std::size_t line) {
  const auto value = stratum::parse_json(text);
  const auto* object = value ? value->if_object() : nullptr;
  if (object == nullptr) return bad_line(line, "no JSON object");
  Fields fields(*object);
  if (line == 1)
    record.head = read_head(fields);
  else
    record.entries.push_back(read_entry(fields));
  if (fields.wrong() == "wildcat_record" && fields.has("wildcat_record"))
    return Error{
        Errc::invalid_argument,
        fmt::format("line 1: the record's format is not {}, the only one that this version "
                    "reads; use the version that wrote it",
                    record_version)};
  if (!fields.wrong().empty())
    return bad_line(line, fmt::format("'{}' is missing or makes no sense", fields.wrong()));
  return {};
}

}  // namespace

Result<Record> parse_record(std::string_view text) {
  Record record;
  std::size_t line = 1;
  for (; !text.empty(); ++line) {
    const auto end = text.find('\n');
    // Cut off by a full disk or a sudden end. What is before it is good.
    if (end == text.npos && line > 1) {
      record.cut = true;
      break;
    }
    if (auto taken = take(record, text.substr(0, end), line); !taken) return taken.error();
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  if (line == 1) return bad_line(1, "the file is empty");
  return record;
}

}  // namespace wildcat::program
