// SPDX-License-Identifier: MIT
// The one compiled copy of the compression function. Inline, a program that is built without
// optimisation would bring its own slow copy, and the linker may choose that one for the library.
#include "wildcat/sha256.h"

namespace wildcat::sha256 {

State compress_at_run_time(const State& state, const Block& block) {
  return compress_plainly(state, block);
}

}  // namespace wildcat::sha256
