// SPDX-License-Identifier: MIT
// Everything between a client's driver and the network. Which protocol and which layers these are
// follows from the options; the source beside this header is the only file of the client that names
// protocols.
#pragma once

#include "stratum/net/stream.h"
#include "stratum/protocol/protocol.h"

namespace wildcat::stratum {

/// How a client speaks with its pool.
struct PoolStack {
  StreamFactory streams;     ///< TCP, and the layers on it that the options ask for
  ProtocolFactory protocol;  ///< what is spoken on the uppermost stream
};

/// The stack that these options ask for. `loop` outlives it.
PoolStack make_pool_stack(Loop& loop, const ClientOptions& options);

}  // namespace wildcat::stratum
