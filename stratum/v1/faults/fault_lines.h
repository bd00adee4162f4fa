// SPDX-License-Identifier: MIT
// Submissions as text, and their broken copies. Never a Share: what comes in is a line that was
// sent, what goes out is a line that lies. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stratum/v1/message.h"
#include "wildcat/fault.h"

namespace wildcat::stratum {

/// A mining.submit of ours.
struct SubmitText {
  std::uint64_t id = 0;
  std::string worker, job_id, extranonce2_hex;
  std::uint32_t ntime = 0, nonce = 0;
  std::optional<std::uint32_t> version_bits;
};

/// A request of ours.
struct SentRequest {
  std::uint64_t id = 0;
  std::string method;
  std::optional<SubmitText> submit;  ///< when it is one
};

/// Reads a line that we wrote; empty when it is no request.
std::optional<SentRequest> read_request(std::string_view line);
/// The line for it, without "\n".
std::string write_submit(const SubmitText& submit);

/// A job that shares may be of.
struct KnownJob {
  Notify notify;
  std::vector<std::uint8_t> extranonce1;
  bool live = true;  ///< no clean job has come since
};

/// The header that a submit stands for. Empty: its extranonce2 is no hex.
std::optional<BlockHeader> header_of(const SubmitText& submit, const KnownJob& job);

/// What the copies of a submit are made with.
struct FaultTerms {
  const KnownJob* job = nullptr;      ///< the submit's
  std::optional<std::uint32_t> mask;  ///< version bits agreed on
};

/// Bytes of a line that is too long for any pool.
inline constexpr std::size_t huge_line_size = 256 * 1024;

/// The line of a fault, made from a good submit (`stale`: from one whose job is void) and with its
/// id, without "\n". Empty when there can be none: no version bits to get wrong, for one.
std::optional<std::string> fault_line(FaultKind kind, SubmitText submit, const FaultTerms& terms);

}  // namespace wildcat::stratum
