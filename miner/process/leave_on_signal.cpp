// SPDX-License-Identifier: MIT
// See leave_on_signal.h.
#include "miner/process/leave_on_signal.h"

#include <unistd.h>

#include <csignal>

namespace wildcat::program {

namespace {

// What a signal handler may read: written before it is there.
std::string_view last_words;
int last_code = 0;

extern "C" void leave_interrupted(int) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, last_words.data(), last_words.size());
  _exit(last_code);
}

}  // namespace

void leave_on_signal(std::string_view words, ExitCode code) {
  last_words = words;
  last_code = number(code);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction now{};
    sigaction(signal, nullptr, &now);
    if (now.sa_handler == SIG_IGN) continue;  // nohup, or a shell's background job
    now.sa_handler = leave_interrupted;
    sigaction(signal, &now, nullptr);
  }
}

}  // namespace wildcat::program
