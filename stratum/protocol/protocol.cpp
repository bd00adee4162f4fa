// SPDX-License-Identifier: MIT
// The step from a client's options to its one source, the same for every protocol.
#include "stratum/protocol/protocol.h"

namespace wildcat::stratum {

SourceSetup source_setup(const ClientOptions& options, JobSink& sink, SourceObserver& observer) {
  SourceSetup setup{options.user, &sink, &observer, {}};
  setup.wishes.difficulty = options.suggest_difficulty;
  setup.wishes.least_difficulty = options.least_difficulty;
  return setup;
}

}  // namespace wildcat::stratum
