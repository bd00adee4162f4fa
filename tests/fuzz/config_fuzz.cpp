// SPDX-License-Identifier: MIT
// Any file as --config: no crash, and options that are accepted are in range.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "miner/options/command_table.h"
#include "miner/options/mine_options.h"
#include "miner/options/parse.h"
#include "miner/options/practice_options.h"

namespace {

using namespace wildcat::program;

void check(bool good) {
  if (!good) std::abort();
}

/// Files that a configuration may name are not this test's business.
bool names_a_file(const RawValues& raw) {
  return raw.contains("pass-file") || raw.contains("scenario");
}

void read(std::string_view command, const std::string& path) {
  const auto raw = parse_arguments(*find_command(command), {"--config", path});
  if (!raw) return check(!raw.error().message.empty());
  if (names_a_file(*raw)) return;
  if (command == "practice") {
    const auto options = read_practice_options(*raw);
    if (options) check(options->pool.start_difficulty > 0 && options->pool.extranonce2_size > 0);
    return;
  }
  const auto options = read_mine_options(*raw);
  if (!options) return check(!options.error().message.empty());
  check(options->retry_pause.count() > 0 && options->work.threads <= 4096);
  for (const auto& fault : options->faults) check(fault.rate > 0 && fault.rate <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A file in memory that has a path.
  static const int file = memfd_create("config", MFD_CLOEXEC);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  check(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == static_cast<ssize_t>(size));
  read("mine", path);
  read("practice", path);
  return 0;
}
