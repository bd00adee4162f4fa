# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What scripts/mine and scripts/check share: the table of Debian packages, installing what is
# missing from it, and configuring a preset. Sourced, never run. docs/DEPENDENCIES.md says the same
# packages with the reasons for choosing them; a test compares the two.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# One line per package: who needs it (mine: the program; check: the tests as well), its Debian name,
# and what for.
package_table() {
  cat <<'END'
mine   g++                                the C++ compiler
mine   cmake                              configures the build
mine   ninja-build                        runs the build
mine   pkg-config                         finds hwloc
mine   libboost1.81-dev                   network input and output (Asio)
mine   libboost-json1.81-dev              JSON
mine   libboost-url1.81-dev               URLs
mine   libboost-program-options1.81-dev   command line and configuration file
mine   libssl-dev                         TLS, and SHA-256 that is not ours for the practice pool (OpenSSL)
mine   ca-certificates                    whom to believe about a pool's identity
mine   libfmt-dev                         text formatting
mine   libhwloc-dev                       the machine's topology
mine   libkainjow-mustache-dev            the template of a benchmark's page
mine   opencl-c-headers                   OpenCL's declarations; its loader is looked for at run time
check  libgtest-dev                       tests (GoogleTest)
check  libbenchmark-dev                   benchmarks (Google Benchmark)
check  clang-19                           second compiler, and fuzzing
check  libclang-rt-19-dev                 sanitizers and fuzzer for clang
check  clang-format-19                    source format
check  doxygen                            the reference of the public API, held to no warnings
check  groff-base                         the manual page, held to no warnings
check  shellcheck                         shell scripts
check  python3                            checks of the tree, test helpers
check  python3-pip                        fetches the CUDA compiler (scripts/cuda_compiler)
check  python3-jsonschema                 events and device lists against their schemas
check  jq                                 reads events in the documents' examples
check  openssl                            makes certificates for tests
check  stunnel4                           TLS that is not ours, in front of test pools
check  dante-server                       a SOCKS 5 proxy, for tests
check  tinyproxy-bin                      an HTTP CONNECT proxy, for tests
check  g++-aarch64-linux-gnu              compiles the kernels of 64-bit ARM
check  qemu-user                          runs them
check  ocl-icd-libopencl1                 OpenCL's loader
check  pocl-opencl-icd                    OpenCL on the processor
check  oclgrind                           races and bounds of OpenCL kernels
check  ccache                             keeps repeated builds short
END
}

say() { printf '== %s\n' "$*" >&2; }
stop() {
  printf '%s\n' "$@" >&2
  exit 2
}

# packages_for mine|check: names; what mine needs, check needs too.
packages_for() {
  package_table | awk -v who="$1" '$1 == who || $1 == "mine" { print $2 }'
}

purpose_of() {
  package_table | awk -v name="$1" '$2 == name { $1 = $2 = ""; sub(/^ +/, ""); print }'
}

missing_packages() {
  local package status
  for package in $(packages_for "$1"); do
    # shellcheck disable=SC2016  # dpkg-query's own format, not a shell variable
    status=$(dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | head -n 1) || true
    [[ $status == installed ]] || printf '%s\n' "$package"
  done
}

# Installs with apt what is missing. Nothing missing: apt is not called, no network is needed.
install_missing() {
  local missing package
  if ! command -v dpkg-query >/dev/null; then
    say "this is not Debian or a relative of it: nothing is installed for you. Needed are the" \
      "equivalents of:" "$(packages_for "$1" | tr '\n' ' ')"
    return
  fi
  mapfile -t missing < <(missing_packages "$1")
  ((${#missing[@]})) || return 0
  say "missing packages:"
  for package in "${missing[@]}"; do
    printf '     %-34s %s\n' "$package" "$(purpose_of "$package")" >&2
  done
  local command=(apt-get install -y --no-remove --no-install-recommends "${missing[@]}")
  if [[ $(id -u) != 0 ]]; then
    stop "Installing packages takes root. Run this, then start again:" \
      "  sudo apt-get update && sudo ${command[*]}"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt_plan "${command[@]}"
  say "${command[*]}"
  # Lists that were fetched long ago name files that the mirror no longer has.
  "${command[@]}" >&2 || { apt-get update >&2 && "${command[@]}" >&2; } ||
    stop "apt-get failed; its message is above. Put that right, then start again."
}

# Dry run: fetches package lists when they lack something, stops on a conflict.
apt_plan() {
  local plan
  plan=$("$@" --simulate 2>&1) && return
  case $plan in
    *"remove is disabled"*) apt_conflict "$plan" "$@" ;;
  esac
  say "apt-get update (the package lists here do not know all of these)"
  apt-get update >&2 || stop "apt-get update failed; its message is above." \
    "Check the network and /etc/apt/sources.list, then start again."
  plan=$("$@" --simulate 2>&1) && return
  stop_if_unknown
  apt_conflict "$plan" "$@"
}

# Packages that no list has even now are not a conflict: this is another release than the table is
# for. Looks at the caller's `missing`.
stop_if_unknown() {
  local package unknown=() release
  for package in "${missing[@]}"; do
    [[ -n $(apt-cache show "$package" 2>/dev/null) ]] || unknown+=("$package")
  done
  ((${#unknown[@]})) || return 0
  # shellcheck source=/dev/null
  release=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME-}") || true
  stop "${release:-this system} has no ${unknown[*]}; tested: Debian 12." \
    "Nothing was installed. Install the equivalents yourself and build with CMake, or use Debian 12."
}

apt_conflict() {
  local plan=$1 words
  shift
  words=$*
  # Of a plan that works by removals, the removals are all that matters.
  if [[ $plan == *"REMOVED:"* ]]; then
    plan=$(sed -n '/REMOVED:/,/NEW packages/{/NEW packages/d;p}' <<<"$plan")
  fi
  stop "$plan" "" "apt-get cannot install this beside what is installed now (see above)." \
    "Nothing was changed. If its removals are fine with you, run this, then start again:" \
    "  ${words/ --no-remove/}"
}

# Another checkout of the same sources, in another folder, finds this one's objects.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

# configure PRESET [cmake arguments...]
configure() {
  local preset=$1 launcher=()
  shift
  if command -v ccache >/dev/null; then
    launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  (cd "$root" && cmake --preset "$preset" "${launcher[@]}" "$@")
}
