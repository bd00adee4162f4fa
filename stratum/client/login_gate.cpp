// SPDX-License-Identifier: MIT
// First come, first served: one is let in for each that leaves.
#include "stratum/client/login_gate.h"

#include <utility>

#include "stratum/net/while_alive.h"

namespace wildcat::stratum {

void LoginGate::enter(Admission admitted) {
  waiting_.push_back(std::move(admitted));
  admit();
}

/// Not from inside whoever leaves: it may be on its way to its end.
void LoginGate::leave() {
  --inside_;
  loop_.post(while_alive(weak_from_this(), [](LoginGate& self) { self.admit(); }));
}

void LoginGate::admit() {
  while (inside_ < at_once_ && !waiting_.empty()) {
    const Admission admitted = std::move(waiting_.front());
    waiting_.pop_front();
    ++inside_;
    if (!admitted()) --inside_;
  }
}

std::shared_ptr<LoginGate> make_login_gate(Loop& loop, std::size_t at_once) {
  return std::make_shared<LoginGate>(loop, at_once);
}

}  // namespace wildcat::stratum
