// SPDX-License-Identifier: MIT
#include "miner/output/crowd.h"

#include <fmt/format.h>

#include "miner/text/text.h"

namespace wildcat::program {

void Crowd::tell_left_out() {
  if (const std::uint64_t count = warnings_.take_held(); count > 0)
    console_.warning(
        fmt::format("{} of workers not shown here; --debug shows all, and events carry them.",
                    counted(count, "more warning")));
}

std::string WorkerVoice::signed_text(std::string_view text) const {
  return crowd_.many_ ? fmt::format("worker {}: {}", worker_, text) : std::string(text);
}

void WorkerVoice::asked(std::string_view text, Tone tone) {
  crowd_.console_.line(signed_text(text), tone);
}

void WorkerVoice::line(std::string_view text, Tone tone) {
  if (crowd_.many_) return debug(text);
  crowd_.console_.line(text, tone);
}

void WorkerVoice::debug(std::string_view text) {
  if (crowd_.console_.debugs()) crowd_.console_.debug(signed_text(text));
}

void WorkerVoice::warning(std::string_view text) {
  if (!crowd_.many_ || crowd_.console_.debugs() ||
      crowd_.warnings_.pass(std::chrono::steady_clock::now()))
    crowd_.console_.warning(signed_text(text));
}

void WorkerVoice::write(std::string_view name, boost::json::object fields) {
  fields["worker"] = worker_;
  crowd_.events_.write(name, std::move(fields));
}

}  // namespace wildcat::program
