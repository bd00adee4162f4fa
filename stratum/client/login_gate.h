// SPDX-License-Identifier: MIT
// A pool that drops ten thousand workers meets a few of them at a time again, and so does one that
// is slow to let them in.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

#include "wildcat/client.h"

namespace wildcat::stratum {

/// Thread rule: the loop's thread.
class LoginGate : public std::enable_shared_from_this<LoginGate> {
 public:
  /// Somebody's admitted. False: has no use for it any more.
  using Admission = std::function<bool()>;

  LoginGate(Loop& loop, std::size_t at_once) : loop_(loop), at_once_(at_once) {}
  /// Takes the admitted now, or later, in the order of asking. One that was taken is given back by
  /// leave().
  void enter(Admission admitted);
  void leave();

 private:
  void admit();

  Loop& loop_;
  const std::size_t at_once_;
  std::size_t inside_ = 0;
  std::deque<Admission> waiting_;
};

}  // namespace wildcat::stratum
