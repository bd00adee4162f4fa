// SPDX-License-Identifier: MIT
// Many clients of one pool behind a gate: how many are on their way in at a time, at first, after
// all were dropped, and while the pool is down.
#include "stratum/client/login_gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "tests/fault/scripted_pool.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

constexpr int clients = 40, at_once = 3;

/// One client, and whether it is on its way in.
struct Guest : RecordingObserver {
  RecordingSink sink;
  std::shared_ptr<ClientDriver> driver;
  bool on_its_way = false;
  void on_authorized() override {
    RecordingObserver::on_authorized();
    on_its_way = false;
  }
  void on_disconnected(const Error& why, std::optional<milliseconds> pause) override {
    RecordingObserver::on_disconnected(why, pause);
    on_its_way = false;
  }
};

class Gate : public ::testing::Test {
 protected:
  Gate() {
    ClientOptions options = test_options();
    options.retry_pause = options.retry_pause_max = milliseconds(1);
    options.login_gate = make_login_gate(loop, at_once);
    for (Guest& guest : guests)
      guest.driver = make_driver(loop, options, v1_over(loop, options, watched(guest)), guest.sink,
                                 guest, guest);
  }
  ~Gate() override {
    for (const Guest& guest : guests) guest.driver->abandon();
  }
  void start() {
    for (const Guest& guest : guests) guest.driver->start();
  }
  StreamFactory watched(Guest& guest) {
    return [this, &guest](Stream::Events events) {
      guest.on_its_way = true;
      most = std::max(most, std::count_if(guests.begin(), guests.end(),
                                          [](const Guest& one) { return one.on_its_way; }));
      if (most == at_once && when_full) loop.post(std::exchange(when_full, nullptr));
      return pool.factory()(std::move(events));
    };
  }
  auto ready() const {
    return std::count_if(guests.begin(), guests.end(),
                         [](const Guest& guest) { return guest.driver->ready(); });
  }
  /// Runs until it holds; false when it did not for long.
  bool until(const std::function<bool()>& holds) {
    int left = 20'000;
    const std::function<void()> look = [&] {
      if (holds() || --left == 0) return loop.stop();
      loop.post_after(milliseconds(1), look);
    };
    loop.post(look);
    loop.run();
    return left > 0;
  }

  Loop loop;
  ScriptedPool pool{loop};
  std::deque<Guest> guests{clients};
  std::ptrdiff_t most = 0;  ///< were on their way in at one time
  std::function<void()> when_full;
};

TEST_F(Gate, LetsFewInAtATimeAtFirstAndAfterAllWereDropped) {
  start();
  EXPECT_TRUE(until([this] { return ready() == clients; }));
  EXPECT_EQ(most, at_once);
  most = 0;
  pool.hang_up();
  EXPECT_EQ(ready(), 0);
  EXPECT_TRUE(until([this] { return ready() == clients; }));
  EXPECT_EQ(most, at_once);
  EXPECT_EQ(pool.connections, 2 * clients);
}

TEST_F(Gate, WhoFailsMakesRoom) {
  pool.down = true;
  start();
  EXPECT_TRUE(until([this] {
    return std::all_of(guests.begin(), guests.end(),
                       [](const Guest& guest) { return guest.driver->failures() > 1; });
  }));
  EXPECT_EQ(most, at_once);
  pool.down = false;
  EXPECT_TRUE(until([this] { return ready() == clients; }));
}

TEST_F(Gate, WhoEndsRestsOrGoesMakesRoomAndIsPassedOver) {
  when_full = [this] {
    // Some are on their way, the others wait.
    for (int i = 0; i < clients / 2; ++i) {
      ClientDriver& driver = *guests[i].driver;
      if (i % 3 == 0) driver.stop(milliseconds(0));
      if (i % 3 == 1) driver.rest(milliseconds(0));
      if (i % 3 == 2) driver.abandon();
      guests[i].on_its_way = false;
    }
  };
  start();
  EXPECT_TRUE(until([this] { return ready() == clients - clients / 2; }));
  for (int i = 1; i < clients / 2; i += 3) guests[i].driver->start();
  EXPECT_TRUE(until([this] { return ready() == clients - clients / 2 + 7; })) << "rested enough";
  EXPECT_EQ(most, at_once);
}

}  // namespace
}  // namespace wildcat::stratum
