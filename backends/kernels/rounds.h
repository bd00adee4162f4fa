/* SPDX-License-Identifier: MIT */
/* SHA-256 rounds for the kernel text. A dialect header and constants.h come first.

   The eight working variables stay where they are and change roles: in round r, variable i (a = 0
   ... h = 7) is state[(i - r) mod 8]. `r` is always known at compile time, so nothing is moved, and
   after 64 rounds a is state[0] again. */
#ifndef WILDCAT_KERNEL_ROUNDS_H
#define WILDCAT_KERNEL_ROUNDS_H

WILDCAT_FN word big_sigma0(word x) {
  return ternary_xor(rotate_right(x, 2), rotate_right(x, 13), rotate_right(x, 22));
}
WILDCAT_FN word big_sigma1(word x) {
  return ternary_xor(rotate_right(x, 6), rotate_right(x, 11), rotate_right(x, 25));
}
WILDCAT_FN word small_sigma0(word x) {
  return ternary_xor(rotate_right(x, 7), rotate_right(x, 18), shift_right(x, 3));
}
WILDCAT_FN word small_sigma1(word x) {
  return ternary_xor(rotate_right(x, 17), rotate_right(x, 19), shift_right(x, 10));
}

#define WILDCAT_ROLE(i, r) (((i) + 64 - (r)) & 7)

/* FIPS 180-4's T1 of round r; kw is K[r] + W[r]. */
WILDCAT_FN word round_t1(const word* state, int r, word kw) {
  const word e = state[WILDCAT_ROLE(4, r)];
  const word t = keep_order(state[WILDCAT_ROLE(7, r)] + kw);
  const word u = keep_order(t + choose(e, state[WILDCAT_ROLE(5, r)], state[WILDCAT_ROLE(6, r)]));
  return keep_order(u + big_sigma1(e));
}

/* One round. */
WILDCAT_FN void do_round(word* state, int r, word kw) {
  const word a = state[WILDCAT_ROLE(0, r)];
  const word t1 = round_t1(state, r, kw);
  state[WILDCAT_ROLE(3, r)] = keep_order(state[WILDCAT_ROLE(3, r)] + t1);
  const word s = keep_order(big_sigma0(a));
  const word t2 = keep_order(s + majority(a, state[WILDCAT_ROLE(1, r)], state[WILDCAT_ROLE(2, r)]));
  state[WILDCAT_ROLE(7, r)] = keep_order(t1 + t2);
}

/* The half of a round that makes e: enough for the last four before the filter. */
WILDCAT_FN void do_round_e(word* state, int r, word kw) {
  state[WILDCAT_ROLE(3, r)] += round_t1(state, r, kw);
}

#endif
