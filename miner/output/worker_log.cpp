// SPDX-License-Identifier: MIT
#include "miner/output/worker_log.h"

#include <fmt/format.h>

#include "miner/text/figures.h"

namespace wildcat::program {

void WorkerLogs::tell_left_out() {
  if (const std::uint64_t count = warnings_.take_held(); count > 0)
    console_.warning(
        fmt::format("{} of workers not shown here; --debug shows all, and events carry them.",
                    counted(count, "more warning")));
}

std::string WorkerLog::signed_text(std::string_view text) const {
  return logs_.many_ ? fmt::format("worker {}: {}", worker_, text) : std::string(text);
}

void WorkerLog::asked(std::string_view text, Tone tone) {
  logs_.console_.line(signed_text(text), tone);
}

void WorkerLog::line(std::string_view text, Tone tone) {
  if (logs_.many_) return debug(text);
  logs_.console_.line(text, tone);
}

void WorkerLog::debug(std::string_view text) {
  if (logs_.console_.debugs()) logs_.console_.debug(signed_text(text));
}

void WorkerLog::warning(std::string_view text) {
  if (!logs_.many_ || logs_.console_.debugs() ||
      logs_.warnings_.pass(std::chrono::steady_clock::now()))
    logs_.console_.warning(signed_text(text));
}

void WorkerLog::write(std::string_view name, boost::json::object fields) {
  fields["worker"] = worker_;
  logs_.events_.write(name, std::move(fields));
}

}  // namespace wildcat::program
