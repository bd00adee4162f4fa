#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Configures and builds one preset in build/<preset>, then runs the tests that its test preset
# picks.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
preset=${1:?usage: preset.sh PRESET}

configure "$preset" >"$root/build/configure-$preset.log" || {
  cat "$root/build/configure-$preset.log"
  exit 1
}
cd "$root"
cmake --build --preset "$preset" --parallel 2
# The sanitizers' own defaults stop at the first finding; these add what they do not look for
# unasked.
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=second_deadlock_stack=1
ctest --preset "$preset" --parallel 2 --no-tests=error
