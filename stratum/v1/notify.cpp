// SPDX-License-Identifier: MIT
// mining.notify: nine fields with four ways to write bytes. A job that fails any check is not mined
// at all; hashing it would be work for nothing.
#include "stratum/v1/notify.h"

#include <array>
#include <boost/json/serialize.hpp>

#include "stratum/v1/json.h"
#include "wildcat/target.h"

namespace wildcat::stratum {
namespace {

namespace json = boost::json;

Error bad(std::string_view field, std::string_view why) {
  return Error{Errc::protocol, std::string(field) + " " + std::string(why)};
}

Result<std::string> parse_job_id(const json::value& value) {
  std::string id(as_text(value));
  if (value.is_number()) id = number_text(value);  // broken pools send numbers
  if (!value.is_string() && !value.is_number()) return bad("job id", "is no string");
  if (quoted(id).size() > max_job_id) return bad("job id", "is longer than 256 bytes");
  return id;
}

/// The wire has every 4-byte word byte-reversed against the header.
Result<Hash256> parse_prev_hash(const json::value& value) {
  auto hash = Hash256::from_internal_hex(as_text(value));
  if (!hash) return bad("prevhash", "is not 64 hex digits");
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = hash->internal()[i ^ 3U];
  return Hash256::from_internal(bytes);
}

Result<std::vector<std::uint8_t>> parse_coinbase(const json::value& value, const char* name) {
  if (!value.is_string()) return bad(name, "is no string");
  auto bytes = from_hex(as_text(value));
  if (!bytes) return bad(name, "is not hex: " + bytes.error().message);
  if (bytes->size() > max_coinbase) return bad(name, "is longer than 100 KiB");
  return bytes;
}

Result<std::vector<Hash256>> parse_branch(const json::value& value) {
  const auto* list = value.if_array();
  if (list == nullptr) return bad("merkle branch", "is no list");
  if (list->size() > max_branch)
    return bad("merkle branch", "has " + std::to_string(list->size()) + " hashes; 32 is the most");
  std::vector<Hash256> branch;
  for (const auto& entry : *list) {
    auto hash = Hash256::from_internal_hex(as_text(entry));
    if (!hash) return bad("merkle branch", "holds something that is not 64 hex digits");
    branch.push_back(*hash);
  }
  return branch;
}

bool truthy(const json::value& value) {
  if (const auto* flag = value.if_bool()) return *flag;
  return as_number(value).value_or(0) != 0;
}

/// Element 8 when it is a boolean, else the last one: some pools slip a tenth element in before it.
bool parse_clean(const json::array& params) {
  if (params.size() < 9) return false;
  return truthy(params[8].is_bool() ? params[8] : params.back());
}

Result<void> parse_numbers(const json::array& params, Notify& job) {
  const auto version = parse_hex32(as_text(params[5]));
  const auto nbits = parse_hex32(as_text(params[6]));
  const auto ntime = parse_hex32(as_text(params[7]));
  if (!version) return bad("version", "is not 1 to 8 hex digits");
  if (!nbits) return bad("nbits", "is not 1 to 8 hex digits");
  if (!ntime) return bad("ntime", "is not 1 to 8 hex digits");
  if (auto target = Target::from_nbits(*nbits); !target)
    return bad("nbits", "is no target: " + target.error().message);
  job.version = *version;
  job.nbits = *nbits;
  job.ntime = *ntime;
  return {};
}

/// Moves the value over, or hands the error up.
template <class T>
bool take(Result<T>&& from, T& to, Error& error) {
  if (!from) {
    error = from.error();
    return false;
  }
  to = std::move(from).value();
  return true;
}

}  // namespace

Result<Notify> parse_notify(const json::array& params) {
  if (params.size() < notify_fields.size()) return bad("parameters", "are fewer than eight");
  Notify job;
  Error error;
  if (!take(parse_job_id(params[0]), job.job_id, error) ||
      !take(parse_prev_hash(params[1]), job.prev_hash, error) ||
      !take(parse_coinbase(params[2], "coinb1"), job.coinb1, error) ||
      !take(parse_coinbase(params[3], "coinb2"), job.coinb2, error) ||
      !take(parse_branch(params[4]), job.branch, error))
    return error;
  if (job.coinb1.size() + job.coinb2.size() > max_coinbase)
    return bad("coinbase", "is longer than 100 KiB");
  if (auto numbers = parse_numbers(params, job); !numbers) return numbers.error();
  job.clean = parse_clean(params);
  return job;
}

Result<std::vector<std::uint8_t>> parse_extranonce1(const json::value& value) {
  if (!value.is_string()) return bad("extranonce1", "is no string");
  auto bytes = from_hex(as_text(value));
  if (!bytes) return bad("extranonce1", "is not hex: " + bytes.error().message);
  if (bytes->size() > max_extranonce1) return bad("extranonce1", "is longer than 100 bytes");
  return bytes;
}

Result<std::uint8_t> parse_extranonce2_size(const json::value& value) {
  const auto size = as_integer(value);
  if (!size || *size < 0 || *size > static_cast<std::int64_t>(max_extranonce2))
    return bad("extranonce2 size", "is not a whole number from 0 to 16");
  return static_cast<std::uint8_t>(*size);
}

}  // namespace wildcat::stratum
