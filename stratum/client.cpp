// SPDX-License-Identifier: MIT
// The public Client: hands everything over to the loop's thread.
#include "stratum/client_driver.h"

namespace wildcat::stratum {

struct Client::Impl {
  Loop& loop;
  std::shared_ptr<ClientDriver> driver;
};

Client::Client(Loop& loop, ClientOptions options, JobSink& sink, ClientObserver& observer)
    : impl_(std::make_shared<Impl>(
          Impl{loop, std::make_shared<ClientDriver>(
                         loop, std::move(options), sink, observer, [&loop](Stream::Events events) {
                           return make_tcp_stream(loop, std::move(events));
                         })})) {}

Client::~Client() { impl_->driver->abandon(); }

void Client::start() { impl_->driver->start(); }

void Client::submit(Share share) {
  impl_->loop.post([weak = std::weak_ptr(impl_->driver), share = std::move(share)]() mutable {
    if (const auto driver = weak.lock()) driver->submit(std::move(share));
  });
}

void Client::stop(std::chrono::milliseconds grace) {
  impl_->loop.post([weak = std::weak_ptr(impl_->driver), grace] {
    if (const auto driver = weak.lock()) driver->stop(grace);
  });
}

}  // namespace wildcat::stratum
