// SPDX-License-Identifier: MIT
// What a Loop is made of. Private to stratum: streams and the practice pool run on `context`.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <memory>

#include "wildcat/stratum.h"

namespace wildcat::stratum {

/// The event loop's parts. Thread rule: as Loop's; `context` is run by one thread only.
struct Loop::Impl {
  boost::asio::io_context context{1};
  std::unique_ptr<boost::asio::signal_set> signals;  ///< set by on_signal
  std::function<void(int)> signal_handler;
  int clients = 0;  ///< started and not done

  /// Waits for the next signal, and the one after it.
  void wait_for_signal();
};

}  // namespace wildcat::stratum
