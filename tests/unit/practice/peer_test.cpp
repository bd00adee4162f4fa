// SPDX-License-Identifier: MIT
// A peer by itself, on a connection whose buffers are small.
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "stratum/practice_pool/peer.h"
#include "tests/unit/practice/wire.h"

namespace wildcat::practice::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

TEST(PracticePeer, WhoIsHungUpOnAndDoesNotReadIsClosed) {
  PoolOptions options = easy_options();
  options.last_words_time = std::chrono::milliseconds(20);
  Table table(options);
  asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  tcp::socket client(context, tcp::v4());
  client.set_option(asio::socket_base::receive_buffer_size(2048));
  client.connect(acceptor.local_endpoint());
  tcp::socket accepted = acceptor.accept();
  accepted.set_option(asio::socket_base::send_buffer_size(2048));
  bool gone = false;
  const auto peer = std::make_shared<Peer>(std::move(accepted), table.core, "test", 1, nullptr,
                                           [&](const std::shared_ptr<Peer>&) { gone = true; });
  peer->start();
  std::string lines;
  for (int i = 0; i < 3000; ++i) lines += "{\"id\":1,\"method\":\"mining.ping\"}\n";
  for (int i = 0; i < 5; ++i) lines += "no request\n";
  asio::async_write(client, asio::buffer(lines), [](const auto&, std::size_t) {});
  context.run_for(std::chrono::milliseconds(200));
  EXPECT_FALSE(gone) << "its last words are still to be read";
  for (int i = 0; i < 200 && !gone; ++i) {
    peer->on_tick();
    context.run_for(std::chrono::milliseconds(5));
  }
  EXPECT_TRUE(gone);
}

}  // namespace
}  // namespace wildcat::practice::test
