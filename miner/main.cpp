// SPDX-License-Identifier: MIT
// The process: signals that would kill it quietly, and the last resort against what no code
// foresaw.
#include <fmt/format.h>

#include <csignal>
#include <exception>

#include "miner/program.h"

int main(int argc, char** argv) {
  using namespace wildcat::program;
  // A reader of our output that goes away is a failed write with a message, not a silent death.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return number(run_program({argv + 1, argv + argc}));
  } catch (const std::exception& unforeseen) {
    fmt::print(stderr, "wildcat: internal error: {}. Please report it with the command line.\n",
               unforeseen.what());
    return number(ExitCode::runtime_failure);
  }
}
