#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# scripts/test_times on a pretended run of ctest: the table has presets and slow tests and stands
# before the totals, and nothing of the run is lost.
set -euo pipefail
program=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/scripts/test_times
run='Test project build/release
        Start  1: quick
  1/5 Test  #1: quick ............................   Passed    0.10 sec
  2/5 Test  #2: preset_asan_build ................   Passed  100.60 sec
  3/5 Test  #3: preset_asan ......................   Passed   40.00 sec
  4/5 Test  #4: e2e.shares .......................***Failed   61.20 sec
a line of the failed test: 9% tests passed
  5/5 Test #15: Suite.Case/one ...................   Passed    7.00 sec

80% tests passed, 1 tests failed out of 5

Total Test time (real) =  12.00 sec'
failures=0
expect() {
  if [[ $1 != "$2" ]]; then
    printf 'FAILED: %s\nexpected: %s\nis:       %s\n' "$3" "$2" "$1" >&2
    failures=$((failures + 1))
  fi
}

out=$("$program" 300 <<<"$run")
squeezed=$(sed -E 's/ +/ /g' <<<"$out")
rows=$(sed -n '/^what took/,/^$/p' <<<"$squeezed" | sed '/^$/d')
expect "$rows" "what took how long build tests
preset release 300 s below
preset asan 101 s 40 s
e2e.shares 61 s
Suite.Case/one 7 s" "the table: presets, then the slow tests, the slowest first"
expect "$(tail -n 3 <<<"$out")" "$(tail -n 3 <<<"$run")" "the totals come last"
expect "$(sed '/^what took/,/^$/d' <<<"$out" | sed '/^$/d')" "$(sed '/^$/d' <<<"$run")" \
  "every line is passed on"
expect "$("$program" <<<"no totals")" "no totals" "without totals there is no table"

echo "$failures failures"
exit $((failures > 0))
