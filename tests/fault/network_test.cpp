// SPDX-License-Identifier: MIT
// The public Client on real sockets, loopback only: names that do not exist, ports nobody listens
// on, pools that close, babble or say nothing.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <future>

#include "stratum/net/stream.h"
#include "tests/fault/plain_server.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

TEST(Network, ANameThatDoesNotExist) {
  NetworkRun run(1);
  run.options.pool.host = "no-such-pool.invalid";
  run.options.connect_timeout = milliseconds(20'000);
  run.options.retries = 0;
  run.run();
  ASSERT_EQ(run.ended, ClientEnd::unreachable);
  EXPECT_EQ(run.end_reason.code, Errc::io);
  EXPECT_NE(run.end_reason.message.find("no-such-pool.invalid"), std::string::npos);
}

TEST(Network, APortWhereNobodyListens) {
  std::uint16_t port = 0;
  {
    port = PlainServer([](int) {}).port();
  }
  NetworkRun run(port, 2);
  run.run();
  ASSERT_EQ(run.ended, ClientEnd::unreachable);
  EXPECT_EQ(run.connecting.size(), 3U);
  EXPECT_EQ(run.disconnects.size(), 3U);
  EXPECT_NE(run.end_reason.message.find("cannot connect"), std::string::npos);
}

TEST(Network, APoolThatClosesAtEachStep) {
  for (int lines = 0; lines < 3; ++lines) {
    PlainServer server([lines](int fd) {
      for (int i = 0; i < lines; ++i) {
        const auto line = hear(fd);
        const std::string id = "{\"id\":" + std::to_string(id_of(line));
        if (is_call(line, "mining.configure")) say(fd, id + ",\"result\":null}\n");
        if (is_call(line, "mining.subscribe")) say(fd, id + ",\"result\":[[],\"ab\",4]}\n");
      }
    });
    NetworkRun run(server.port());
    run.run();
    EXPECT_EQ(run.ended, ClientEnd::unreachable) << lines;
  }
}

TEST(Network, TenMegabytesWithoutANewline) {
  PlainServer server([](int fd) {
    const std::string chunk(64 * 1024, 'x');
    for (int i = 0; i < 160; ++i) say(fd, chunk);
  });
  NetworkRun run(server.port(), 0);
  run.run();
  ASSERT_EQ(run.ended, ClientEnd::unreachable);
  EXPECT_EQ(run.end_reason.code, Errc::protocol);
}

TEST(Network, AServerThatIsNoPool) {
  PlainServer server([](int fd) {
    say(fd, "HTTP/1.1 400 Bad Request\r\nServer: x\r\nContent-Length: 0\r\nA: b\r\nC: d\r\n\r\n");
    drain(fd);
  });
  NetworkRun run(server.port(), 0);
  run.run();
  EXPECT_EQ(run.ended, ClientEnd::unreachable);
  EXPECT_NE(run.end_reason.message.find("web server"), std::string::npos);
}

TEST(Network, ASilentPoolIsLeft) {
  PlainServer server(drain);
  NetworkRun run(server.port(), 0);
  run.options.connect_timeout = milliseconds(30);
  run.run();
  EXPECT_EQ(run.ended, ClientEnd::unreachable);
}

TEST(Network, AHundredPiecesAndOneShare) {
  PlainServer server([](int fd) {
    NotifyText text;
    text.coinb1 = std::string(200'000, '0');
    for (std::string line = hear(fd); !line.empty(); line = hear(fd)) {
      const std::string id = "{\"id\":" + std::to_string(id_of(line));
      if (is_call(line, "mining.configure")) say(fd, id + ",\"result\":null}\n");
      if (is_call(line, "mining.subscribe"))
        for (const char c : id + ",\"result\":[[],\"ab\",4]}\n") say(fd, {&c, 1});
      if (is_call(line, "mining.authorize"))
        say(fd, id +
                    ",\"result\":true}\r\n\r\n{\"method\":\"mining.set_difficulty\",\"params\":"
                    "[1e-9]}\n" +
                    text.str() + "\n");
      if (is_call(line, "mining.submit")) say(fd, id + ",\"result\":true}\n");
    }
  });
  struct Miner : NetworkRun {
    using NetworkRun::NetworkRun;
    void on_job(const JobOffer&, double) override { client->submit(mine(sink.jobs.back())); }
    void on_result(const SubmitResult& r) override {
      RecordingObserver::on_result(r);
      client->stop(milliseconds(1000));
    }
    Client* client = nullptr;
  } run(server.port());
  Client client(run.loop, run.options, run.sink, run);
  run.client = &client;
  client.start();
  run.loop.post_after(seconds(30), [&] { run.loop.stop(); });
  run.loop.run();
  ASSERT_EQ(run.results.size(), 1U);
  EXPECT_EQ(run.results[0].outcome.kind, ShareOutcome::Kind::accepted);
  EXPECT_EQ(run.ended, ClientEnd::stopped);
  EXPECT_EQ(run.sink.drops, 1);
}

TEST(Network, SharesThatNobodyTakesAreBounded) {
  // The loop stands still while they are found.
  Rig bench;
  bench.handshake();
  NotifyText text;
  text.nbits = "201fffff";  // about every second share is a block
  bench.pool(text.str());
  std::optional<Share> block, plain;
  for (int i = 0; !block || !plain; ++i) {
    const Share share = mine(bench.job(), 0, i);
    (share.is_block() ? block : plain) = share;
  }
  NetworkRun run(1);
  Client client(run.loop, run.options, run.sink, run);
  for (int i = 0; i < 5000; ++i) client.submit(*plain);
  client.submit(*block);
  run.loop.post([&] { run.loop.stop(); });
  run.loop.run();
  EXPECT_EQ(run.dropped.size(), 4097U);  // of no job that it knows
  EXPECT_EQ(run.discarded, 904U);
  EXPECT_EQ(run.warnings.size(), 1U);
}

TEST(Network, ConnectingNamesTheAddressAndNotTheUrl) {
  PlainServer server([](int) {});
  NetworkRun run(server.port(), 0);
  run.run();
  ASSERT_EQ(run.connecting.size(), 1U);
  EXPECT_EQ(run.connecting[0], "127.0.0.1:" + std::to_string(server.port()));
}

TEST(Network, ClosingWithUnreadInputIsOrderly) {
  std::atomic<bool> all_sent = false;
  std::promise<std::pair<std::string, ssize_t>> got;
  PlainServer server([&](int fd) {
    say(fd, std::string(60'000, 'x'));
    all_sent = true;
    const std::string last = hear(fd);
    char more = 0;
    got.set_value({last, ::recv(fd, &more, 1, 0)});
  });
  Loop loop;
  std::shared_ptr<Stream> stream;
  Stream::Events events;
  events.opened = [](const std::string&) {};
  events.closed = [](const Error&) {};
  events.data = [&](std::string_view) {
    while (!all_sent) std::this_thread::yield();
    std::this_thread::sleep_for(milliseconds(20));
    stream->write("the last share\n");
    stream->close();
  };
  stream = make_tcp_stream(loop, events);
  stream->open({"127.0.0.1", server.port()}, 0);
  loop.run();
  const auto [last, end] = got.get_future().get();
  EXPECT_EQ(last, "the last share");
  EXPECT_EQ(end, 0) << "reset instead of an orderly end";
}

TEST(Network, StopEndsEveryState) {
  PlainServer server(drain);
  for (const int after : {0, 1, 5, 20}) {
    NetworkRun run(server.port());
    Client client(run.loop, run.options, run.sink, run);
    client.start();
    run.loop.post_after(milliseconds(after), [&] { client.stop(milliseconds(10)); });
    run.loop.run();
    EXPECT_EQ(run.ended, ClientEnd::stopped) << after;
  }
}

TEST(Network, ADestroyedClientIsSilent) {
  PlainServer server(drain);
  NetworkRun run(server.port());
  auto client = std::make_unique<Client>(run.loop, run.options, run.sink, run);
  client->start();
  run.loop.post_after(milliseconds(10), [&] { client.reset(); });
  run.loop.run();
  EXPECT_FALSE(run.ended);
}

}  // namespace
}  // namespace wildcat::stratum
