// SPDX-License-Identifier: MIT
// See mine_run.h. Everything here happens on the loop's thread. The end is decided once (end()),
// and carried out by the loop (shut_down()), so that it may be decided from within any callback.
#include "miner/mine_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json/array.hpp>
#include <csignal>
#include <random>

#include "miner/report/event_fields.h"
#include "miner/report/summary.h"
#include "miner/text.h"
#include "wildcat/version.h"

namespace wildcat::program {

using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

constexpr auto answer_grace = 500ms;   ///< for the pool's last answers
constexpr auto exit_deadline = 800ms;  ///< then the loop ends whatever the pool does
constexpr std::uint64_t rate_event_ticks = 5;

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

MinerOptions miner_options(Observer& observer) {
  MinerOptions options;
  options.observer = &observer;
  options.seed = random_seed();
  return options;
}

template <class T>
json::value or_null(const std::optional<T>& value) {
  if (!value) return nullptr;
  return *value;
}

json::object limit_fields(const LimitOptions& limits) {
  return {{"max_seconds", or_null(limits.max_seconds)},
          {"max_shares", or_null(limits.max_shares)},
          {"max_blocks", or_null(limits.max_blocks)}};
}

/// A second signal does not wait for anything.
extern "C" void leave_at_once(int) { _exit(number(ExitCode::runtime_failure)); }

}  // namespace

MineRun::MineRun(MineOptions options, Console& console)
    : options_(std::move(options)),
      console_(console),
      events_([this](const Error& why) { end({ExitCode::runtime_failure, why.message}); },
              Redactor(options_.password)),
      device_reporter_(loop_, console_, events_, [this] { device_failed(); }),
      miner_(miner_options(device_reporter_)),
      limits_(options_.limits) {}

MineRun::~MineRun() { miner_.stop(); }

ExitCode MineRun::run() {
  if (auto opened = events_.open(options_.events); !opened) {
    end({ExitCode::runtime_failure, opened.error().message});
  } else if (auto devices = prepare_devices(); !devices) {
    end({exit_code_for_device_error(devices.error()), devices.error().message});
  } else if (auto pool = prepare_pool(); !pool) {
    end({ExitCode::runtime_failure, pool.error().message});
  } else {
    announce();
  }
  if (!ending_) mine();
  return say_goodbye();
}

Result<void> MineRun::prepare_devices() {
  auto list = find_devices(options_.work);
  if (!list) return list.error();
  for (const std::string& text : list->warnings) {
    console_.warning(text);
    events_.write("warning", {{"text", text}});
  }
  for (auto& device : list->devices) {
    devices_.push_back(device->info());
    kernels_.push_back(device->kernel());
    scanners_.push_back(device->scanners());
    if (auto added = miner_.add_device(std::move(device)); !added) return added.error();
  }
  return {};
}

Result<void> MineRun::prepare_pool() {
  if (!options_.pool) {
    local_pool_ = std::make_unique<LocalPool>();
    const auto port = local_pool_->start();
    if (!port) return port.error();
    options_.pool.emplace();
    options_.pool->scheme = "stratum+tcp";
    options_.pool->host = "127.0.0.1";
    options_.pool->port = *port;
  }
  PoolGlue::Hooks hooks;
  hooks.on_outcome = [this](const ShareOutcome& outcome) {
    if (auto ending = limits_.count(outcome)) end(std::move(*ending));
  };
  hooks.on_end = [this](stratum::ClientEnd how, const Error& why) { pool_ended(how, why); };
  pool_ = std::make_unique<PoolGlue>(loop_, miner_, console_, events_, client_options(),
                                     options_.protocol_dump, std::move(hooks));
  return {};
}

stratum::ClientOptions MineRun::client_options() const {
  stratum::ClientOptions client;
  client.pool = *options_.pool;
  client.user = options_.user;
  client.password = options_.password;
  client.user_agent = fmt::format("wildcat/{}", version_string);
  client.version_rolling = options_.version_rolling;
  client.version_mask = options_.version_mask;
  client.retries = options_.retries;
  client.retry_pause = options_.retry_pause;
  client.seed = random_seed();
  client.max_shares = options_.limits.max_shares;
  return client;
}

void MineRun::announce() {
  console_.line(fmt::format("Wildcat {}, SHA-256d", version_string));
  json::array devices;
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    const DeviceInfo& info = devices_[i];
    console_.line(fmt::format("device     {} {}: kernel {}, {} threads", info.id, info.name,
                              kernels_[i], scanners_[i]));
    devices.push_back(json::object{{"device", info.id},
                                   {"backend", info.backend},
                                   {"name", info.name},
                                   {"kernel", kernels_[i]},
                                   {"scanners", scanners_[i]}});
  }
  const std::string pool = options_.pool->display();
  console_.line(fmt::format("pool       {} as {}", pool, options_.user));
  if (local_pool_ != nullptr)
    console_.warning(
        "PRACTICE: this pool runs inside this program and NOTHING MINED HERE EARNS ANYTHING. "
        "Use -o URL -u USER to mine on a real pool.");
  events_.write("start", {{"version", version_string},
                          {"pid", getpid()},
                          {"pool", pool},
                          {"user", options_.user},
                          {"practice", local_pool_ != nullptr},
                          {"devices", std::move(devices)},
                          {"limits", limit_fields(options_.limits)}});
}

void MineRun::mine() {
  if (auto started = miner_.start(); !started)
    return end({ExitCode::runtime_failure, started.error().message});
  mining_ = true;
  arm();
  pool_->start();
  loop_.run();
  miner_.stop();
  console_.end_status();
}

void MineRun::arm() {
  loop_.on_signal([this](int signal) {
    std::signal(SIGINT, leave_at_once);
    std::signal(SIGTERM, leave_at_once);
    end({ExitCode::ok, signal == SIGINT ? "interrupted" : "terminated"});
  });
  if (options_.limits.max_seconds) {
    const std::chrono::duration<double> limit(*options_.limits.max_seconds);
    loop_.post_after(std::chrono::ceil<std::chrono::milliseconds>(limit),
                     [this] { end(limits_.time_up()); });
  }
  loop_.post_after(1s, [this] { tick(); });
}

void MineRun::tick() {
  if (ending_) return;
  const Stats stats = miner_.stats();
  console_.status(status_text(stats));
  if (++ticks_ % rate_event_ticks == 0 && events_.active())
    events_.write("rate", rate_fields(stats));
  loop_.post_after(1s, [this] { tick(); });
}

void MineRun::end(Ending ending) {
  if (ending_) return;
  ending_ = std::move(ending);
  if (mining_) loop_.post([this] { shut_down(); });
}

void MineRun::shut_down() {
  // First the miner: what its units in flight have proven reaches the client before it closes.
  loop_.post_after(exit_deadline, [this] { loop_.stop(); });
  miner_.stop();
  pool_->stop(answer_grace);
}

void MineRun::pool_ended(stratum::ClientEnd how, const Error& why) {
  if (how == stratum::ClientEnd::unreachable) end({ExitCode::pool_unreachable, why.message});
  if (how == stratum::ClientEnd::refused) end({ExitCode::refused, why.message});
  loop_.stop();
}

void MineRun::device_failed() {
  const Stats stats = miner_.stats();
  for (const DeviceStats& device : stats.devices)
    if (!device.failed) return;
  end({ExitCode::runtime_failure, "every device has failed; see the messages above."});
}

ExitCode MineRun::say_goodbye() {
  if (!ending_) ending_ = Ending{ExitCode::runtime_failure, "the event loop ended by itself."};
  const ExitCode code = ending_->code;
  const std::string reason = Redactor(options_.password)(ending_->reason);
  const bool fine = code == ExitCode::ok || code == ExitCode::time_limit;
  if (fine)
    console_.line(fmt::format("goodbye    {}", reason));
  else
    console_.error(reason);
  const Stats stats = miner_.stats();
  if (mining_)
    for (const std::string& line : goodbye_lines(stats)) console_.plain(line);
  events_.write("exit", {{"code", number(code)},
                         {"name", std::string(to_string(code))},
                         {"reason", reason},
                         {"totals", totals_fields(stats)}});
  return ending_->code;
}

}  // namespace wildcat::program
