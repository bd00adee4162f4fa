// SPDX-License-Identifier: MIT
// What the options that several subcommands share need besides their rows: the environment, the
// password's file, and what contradicts itself.
#include "miner/options/common_options.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace wildcat::program {

void read_kernel(ValueReader& reader, const OptionSpec& row, DeviceSettings& settings) {
  settings.kernel = reader.text(row.name).value_or("");
  const char* forced = std::getenv("WILDCAT_KERNEL");
  if (!settings.kernel.empty() || forced == nullptr) return;
  settings.kernel = forced;
  settings.kernel_from_environment = *forced != '\0';
}

OutputOptions read_output_options(ValueReader& reader, std::span<const OptionSpec> rows) {
  OutputOptions output;
  read_settings(reader, rows, output);
  if (output.quiet && output.debug) reader.fail("--quiet together with --debug; keep one of them.");
  return output;
}

Result<std::string> read_password_file(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line))
    return Error{
        Errc::io,
        fmt::format("--pass-file '{}' has no first line to read{}; put the password there "
                    "and make the file readable for you alone.",
                    path, file.is_open() ? "" : fmt::format(" ({})", std::strerror(errno)))};
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::optional<std::string> read_password(ValueReader& reader) {
  const auto given = reader.text("pass");
  const auto path = reader.text("pass-file");
  if (given && path) reader.fail("--pass together with --pass-file; keep one of them.");
  if (!path) return given;
  auto read = read_password_file(*path);
  if (read) return *read;
  reader.fail(read.error().message);
  return std::nullopt;
}

}  // namespace wildcat::program
