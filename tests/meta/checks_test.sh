#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The checks can fail: a copy of the tree is given one fault after the other, and the check that
# watches for it must complain.
# shellcheck disable=SC2016  # what is in single quotes is meant literally
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
failures=0

fresh() {
  rm -rf "$box/tree"
  mkdir "$box/tree"
  tar -C "$root" --exclude=./build --exclude=./.git -cf - . | tar -C "$box/tree" -xf -
}
# must_fail CHECK WORDS [arguments...]: the check fails, and says WORDS of the fault that was made.
must_fail() {
  local said
  if said=$("$box/tree/scripts/$1" "${@:3}" 2>&1) || [[ $said != *"$2"* ]]; then
    printf 'FAILED: scripts/%s does not notice %s. It says:\n%s\n' "$1" "$2" "$said" >&2
    failures=$((failures + 1))
  fi
}

fresh
echo 'int   main( ){}' >"$box/tree/bench/fault.cpp"
must_fail check_format bench/fault.cpp

fresh
echo '#include <iostream>' >>"$box/tree/engine/target.cpp"
must_fail check_layers "engine/target.cpp: #include <iostream>"

fresh
printf '#!/usr/bin/env bash\nif true; then\n' >"$box/tree/scripts/fault"
must_fail check_shell scripts/fault
printf '#!/usr/bin/env bash\nrm $1\n' >"$box/tree/scripts/fault"
must_fail check_shell SC2086

fresh
printf '// see /%s/someone/notes\n' home >"$box/tree/engine/fault.cpp"
must_fail check_paths engine/fault.cpp

fresh
echo "$box/tree/engine/target.cpp" >"$box/program"
must_fail check_paths "program contains" "$box/program"

fresh
sed -i 's/^double share_difficulty.*/&\nint fault();/' "$box/tree/include/wildcat/target.h"
must_fail check_doxygen fault
fresh
sed -i '/Cancels what is running/d' "$box/tree/include/wildcat/wildcat.h"
must_fail check_doxygen wildcat_searcher_close
fresh
sed -i 's/Hash256 prev_hash; *\/\/.*/Hash256 prev_hash;/' "$box/tree/include/wildcat/header.h"
must_fail check_doxygen prev_hash

fresh
sed -i '/`ninja-build`/d' "$box/tree/docs/DEPENDENCIES.md"
must_fail check_docs ninja-build

fresh
sed -i 's/^project(wildcat VERSION [0-9.]*/project(wildcat VERSION 99.0.0/' "$box/tree/CMakeLists.txt"
must_fail check_docs 99.0.0

fresh
echo '[gone](gone.md)' >>"$box/tree/README.md"
must_fail check_docs gone.md

fresh
touch "$box/tree/docs/lost.md"
must_fail check_docs docs/lost.md

fresh
printf '// SPDX-License-Identifier: MIT\n// See target.h.\n' >"$box/tree/engine/fault.cpp"
must_fail check_text "engine/fault.cpp does not open with its purpose"
printf '#pragma once\n' >"$box/tree/engine/fault.cpp"
must_fail check_text "engine/fault.cpp does not name the licence"
printf '// SPDX-License-Identifier: MIT\n// A file with a long comment.\n//%0100d\n' 0 | sed 's/00/0 /g' \
  >"$box/tree/engine/fault.cpp"
must_fail check_text engine/fault.cpp:3

echo "$failures failures"
exit $((failures > 0))
