// SPDX-License-Identifier: MIT
// Parses a scenario file. A line is a word and its arguments; a table has one row for each word.
#include "stratum/practice_pool/scenario.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "stratum/practice_pool/hashing.h"
#include "stratum/practice_pool/json_line.h"

namespace wildcat::practice {
namespace {

using Kind = Step::Kind;
using std::chrono::milliseconds;

constexpr std::size_t most_text = 1U << 20, most_steps = 10'000;
constexpr std::uint64_t most_flood = 512U << 10;  // a client that does not read is dropped at 1 MiB
constexpr double longest_time = 24.0 * 3600 * 1000;  // ms

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Cuts the first word off.
std::string_view take_word(std::string_view& text) {
  const auto end = std::min(text.find_first_of(" \t"), text.size());
  const auto word = text.substr(0, end);
  text = trimmed(text.substr(end));
  return word;
}

template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "500ms", "2s", "1.5s".
std::optional<milliseconds> duration(std::string_view text) {
  double unit = 1;
  if (text.ends_with("ms")) {
    text.remove_suffix(2);
  } else if (text.ends_with('s')) {
    text.remove_suffix(1);
    unit = 1000;
  } else {
    return std::nullopt;
  }
  const auto value = number<double>(text);
  if (!value || !(*value >= 0) || !(*value * unit <= longest_time)) return std::nullopt;
  return milliseconds(std::llround(*value * unit));
}

bool read_time(std::string_view text, Step& step) {
  const auto time = duration(text);
  step.time = time.value_or(milliseconds(0));
  return time.has_value();
}

bool read_positive_time(std::string_view text, Step& step) {
  return read_time(text, step) && step.time.count() > 0;
}

bool read_count(std::string_view text, Step& step) {
  const auto count = number<std::uint64_t>(text);
  step.count = count.value_or(0);
  return step.count > 0;
}

bool read_flood(std::string_view text, Step& step) {
  return read_count(text, step) && step.count <= most_flood;
}

bool read_difficulty(std::string_view text, Step& step) {
  step.number = number<double>(text).value_or(0);
  return step.number >= 1e-9 && step.number <= 1e15;
}

bool read_mask(std::string_view text, Step& step) {
  const auto mask = unhex32(text);
  step.count = mask.value_or(0);
  return mask.has_value();
}

bool read_text(std::string_view text, Step& step) {
  step.text = text;
  return !text.empty();
}

bool read_nothing(std::string_view text, Step&) { return text.empty(); }

/// HOST PORT SECONDS, all or none.
bool read_reconnect(std::string_view text, Step& step) {
  step.text = "[]";
  if (text.empty()) return true;
  const auto host = take_word(text), port = take_word(text), seconds = take_word(text);
  const auto where = number<std::uint16_t>(port), when = number<std::uint16_t>(seconds);
  if (!where || !when || !text.empty()) return false;
  step.text = boost::json::serialize(
      boost::json::array{boost::json::string_view(host.data(), host.size()), *where, *when});
  return true;
}

struct Word {
  Kind kind;
  std::string_view name;
  bool (*read)(std::string_view, Step&);
  std::string_view right;  ///< what the line should look like
};

constexpr std::array<Word, 16> words{{
    {Kind::wait, "wait", read_positive_time, "wait TIME, as in 'wait 500ms' or 'wait 2s'"},
    {Kind::wait_shares, "wait-shares", read_count, "wait-shares COUNT, from 1 on"},
    {Kind::difficulty, "difficulty", read_difficulty, "difficulty NUMBER, above 0"},
    {Kind::job, "job", read_nothing, "job, alone"},
    {Kind::block, "block", read_nothing, "block, alone"},
    {Kind::mask, "mask", read_mask, "mask HEX, eight digits, as in 'mask 00006000'"},
    {Kind::message, "message", read_text, "message TEXT"},
    {Kind::line, "line", read_text, "line TEXT, as in 'line {\"id\":null}'"},
    {Kind::bytes, "bytes", read_text, "bytes TEXT"},
    {Kind::flood, "flood", read_flood, "flood COUNT, of bytes, up to 524288"},
    {Kind::delay, "delay", read_time, "delay TIME, as in 'delay 200ms'; 'delay 0s' ends it"},
    {Kind::silence, "silence", read_positive_time, "silence TIME, as in 'silence 10s'"},
    {Kind::reconnect, "reconnect", read_reconnect,
     "reconnect, alone, or reconnect HOST PORT SECONDS"},
    {Kind::disconnect, "disconnect", read_nothing, "disconnect, alone"},
    {Kind::reset, "reset", read_nothing, "reset, alone"},
    {Kind::repeat, "repeat", read_nothing, "repeat, alone"},
}};

Error bad(int line, const std::string& what) {
  return {Errc::invalid_argument, "line " + std::to_string(line) + ": " + what};
}

/// Refuses a loop without a wait, which would never end.
bool waits(const std::vector<Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const Step& step) {
    return step.kind == Kind::wait || step.kind == Kind::wait_shares || step.kind == Kind::silence;
  });
}

class Reader {
 public:
  Result<void> take(std::string_view line, int at) {
    line = trimmed(line);
    if (line.empty() || line.front() == '#') return {};
    std::string_view rest = line;
    const auto word = take_word(rest);
    if (word == "connection") return begin(rest, at);
    if (word == "manual") return manual(rest, at);
    const auto* found =
        std::find_if(words.begin(), words.end(), [&](const Word& w) { return w.name == word; });
    if (found == words.end())
      return bad(at, "'" + std::string(word.substr(0, 40)) + "' is no step; there are " + names());
    Step step;
    step.kind = found->kind;
    step.line = at;
    if (!found->read(rest, step)) return bad(at, "it should be: " + std::string(found->right));
    return add(std::move(step), at);
  }
  Scenario take_scenario() { return std::move(scenario_); }

 private:
  static std::string names() {
    std::string text;
    for (const Word& word : words) text += std::string(word.name) + ", ";
    return text + "and the headings connection and manual";
  }

  Result<void> begin(std::string_view which, int at) {
    Section section;
    if (which != "*") {
      section.connection = number<std::uint64_t>(which);
      if (section.connection.value_or(0) == 0)
        return bad(at, "it should be: connection NUMBER, from 1 on, or connection *");
    }
    for (const Section& other : scenario_.sections)
      if (other.connection == section.connection)
        return bad(at, "this connection has a section already; put its steps there");
    scenario_.sections.push_back(std::move(section));
    return {};
  }

  /// Steps before any heading are for all connections.
  Section& section() {
    if (scenario_.sections.empty()) scenario_.sections.emplace_back();
    return scenario_.sections.back();
  }

  Result<void> manual(std::string_view rest, int at) {
    if (!rest.empty() || !section().steps.empty())
      return bad(at, "manual stands alone, before a section's first step");
    section().manual = true;
    return {};
  }

  Result<void> add(Step step, int at) {
    auto& steps = section().steps;
    if (!steps.empty() && steps.back().kind == Kind::repeat)
      return bad(at, "nothing can follow repeat; begin another section with connection");
    if (step.kind == Kind::repeat && !waits(steps))
      return bad(at, "repeat needs a wait, wait-shares or silence before it");
    if (++steps_ > most_steps) return bad(at, "more than 10000 steps; use repeat");
    steps.push_back(std::move(step));
    return {};
  }

  Scenario scenario_;
  std::size_t steps_ = 0;
};

}  // namespace

std::string_view to_string(Step::Kind kind) {
  return std::find_if(words.begin(), words.end(), [&](const Word& w) { return w.kind == kind; })
      ->name;
}

const Section* Scenario::of(std::uint64_t connection) const {
  const Section* others = nullptr;
  for (const Section& section : sections) {
    if (section.connection == connection) return &section;
    if (!section.connection) others = &section;
  }
  return others;
}

Result<Scenario> parse_scenario(std::string_view text) {
  if (text.size() > most_text) return bad(1, "the file is larger than 1 MiB; use repeat and flood");
  Reader reader;
  for (int at = 1; !text.empty(); ++at) {
    const auto end = std::min(text.find('\n'), text.size());
    if (auto taken = reader.take(text.substr(0, end), at); !taken) return taken.error();
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  Scenario scenario = reader.take_scenario();
  if (scenario.sections.empty()) return bad(1, "there is no step; see docs/PRACTICE.md");
  return scenario;
}

}  // namespace wildcat::practice
