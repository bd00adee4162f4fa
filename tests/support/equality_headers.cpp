// SPDX-License-Identifier: MIT
// Reads the block headers of tests/vectors/headers.json.
#include "tests/support/equality_headers.h"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace wildcat::equality {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  throw std::runtime_error("headers.json: not a lower-case hex digit");
}

test::ReferenceHeader::Bytes from_hex(const std::string& hex) {
  test::ReferenceHeader::Bytes bytes;
  if (hex.size() != 2 * bytes.size()) throw std::runtime_error("headers.json: not 160 digits");
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
  return bytes;
}

}  // namespace

std::vector<KnownHeader> load_headers(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<KnownHeader> headers;
  const boost::json::value document = boost::json::parse(text);
  for (const boost::json::value& entry : document.at("headers").as_array()) {
    headers.push_back({boost::json::value_to<std::string>(entry.at("name")),
                       from_hex(boost::json::value_to<std::string>(entry.at("header_hex")))});
  }
  return headers;
}

}  // namespace wildcat::equality
