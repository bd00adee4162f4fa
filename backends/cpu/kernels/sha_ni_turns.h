// SPDX-License-Identifier: MIT
// How several hashes with a schedule each take turns on the SHA extensions. A turn is four rounds
// of one of them.
//
// The rounds have one execution pipe for themselves, the schedule keeps two more and the dispatch
// busy. In every block groups of rounds whose words need no work come first; so the schedule starts
// at once, four groups ahead, and its work is spread evenly over the rounds. K + W goes through
// memory, from where each two rounds load theirs: that spares a shuffle and the registers.
#pragma once

#include "backends/cpu/kernels/sha_ni_words.h"

namespace {

struct single_hash {
  state s;
  __m128i m[4];
};

constexpr int turns_of(int hashes) { return 16 * hashes; }
constexpr int no_expansion = -1;

// How many expansions (groups 4..15 of each hash) come before a turn; the last four turns have
// none.
constexpr int expansions_before(int turn, int hashes) {
  const int expansions = 12 * hashes, spread = turns_of(hashes) - 4;
  return turn >= spread ? expansions : (turn * expansions + spread - 1) / spread;
}
// The one that is done in a turn.
constexpr int expansion_in(int turn, int hashes) {
  const int next = expansions_before(turn, hashes);
  return expansions_before(turn + 1, hashes) > next ? next : no_expansion;
}

WILDCAT_FN void second_two_rounds(state* s, const kw_table* kw, int group) {
  two_rounds(s, 1, load_two(kw->word + 4 * group + 2));
}
WILDCAT_FN void four_rounds(state* s, const kw_table* kw, int group) {
  two_rounds(s, 0, load_two(kw->word + 4 * group));
  second_two_rounds(s, kw, group);
}

}  // namespace
