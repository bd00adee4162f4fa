// SPDX-License-Identifier: MIT
// Several addresses of one name, some of which lead nowhere.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "stratum/net/tcp_dial.h"

namespace wildcat::stratum {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;

/// An address of loopback that swallows every further connection: its queue is full.
struct BlackHole {
  explicit BlackHole(asio::io_context& context)
      : acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    acceptor.listen(0);
    for (int i = 0; i < 8; ++i) {
      fillers.emplace_back(context);
      fillers.back().async_connect(acceptor.local_endpoint(), [](const auto&) {});
    }
    context.run_for(milliseconds(50));
    context.restart();
  }
  tcp::acceptor acceptor;
  std::vector<tcp::socket> fillers;
};

struct Outcome {
  std::vector<tcp::endpoint> tried;
  std::optional<TcpDial::Error> error;
  tcp::endpoint reached;
  bool open = false;  ///< the socket that was handed over
};

Outcome dial(asio::io_context& context, std::vector<tcp::endpoint> addresses) {
  Outcome outcome;
  const auto dial = std::make_shared<TcpDial>(
      context, std::move(addresses), milliseconds(50),
      TcpDial::Events{
          [&](const tcp::endpoint& address) { outcome.tried.push_back(address); },
          [&](const TcpDial::Error& error, tcp::socket socket, const tcp::endpoint& address) {
            outcome.error = error;
            outcome.reached = address;
            outcome.open = socket.is_open() && !error;
          }});
  dial->start();
  for (int i = 0; i < 500 && !outcome.error; ++i) {
    context.run_for(milliseconds(10));
    context.restart();
  }
  dial->cancel();
  return outcome;
}

TEST(Dial, ABlackHoleIsGotPast) {
  asio::io_context context;
  BlackHole hole(context);
  tcp::acceptor good(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  const auto outcome = dial(context, {hole.acceptor.local_endpoint(), good.local_endpoint()});
  ASSERT_TRUE(outcome.error);
  EXPECT_FALSE(*outcome.error) << outcome.error->message();
  EXPECT_EQ(outcome.reached, good.local_endpoint());
  EXPECT_EQ(outcome.tried.size(), 2U);
  EXPECT_TRUE(outcome.open);
}

TEST(Dial, BothFamiliesAreTriedInTurn) {
  std::vector<tcp::endpoint> all;
  for (std::uint16_t port = 1; port <= 3; ++port) all.emplace_back(tcp::v6(), port);
  for (std::uint16_t port = 4; port <= 5; ++port) all.emplace_back(tcp::v4(), port);
  std::vector<int> ports;
  for (const auto& address : in_turn(all, 0)) ports.push_back(address.port());
  EXPECT_EQ(ports, (std::vector<int>{1, 4, 2, 5, 3}));
  EXPECT_EQ(in_turn(all, 3).front().port(), 4);
  EXPECT_EQ(in_turn(all, 3).at(1).port(), 1);
}

TEST(Dial, AnIpv6ThatIsGoneCostsNothing) {
  asio::io_context context;
  tcp::acceptor good(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  const tcp::endpoint gone(asio::ip::address_v6::loopback(), 1);
  EXPECT_EQ(dial(context, {gone, good.local_endpoint()}).reached, good.local_endpoint());
}

TEST(Dial, ARefusalIsGotPastAndTheLastOneCounts) {
  asio::io_context context;
  tcp::acceptor good(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  tcp::endpoint closed;
  {
    tcp::acceptor gone(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    closed = gone.local_endpoint();
  }
  EXPECT_EQ(dial(context, {closed, good.local_endpoint()}).reached, good.local_endpoint());
  EXPECT_EQ(dial(context, {closed, closed}).error, asio::error::connection_refused);
  EXPECT_TRUE(*dial(context, {}).error);
}

TEST(Dial, EachAttemptBeginsWithAnother) {
  std::vector<tcp::endpoint> all;
  for (std::uint16_t port = 1; port <= 3; ++port) all.emplace_back(tcp::v4(), port);
  EXPECT_EQ(in_turn(all, 0), all);
  EXPECT_EQ(in_turn(all, 1).front().port(), 2);
  EXPECT_EQ(in_turn(all, 5).front().port(), 3);
  EXPECT_EQ(in_turn(all, 5).size(), 3U);
  EXPECT_TRUE(in_turn({}, 5).empty());
}

}  // namespace
}  // namespace wildcat::stratum
