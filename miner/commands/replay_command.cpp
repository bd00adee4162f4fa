// SPDX-License-Identifier: MIT
// `wildcat replay FILE`: a recorded run once more, without its pool.
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "miner/commands/commands.h"
#include "miner/devices/device_list.h"
#include "miner/options/replay_options.h"
#include "miner/output/console.h"
#include "miner/replay/replay.h"
#include "miner/text/characters.h"
#include "miner/text/figures.h"

namespace wildcat::program {

namespace {

constexpr std::uint64_t most_complaints = 20;

Result<Record> read_record(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  if (!file || !(text << file.rdbuf()))
    return Error{Errc::io, fmt::format("'{}' cannot be read ({}), or is empty; give the file that "
                                       "'wildcat mine --record' wrote.",
                                       path, std::strerror(errno))};
  auto record = parse_record(std::move(text).str());
  if (!record)
    return Error{record.error().code, fmt::format("'{}', {}.", path, record.error().message)};
  return record;
}

void report(Console& console, const Record& record, const ReplayTotals& totals) {
  if (record.cut) console.warning("the record's last line is not whole; it was left out.");
  console.plain(fmt::format("replayed  {}, {} of the pool, recorded {} by {}, seed {}",
                            counted(totals.connections, "connection"),
                            counted(totals.received, "line"), printable(record.head.started),
                            printable(record.head.program), record.head.seed));
  console.plain(fmt::format("  units     {} searched again, {}", totals.units,
                            counted(totals.finds, "find")));
  if (totals.fruitless > 0)
    console.plain(fmt::format("            {} hashes held none; they are searched again with --all",
                              totals.fruitless));
  console.plain(fmt::format("  submits   {} the same, byte for byte", totals.submits));
  if (totals.differences > 0)
    console.error(
        fmt::format("{}; the first are above.", counted(totals.differences, "difference")));
}

}  // namespace

ExitCode replay_command(const RawValues& raw) {
  const auto options = read_replay_options(raw);
  if (!options) return usage_failure("replay", options.error());
  const OutputOptions& output = options->output;
  Console console(console_options(stdout, output.quiet, output.debug, output.no_color));
  const auto failed = [&console](const Error& error, ExitCode code) {
    console.error(error.message);
    return code;
  };
  const auto record = read_record(options->file);
  if (!record)
    return failed(record.error(),
                  record.error().code == Errc::io ? ExitCode::runtime_failure : ExitCode::usage);
  const auto devices =
      options->work.devices.empty() ? find_processor(options->work) : find_devices(options->work);
  if (!devices) return failed(devices.error(), exit_code_for_device_error(devices.error()));
  Device& device = *devices->devices.front();
  console.line(fmt::format("device     {} {}: kernel {}", device.info().id, device.info().name,
                           kernel_text(device.kernel())));
  std::uint64_t complaints = 0;
  const auto totals = replay(*record, device, options->all, [&](const std::string& what) {
    if (++complaints <= most_complaints) console.error(what);
  });
  if (!totals)
    return failed(totals.error(), totals.error().code == Errc::invalid_argument
                                      ? ExitCode::usage
                                      : ExitCode::runtime_failure);
  report(console, *record, *totals);
  return totals->differences == 0 ? ExitCode::ok : ExitCode::unexpected;
}

}  // namespace wildcat::program
