// SPDX-License-Identifier: MIT
// Not a kernel: what a kernel file must not be, for the test of scripts/check_isa. The inline
// function becomes a weak symbol that the linker could choose for the whole program.
inline int shared_with_everybody(int x) { return x + 1; }

extern int (*const wildcat_impure_use)(int);
int (*const wildcat_impure_use)(int) = &shared_with_everybody;
int wildcat_impure_global(int x) { return shared_with_everybody(x); }
