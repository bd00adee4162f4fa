// SPDX-License-Identifier: MIT
// The numbers 20 to 25 are everybody's, 26 to 37 are btcpool's. Words vary, and names of jobs and
// figures stand between them, so they are looked for one by one and in any order.
#include "stratum/v1/refusal.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace wildcat::stratum {
namespace {

/// Alternatives, with '|' between them. One that ends in '*' may go on.
using Choice = std::string_view;

/// The words of which one each has to stand in the answer; empty: anything.
struct Words {
  RejectReason reason;
  Choice one_of;
  Choice and_of = {};
};

// Order matters: "job of this worker not found" is about the job, whatever the job's name is.
constexpr std::array<Words, 15> known_words{{
    {RejectReason::not_subscribed, "unsubscribed"},
    {RejectReason::not_subscribed, "subscribed|subscription", "not|no|never|without|unknown"},
    {RejectReason::stale, "stale*|expired|outdated|obsolete|workbase"},
    {RejectReason::stale, "time|ntime", "old"},
    {RejectReason::stale, "job|jobs|jobid|work|workid|template",
     "not|no|unknown|invalid|old|missing|gone|bad|wrong|previous"},
    {RejectReason::duplicate, "dup*"},
    {RejectReason::duplicate, "already|twice", "submitted|known|seen|sent|found|exists|share"},
    {RejectReason::low_difficulty, "diff*|target",
     "low|lower|below|above|high|higher|over|less|under|insufficient|not|exceeds"},
    {RejectReason::low_difficulty, "hash", "high|above|not"},
    {RejectReason::low_difficulty, "lowdiff*|highhash"},
    {RejectReason::low_difficulty, "h", "zero"},
    {RejectReason::low_difficulty, "too", "low"},
    {RejectReason::unauthorized, "unauth*|mismatch"},
    {RejectReason::unauthorized, "authori*", "not|no|never|without"},
    {RejectReason::unauthorized, "worker|user|username|account|login|miner",
     "not|no|unknown|invalid|bad|wrong"},
}};

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The answer's words in small letters; "JobNotFound" is three. Some may be empty.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  bool after_small = false;
  for (const char c : text) {
    const bool part = is_small(c) || is_capital(c) || is_digit(c);
    if (!part || (after_small && is_capital(c))) words.emplace_back();
    if (part) words.back() += is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c;
    after_small = is_small(c);
  }
  return words;
}

bool fits(std::string_view word, std::string_view wanted) {
  if (!wanted.ends_with('*')) return word == wanted;
  return word.starts_with(wanted.substr(0, wanted.size() - 1));
}

bool holds(const std::vector<std::string>& words, Choice choice) {
  if (choice.empty()) return true;
  for (std::size_t begin = 0; begin < choice.size();) {
    const std::size_t end = std::min(choice.find('|', begin), choice.size());
    const auto wanted = choice.substr(begin, end - begin);
    if (std::any_of(words.begin(), words.end(), [&](const auto& w) { return fits(w, wanted); }))
      return true;
    begin = end + 1;
  }
  return false;
}

RejectReason by_words(std::string_view text) {
  const auto words = words_of(text);
  for (const Words& known : known_words)
    if (holds(words, known.one_of) && holds(words, known.and_of)) return known.reason;
  return RejectReason::other;
}

}  // namespace

RejectReason classify(const PoolError& error) {
  switch (error.code) {
    case 21:
    case 31:
    case 36:
    case 37:
      return RejectReason::stale;
    case 22:
      return RejectReason::duplicate;
    case 23:
      return RejectReason::low_difficulty;
    case 24:
    case 29:
      return RejectReason::unauthorized;
    case 25:
      return RejectReason::not_subscribed;
    default:
      return by_words(error.text);
  }
}

}  // namespace wildcat::stratum
