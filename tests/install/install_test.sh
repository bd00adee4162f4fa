#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs a build into a folder of its own and uses it as a stranger would: every header alone, a
# CMake project that mines with the package, the program. install_test.sh BUILD CXX VERSION
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=${1:?} cxx=${2:?} version=${3:?}
box=$build/install-test
prefix=$box/prefix
rm -rf "$box"
mkdir -p "$box"

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

cmake --install "$build" --prefix "$prefix" >"$box/install.log"
for file in include/wildcat/{miner,version}.h bin/wildcat; do
  [[ -e $prefix/$file ]] || fail "$file is not installed"
done
if grep -rIl -e "$(cd "$here/../.." && pwd)/" -e "$build/" "$prefix"; then
  fail "the files above name the folder they were built in"
fi

echo "== every header alone, warnings are errors"
for header in "$prefix"/include/wildcat/*.h; do
  "$cxx" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$prefix/include" \
    -include "$header" -x c++ /dev/null || fail "$header"
done
"$cxx" -x c -std=c11 -Wall -Werror -fsyntax-only "$prefix/include/wildcat/scan_abi.h" ||
  fail "scan_abi.h is not plain C"

consumer() {
  cmake -S "$here/consumer" -B "$box/$1" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_PREFIX_PATH="$prefix" "${@:2}" >"$box/$1.log" 2>&1
}
echo "== a project with the package"
consumer build || { cat "$box/build.log" && fail "find_package(wildcat) does not work"; }
cmake --build "$box/build"
found=$("$box/build/find_genesis")
expected="wildcat $version found nonce 2083236893, block 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
echo "$found"
[[ $found == "$expected" ]] || fail "expected: $expected"
needed=$(readelf -d "$box/build/find_genesis" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' |
  grep -vE '^(libstdc\+\+|libgcc_s|libm|libc|ld-linux[^.]*)\.so' || true)
[[ -z $needed ]] || fail "engine and cpu need more than the C++ runtime: $needed"

echo "== the component for CUDA is found with what it needs"
consumer cuda "-DCOMPONENTS=engine;cpu;cuda" || { cat "$box/cuda.log" && fail "no component cuda"; }

echo "== a component that does not exist is refused"
if consumer unknown "-DCOMPONENTS=engine;teapot"; then fail "find_package accepts a component teapot"; fi
grep -q teapot "$box/unknown.log" || fail "the refusal does not name the component"

echo "== the installed program"
"$prefix/bin/wildcat" version | tee "$box/version.log"
grep -qF "$version" "$box/version.log" || fail "wildcat version does not say $version"
