// SPDX-License-Identifier: MIT
// What a Loop is made of. Private to stratum: streams and the practice pool run on `context`.
#pragma once

#include <boost/asio/io_context.hpp>

#include "wildcat/stratum.h"

namespace wildcat::stratum {

/// The event loop's parts. Thread rule: as Loop's; `context` is run by one thread only.
struct Loop::Impl {
  boost::asio::io_context context{1};
  int clients = 0;  ///< started and not done
};

}  // namespace wildcat::stratum
