// SPDX-License-Identifier: MIT
// Several addresses of one name, some of which lead nowhere.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "stratum/tcp_dial.h"

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
};

Outcome dial(asio::io_context& context, std::vector<tcp::endpoint> addresses) {
  Outcome outcome;
  tcp::socket socket(context);
  const auto dial = std::make_shared<TcpDial>(
      socket, std::move(addresses), milliseconds(50),
      TcpDial::Events{[&](const tcp::endpoint& address) { outcome.tried.push_back(address); },
                      [&](const TcpDial::Error& error, const tcp::endpoint& address) {
                        outcome.error = error;
                        outcome.reached = address;
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
  EXPECT_EQ(rotated(all, 0), all);
  EXPECT_EQ(rotated(all, 1).front().port(), 2);
  EXPECT_EQ(rotated(all, 5).front().port(), 3);
  EXPECT_EQ(rotated(all, 5).size(), 3U);
  EXPECT_TRUE(rotated({}, 5).empty());
}

}  // namespace
}  // namespace wildcat::stratum
