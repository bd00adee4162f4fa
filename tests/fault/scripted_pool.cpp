// SPDX-License-Identifier: MIT
// The pool's answers in memory, and the count of operations that decides which one fails.
#include "tests/fault/scripted_pool.h"
#include "wildcat/header.h"

#include <utility>

namespace wildcat::stratum::testing {
namespace {

std::string reply(const std::string& line, const std::string& rest) {
  return "{\"id\":" + std::to_string(id_of(line)) + "," + rest + "}\n";
}

/// One connection. Everything is posted, as a real stream's events are.
class ScriptedStream final : public Stream, public std::enable_shared_from_this<ScriptedStream> {
 public:
  ScriptedStream(ScriptedPool& pool, Events events) : pool_(pool), events_(std::move(events)) {}

  void open(const Endpoint&, unsigned) override {
    ++pool_.connections;
    pool_.hang_ups.push_back([weak = weak_from_this()] {
      if (const auto self = weak.lock(); self && !self->closed_) self->end();
    });
    if (pool_.down)
      return pool_.loop.post([self = shared_from_this()] {
        if (!self->closed_) self->end();
      });
    step([](ScriptedStream& self) { self.events_.opened("memory"); });
  }

  void write(std::string bytes) override {
    for (std::size_t end = bytes.find('\n'); end != bytes.npos; end = bytes.find('\n')) {
      const std::string line = bytes.substr(0, end);
      bytes.erase(0, end + 1);
      step([line](ScriptedStream& self) { self.on_line(line); });
    }
  }

  void close() override { closed_ = true; }

 private:
  /// Does `f` later, unless this is the step that fails.
  template <class F>
  void step(F f) {
    pool_.loop.post([self = shared_from_this(), f] {
      if (self->closed_ || self->silent_) return;
      if (++self->pool_.steps == self->pool_.fail_at) return self->fail();
      f(*self);
    });
  }

  void fail() {
    pool_.failed = true;
    if (pool_.mishap == Mishap::silence) {
      silent_ = true;
      return;
    }
    // Only an open connection can carry garbage.
    if (opened_ && pool_.mishap == Mishap::garbage)
      events_.data("\x16\x03\x01garbage\nmore\n[]\n42\n\"x\"\n{\n");
    if (opened_ && pool_.mishap == Mishap::half_line) events_.data("{\"id\":1,\"resu");
    if (!closed_) end();
  }

  void end() {
    closed_ = true;
    events_.closed(Error{Errc::io, "the scripted pool closed"});
  }

  void say(std::string bytes) {
    step([bytes = std::move(bytes)](ScriptedStream& self) { self.events_.data(bytes); });
  }

  void on_line(const std::string& line) {
    opened_ = true;
    pool_.received.push_back(line);
    if (is_call(line, "mining.configure"))
      say(reply(line, R"("result":{"version-rolling":true,"version-rolling.mask":"1fffe000"})"));
    if (is_call(line, "mining.subscribe")) on_subscribe(line);
    if (is_call(line, "mining.authorize")) on_authorize(line);
    if (is_call(line, "mining.submit"))
      say(reply(line, pool_.refuse_shares ? R"("error":[23,"Low difficulty",null])"
                                          : R"("result":true,"error":null)"));
  }

  void on_subscribe(const std::string& line) {
    const std::string extranonce1 =
        pool_.same_extranonce ? "5e5510ff" : hex32(static_cast<std::uint32_t>(pool_.connections));
    say(reply(line,
              R"("result":[[["mining.notify","51d"]],")" + extranonce1 + R"(",4],"error":null)"));
    say("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[1e-9]}\n");
  }

  void on_authorize(const std::string& line) {
    if (pool_.refuse_user) return say(reply(line, R"("error":[24,"Unauthorized worker",null])"));
    say(reply(line, R"("result":true,"error":null)"));
    if (pool_.foreign_jobs)
      say(R"({"id":null,"method":"mining.notify","params":["x","00","00",true]})"
          "\n");
    if (!pool_.give_jobs || pool_.foreign_jobs) return;
    NotifyText job;
    job.id = "job" + std::to_string(pool_.connections);
    say(job.str() + "\n");
    if (!pool_.after_job.empty()) say(pool_.after_job + "\n");
  }

  ScriptedPool& pool_;
  Events events_;
  bool closed_ = false, silent_ = false, opened_ = false;
};

ClientOptions quick_options() {
  ClientOptions options = test_options();
  options.retry_pause = milliseconds(1);
  options.retry_pause_max = milliseconds(2);
  options.connect_timeout = milliseconds(40);
  options.silence_timeout = milliseconds(60);
  options.reply_timeout = milliseconds(5000);
  return options;
}

}  // namespace

void ScriptedPool::hang_up() {
  const auto all = std::exchange(hang_ups, {});
  for (const auto& hang : all) hang();
}

StreamFactory ScriptedPool::factory() {
  return [this](Stream::Events events) {
    return std::make_shared<ScriptedStream>(*this, std::move(events));
  };
}

std::shared_ptr<ClientDriver> ScriptedPool::driver_for(const ClientOptions& options, JobSink& sink,
                                                       ClientObserver& observer) {
  return make_driver(loop, options, v1_over(loop, options, factory()), sink, observer, observer);
}

PoolStack v1_over(Loop& loop, const ClientOptions& options, StreamFactory streams) {
  PoolStack stack = make_pool_stack(loop, options);
  stack.streams = std::move(streams);
  return stack;
}

void submit(ClientDriver& driver, Share share) {
  driver.submit(first_source, std::move(share), std::chrono::steady_clock::now());
}

ScriptedRun::ScriptedRun(int wanted) : options(quick_options()), goal(wanted) {}

void ScriptedRun::on_job(const JobOffer& offer, double difficulty) {
  RecordingObserver::on_job(offer, difficulty);
  for (int i = 0; i < goal; ++i) {
    // From "another thread": the client must not be called back from inside.
    loop.post([this, share = mine(sink.jobs.back(), 0, i)] { submit(*driver, share); });
    ++found;
  }
}

void ScriptedRun::on_result(const SubmitResult& result) {
  RecordingObserver::on_result(result);
  if (result.outcome.kind == ShareOutcome::Kind::accepted) ++accepted;
  if (accepted == goal) loop.post([this] { driver->stop(milliseconds(200)); });
}

void ScriptedRun::run() {
  driver = pool.driver_for(options, sink, *this);
  driver->start();
  loop.post_after(seconds(20), [this] {
    hung = true;
    loop.stop();
  });
  loop.run();
  driver->abandon();
}

}  // namespace wildcat::stratum::testing
