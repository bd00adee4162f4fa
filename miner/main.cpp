// SPDX-License-Identifier: MIT
// The process: signals that would kill it quietly, descriptors it was not given, and the last
// resort against what no code foresaw.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>

#include "miner/commands/program.h"

namespace {

/// Where standard input, output or error are closed, the next file or socket would get their
/// number, and what is meant for people would be written into it. Reading only: writing still
/// fails.
void fill_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0)
      _exit(number(wildcat::program::ExitCode::runtime_failure));
}

}  // namespace

int main(int argc, char** argv) {
  using namespace wildcat::program;
  // A reader of our output that goes away is a failed write with a message, not a silent death.
  std::signal(SIGPIPE, SIG_IGN);
  // So is a file that reaches the limit of its size (ulimit -f).
  std::signal(SIGXFSZ, SIG_IGN);
  fill_standard_descriptors();
  // libhwloc prints what it does not understand of a machine; nobody here can act on that.
  setenv("HWLOC_HIDE_ERRORS", "2", 0);
  try {
    return number(run_program({argv + 1, argv + argc}));
  } catch (const std::exception& unforeseen) {
    fmt::print(stderr, "wildcat: internal error: {}. Please report it with the command line.\n",
               unforeseen.what());
    return number(ExitCode::runtime_failure);
  }
}
