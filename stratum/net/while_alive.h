// SPDX-License-Identifier: MIT
// Callbacks of objects that may be gone, or done, when they are called: the loop and the layers of
// a connection keep what they call for a moment longer than its owner does.
#pragma once

#include <memory>
#include <utility>

namespace wildcat::stratum {

/// A function that calls `f(object, arguments...)` while the object lives and, where it has a
/// done(), is not done; otherwise it does nothing. The object stays alive during the call.
template <class T, class F>
auto while_alive(std::weak_ptr<T> object, F f) {
  return [object = std::move(object), f = std::move(f)](auto&&... arguments) {
    const auto self = object.lock();
    if (!self) return;
    if constexpr (requires { self->done(); })
      if (self->done()) return;
    f(*self, std::forward<decltype(arguments)>(arguments)...);
  };
}

}  // namespace wildcat::stratum
