#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs a build into a folder of its own and uses it as a stranger would: every header alone, a
# CMake project that mines with the package, the examples in C++, C and Python, pkg-config, the
# program and its pages. install_test.sh BUILD CXX VERSION CC PYTHON
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=${1:?} cxx=${2:?} version=${3:?} cc=${4:?} python=${5:?}
tree=$(cd "$here/../.." && pwd)
box=$build/install-test
prefix=$box/prefix
rm -rf "$box"
mkdir -p "$box"

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

cmake --install "$build" --prefix "$prefix" >"$box/install.log"
for file in include/wildcat/{miner,version,wildcat}.h bin/wildcat lib/libwildcat.{so,a} \
  lib/pkgconfig/wildcat.pc share/man/man1/wildcat.1 share/bash-completion/completions/wildcat \
  share/zsh/site-functions/_wildcat share/fish/vendor_completions.d/wildcat.fish \
  share/doc/wildcat/README.md share/doc/wildcat/docs/EVENTS.md \
  share/wildcat/schemas/event.schema.json share/wildcat/python/wildcat.py; do
  [[ -e $prefix/$file ]] || fail "$file is not installed"
done
if grep -rIl -e "$tree/" -e "$build/" "$prefix"; then
  fail "the files above name the folder they were built in"
fi

echo "== every header alone, warnings are errors"
for header in "$prefix"/include/wildcat/*.h; do
  "$cxx" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$prefix/include" \
    -include "$header" -x c++ /dev/null || fail "$header"
done
for header in scan_abi wildcat; do
  "$cc" -x c -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only "$prefix/include/wildcat/$header.h" ||
    fail "$header.h is not plain C"
done

echo "== the preset library wants nothing beside a compiler"
(cd "$tree" && cmake --preset library -B "$box/library" -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_C_COMPILER="$cc") >"$box/library.log" 2>&1 ||
  { cat "$box/library.log" && fail "the preset library does not configure"; }
foreign=$(grep -E '_DIR:PATH=/' "$box/library/CMakeCache.txt" || true)
[[ -z $foreign ]] || fail "the preset library looks for packages: $foreign"

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
# What a file needs beyond the C++ runtime.
needs() {
  readelf -d "$1" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' |
    grep -vE '^(libstdc\+\+|libgcc_s|libm|libc|ld-linux[^.]*)\.so' || true
}
for file in "$box/build/find_genesis" "$prefix/lib/libwildcat.so"; do
  [[ -z $(needs "$file") ]] || fail "$file needs more than the C++ runtime: $(needs "$file")"
done

echo "== the component for CUDA is found with what it needs"
consumer cuda "-DCOMPONENTS=engine;cpu;cuda" || { cat "$box/cuda.log" && fail "no component cuda"; }

echo "== a component that does not exist is refused"
if consumer unknown "-DCOMPONENTS=engine;teapot"; then fail "find_package accepts a component teapot"; fi
grep -q teapot "$box/unknown.log" || fail "the refusal does not name the component"

echo "== the shared library exports the public API, and of C exactly what it promises"
exported=$(nm -D --defined-only "$prefix/lib/libwildcat.so" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort)
diff <(grep '^wildcat_' <<<"$exported") "$here/c_symbols.txt" ||
  fail "the C symbols (<) are not those of c_symbols.txt (>); a symbol that goes breaks programs"
foreign=$(grep -v '^wildcat_' <<<"$exported" | c++filt | grep -vE '^((non-virtual thunk to|typeinfo( name)? for|vtable for) )?wildcat::' || true)
[[ -z $foreign ]] || fail "not the public API's: $foreign"
inside=$(grep -v '^wildcat_' <<<"$exported" | c++filt | grep -E 'wildcat::(JobSource|Scheduler|Worker|CpuScanner|SelfTester)\b' || true)
[[ -z $inside ]] || fail "internals are visible: $inside"

echo "== the examples, with static and with shared libraries"
cmake -S "$tree/examples" -B "$box/examples" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="$cxx" \
  -DCMAKE_C_COMPILER="$cc" -DCMAKE_PREFIX_PATH="$prefix" >"$box/examples.log" 2>&1 || { cat "$box/examples.log" && fail "examples"; }
cmake --build "$box/examples"
genesis="nonce 2083236893, block 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
export LD_LIBRARY_PATH=$prefix/lib
for suffix in "" _shared; do
  [[ $("$box/examples/mine_one_header$suffix") == "$genesis" ]] || fail "mine_one_header$suffix"
  "$box/examples/verify_shares$suffix" | grep -E '^[0-9]+ of 100000 headers are shares' || fail "verify_shares$suffix"
  "$box/examples/own_device$suffix" | grep ' 0 hardware errors$' || fail "own_device$suffix"
  [[ $("$box/examples/own_job_source$suffix" | grep -cE '^height [1-5]: 0000[0-9a-f]{60}$') == 5 ]] ||
    fail "own_job_source$suffix"
done
[[ $("$box/examples/c_search") == "$genesis" ]] || fail "c_search"

echo "== the example on a pool: the installed program's practice pool, which counts for itself"
pool_events=$box/pool.jsonl
"$prefix/bin/wildcat" practice -q --port 0 --fixed-difficulty 0.0001 --events "$pool_events" &
pool=$!
trap 'kill "$pool" 2>/dev/null || true' EXIT
for ((i = 0; i < 300; ++i)); do [[ ! -s $pool_events ]] || break; sleep 0.1; done
port=$(jq -r 'select(.event == "listening") | .port' "$pool_events")
[[ $("$box/examples/pool_miner" "localhost:$port" me 3 | grep -c '^accepted, difficulty ') == 3 ]] || fail "pool_miner"
kill "$pool"
wait "$pool" || fail "the practice pool did not end well"
[[ $(jq -r 'select(.event == "share") | .accepted' "$pool_events" | xargs) == "true true true" ]] ||
  fail "the pool has not seen just three shares: $(cat "$pool_events")"

echo "== C through pkg-config, shared and static"
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
read -ra flags <<<"$(pkg-config --cflags --libs wildcat)"
"$cc" -std=c11 -Wall -Wextra -Werror -o "$box/c_shared" "$tree/examples/c_search.c" "${flags[@]}"
[[ $("$box/c_shared") == "$genesis" ]] || fail "c_search through pkg-config"
read -ra flags <<<"$(pkg-config --cflags wildcat)"
read -ra private <<<"$(pkg-config --static --libs-only-other wildcat) $(pkg-config --static --libs-only-l wildcat | sed 's/-lwildcat//')"
"$cc" -std=c11 -o "$box/c_static" "$tree/examples/c_search.c" "${flags[@]}" \
  "$(pkg-config --variable=libdir wildcat)/libwildcat.a" "${private[@]}"
[[ $(env -u LD_LIBRARY_PATH "$box/c_static") == "$genesis" ]] || fail "c_search with the static library"
[[ $(pkg-config --modversion wildcat) == "$version" ]] || fail "pkg-config does not say $version"

echo "== Python, with nothing built"
export WILDCAT_LIBRARY=$prefix/lib/libwildcat.so
[[ $("$python" -B "$tree/examples/python/find_genesis.py") == "$genesis" ]] || fail "find_genesis.py"
PYTHONPATH=$prefix/share/wildcat/python "$python" -B "$here/python_test.py" || fail "python_test.py"

echo "== the pages know every option"
"$prefix/bin/wildcat" help >"$box/help.txt"
mapfile -t commands < <(sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$box/help.txt")
((${#commands[@]} > 4)) || fail "the help names no subcommands"
for command in "${commands[@]}"; do
  for option in $("$prefix/bin/wildcat" help "$command" | sed -nE 's/^ +(-., )?(--[a-z-]+)( .*)?$/\2/p'); do
    grep -qF -- "${option//-/\\-}" "$prefix/share/man/man1/wildcat.1" || fail "wildcat.1 lacks $option"
    for page in bash-completion/completions/wildcat zsh/site-functions/_wildcat; do
      grep -qF -- "$option" "$prefix/share/$page" || fail "$page lacks $option"
    done
    grep -qF -- "-l ${option#--} " "$prefix/share/fish/vendor_completions.d/wildcat.fish" || fail "fish lacks $option"
  done
done
# completed WORDS...: what bash offers for the last one.
completed() {
  bash -c 'source "$0"; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _wildcat; printf "%s " "${COMPREPLY[@]}"' \
    "$prefix/share/bash-completion/completions/wildcat" "$@"
}
[[ $(completed wildcat gri) == "grind " ]] || fail "bash does not complete a subcommand"
[[ $(completed wildcat grind --roll) == "--roll-ntime --roll-version " ]] || fail "bash does not complete an option"
[[ $(completed wildcat practice --roll) == " " ]] || fail "bash offers another subcommand's option"
if command -v zsh >/dev/null; then zsh -n "$prefix/share/zsh/site-functions/_wildcat" || fail "zsh"; fi
if command -v fish >/dev/null; then fish --no-execute "$prefix/share/fish/vendor_completions.d/wildcat.fish" || fail "fish"; fi
warnings=$(groff -man -ww -Tutf8 "$prefix/share/man/man1/wildcat.1" 2>&1 >"$box/man.txt")
[[ -z $warnings ]] || fail "wildcat.1: $warnings"
grep -q 'roll-ntime' "$box/man.txt" || fail "wildcat.1 renders to something else: $(head "$box/man.txt")"

echo "== the installed program"
"$prefix/bin/wildcat" version | tee "$box/version.log"
grep -qF "$version" "$box/version.log" || fail "wildcat version does not say $version"
