#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# install_missing of scripts/lib.sh against a pretended machine: fake dpkg-query, apt-get, apt-cache
# and id that write down how they are called. Nothing is installed. And the usage of scripts/check.
# shellcheck disable=SC2016,SC2317  # the fakes expand their own text; `expect` calls the rest
set -euo pipefail
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/scripts/lib.sh
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
mkdir "$box/bin"
failures=0

fake() {
  printf '#!/bin/bash\n%s\n' "$2" >"$box/bin/$1"
  chmod +x "$box/bin/$1"
}
{
  fake dpkg-query 'if grep -qx "${*: -1}" "$BOX/absent"; then echo not-installed; else echo installed; fi'
  fake id 'cat "$BOX/uid"'
  fake apt-cache 'if ! grep -qx "$2" "$BOX/nowhere"; then echo "Package: $2"; fi'
  fake apt-get 'echo "apt-get $*" >>"$BOX/calls"; source "$BOX/apt"'
}

# machine UID ABSENT-PACKAGES BEHAVIOUR-OF-APT [PACKAGES-IN-NO-LIST]; then `run` fills out and rc.
machine() {
  echo "$1" >"$box/uid"
  tr ' ' '\n' <<<"$2" >"$box/absent"
  echo "$3" >"$box/apt"
  tr ' ' '\n' <<<"${4-}" >"$box/nowhere"
  : >"$box/calls"
}
run() {
  rc=0
  out=$(BOX=$box PATH=$box/bin:$PATH bash -c 'set -euo pipefail; source "$1"; install_missing "$2"; echo went on' \
    - "$lib" "$1" 2>&1) || rc=$?
}
expect() {
  local what=$1
  shift
  if ! "$@"; then
    printf 'FAILED: %s\n  rc %s, calls:\n%s\n  output:\n%s\n' "$what" "$rc" "$(<"$box/calls")" "$out" >&2
    failures=$((failures + 1))
  fi
}
said() { [[ $out == *"$1"* ]]; }
unsaid() { ! said "$1"; }
called() { grep -qxF -- "$1" "$box/calls"; }
never_called() { ! grep -q -- "$1" "$box/calls"; }
install="apt-get install -y --no-remove --no-install-recommends"

machine 1000 "" "exit 1"
run check
expect "nothing missing: no apt, no root needed" never_called apt-get
expect "nothing missing: goes on" [ "$rc" = 0 ]

machine 0 "cmake shellcheck" "exit 0"
run mine
expect "installs what the program lacks" called "$install cmake"
expect "no update when the lists suffice" never_called "apt-get update"
expect "announces what for" said "configures the build"
expect "goes on" said "went on"
run check
expect "installs what the tests lack too" called "$install cmake shellcheck"

machine 1000 "cmake ninja-build" "exit 0"
run mine
expect "without root: apt is not called" never_called apt-get
expect "without root: prints the command" said "sudo $install cmake ninja-build"
expect "without root: stops" [ "$rc" = 2 ]

machine 0 "libboost1.81-dev" 'echo "The following packages will be REMOVED:"; echo "  libboost1.74-dev"; if [[ $1 = install ]]; then echo "E: Packages need to be removed but remove is disabled."; exit 100; fi'
run mine
expect "conflict: nothing is installed" never_called "recommends libboost1.81-dev\$"
expect "conflict: prints what would be removed" said "libboost1.74-dev"
expect "conflict: prints the command that would do it" said "apt-get install -y --no-install-recommends libboost1.81-dev"
expect "conflict: stops" [ "$rc" = 2 ]

machine 0 "cmake" 'case $1 in update) touch "$BOX/updated" ;; *) [[ -e $BOX/updated ]] || { echo "E: Unable to locate package"; exit 100; } ;; esac'
run mine
expect "unknown package: fetches the lists" called "apt-get update"
expect "unknown package: then installs" called "$install cmake"
expect "unknown package: goes on" said "went on"

machine 0 "cmake libboost1.81-dev" 'case $1 in update) ;; *) echo "E: Unable to locate package"; exit 100 ;; esac' "libboost1.81-dev"
run mine
expect "another release: fetches the lists first" called "apt-get update"
expect "another release: names the package alone" said " has no libboost1.81-dev; tested: Debian 12"
expect "another release: does not speak of removals" unsaid "removals"
expect "another release: stops" [ "$rc" = 2 ]

machine 0 "cmake" '[[ $* = *--simulate* ]]'
run mine
expect "a failed download: says so and stops" said "apt-get failed"
expect "a failed download: stops" [ "$rc" = 2 ]

: >"$box/calls"
rc=0
out=$("$(dirname "$lib")/check" --label 2>&1) || rc=$?
expect "check --label: says what it lacks" said "--label lacks its REGEX"
expect "check --label: shows the usage" said "usage: scripts/check"
expect "check --label: a usage error" [ "$rc" = 2 ]

echo "$failures failures"
exit $((failures > 0))
