// SPDX-License-Identifier: MIT
// The core's clock, measured, because nothing else can be trusted: the time stamp counter runs at
// another rate, and virtual machines hide the rest.
#pragma once

namespace wildcat {

/// Cycles per second of the core this thread runs on, right now: a chain of dependent additions of
/// one cycle each, the best of several runs. Takes less than a millisecond. A lower bound when the
/// core is shared with others. Any thread.
double core_clock_hz();

}  // namespace wildcat
