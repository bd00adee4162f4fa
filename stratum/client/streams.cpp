// SPDX-License-Identifier: MIT
// Puts the layers of a connection together.
#include "stratum/net/stream.h"
#include "stratum/v1/faults/fault_stream.h"

namespace wildcat::stratum {

StreamFactory make_streams(Loop& loop, const ClientOptions& options) {
  StreamFactory streams = [&loop](Stream::Events events) {
    return make_tcp_stream(loop, std::move(events));
  };
  if (options.proxy)
    streams = through_proxy(*options.proxy, make_resolver(loop), std::move(streams));
  if (options.pool.tls()) streams = through_tls(loop, options.tls, std::move(streams));
  if (!options.faults.empty())
    streams = with_faults(loop, std::move(streams), std::make_shared<FaultPlan>(options));
  return streams;
}

}  // namespace wildcat::stratum
