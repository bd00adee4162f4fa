#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Uses the sources as a part of another project (FetchContent): only the library is configured,
# nothing of the other project's is set, and BUILD_SHARED_LIBS decides what is linked.
# subproject_test.sh BUILD CXX VERSION
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$(cd "$here/../.." && pwd)
box=${1:?}/subproject-test cxx=${2:?} version=${3:?}
rm -rf "$box"
mkdir -p "$box"

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
part() {
  cmake -S "$here/subproject" -B "$box/$1" -G Ninja -DWILDCAT_SOURCE="$tree" \
    -DCMAKE_CXX_COMPILER="$cxx" "${@:2}" >"$box/$1.log" 2>&1 || { cat "$box/$1.log" && fail "$1"; }
}
setting() { sed -n "s/^$2:[A-Z]*=//p" "$box/$1/CMakeCache.txt"; }

echo "== what a project finds in its cache"
part static
for option in BUILD_MINER BUILD_TESTS BUILD_BENCH TREE_CHECKS WERROR INSTALL; do
  [[ $(setting static WILDCAT_$option) == OFF ]] || fail "WILDCAT_$option is on inside another project"
done
[[ -z $(setting static CMAKE_BUILD_TYPE) ]] || fail "a build type is set for the whole project"
foreign=$(grep -E '^(Boost|GTest|benchmark|fmt|OPENSSL)[A-Za-z_]*:' "$box/static/CMakeCache.txt" || true)
[[ -z $foreign ]] || fail "packages that the library does not need: $foreign"
cmake --build "$box/static" --target help | grep -E '^(tests/|stratum|wildcat_stratum|program_test)' &&
  fail "more than the library can be built"

echo "== a program with the shared library"
part shared -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON -DWILDCAT_CUDA=OFF
cmake --build "$box/shared" --target find_genesis >"$box/build.log" 2>&1 || { cat "$box/build.log" && fail "it does not build"; }
readelf -d "$box/shared/find_genesis" | grep -q 'NEEDED.*libwildcat\.so' || fail "it is not linked with libwildcat.so"
expected="wildcat $version found nonce 2083236893, block 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
found=$("$box/shared/find_genesis")
[[ $found == "$expected" ]] || fail "it printed: $found"
echo "$found"
