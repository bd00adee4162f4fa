// SPDX-License-Identifier: MIT
// The fault matrix: each step of a connection x each thing that can go wrong there, once, on real
// sockets. The client has to come back by itself, lose no share that can still be sent, and say
// nothing of one pool to another. docs/RELIABILITY.md holds the table that this run makes; with
// WILDCAT_UPDATE_DOCS=1 in the environment it is written, otherwise compared.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>

#include "stratum/net/tls_context.h"
#include "tests/fault/plain_server.h"
#include "wildcat/pool_group.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

enum class Layer { plain, tls, socks, http };
enum class Trouble { none, close, reset, stall, garbage, wrong_type, oversize, alert, refusal };

constexpr std::array fault_names{"none",       "close",    "reset", "stall",  "garbage",
                                 "wrong type", "oversize", "alert", "refusal"};

/// What ends a stall.
enum class Limit { connect, silence, reply };

/// A place where something can go wrong, and what can.
struct Step {
  const char* name;
  Layer layer;
  const char* method;  ///< the client's line that meets the fault; empty: before the first line
  bool answered;       ///< the pool has taken the line, only the answer is lost
  std::vector<Trouble> faults;
  Limit limit;
};

const std::vector<Trouble> any_talk{Trouble::close,   Trouble::reset,      Trouble::stall,
                                    Trouble::garbage, Trouble::wrong_type, Trouble::oversize};

std::vector<Step> steps() {
  const std::vector<Trouble> no_types{Trouble::close, Trouble::reset, Trouble::stall,
                                      Trouble::garbage, Trouble::oversize};
  std::vector<Trouble> handshake = no_types, proxy = no_types;
  handshake.push_back(Trouble::alert);
  proxy.push_back(Trouble::refusal);
  constexpr Limit attempt = Limit::connect, reply = Limit::reply;
  return {{"SOCKS proxy", Layer::socks, "", false, proxy, attempt},
          {"HTTP proxy", Layer::http, "", false, proxy, attempt},
          {"TLS handshake", Layer::tls, "", false, handshake, attempt},
          {"configure", Layer::plain, "mining.configure", false, any_talk, attempt},
          {"subscribe", Layer::plain, "mining.subscribe", false, any_talk, attempt},
          {"authorize", Layer::plain, "mining.authorize", false, any_talk, attempt},
          {"first job", Layer::plain, "first job", false, any_talk, Limit::silence},
          {"submit", Layer::plain, "mining.submit", false, any_talk, reply},
          {"answer to submit", Layer::plain, "mining.submit", true, any_talk, reply},
          {"subscribe in TLS", Layer::tls, "mining.subscribe", false, no_types, attempt},
          {"submit in TLS", Layer::tls, "mining.submit", false, no_types, reply},
          {"submit through SOCKS", Layer::socks, "mining.submit", false, no_types, reply}};
}

/// A pool that misbehaves once, and writes down which shares it was sent.
class MatrixPool {
 public:
  MatrixPool(std::string name, const Step* step, Trouble fault)
      : name_(std::move(name)),
        step_(step),
        fault_(fault),
        context_(server_tls_context(certificate()).value()),
        server_([this](int fd) { serve(fd); }) {}

  static const TlsCertificate& certificate() {
    static const TlsCertificate made = make_tls_certificate().value();
    return made;
  }
  std::uint16_t port() const { return server_.port(); }
  bool faulted() const { return faulted_; }
  /// Shares for jobs that are not this pool's, or under another's user name.
  int strange() const { return strange_; }
  /// Shares that it has answered with yes.
  int taken() const { return taken_; }

 private:
  void serve(int fd) {
    fd_ = fd;
    const Layer layer = step_ != nullptr ? step_->layer : Layer::plain;
    if (*method() == '\0' && due()) return commit(plain_talk(fd), "");
    if (layer == Layer::socks) {
      hear_bytes(3);
      say(fd, std::string("\x05\x00", 2));
      hear_bytes(4 + 1 + 9 + 2);
      say(fd, std::string("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x01", 10));
    }
    if (layer == Layer::http) {
      for (std::string line = hear(fd); !line.empty() && line != "\r"; line = hear(fd)) {
      }
      say(fd, "HTTP/1.1 200 OK\r\n\r\n");
    }
    if (layer != Layer::tls) return play(plain_talk(fd));
    serve_tls(context_.get(), fd, [this](const Talk& talk) { play(talk); });
  }

  void hear_bytes(int count) {
    char c = 0;
    while (count-- > 0 && plain_talk(fd_).next(c)) {
    }
  }

  const char* method() const { return step_ != nullptr ? step_->method : "none"; }
  bool due() const { return fault_ != Trouble::none && !faulted_; }

  void play(const Talk& talk) {
    for (std::string line = talk.hear(); !line.empty(); line = talk.hear()) {
      const std::string id = "{\"id\":" + std::to_string(id_of(line));
      if (due() && is_call(line, method())) {
        if (step_->answered) count(line);
        commit(talk, id);
        if (fault_ != Trouble::wrong_type) return;
        if (is_call(line, "mining.authorize")) welcome(talk);  // it is no refusal
        continue;
      }
      if (!answer(talk, line, id)) return;
    }
  }

  bool answer(const Talk& talk, const std::string& line, const std::string& id) {
    if (is_call(line, "mining.configure"))
      talk.say(id + R"(,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"}})"
                    "\n");
    if (is_call(line, "mining.subscribe"))
      talk.say(id + ",\"result\":[[[\"mining.notify\",\"s\"]],\"" + name_ + "\",4]}\n");
    if (is_call(line, "mining.submit")) {
      count(line);
      talk.say(id + ",\"result\":true}\n");
      ++taken_;
    }
    if (!is_call(line, "mining.authorize")) return true;
    talk.say(id + ",\"result\":true}\n");
    return welcome(talk);
  }

  /// What follows an accepted login. False: the connection is over.
  bool welcome(const Talk& talk) {
    talk.say("{\"method\":\"mining.set_difficulty\",\"params\":[1e-9]}\n");
    if (due() && std::string(method()) == "first job") {
      commit(talk, "{\"id\":null,\"method\":\"mining.notify\"");
      if (fault_ != Trouble::wrong_type) return false;
    }
    NotifyText job;
    job.id = name_;
    talk.say(job.str() + "\n");
    return true;
  }

  /// Does wrong what is to go wrong; `begin` is the beginning of an answer.
  void commit(const Talk& talk, const std::string& begin) {
    faulted_ = true;
    const bool protocol = !begin.empty();
    switch (fault_) {
      case Trouble::reset: {
        const linger at_once{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        return;
      }
      case Trouble::stall:
        return wait_for_the_end();
      case Trouble::garbage:
        talk.say(protocol ? "\x16\x03\x01 no\nmessage\n[]\n42\n{\n"
                          : "\r\n\r\n no such thing \r\n");
        break;
      case Trouble::wrong_type:
        talk.say(begin + R"(,"result":{"a":[17]},"params":{"b":"c"},"error":null})"
                         "\n");
        return;
      case Trouble::oversize:
        for (int i = 0; i < 300 && talk.say(std::string(1024, 'x')); ++i) {
        }
        break;
      case Trouble::alert:
        say(fd_, std::string("\x15\x03\x03\x00\x02\x02\x28", 7));
        break;
      case Trouble::refusal:
        if (step_->layer == Layer::http) say(fd_, "HTTP/1.1 503 Busy\r\n\r\n");
        if (step_->layer == Layer::socks) say(fd_, std::string("\x05\x00\x05\x01\x00\x01", 6));
        break;
      default:
        return;
    }
    wait_for_the_end();
  }

  void wait_for_the_end() {
    char c = 0;
    while (plain_talk(fd_).next(c)) {
    }
  }

  void count(const std::string& line) {
    const bool own = line.find("\"user-" + name_ + "\",\"" + name_ + "\"") != line.npos;
    if (!own) ++strange_;
  }

  std::string name_;
  const Step* step_;
  Trouble fault_;
  int fd_ = -1;
  std::atomic<bool> faulted_{false};
  std::atomic<int> strange_{0}, taken_{0};
  TlsContext context_;
  PlainServer server_;
};

bool meets_shares(const Step& step) { return std::string(step.method) == "mining.submit"; }

/// Only what ends this stall is short: then nothing else can have ended it. Faults that show
/// themselves are met without any limit.
void set_limits(ClientOptions& options, const Step& step, Trouble trouble) {
  const bool stalls = trouble == Trouble::stall;
  const auto limit = [&](Limit which, milliseconds brief) {
    const bool helps = which == step.limit || (which == Limit::silence && meets_shares(step));
    return stalls && helps ? brief : milliseconds(std::chrono::hours(1));
  };
  options.connect_timeout = limit(Limit::connect, milliseconds(150));
  options.silence_timeout = limit(Limit::silence, milliseconds(400));
  options.reply_timeout = limit(Limit::reply, milliseconds(300));
  options.job_timeout = std::chrono::hours(1);
}

/// The client of one pool: mines two shares of each job that reaches it.
struct MatrixClient : RecordingObserver, JobSink {
  MatrixClient(Loop& on, const MatrixPool& pool, const std::string& name, Layer layer,
               ClientOptions options)
      : loop(on) {
    options.pool = *parse_pool_url("127.0.0.1:" + std::to_string(pool.port()));
    if (layer == Layer::tls) options.pool.scheme = "stratum+ssl";
    if (layer == Layer::tls) options.tls.fingerprint = MatrixPool::certificate().fingerprint;
    if (layer == Layer::socks || layer == Layer::http) {
      const auto kind = layer == Layer::http ? ProxyUrl::Kind::http : ProxyUrl::Kind::socks5h;
      options.proxy = ProxyUrl{kind, "127.0.0.1", pool.port(), "", ""};
      options.pool.host = "pool.test";
    }
    options.user = "user-" + name;
    options.retry_pause = milliseconds(5);
    options.retry_pause_max = milliseconds(20);
    client = std::make_unique<Client>(on, options, *this, *this);
  }
  Result<void> set_extranonce(Extranonce told) override {
    extranonce = std::move(told);
    return {};
  }
  Result<void> set_job(JobOffer offer) override {
    current = MinedJob{std::move(offer), extranonce};
    for (int i = 0; i < 2; ++i) find();
    return {};
  }
  void drop_job() override { current.reset(); }
  void find() {
    ++found;
    client->submit(mine(*current, 0, searched++));
  }
  void on_result(const SubmitResult& result) override {
    RecordingObserver::on_result(result);
    if (result.outcome.kind == ShareOutcome::Kind::accepted) ++accepted;
    if (current && searched < 60) find();
  }
  /// Each share that was found has exactly one end.
  bool all_accounted_for() const {
    std::set<std::uint64_t> numbers;
    for (const auto& result : results) numbers.insert(result.submission.number);
    return numbers.size() == results.size() &&
           results.size() + dropped.size() == static_cast<std::size_t>(found);
  }
  int lost() const {
    return static_cast<int>(results.size()) - accepted + static_cast<int>(dropped.size());
  }

  Loop& loop;
  std::unique_ptr<Client> client;
  std::optional<MinedJob> current;
  Extranonce extranonce;
  int found = 0, searched = 0, accepted = 0;
};

struct Outcome {
  bool recovered = false, accounted = false;
  int strange = 0, lost_to_fault = 0;
};

/// The first pool misbehaves once; a second one stands by.
Outcome run(const Step& step, Trouble fault) {
  Loop loop;
  MatrixPool first("aa", &step, fault), second("bb", nullptr, Trouble::none);
  ClientOptions options = test_options();
  set_limits(options, step, fault);
  MatrixClient one(loop, first, "aa", step.layer, options),
      two(loop, second, "bb", Layer::plain, options);
  PoolHealth health;
  health.job_patience = health.return_after = milliseconds(20);
  health.farewell = seconds(20);  // ends with the last answer, however busy the machine is
  Outcome outcome;
  {
    PoolGroup group(loop, {one.client.get(), two.client.get()}, PoolStrategy::failover, health);
    group.start();
    int left = 20'000;
    const std::function<void()> look = [&] {
      // Three shares more than it had taken when it failed.
      if (first.faulted() && first.taken() >= 3 && one.current) outcome.recovered = true;
      if (!outcome.recovered && --left > 0) return loop.post_after(milliseconds(1), look);
      one.current.reset();
      two.current.reset();
      one.client->stop(seconds(20));
      two.client->stop(seconds(20));
    };
    loop.post(look);
    loop.run();
  }
  outcome.strange = first.strange() + second.strange();
  outcome.accounted = one.all_accounted_for() && two.all_accounted_for();
  outcome.lost_to_fault = one.lost() + two.lost();
  return outcome;
}

/// The rows between the marks are the run's.
constexpr std::string_view begin_mark = "<!-- begin: made by the test -->\n",
                           end_mark = "<!-- end -->\n";

class Matrix : public ::testing::Test {
 protected:
  static std::string read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
};

/// What may be lost: what the pool lets wait for too long, and what it refuses.
const char* loss(const Step& step, Trouble trouble) {
  if (meets_shares(step) && trouble == Trouble::stall) return "those not answered in time";
  return "none";
}

/// What ends it, and after what time by default.
std::string notice(const Step& step, Trouble trouble) {
  const ClientOptions usual;
  const auto named = [](const char* name, milliseconds time) {
    return name + (" (" + std::to_string(time / seconds(1)) + " s)");
  };
  const std::string silence = named("silence_timeout", usual.silence_timeout);
  if (trouble != Trouble::stall) return "the fault itself";
  if (step.limit == Limit::connect) return named("connect_timeout", usual.connect_timeout);
  if (step.limit == Limit::silence) return silence;
  return "share: " + named("reply_timeout", usual.reply_timeout) + ", pool: " + silence;
}

std::string row(const Step& step, Trouble trouble, const Outcome& outcome) {
  return "| " + std::string(step.name) + " | " + fault_names.at(static_cast<std::size_t>(trouble)) +
         " | " + notice(step, trouble) + " | " + (outcome.recovered ? "yes" : "NO") + " | " +
         loss(step, trouble) + " | " + (outcome.accounted ? "yes" : "NO") + " | " +
         std::to_string(outcome.strange) + " |\n";
}

TEST_F(Matrix, EveryStepAndEveryFault) {
  std::string table =
      "| step | fault | noticed by | comes back | shares lost | shares accounted for | shares sent "
      "to "
      "the wrong pool |\n|---|---|---|---|---|---|---|\n";
  for (const Step& step : steps()) {
    for (const Trouble fault : step.faults) {
      const Outcome outcome = run(step, fault);
      table += row(step, fault, outcome);
      const std::string name =
          std::string(step.name) + ", " + fault_names.at(static_cast<std::size_t>(fault));
      EXPECT_TRUE(outcome.recovered) << name;
      EXPECT_TRUE(outcome.accounted) << name;
      EXPECT_EQ(outcome.strange, 0) << name;
      const bool may_lose = loss(step, fault) != std::string("none");
      EXPECT_TRUE(may_lose || outcome.lost_to_fault == 0) << name << outcome.lost_to_fault;
    }
  }
  const std::string path = WILDCAT_DOCS "/RELIABILITY.md";
  const std::string page = read(path);
  const auto begin = page.find(begin_mark), end = page.find(end_mark);
  ASSERT_TRUE(begin != page.npos && end != page.npos) << path << " has no place for the table";
  const std::string fresh = page.substr(0, begin + begin_mark.size()) + table + page.substr(end);
  if (std::getenv("WILDCAT_UPDATE_DOCS") != nullptr) std::ofstream(path) << fresh;
  EXPECT_EQ(read(path), fresh) << "run this test with WILDCAT_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace wildcat::stratum
