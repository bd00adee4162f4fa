// SPDX-License-Identifier: MIT
// See report.h. A file is somebody else's: what does not fit in every field is refused.
#include "miner/bench/report.h"

#include <fmt/format.h>
#include <unistd.h>

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

}  // namespace

json::object to_json(const Report& report) { return json::value_from(report).as_object(); }

Result<Report> parse_report(std::string_view text, const std::string& name) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error) return foreign(name, "not JSON");
  if (const auto why = wrong_format(value)) return foreign(name, *why);
  const auto report = json::try_value_to<Report>(value);
  if (!report) return foreign(name, report.error().message());
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
