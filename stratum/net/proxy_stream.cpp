// SPDX-License-Identifier: MIT
// The layer between a connection to a proxy and one to the pool.
#include <utility>

#include "stratum/net/proxy_talk.h"
#include "stratum/net/stream.h"
#include "stratum/net/while_alive.h"

namespace wildcat::stratum {
namespace {

class ProxyStream final : public Stream, public std::enable_shared_from_this<ProxyStream> {
 public:
  ProxyStream(ProxyUrl proxy, Resolver resolve, StreamFactory below, Events events)
      : proxy_(std::move(proxy)),
        resolve_(std::move(resolve)),
        below_(std::move(below)),
        events_(std::move(events)) {}

  void open(const Endpoint& to, unsigned attempt) override {
    if (proxy_.kind != ProxyUrl::Kind::socks5) return begin(to, attempt);
    resolve_(to.host, attempt,
             while_alive(weak_from_this(),
                         [port = to.port, attempt](ProxyStream& self, Result<std::string> address) {
                           if (!address) return self.finish(address.error());
                           self.begin({*address, port}, attempt);
                         }));
  }

  void write(std::string bytes) override {
    if (!done_) inner_->write(std::move(bytes));
  }

  void close() override {
    done_ = true;
    events_ = {};
    if (inner_) inner_->close();
  }

  bool done() const { return done_; }

  void pause_reading(bool on) override {
    if (inner_) inner_->pause_reading(on);
  }

 private:
  void begin(const Endpoint& to, unsigned attempt) {
    talk_ = talk_to_proxy(proxy_, to);
    const auto guarded = [this](auto f) { return while_alive(weak_from_this(), f); };
    inner_ =
        below_({guarded([](ProxyStream& self, const std::string& address) {
                  if (const auto trying = self.events_.trying)
                    trying(address + " (" + self.proxy_.display() + ")");
                }),
                guarded([](ProxyStream& self, const std::string& address) {
                  self.address_ = address;
                  self.inner_->write(self.talk_->begin());
                }),
                guarded([](ProxyStream& self, std::string_view bytes) { self.on_data(bytes); }),
                guarded([](ProxyStream& self, const Error& why) { self.on_closed(why); })});
    inner_->open({proxy_.host, proxy_.port}, attempt);
  }

  void on_data(std::string_view bytes) {
    if (!talk_) return call(events_.data, bytes);
    heard_ += bytes;
    while (talk_ && !heard_.empty()) {
      const std::size_t before = heard_.size();
      const auto step = talk_->hear(heard_);
      if (!step) return fail(step.error());
      if (heard_.size() > ProxyTalk::longest_answer && !step->done)
        return fail(Error{Errc::protocol, "its answer has no end; check its scheme and port"});
      if (!step->send.empty()) inner_->write(step->send);
      if (step->done) return arrived();
      if (heard_.size() == before) return;  // more has to come
    }
  }

  void arrived() {
    talk_.reset();
    const auto self = shared_from_this();
    call(events_.opened, address_ + " (" + proxy_.display() + ")");
    // The pool may have spoken in the same breath.
    const std::string rest = std::exchange(heard_, {});
    if (!done_ && !rest.empty()) call(events_.data, std::string_view(rest));
  }

  void on_closed(const Error& why) {
    if (talk_) return fail(why);
    finish(why);
  }

  void fail(const Error& why) {
    finish(Error{why.code, "the proxy " + proxy_.display() + ": " + why.message});
  }

  void finish(const Error& why) {
    const auto closed = std::move(events_.closed);
    close();
    closed(why);
  }

  /// Whoever is called may close us, and with us the function.
  template <class F, class T>
  static void call(F function, const T& value) {
    function(value);
  }

  ProxyUrl proxy_;
  Resolver resolve_;
  StreamFactory below_;
  Events events_;
  std::shared_ptr<Stream> inner_;
  std::unique_ptr<ProxyTalk> talk_;  ///< until the pool is reached
  std::string heard_, address_;
  bool done_ = false;
};

}  // namespace

StreamFactory through_proxy(ProxyUrl proxy, Resolver resolve, StreamFactory below) {
  return [proxy = std::move(proxy), resolve = std::move(resolve),
          below = std::move(below)](Stream::Events events) {
    return std::make_shared<ProxyStream>(proxy, resolve, below, std::move(events));
  };
}

}  // namespace wildcat::stratum
