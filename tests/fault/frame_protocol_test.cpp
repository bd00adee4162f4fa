// SPDX-License-Identifier: MIT
// The client's driver and the group of pools with a protocol that is not Stratum V1: three sources
// on one connection, one of which the pool closes early, one answer for five shares, and below it a
// layer that changes the bytes.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <functional>

#include "stratum/client/group.h"
#include "tests/fault/frame_protocol.h"
#include "tests/fault/scripted_pool.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

/// A share of an offer with one fixed merkle root: the n-th one found.
Share find_share(const JobOffer& offer, int n) {
  Work work;
  work.offer = std::make_shared<const JobOffer>(offer);
  work.unit.versions = 1;
  work.unit.nonces = whole_nonce_range;
  work.unit.target = offer.share_target;
  const Job& job = *offer.job;
  work.unit.header = BlockHeader{job.version, job.prev_hash, std::get<Hash256>(job.merkle),
                                 job.ntime,   job.nbits,     0};
  for (std::uint32_t nonce = 0;; ++nonce) {
    auto verdict = verify(work, Candidate{job.version, nonce});
    if (verdict.share && n-- == 0) return *verdict.share;
  }
}

/// The pool, over all its connections. It answers source 0 once for each five shares, closes source
/// 1 after two, and refuses the second share of all others.
struct FramePool {
  explicit FramePool(Loop& on) : loop(on) {}
  StreamFactory factory();
  void hang_up() {
    for (const auto& hang : std::exchange(hang_ups, {})) hang();
  }
  std::vector<Frame> of_type(FrameType type) const {
    std::vector<Frame> out;
    std::copy_if(received.begin(), received.end(), std::back_inserter(out),
                 [type](const Frame& frame) { return frame.type == type; });
    return out;
  }

  Loop& loop;
  std::string key = "\x55\x66\x77\x01";
  int connections = 0, answers = 0;
  std::vector<Frame> received;
  std::vector<std::string> raw;  ///< what came over the wire
  std::vector<std::function<void()>> hang_ups;
};

class FramePeer final : public Stream, public std::enable_shared_from_this<FramePeer> {
 public:
  FramePeer(FramePool& pool, Events events) : pool_(pool), events_(std::move(events)) {}

  void open(const Endpoint&, unsigned) override {
    ++pool_.connections;
    pool_.hang_ups.push_back([weak = weak_from_this()] {
      const auto self = weak.lock();
      if (self && !std::exchange(self->closed_, true))
        self->events_.closed(Error{Errc::io, "gone"});
    });
    later([](FramePeer& self) { self.events_.opened("memory"); });
  }
  void write(std::string bytes) override {
    pool_.raw.push_back(bytes);
    later([bytes = std::move(bytes)](FramePeer& self) { self.on_bytes(bytes); });
  }
  void close() override { closed_ = true; }

 private:
  template <class F>
  void later(F f) {
    pool_.loop.post([self = shared_from_this(), f] {
      if (!self->closed_) f(*self);
    });
  }
  /// In pieces of three bytes: frames are cut anywhere.
  void say(const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += 3)
      later([piece = bytes.substr(at, 3)](FramePeer& self) { self.events_.data(piece); });
  }
  void send(const Frame& frame) { say(out_->apply(encode(frame))); }

  void on_bytes(std::string bytes) {
    if (!in_) {
      const std::string key = shared_key(bytes.substr(0, key_size), pool_.key);
      in_.emplace(key);
      out_.emplace(key);
      say(pool_.key);
      bytes.erase(0, key_size);
    }
    heard_ += in_->apply(bytes);
    for (auto frame = take_frame(heard_).value(); frame; frame = take_frame(heard_).value()) {
      pool_.received.push_back(*frame);
      on_frame(*frame);
    }
  }
  void on_frame(const Frame& frame) {
    if (frame.type == FrameType::open) {
      send({FrameType::opened, frame.source, ""});
      send({FrameType::job, frame.source, number_bytes(1000 + frame.source)});
    }
    if (frame.type != FrameType::share) return;
    const std::string number = frame.payload.substr(0, 4);
    if (frame.source == 0) {
      if (number_at(number, 0) % 5 != 0) return;
      ++pool_.answers;
      return send({FrameType::accepted, 0, number});
    }
    if (frame.source == 1 && number_at(number, 0) == 2)
      return send({FrameType::closed, 1, "enough of you"});
    if (frame.source == 1) return;
    send({number_at(number, 0) == 2 ? FrameType::refused : FrameType::accepted, frame.source,
          number});
  }

  FramePool& pool_;
  Events events_;
  std::string heard_;
  std::optional<XorCipher> in_, out_;
  bool closed_ = false;
};

StreamFactory FramePool::factory() {
  return [this](Stream::Events events) {
    return std::make_shared<FramePeer>(*this, std::move(events));
  };
}

/// What a source is told; its jobs are mined, five shares of each.
struct Worker : SourceObserver, JobSink {
  Result<void> set_extranonce(Extranonce) override { return {}; }
  Result<void> set_job(JobOffer offer) override {
    mining = true;
    last = offer;
    for (int i = 0; i < 5; ++i) found(find_share(offer, i));
    return {};
  }
  void drop_job() override { mining = false; }
  void on_authorized() override { ++opened; }
  void on_closed(const Error& why) override { closings.push_back(why.message); }
  void on_result(const SubmitResult& result) override { ends.push_back(result.outcome.kind); }
  void on_share_dropped(const Share&, StaleFault) override { ++dropped; }
  auto count(ShareOutcome::Kind kind) const { return std::count(ends.begin(), ends.end(), kind); }

  std::function<void(Share)> found;
  JobOffer last;
  bool mining = false;
  int opened = 0, dropped = 0;
  std::vector<std::string> closings;
  std::vector<ShareOutcome::Kind> ends;
};

class FrameClient : public ::testing::Test, public ConnectionObserver {
 protected:
  void make(const ClientOptions& options) {
    PoolStack stack{through_xor(pool.factory()),
                    [](const ClientOptions& final_options, ConnectionObserver& observer) {
                      return std::make_unique<FrameProtocol>(final_options, observer);
                    }};
    driver = std::make_shared<ClientDriver>(loop, options, std::move(stack), *this);
  }
  void SetUp() override {
    options.retry_pause = options.retry_pause_max = milliseconds(1);
    make(options);
  }
  ~FrameClient() override { driver->abandon(); }

  Result<void> open(SourceNumber number, std::string name) {
    Worker& worker = workers.at(number);
    worker.found = [this, number](Share share) {
      loop.post(
          [this, number, share] { driver->submit(number, share, Protocol::Time::clock::now()); });
    };
    SourceSetup setup;
    setup.worker = std::move(name);
    setup.sink = &worker;
    setup.observer = &worker;
    return driver->open(number, setup);
  }
  void open_three() {
    for (SourceNumber number = 0; number < 3; ++number)
      EXPECT_TRUE(open(number, "worker" + std::to_string(number)));
  }
  bool until(const std::function<bool()>& holds) {
    bool held = false;
    int left = 20'000;
    const std::function<void()> look = [&] {
      held = holds();
      if (held || --left == 0) return loop.stop();
      loop.post_after(milliseconds(1), look);
    };
    loop.post(look);
    while (!held && left > 0) loop.run();
    return held;
  }
  /// All shares of the three sources have come to their ends.
  bool settled() const {
    return std::all_of(workers.begin(), workers.begin() + 3,
                       [](const Worker& worker) { return worker.ends.size() == 5; });
  }

  void on_disconnected(const Error& why, std::optional<milliseconds>) override {
    disconnects.push_back(why);
  }
  void on_line(bool outgoing, std::string_view line) override {
    (outgoing ? lines_out : lines_in).emplace_back(line);
  }
  void on_frame(bool outgoing, std::string_view bytes) override {
    (outgoing ? frames_out : frames_in).emplace_back(bytes);
  }
  void on_end(ClientEnd how, const Error& why) override {
    ended = how;
    end_reason = why;
  }

  Loop loop;
  ClientOptions options = test_options();
  FramePool pool{loop};
  std::array<Worker, 9> workers;
  std::shared_ptr<ClientDriver> driver;
  std::vector<Error> disconnects;
  std::vector<std::string> lines_in, lines_out, frames_in, frames_out;
  std::optional<ClientEnd> ended;
  Error end_reason;
};

TEST_F(FrameClient, ThreeSourcesShareAConnection) {
  open_three();
  driver->start();
  ASSERT_TRUE(until([this] { return settled(); }));
  EXPECT_EQ(pool.connections, 1);
  EXPECT_EQ(workers[0].count(ShareOutcome::Kind::accepted), 5);
  EXPECT_EQ(pool.answers, 1) << "one answer for five shares";
  EXPECT_EQ(workers[1].closings, std::vector<std::string>{"enough of you"});
  EXPECT_EQ(workers[1].count(ShareOutcome::Kind::lost), 5) << "never answered";
  EXPECT_FALSE(workers[1].mining);
  EXPECT_FALSE(driver->source_ready(1));
  EXPECT_EQ(workers[2].count(ShareOutcome::Kind::accepted), 4);
  EXPECT_EQ(workers[2].count(ShareOutcome::Kind::rejected), 1);
  EXPECT_TRUE(driver->source_ready(0) && driver->source_ready(2)) << "the others go on";
  EXPECT_TRUE(disconnects.empty());
  driver->submit(1, find_share(workers[1].last, 0), Protocol::Time{});
  EXPECT_EQ(workers[1].dropped, 1) << "found after its source was closed";
  const auto opens = pool.of_type(FrameType::open);
  ASSERT_EQ(opens.size(), 3U);
  for (const Frame& frame : opens)
    EXPECT_EQ(frame.payload, "worker" + std::to_string(frame.source));
}

TEST_F(FrameClient, BytesAndTextOfAMessageAreToldTogether) {
  open_three();
  driver->start();
  ASSERT_TRUE(until([this] { return settled(); }));
  EXPECT_EQ(frames_out.size(), lines_out.size());
  EXPECT_EQ(frames_in.size(), lines_in.size());
  EXPECT_EQ(frames_out.at(0), encode({FrameType::open, 0, "worker0"}));
  EXPECT_EQ(lines_out.at(0), "1 of source 0");
}

TEST_F(FrameClient, TheLayerBelowChangesTheBytes) {
  open_three();
  driver->start();
  ASSERT_TRUE(until([this] { return settled(); }));
  EXPECT_EQ(pool.raw.at(0).size(), key_size);
  for (const std::string& bytes : pool.raw) EXPECT_EQ(bytes.find("worker"), bytes.npos);
}

TEST_F(FrameClient, AHandshakeThatFailsIsAFailedAttempt) {
  pool.key = std::string(key_size, '\0');
  options.retries = 1;
  driver->abandon();
  make(options);
  open_three();
  driver->start();
  ASSERT_TRUE(until([this] { return ended.has_value(); }));
  EXPECT_EQ(ended, ClientEnd::unreachable);
  EXPECT_EQ(end_reason.message, "the pool's key is empty");
  EXPECT_EQ(pool.connections, 2);
  EXPECT_TRUE(lines_out.empty()) << "the protocol was never asked";
}

TEST_F(FrameClient, SourcesOpenAndCloseOnALiveConnection) {
  open_three();
  driver->start();
  ASSERT_TRUE(until([this] { return settled(); }));
  EXPECT_TRUE(open(3, "late"));
  ASSERT_TRUE(until([this] { return workers[3].ends.size() == 5; }));
  driver->close(0);
  EXPECT_FALSE(workers[0].mining);
  ASSERT_TRUE(until([this] { return !pool.of_type(FrameType::close).empty(); }));
  EXPECT_EQ(pool.of_type(FrameType::close).at(0).source, 0U);
  driver->submit(0, find_share(workers[0].last, 0), Protocol::Time{});  // too late, and no harm
  EXPECT_TRUE(driver->source_ready(3));
  EXPECT_EQ(pool.connections, 1);
  for (const SourceNumber number : {1, 2, 3}) driver->close(number);
  EXPECT_TRUE(driver->resting()) << "the connection goes with the last source";
}

TEST_F(FrameClient, AfterALossAllSourcesAreOpenedAgain) {
  open_three();
  driver->start();
  ASSERT_TRUE(until([this] { return settled(); }));
  pool.hang_up();
  EXPECT_FALSE(workers[0].mining || workers[2].mining);
  ASSERT_TRUE(until([this] {
    return workers[0].opened == 2 && workers[1].opened == 2 && workers[2].opened == 2;
  }));
  EXPECT_EQ(pool.connections, 2);
}

TEST_F(FrameClient, AChangedWishGoesDown) {
  open_three();
  driver->start();
  ASSERT_TRUE(until([this] { return settled(); }));
  SourceWishes wishes;
  wishes.difficulty = 4096;
  driver->set_wishes(2, wishes);
  ASSERT_TRUE(until([this] { return !pool.of_type(FrameType::wish).empty(); }));
  const Frame wish = pool.of_type(FrameType::wish).at(0);
  EXPECT_EQ(wish.source, 2U);
  EXPECT_EQ(number_at(wish.payload, 0), 4096U);
}

TEST_F(FrameClient, TheProtocolJudgesItsOptionsAndItsSources) {
  for (SourceNumber number = 0; number < FrameProtocol::most_sources; ++number)
    EXPECT_TRUE(open(number, number == 0 ? std::string(33, 'x') : "short"));
  EXPECT_EQ(open(FrameProtocol::most_sources, "one too many").error().code, Errc::exhausted);
  EXPECT_FALSE(open(0, "again"));
  driver->start();
  ASSERT_TRUE(until([this] { return ended.has_value(); }));
  EXPECT_EQ(ended, ClientEnd::refused);
  EXPECT_EQ(end_reason.message, "the worker's name is too long");
  EXPECT_EQ(pool.connections, 0);
}

TEST_F(FrameClient, StoppingWaitsForTheAnswers) {
  open_three();
  driver->start();
  ASSERT_TRUE(until([this] { return workers[2].mining; }));
  driver->stop(seconds(10));
  ASSERT_TRUE(until([this] { return ended.has_value(); }));
  EXPECT_EQ(ended, ClientEnd::stopped);
  for (const Worker& worker : workers) EXPECT_FALSE(worker.mining);
}

TEST_F(FrameClient, AGroupFailsOverBetweenProtocols) {
  open_three();
  RecordingSink sink;
  RecordingObserver seen;
  ScriptedPool other(loop);
  const auto v1 = other.driver_for(options, sink, seen);
  std::vector<PoolId> active;
  PoolHealth health;
  health.return_after = milliseconds(1);
  const auto group =
      std::make_shared<ClientGroup>(loop, std::vector{driver, v1}, PoolStrategy::failover, health,
                                    [&](PoolId id, const std::string&) { active.push_back(id); });
  group->start();
  ASSERT_TRUE(until([this] { return workers[2].mining; }));
  EXPECT_TRUE(group->switch_to(1));
  ASSERT_TRUE(until([&] { return sink.mining; }));
  for (const Worker& worker : workers) EXPECT_FALSE(worker.mining) << "all its sources are silent";
  EXPECT_TRUE(group->switch_to(0));
  ASSERT_TRUE(until([this] { return workers[0].mining && workers[2].mining; }));
  EXPECT_FALSE(sink.mining);
  EXPECT_EQ(active, (std::vector<PoolId>{0, 1, 0}));
  v1->abandon();
}

}  // namespace
}  // namespace wildcat::stratum
