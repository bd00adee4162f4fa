// SPDX-License-Identifier: MIT
// What a benchmark has found: docs/schemas/bench.schema.json as plain values. Members are called
// what the fields of the file are called, and Boost.Describe makes the one from the other.
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wildcat/result.h"

namespace wildcat::program::bench {

/// A mean with its 95 % confidence interval.
struct Estimate {
  double mean = 0, low = 0, high = 0;
  std::vector<double> samples;
};
BOOST_DESCRIBE_STRUCT(Estimate, (), (mean, low, high, samples))

struct Machine {
  std::string cpu;
  std::optional<std::string> microcode;
  std::vector<std::string> flags;
  std::optional<std::string> governor, virtualised;
  std::uint32_t cores = 1, threads = 1;  ///< that this process may use
  std::string system, compiler;
  std::optional<double> clock_hz, temperature_c;
};
BOOST_DESCRIBE_STRUCT(Machine, (),
                      (cpu, microcode, flags, governor, virtualised, cores, threads, system,
                       compiler, clock_hz, temperature_c))

/// A kernel on one scanner of a device.
struct KernelRow {
  std::string device, kernel;
  std::uint32_t versions = 1;
  bool chosen = false;
  Estimate hashes_per_second;
  std::optional<double> cycles_per_hash, limit_cycles, share_of_limit;
};
BOOST_DESCRIBE_STRUCT(KernelRow, (),
                      (device, kernel, versions, chosen, hashes_per_second, cycles_per_hash,
                       limit_cycles, share_of_limit))

struct Skipped {
  std::string device, kernel, reason;
  friend bool operator==(const Skipped&, const Skipped&) = default;
};
BOOST_DESCRIBE_STRUCT(Skipped, (), (device, kernel, reason))

struct ScalingRow {
  std::uint32_t threads = 1;
  Estimate hashes_per_second;
  double efficiency = 1;
};
BOOST_DESCRIBE_STRUCT(ScalingRow, (), (threads, hashes_per_second, efficiency))

struct LatencyBar {
  double up_to = 0;
  std::uint64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(LatencyBar, (), (up_to, count))

struct Latency {
  std::string name, unit;
  std::uint64_t count = 0;
  double p50 = 0, p99 = 0, max = 0;
  std::vector<LatencyBar> histogram;
};
BOOST_DESCRIBE_STRUCT(Latency, (), (name, unit, count, p50, p99, max, histogram))

struct Energy {
  std::string device, source;
  double watts = 0, joules_per_gigahash = 0;
};
BOOST_DESCRIBE_STRUCT(Energy, (), (device, source, watts, joules_per_gigahash))

struct Digest {
  std::string sha256;
  std::uint64_t hashes = 0, verified = 0;
};
BOOST_DESCRIBE_STRUCT(Digest, (), (sha256, hashes, verified))

struct Report {
  int format = 1;
  std::string program = "wildcat", version;
  std::optional<std::string> commit;
  std::string time;
  bool quick = false;
  Machine machine;
  std::vector<KernelRow> kernels;
  std::vector<Skipped> skipped;
  std::vector<ScalingRow> scaling;
  std::optional<Latency> latency;
  std::vector<Energy> energy;
  std::optional<std::string> energy_missing;
  Digest digest;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (format, program, version, commit, time, quick, machine, kernels, skipped,
                       scaling, latency, energy, energy_missing, digest))

/// Error (io): `text` is no report of this format; `name` is the file's, for the message.
Result<Report> parse_report(std::string_view text, const std::string& name);
/// Error (io): unreadable, or parse_report's.
Result<Report> read_report(const std::string& path);
/// Whether write_text() may be expected to succeed; nothing is made. Error (io).
Result<void> check_writable(const std::string& path);
/// Writes a file whole. Error (io).
Result<void> write_text(const std::string& path, std::string_view text);

}  // namespace wildcat::program::bench
