// SPDX-License-Identifier: MIT
// The stored Stratum V1 vectors, read for the practice pool's tests.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "stratum/practice_pool/share_checker.h"

namespace wildcat::practice::test {

/// Read once; a reference, so that parts of it may be walked in a range-for.
inline const boost::json::object& vectors() {
  static const boost::json::object all = [] {
    std::ifstream file(WILDCAT_TEST_VECTORS "/stratum-v1-vectors.json");
    std::ostringstream text;
    text << file.rdbuf();
    return boost::json::parse(text.str()).as_object();
  }();
  return all;
}

inline std::string text_of(const boost::json::value& value) {
  return std::string(value.as_string().c_str());
}

inline Hash hash_of(const boost::json::value& hex_digits) {
  const Bytes bytes = unhex(text_of(hex_digits)).value();
  Hash hash{};
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

inline Hash reversed(Hash hash) {
  std::reverse(hash.begin(), hash.end());
  return hash;
}

}  // namespace wildcat::practice::test
