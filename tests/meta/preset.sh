#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# One preset in build/<preset>: `build` configures and compiles it, `test` runs the tests that its
# test preset picks. Two steps, so that tests which mostly wait can run beside a compiler.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
usage="usage: preset.sh build|test PRESET"
step=${1:?$usage} preset=${2:?$usage}

cd "$root"
if [[ $step == build ]]; then
  configure "$preset" >"$root/build/configure-$preset.log" || {
    cat "$root/build/configure-$preset.log"
    exit 1
  }
  # The tests beside it come first: some watch the clock of a peer.
  exec nice -n 19 cmake --build --preset "$preset" --parallel 2
fi
# The sanitizers' own defaults stop at the first finding; these add what they do not look for
# unasked.
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=second_deadlock_stack=1
ctest --preset "$preset" --parallel 2 --no-tests=error
