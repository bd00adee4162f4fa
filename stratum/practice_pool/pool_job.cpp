// SPDX-License-Identifier: MIT
// Writes the mining.notify line of a job. It is put together from hex text without a JSON writer,
// because the same line goes out to every connection at once.
#include "stratum/practice_pool/pool_job.h"
#include "wildcat/header.h"

namespace wildcat::practice {

Bytes tag_bytes(Tag tag) {
  Bytes bytes;
  append_le(bytes, tag, 4);
  return bytes;
}

std::string job_name(const PoolJob& job, Tag tag) { return hex32(job.serial) + "-" + hex32(tag); }

std::string notify_line(const PoolJob& job, Tag tag, std::uint32_t ntime, bool clean) {
  std::string line = R"({"id":null,"method":"mining.notify","params":[")";
  const auto next = [&line](const std::string& text) { line.append(text).append("\",\""); };
  next(job_name(job, tag));
  next(hex(swap_words(job.prev_hash)));
  next(hex(job.coinb1) + hex(tag_bytes(tag)));
  line += hex(job.coinb2) + "\",[";
  const char* comma = "\"";
  for (const Hash& node : job.branch) {
    line.append(comma).append(hex(node)).append("\"");
    comma = ",\"";
  }
  line += "],\"";
  next(hex32(job.version));
  next(hex32(job.nbits));
  line += hex32(ntime) + "\"," + (clean ? "true" : "false") + "]}\n";
  return line;
}

}  // namespace wildcat::practice
