// SPDX-License-Identifier: MIT
// Everything about pools that speak Stratum, for those who would rather include one header: the
// addresses, the way there, the client with what it tells, and several pools for one miner.
#pragma once

#include "wildcat/client.h"
#include "wildcat/client_observer.h"
#include "wildcat/fault.h"
#include "wildcat/pool_group.h"
#include "wildcat/pool_url.h"
#include "wildcat/transport.h"
