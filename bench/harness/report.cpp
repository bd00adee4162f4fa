// SPDX-License-Identifier: MIT
// Reports as JSON and back. A file is somebody else's: what does not fit in every field is refused.
#include "bench/harness/report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "backends/files/whole_file.h"

namespace wildcat::program::bench {

namespace {

namespace json = boost::json;

Error foreign(const std::string& name, const std::string& why) {
  return {Errc::io, fmt::format("{} is no report of this program: {}; 'wildcat bench --json FILE' "
                                "makes one.",
                                name, why)};
}

Error unwritable(const std::string& path, int error) {
  return {Errc::io, fmt::format("{} cannot be written ({}); choose another file.", path,
                                std::strerror(error))};
}

/// Said before anything else, because a later format may differ in everything.
std::optional<std::string> wrong_format(const json::value& value) {
  const json::object* object = value.if_object();
  const json::value* program = object != nullptr ? object->if_contains("program") : nullptr;
  const json::value* format = object != nullptr ? object->if_contains("format") : nullptr;
  if (program == nullptr || *program != "wildcat") return "its 'program' is not 'wildcat'";
  if (format == nullptr || *format != 1) return "its 'format' is not 1, the only one known here";
  return std::nullopt;
}

/// What no measurement gives, and what neither a chart nor a comparison could take.
bool possible(const Estimate& rate) {
  return 0 <= rate.low && rate.low <= rate.mean && rate.mean <= rate.high;
}

bool possible(const KernelRow& row) {
  const auto cycles = {row.cycles_per_hash, row.limit_cycles, row.share_of_limit};
  return possible(row.hashes_per_second) &&
         std::ranges::all_of(cycles, [](const auto& figure) { return figure.value_or(0) >= 0; });
}

bool possible(const ScalingRow& row) {
  return row.threads > 0 && row.efficiency >= 0 && possible(row.hashes_per_second);
}

bool possible(const Latency& latency) {
  const auto ends = [](const LatencyBar& left, const LatencyBar& right) {
    return left.up_to >= right.up_to;
  };
  const auto& bars = latency.histogram;
  return std::min({latency.p50, latency.p99, latency.max}) >= 0 &&
         (bars.empty() || bars.front().up_to > 0) &&
         std::ranges::adjacent_find(bars, ends) == bars.end();
}

bool possible(const Energy& row) { return row.watts >= 0 && row.joules_per_gigahash >= 0; }

std::optional<std::string> impossible_part(const Report& report) {
  const auto all = [](const auto& rows) {
    return std::ranges::all_of(rows, [](const auto& row) { return possible(row); });
  };
  if (!all(report.kernels)) return "kernels";
  if (!all(report.scaling)) return "scaling";
  if (report.latency && !possible(*report.latency)) return "latency";
  if (!all(report.energy)) return "energy";
  return std::nullopt;
}

}  // namespace

Result<Report> parse_report(std::string_view text, const std::string& name) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error) return foreign(name, "not JSON");
  if (const auto why = wrong_format(value)) return foreign(name, *why);
  const auto report = json::try_value_to<Report>(value);
  if (!report) return foreign(name, report.error().message());
  if (const auto part = impossible_part(*report))
    return foreign(name, fmt::format("its '{}' has a figure that no measurement gives", *part));
  return *report;
}

Result<Report> read_report(const std::string& path) {
  const auto text = read_whole_file(path);
  if (!text)
    return Error{Errc::io, fmt::format("{} cannot be read ({}).", path, std::strerror(errno))};
  return parse_report(*text, path);
}

Result<void> check_writable(const std::string& path) {
  const std::filesystem::path file(path);
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  if (std::filesystem::is_directory(file)) return unwritable(path, EISDIR);
  if (access(access(path.c_str(), F_OK) == 0 ? path.c_str() : folder.c_str(), W_OK) == 0) return {};
  return unwritable(path, errno);
}

Result<void> write_text(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (file) return {};
  return unwritable(path, errno);
}

}  // namespace wildcat::program::bench
