// SPDX-License-Identifier: MIT
// What a Loop is made of. Private to stratum: streams and the practice pool run on `context`.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <string>

#include "wildcat/client.h"

struct ssl_ctx_st;

namespace wildcat::stratum {

/// The event loop's parts. Thread rule: as Loop's; `context` is run by one thread only.
struct Loop::Impl {
  boost::asio::io_context context{1};
  int clients = 0;  ///< started and not done
  /// What every connection reads into, one at a time: thousands of quiet ones need no buffer each.
  std::array<char, 64 * 1024> scratch;
  /// One per file of authorities ("": the system's), shared by all connections.
  std::map<std::string, std::shared_ptr<ssl_ctx_st>> tls_contexts;
};

}  // namespace wildcat::stratum
