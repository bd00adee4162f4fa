// SPDX-License-Identifier: MIT
// Takes a submit line apart and writes its broken copies, one function for each kind of fault.
#include "stratum/v1/faults/fault_lines.h"

#include <bit>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "stratum/v1/json.h"
#include "stratum/v1/request.h"

namespace wildcat::stratum {
namespace {

/// Beyond what any pool allows either way (7200 s, counted from a job that may be 600 s older).
constexpr std::uint32_t ntime_step = 7801;

/// The next nonce whose hash is above every target there is, regtest's included.
std::optional<std::uint32_t> hopeless_nonce(const SubmitText& submit, const KnownJob& job) {
  auto header = header_of(submit, job);
  if (!header) return std::nullopt;
  do ++header->nonce;
  while ((header->hash().internal().back() & 0x80U) == 0);
  return header->nonce;
}

Hash256 root_of(const Notify& job, const std::vector<std::uint8_t>& extranonce1,
                const std::vector<std::uint8_t>& extranonce2) {
  std::vector<std::uint8_t> bytes = job.coinb1;
  const auto append = [&bytes](const auto& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
  };
  append(extranonce1);
  append(extranonce2);
  append(job.coinb2);
  Hash256 node = hash_twice(bytes);
  for (const Hash256& right : job.branch) {
    bytes.assign(node.internal().begin(), node.internal().end());
    append(right.internal());
    node = hash_twice(bytes);
  }
  return node;
}

std::optional<SubmitText> submit_of(std::uint64_t id, const boost::json::array& params) {
  if (params.size() < 5) return std::nullopt;
  const auto text = [&](std::size_t i) { return std::string(as_text(params[i])); };
  SubmitText submit{id,
                    text(0),
                    text(1),
                    text(2),
                    parse_hex32(text(3)).value_or(0),
                    parse_hex32(text(4)).value_or(0),
                    std::nullopt};
  if (params.size() > 5) submit.version_bits = parse_hex32(text(5));
  return submit;
}

/// Sets a bit that was not granted. False: there is none, or no version rolling.
bool spoil_version_bits(SubmitText& submit, const FaultTerms& terms) {
  if (!submit.version_bits || !terms.mask || *terms.mask == ~0U) return false;
  *submit.version_bits |= 1U << std::countr_one(*terms.mask);
  return true;
}

}  // namespace

std::optional<SentRequest> read_request(std::string_view line) {
  const auto value = parse_json(line);
  const auto* object = value ? value->if_object() : nullptr;
  const auto* method = object != nullptr ? member(*object, "method") : nullptr;
  const auto* id = object != nullptr ? member(*object, "id") : nullptr;
  if (method == nullptr || id == nullptr) return std::nullopt;
  SentRequest request;
  request.id = static_cast<std::uint64_t>(as_integer(*id).value_or(0));
  request.method = as_text(*method);
  const auto* params = member(*object, "params");
  const auto* list = params != nullptr ? params->if_array() : nullptr;
  if (request.method == "mining.submit" && list != nullptr)
    request.submit = submit_of(request.id, *list);
  return request;
}

std::string write_submit(const SubmitText& submit) {
  return submit_line(submit.id, {submit.worker, submit.job_id, submit.extranonce2_hex, submit.ntime,
                                 submit.nonce, submit.version_bits});
}

std::optional<BlockHeader> header_of(const SubmitText& submit, const KnownJob& job) {
  const auto extranonce2 = from_hex(submit.extranonce2_hex);
  if (!extranonce2) return std::nullopt;
  BlockHeader header;
  header.version = job.notify.version | submit.version_bits.value_or(0);
  header.prev_hash = job.notify.prev_hash;
  header.merkle_root = root_of(job.notify, job.extranonce1, *extranonce2);
  header.ntime = submit.ntime;
  header.nbits = job.notify.nbits;
  header.nonce = submit.nonce;
  return header;
}

std::optional<std::string> fault_line(FaultKind kind, SubmitText submit, const FaultTerms& terms) {
  switch (kind) {
    case FaultKind::low_difficulty: {
      const auto nonce = terms.job != nullptr ? hopeless_nonce(submit, *terms.job) : std::nullopt;
      if (!nonce) return std::nullopt;
      submit.nonce = *nonce;
      break;
    }
    case FaultKind::wrong_version_bits:
      if (!spoil_version_bits(submit, terms)) return std::nullopt;
      break;
    case FaultKind::wrong_extranonce2_length:
      submit.extranonce2_hex += "00";
      break;
    case FaultKind::wrong_job:
      submit.job_id = "no-such-job-" + std::to_string(submit.id);
      break;
    case FaultKind::ntime_early:
      submit.ntime -= ntime_step;
      break;
    case FaultKind::ntime_late:
      submit.ntime += ntime_step;
      break;
    default:
      break;  // the line is good; what is done with it is not
  }
  std::string line = write_submit(submit);
  const std::size_t tail = 2;  // "]}"
  if (kind == FaultKind::malformed_json) line.resize(line.size() - tail);
  if (kind == FaultKind::huge_line)
    line.insert(line.size() - tail, ",\"" + std::string(huge_line_size, 'x') + "\"");
  return line;
}

}  // namespace wildcat::stratum
