// SPDX-License-Identifier: MIT
// The page of `wildcat bench --html`. Pure function.
#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace wildcat::program {

/// One page with everything on it: no script, nothing that a browser would have to fetch, legible
/// on screens of any width, light or dark, and on paper. It is XML as well as HTML. `report` is
/// what `wildcat bench --json` writes (docs/schemas/bench.schema.json), perhaps by somebody else:
/// whatever is missing or of another kind is left out or "not known", and its texts stay text.
std::string bench_page(const boost::json::object& report);

}  // namespace wildcat::program
