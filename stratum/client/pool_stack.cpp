// SPDX-License-Identifier: MIT
// From the options to the layers of a connection and the protocol on them. A new protocol is added
// here, and nowhere else in the client.
#include "stratum/client/pool_stack.h"

#include <utility>

#include "stratum/v1/faults/fault_stream.h"
#include "stratum/v1/session.h"

namespace wildcat::stratum {

PoolStack make_pool_stack(Loop& loop, const ClientOptions& options) {
  StreamFactory streams = [&loop](Stream::Events events) {
    return make_tcp_stream(loop, std::move(events));
  };
  if (options.proxy)
    streams = through_proxy(*options.proxy, make_resolver(loop), std::move(streams));
  if (options.pool.tls()) streams = through_tls(loop, options.tls, std::move(streams));
  if (!options.faults.empty())
    streams = with_faults(loop, std::move(streams), std::make_shared<FaultPlan>(options));
  return {std::move(streams), [](const ClientOptions& final_options, ConnectionObserver& observer) {
            return std::make_unique<Session>(final_options, observer);
          }};
}

}  // namespace wildcat::stratum
