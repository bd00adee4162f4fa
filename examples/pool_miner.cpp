// SPDX-License-Identifier: MIT
// A pool as the source of work: a Stratum client hands its jobs to a Miner and sends the shares
// back. pool_miner URL USER SHARES ends when the pool has accepted that many shares.
#include <wildcat/cpu.h>
#include <wildcat/miner.h>
#include <wildcat/stratum.h>

#include <cstdio>
#include <cstdlib>

namespace {

using wildcat::stratum::ClientEnd;
using wildcat::stratum::ClientOptions;
using wildcat::stratum::SubmitResult;

/// Where client and Miner meet. Shares come on scanners' threads; everything else is called on the
/// loop's.
class PoolSource final : public wildcat::stratum::JobSink, public wildcat::stratum::ClientObserver {
 public:
  PoolSource(wildcat::stratum::Loop& loop, wildcat::Miner& miner, const ClientOptions& options)
      : miner_(miner), wanted_(*options.max_shares), client_(loop, options, *this, *this) {
    source_ = miner_.add_source(
        {.on_share = [this](const wildcat::Share& share) { client_.submit(share); }});
    client_.start();
  }
  /// Once the source is gone, no thread comes with a share any more.
  ~PoolSource() override { miner_.remove_source(source_); }

  bool done() const { return accepted_ == wanted_; }

  wildcat::Result<void> set_extranonce(wildcat::Extranonce extranonce) override {
    return miner_.set_extranonce(source_, std::move(extranonce));
  }
  wildcat::Result<void> set_job(wildcat::JobOffer offer) override {
    return miner_.set_job(source_, std::move(offer));
  }
  void drop_job() override { miner_.drop_job(source_); }

  void on_result(const SubmitResult& result) override {
    miner_.report(source_, result.outcome);  // for the Miner's statistics
    if (result.outcome.kind != wildcat::ShareOutcome::Kind::accepted) {
      std::printf("not accepted: %s\n", result.text.c_str());
      return;
    }
    std::printf("accepted, difficulty %g\n", result.submission.difficulty);
    if (++accepted_ == wanted_) client_.stop(std::chrono::seconds(1));
  }
  void on_end(ClientEnd end, const wildcat::Error& why) override {
    if (end != ClientEnd::stopped) std::fprintf(stderr, "%s\n", why.message.c_str());
  }

 private:
  wildcat::Miner& miner_;
  wildcat::SourceId source_ = 0;
  std::uint64_t accepted_ = 0;
  const std::uint64_t wanted_;
  wildcat::stratum::Client client_;
};

int complain(const wildcat::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

int mine(const ClientOptions& options) {
  auto devices = wildcat::cpu_backend()->devices();
  if (!devices) return complain(devices.error());
  wildcat::Miner miner;
  for (auto& device : *devices)
    if (const auto added = miner.add_device(std::move(device)); !added)
      return complain(added.error());
  if (const auto started = miner.start(); !started) return complain(started.error());

  wildcat::stratum::Loop loop;
  PoolSource source(loop, miner, options);
  loop.run();  // until the client has nothing left to do
  return source.done() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t shares = argc == 4 ? std::strtoull(argv[3], nullptr, 10) : 0;
  if (shares == 0) {
    std::fprintf(stderr, "usage: pool_miner URL USER SHARES, all three; at least one share\n");
    return 2;
  }
  const auto pool = wildcat::stratum::parse_pool_url(argv[1]);
  if (!pool) return complain(pool.error());
  ClientOptions options;
  options.pool = *pool;
  options.user = argv[2];
  options.user_agent = "pool_miner";
  options.max_shares = shares;  // exact: the pool never accepts one more
  options.retries = 3;          // in a row; without this it tries forever
  return mine(options);
}
