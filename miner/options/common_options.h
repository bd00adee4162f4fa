// SPDX-License-Identifier: MIT
// Options that several subcommands have: devices, console, events, files of options. Their rows
// stand here once; a subcommand's table takes them, reworded where it says less.
#pragma once

#include <string>

#include "miner/devices/device_settings.h"
#include "miner/options/option_binding.h"

namespace wildcat::program {

/// How the console is to look; every subcommand has these.
struct OutputOptions {
  bool quiet = false;
  bool debug = false;
  bool no_color = false;
};

/// The longest that a run can be limited to, in seconds: a year.
inline constexpr double longest_run = 366.0 * 24 * 3600;

/// --kernel, else WILDCAT_KERNEL of the environment.
void read_kernel(ValueReader& reader, const OptionSpec& row, DeviceSettings& settings);

namespace common {

inline constexpr OptionSpec threads{
    "threads",
    't',
    "N",
    group::work,
    "CPU threads. Default: one per usable CPU, minding affinity mask and cgroup quota.",
    bind::whole<&DeviceSettings::threads>(
        1, 4096, "must be a number from {low} to {high}; leave the option out to use every CPU.")};
inline constexpr OptionSpec kernel{
    "kernel",
    0,
    "NAME",
    group::work,
    "Force a kernel, such as avx2, and use only devices that have it; graphics cards have "
    "version_major and single. Default: the fastest here, measured. WILDCAT_KERNEL in "
    "the environment does the same.",
    bind::by<read_kernel>()};
inline constexpr OptionSpec devices{
    "devices",
    'd',
    "LIST",
    group::work,
    "Devices to use, by comma: an id (opencl:0), a number in the list of 'wildcat "
    "devices' (counted from 0), a PCI address (65:00.0) or a part of a name. Default: "
    "every graphics card once; without any, the CPU.",
    bind::list<&DeviceSettings::devices>(
        "names no device; give ids as 'wildcat devices' lists them: cpu:0.")};
inline constexpr OptionSpec no_cpu{
    "no-cpu", 0, "", group::work, "Leave the CPU out.", bind::flag<&DeviceSettings::no_cpu>()};
inline constexpr OptionSpec no_cuda{"no-cuda",
                                    0,
                                    "",
                                    group::work,
                                    "Do not ask NVIDIA's driver (CUDA).",
                                    bind::flag<&DeviceSettings::no_cuda>()};
inline constexpr OptionSpec no_opencl{"no-opencl",
                                      0,
                                      "",
                                      group::work,
                                      "Do not ask OpenCL drivers.",
                                      bind::flag<&DeviceSettings::no_opencl>()};
inline constexpr OptionSpec tune{
    "tune",
    0,
    "",
    group::work,
    "Measure anew how each graphics card is driven best. Otherwise what an earlier start has found "
    "is used.",
    bind::flag<&DeviceSettings::tune>()};
inline constexpr OptionSpec idle{"idle",
                                 0,
                                 "",
                                 group::work,
                                 "Run only when nobody else wants the CPU (SCHED_IDLE).",
                                 bind::flag<&DeviceSettings::idle>()};
inline constexpr OptionSpec no_pin{"no-pin",
                                   0,
                                   "",
                                   group::work,
                                   "Do not pin threads to CPUs.",
                                   bind::flag<&DeviceSettings::pin, false>()};

inline constexpr OptionSpec quiet{"quiet",
                                  'q',
                                  "",
                                  group::output,
                                  "Only warnings, errors and the totals.",
                                  bind::flag<&OutputOptions::quiet>()};
inline constexpr OptionSpec debug{"debug",
                                  'D',
                                  "",
                                  group::output,
                                  "Everything. Not together with --quiet.",
                                  bind::flag<&OutputOptions::debug>()};
inline constexpr OptionSpec no_color{"no-color",
                                     0,
                                     "",
                                     group::output,
                                     "No colours (NO_COLOR in the environment: the same).",
                                     bind::flag<&OutputOptions::no_color>()};

/// Read by the parser, which also answers --help.
inline constexpr OptionSpec config{"config", 'c', "FILE", group::other,
                                   "Read options from FILE: long names, one 'name = value' a line, "
                                   "'#' comments, a value with blanks "
                                   "or '#' in double quotes. The command line wins."};
inline constexpr OptionSpec help{"help", 'h', "", group::other, "This text.", bind::flag_by_hand()};

/// --max-seconds of whatever ends after so long.
template <auto Field>
constexpr OptionSpec max_seconds(std::string_view group, std::string_view text) {
  return {"max-seconds",
          0,
          "SECONDS",
          group,
          text,
          bind::real<Field>(0.001, longest_run,
                            "must be a number of seconds above 0 and up to a year.")};
}

}  // namespace common

/// The console's options, and what contradicts itself among them.
OutputOptions read_output_options(ValueReader& reader, std::span<const OptionSpec> rows);

/// The first line of a file without its line end. Error: unreadable or empty.
Result<std::string> read_password_file(const std::string& path);
/// The password from --pass or --pass-file.
std::optional<std::string> read_password(ValueReader& reader);

}  // namespace wildcat::program
