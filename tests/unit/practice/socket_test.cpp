// SPDX-License-Identifier: MIT
// The pool on a real loopback socket, with plain POSIX clients on the other end.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "stratum/practice_pool/practice_pool.h"
#include "tests/unit/practice/miner.h"
#include "tests/unit/practice/raw_client.h"
#include "tests/unit/practice/vectors.h"

namespace wildcat::practice::test {
namespace {

struct Counter : PoolObserver {
  void on_client(const std::string&, bool connected) override { (connected ? came : left)++; }
  std::atomic<int> came = 0, left = 0;
};

PoolOptions options() {
  PoolOptions o;
  o.port = 0;
  o.seed = 3;
  o.start_difficulty = 1e-6;
  return o;
}

/// A pool on a free port and the thread that runs it.
class RunningPool {
 public:
  explicit RunningPool(const PoolOptions& o = options()) : pool(loop, o, counter) {
    const auto started = pool.start();
    EXPECT_TRUE(started) << (started ? "" : started.error().message);
    thread_ = std::thread([this] { loop.run(); });
  }
  ~RunningPool() {
    if (thread_.joinable()) stop();
  }
  /// The loop has nothing left to do once the pool is stopped.
  PoolStats stop() {
    loop.post([this] { pool.stop(); });
    thread_.join();
    return pool.stats();
  }

  Counter counter;
  stratum::Loop loop;
  Pool pool;

 private:
  std::thread thread_;
};

MinerSeat log_in(RawClient& client) {
  client.send("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"raw/1\"]}\n");
  const auto reply = client.answer(1);
  const auto& result = reply.at("result").as_array();
  MinerSeat seat;
  seat.extranonce1 = result[1].as_string().c_str();
  seat.extranonce2_size = static_cast<int>(result[2].as_int64());
  client.send("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"me\",\"x\"]}\n");
  EXPECT_EQ(client.answer(2).at("result"), true);
  client.await_notify();
  return seat;
}

TEST(PracticeSocket, SeveralClientsMineAtOnce) {
  RunningPool pool;
  std::set<std::string> extranonces;
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<RawClient>(pool.pool.port()));
    ASSERT_TRUE(clients.back()->connected());
    const MinerSeat seat = log_in(*clients.back());
    extranonces.insert(seat.extranonce1);
    const FoundShare share = mine(clients.back()->notify, seat, 14);
    clients.back()->send(share.line(10, "me") + "\n" + share.line(11, "me") + "\n");
    EXPECT_EQ(clients.back()->answer(10).at("result"), true);
    EXPECT_EQ(clients.back()->answer(11).at("error").as_array()[0], 22);
  }
  EXPECT_EQ(extranonces.size(), 8u);
  clients.clear();
  const PoolStats stats = pool.stop();
  EXPECT_EQ(stats.connections, 8u);
  EXPECT_EQ(stats.connected, 0u);
  EXPECT_EQ(stats.accepted, 8u);
  EXPECT_EQ(stats.duplicate, 8u);
  EXPECT_EQ(pool.counter.came, 8);
  EXPECT_EQ(pool.counter.left, 8);
}

TEST(PracticeSocket, LinesMayComeInPiecesAndInHeaps) {
  RunningPool pool;
  RawClient client(pool.pool.port());
  const std::string line = "{\"id\":1,\"method\":\"mining.ping\",\"params\":[]}\n";
  for (const char c : line) ASSERT_TRUE(client.send(std::string(1, c)));
  EXPECT_EQ(client.answer(1).at("result"), "pong");
  std::string heap;
  for (int id = 2; id < 2002; ++id)
    heap += "{\"id\":" + std::to_string(id) + ",\"method\":\"mining.ping\"}\r\n\n";
  std::thread sender([&] { client.send(heap); });
  for (int id = 2; id < 2002; ++id) ASSERT_EQ(client.answer(id).at("result"), "pong") << id;
  sender.join();
}

TEST(PracticeSocket, NoiseAndEndlessLinesAreCutOff) {
  RunningPool pool;
  RawClient endless(pool.pool.port()), noise(pool.pool.port()), good(pool.pool.port());
  endless.send(std::string(300 * 1024, 'x'));
  EXPECT_TRUE(endless.closed());
  noise.send("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\nC: d\r\nE: f\r\n\r\n");
  EXPECT_TRUE(noise.closed());
  log_in(good);
  EXPECT_FALSE(good.notify.empty());
}

TEST(PracticeSocket, AClientThatNeverReadsIsDropped) {
  RunningPool pool;
  RawClient deaf(pool.pool.port());
  std::string heap;
  for (int i = 0; i < 200; ++i) heap += "{\"id\":1,\"method\":\"no.such.method.at.all\"}\n";
  bool open = true;
  for (int i = 0; i < 20'000 && open; ++i) open = deaf.send(heap);
  EXPECT_FALSE(open) << "160 MB of requests and no answer read";
}

TEST(PracticeSocket, JobsKeepComing) {
  PoolOptions o = options();
  o.job_interval = std::chrono::milliseconds(30);
  o.block_interval = std::chrono::milliseconds(100);
  RunningPool pool(o);
  RawClient client(pool.pool.port());
  log_in(client);
  std::set<std::string> predecessors, jobs;
  while (predecessors.size() < 3 || jobs.size() < 6) {
    jobs.insert(client.notify.at(0).as_string().c_str());
    predecessors.insert(client.notify.at(1).as_string().c_str());
    client.notify.clear();
    client.await_notify();
    ASSERT_FALSE(client.notify.empty());
  }
}

TEST(PracticeSocket, AFoundBlockReachesEverybody) {
  PoolOptions o = options();
  o.nbits = 0x1f040000;  // 14 zero bits
  o.block_interval = o.job_interval = std::chrono::hours(1000);
  RunningPool pool(o);
  RawClient finder(pool.pool.port()), other(pool.pool.port());
  const MinerSeat seat = log_in(finder);
  log_in(other);
  const FoundShare block = mine(finder.notify, seat, 14);
  finder.send(block.line(10, "me") + "\n");
  EXPECT_EQ(finder.answer(10).at("result"), true);
  for (RawClient* client : {&finder, &other}) {
    // Until then there may be works that differ in difficulty alone.
    do {
      client->notify.clear();
      client->await_notify();
      ASSERT_FALSE(client->notify.empty());
    } while (client->notify[8] != true);
    EXPECT_EQ(swap_words(hash_of(client->notify[1])), block.hash);
  }
}

TEST(PracticeSocket, AReconnectWithTheSessionIdKeepsTheWork) {
  RunningPool pool;
  FoundShare share;
  std::string session, extranonce1;
  {
    RawClient client(pool.pool.port());
    const MinerSeat seat = log_in(client);
    extranonce1 = seat.extranonce1;
    client.send("{\"id\":3,\"method\":\"mining.subscribe\",\"params\":[]}\n");
    const auto reply = client.answer(3);
    session = reply.at("result").as_array()[0].as_array()[1].as_array()[1].as_string().c_str();
    share = mine(client.notify, seat, 14);
    client.send(share.line(4, "me") + "\n");
    EXPECT_EQ(client.answer(4).at("result"), true);
  }
  while (pool.counter.left == 0) std::this_thread::yield();
  RawClient again(pool.pool.port());
  again.send("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"raw/1\",\"" + session +
             "\"]}\n{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"me\",\"x\"]}\n" +
             share.line(5, "me") + "\n");
  EXPECT_EQ(again.answer(1).at("result").as_array()[1].as_string(), extranonce1.c_str());
  EXPECT_EQ(again.answer(5).at("error").as_array()[0], 22);
}

TEST(PracticeSocket, AUsedPortIsNamedWithTheRemedy) {
  RunningPool first;
  PoolOptions o = options();
  o.port = first.pool.port();
  stratum::Loop loop;
  PoolObserver nobody;
  Pool second(loop, o, nobody);
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Errc::io);
  EXPECT_EQ(started.error().message,
            "127.0.0.1:" + std::to_string(o.port) +
                " is already in use; choose another port, or stop the other program");
  EXPECT_EQ(started.error().remedy, Remedy::listen_port);
}

TEST(PracticeSocket, ImpossibleOptionsAreRefusedWithTheirReason) {
  stratum::Loop loop;
  PoolObserver nobody;
  const auto refused = [&](auto change) {
    PoolOptions o = options();
    change(o);
    Pool pool(loop, o, nobody);
    const auto started = pool.start();
    return started ? std::string() : started.error().message;
  };
  EXPECT_NE(refused([](PoolOptions& o) { o.extranonce2_size = 33; }).find("33"), std::string::npos);
  EXPECT_NE(refused([](PoolOptions& o) { o.start_difficulty = 0; }), "");
  EXPECT_NE(refused([](PoolOptions& o) { o.min_difficulty = -1; }), "");
  EXPECT_NE(refused([](PoolOptions& o) { o.share_interval = std::chrono::milliseconds(0); }), "");
  EXPECT_NE(refused([](PoolOptions& o) { o.nbits = 0; }).find("00000000"), std::string::npos);
  EXPECT_NE(refused([](PoolOptions& o) { o.host = "not an address"; }).find("no IP address"),
            std::string::npos);
  EXPECT_NE(refused([](PoolOptions& o) { o.host = "192.0.2.1"; }).find("192.0.2.1"),
            std::string::npos);
  EXPECT_EQ(refused([](PoolOptions&) {}), "");
}

TEST(PracticeSocket, AnObserverMayStopThePoolInTheMiddleOfALine) {
  struct Stopper : PoolObserver {
    void on_share(const ShareNews&) override { pool->stop(); }
    Pool* pool = nullptr;
  };
  stratum::Loop loop;
  Stopper stopper;
  Pool pool(loop, options(), stopper);
  stopper.pool = &pool;
  ASSERT_TRUE(pool.start());
  std::thread thread([&] { loop.run(); });
  RawClient client(pool.port());
  const MinerSeat seat = log_in(client);
  const std::string share = mine(client.notify, seat, 14).line(4, "me") + "\n";
  client.send(share + share + share);
  EXPECT_TRUE(client.closed());
  thread.join();
  EXPECT_EQ(pool.stats().accepted, 1u);
  EXPECT_EQ(pool.stats().connected, 0u);
}

TEST(PracticeSocket, StartingTwiceIsAnErrorAndStoppingTwiceIsNot) {
  stratum::Loop loop;
  PoolObserver nobody;
  Pool pool(loop, options(), nobody);
  EXPECT_TRUE(pool.start());
  EXPECT_NE(pool.port(), 0);
  const auto again = pool.start();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::state);
  pool.stop();
  pool.stop();
  loop.run();
  EXPECT_TRUE(pool.start()) << "and again after a stop";
}

}  // namespace
}  // namespace wildcat::practice::test
