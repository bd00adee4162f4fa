// SPDX-License-Identifier: MIT
// Runs the steps of a scenario on one connection at their times.
#include "stratum/practice_pool/director.h"

#include <utility>

namespace wildcat::practice {

using Next = Connection::Next;
using Kind = Step::Kind;

namespace {
/// The most bytes held back for one connection, whatever the scenario says.
constexpr std::size_t most_held = 1024 * 1024;

/// The text that a step sends to the miner.
std::string words_of(const Step& step) {
  if (step.kind == Kind::message) return message_line(step.text);
  if (step.kind == Kind::line) return step.text + "\n";
  if (step.kind == Kind::bytes) return step.text;
  if (step.kind == Kind::flood) return std::string(step.count, 'x');
  return R"({"id":null,"method":"client.reconnect","params":)" + step.text + "}\n";
}
}  // namespace

Director::Director(const Section& section, Connection& connection)
    : section_(section), connection_(connection) {
  connection_.set_manual(section.manual);
}

/// Ends the wait; the next step is due.
bool Director::due(Now now) {
  if (!begun_) begun_ = connection_.authorized();
  if (!begun_ || next_ >= section_.steps.size() || silent(now)) return false;
  if (wait_until_ && now.steady < *wait_until_) return false;
  if (wait_shares_ && connection_.accepted() < *wait_shares_) return false;
  wait_until_.reset();
  wait_shares_.reset();
  return true;
}

Next Director::direct(Now now, std::string& out) {
  if (silent(now)) out.clear();
  Next next = Next::go_on;
  while (next == Next::go_on && out.size() < most_held && due(now))
    next = perform(section_.steps[next_++], now, out);
  hold(now, out);
  return held_ < most_held ? next : Next::reset;
}

Next Director::perform(const Step& step, Now now, std::string& out) {
  connection_.tell_step(step.line, to_string(step.kind));
  switch (step.kind) {
    case Kind::message:
    case Kind::line:
    case Kind::bytes:
    case Kind::flood:
    case Kind::reconnect:
      out += words_of(step);
      break;
    case Kind::job:
    case Kind::block:
    case Kind::difficulty:
    case Kind::mask:
      change_terms(step, now, out);
      break;
    case Kind::wait:
    case Kind::wait_shares:
    case Kind::delay:
    case Kind::silence:
    case Kind::repeat:
      change_course(step, now);
      break;
    case Kind::disconnect:
      return Next::hang_up;
    case Kind::reset:
      return Next::reset;
  }
  return Next::go_on;
}

/// Runs the steps that the connection itself does: job, difficulty, mask.
void Director::change_terms(const Step& step, Now now, std::string& out) {
  if (step.kind == Kind::job) connection_.offer(now, out);
  if (step.kind == Kind::block) connection_.demand_block();
  if (step.kind == Kind::difficulty) connection_.fix_difficulty(step.number);
  if (step.kind == Kind::mask) connection_.change_mask(static_cast<std::uint32_t>(step.count), out);
}

/// When the next step runs and its text is sent.
void Director::change_course(const Step& step, Now now) {
  if (step.kind == Kind::wait) wait_until_ = now.steady + step.time;
  if (step.kind == Kind::wait_shares) wait_shares_ = connection_.accepted() + step.count;
  if (step.kind == Kind::delay) delay_ = step.time;
  if (step.kind == Kind::silence) silent_until_ = now.steady + step.time;
  if (step.kind == Kind::repeat) next_ = 0;
}

/// Delays keep the order of lines.
void Director::hold(Now now, std::string& out) {
  if (!out.empty() && (delay_.count() > 0 || !late_.empty())) {
    const Time earliest = late_.empty() ? now.steady : late_.back().at;
    held_ += out.size();
    late_.push_back({std::max(earliest, now.steady + delay_), std::exchange(out, {})});
  }
  for (; !silent(now) && !late_.empty() && late_.front().at <= now.steady; late_.pop_front()) {
    held_ -= late_.front().text.size();
    out += late_.front().text;
  }
}

}  // namespace wildcat::practice
