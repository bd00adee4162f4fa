// SPDX-License-Identifier: MIT
// What is remembered is text: the way's name, the search, launch time in microseconds, rate; one a
// line.
#include "backends/gpu/tuning.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "backends/gpu/gpu_device.h"
#include "backends/gpu/gpu_self_test.h"

namespace wildcat::gpu {
namespace {

constexpr double worth_it = 1.01;

using Microseconds = std::chrono::duration<double, std::micro>;

std::string render(const std::string& name, const Tuned& tuned) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << name << '\n'
       << search_name(tuned.version_major) << '\n'
       << Microseconds(tuned.launch_time).count() << '\n'
       << tuned.hashes_per_second << '\n';
  return std::move(text).str();
}

std::optional<Tuned> parse(const std::string& text, const std::vector<Way>& ways) {
  std::istringstream lines(text);
  lines.imbue(std::locale::classic());
  std::string name, search;
  double microseconds = 0;
  Tuned tuned;
  if (!std::getline(lines, name) || !(lines >> search >> microseconds >> tuned.hashes_per_second))
    return {};
  const auto way = std::ranges::find(ways, name, &Way::name);
  tuned.version_major = search == search_name(true);
  if (way == ways.end() || search != search_name(tuned.version_major) || !(microseconds > 0))
    return {};
  tuned.way = static_cast<std::size_t>(way - ways.begin());
  tuned.launch_time = Microseconds(microseconds);
  return tuned;
}

/// A scanner that has passed the self-test.
Result<std::unique_ptr<GpuScanner>> tested_scanner(const Way& way,
                                                   const ScannerSettings& settings) {
  auto queue = way.open_queue();
  if (!queue) return queue.error();
  auto scanner = std::make_unique<GpuScanner>(std::move(queue).value(), settings);
  if (auto sound = self_test(*scanner); !sound)
    return Error{sound.error().code, way.name + ": " + sound.error().message};
  return scanner;
}

class Tuner {
 public:
  Tuner(const std::vector<Way>& ways, ScannerSettings settings, const TuningOptions& options)
      : ways_(ways), settings_(settings), options_(options) {}

  Result<Tuned> remembered() {
    const auto text = options_.anew ? std::nullopt : options_.files.load(options_.key);
    auto tuned = text ? parse(*text, ways_) : std::nullopt;
    if (!tuned) return Error{Errc::not_found, "nothing is remembered"};
    auto scanner =
        tested_scanner(ways_[tuned->way], settings_);  // both searches, as far as allowed
    if (!scanner) return scanner.error();
    tuned->group = (*scanner)->group();
    return *tuned;
  }

  Result<Tuned> found_out() {
    auto best = fastest_way();
    if (!best) return best;
    if (options_.both_searches) try_other_search(*best);
    best->launch_time = shortest_good_launch(*best);
    options_.files.save(options_.key, render(ways_[best->way].name, *best));
    return best;
  }

 private:
  Result<Tuned> fastest_way() {
    std::optional<Tuned> best;
    for (std::size_t i = 0; i < ways_.size() && !(best && options_.first_sound); ++i) {
      const auto begun = Clock::now();
      const auto rate = rate_of(i);
      if (rate && (!best || *rate > best->hashes_per_second))
        best = Tuned{i, settings_.version_major, settings_.launch_time, *rate, group_, {}};
      // It hangs, and would do so in every other way.
      if (!rate && Clock::now() - begun >= settings_.hang_time) break;
    }
    if (!best) return last_error_;
    best->rejected = rejected_;
    return *best;
  }

  std::optional<double> rate_of(std::size_t i) {
    auto scanner = tested_scanner(ways_[i], settings_);
    auto rate =
        scanner ? options_.measure(**scanner, options_.effort) : Result<double>(scanner.error());
    if (scanner) group_ = (*scanner)->group();
    if (rate) return *rate;
    last_error_ = rate.error();
    rejected_ += (rejected_.empty() ? "" : "; ") + rate.error().message;
    return std::nullopt;
  }

  void try_other_search(Tuned& best) {
    settings_.version_major = !best.version_major;
    const auto rate = rate_of(best.way);
    if (rate && *rate > worth_it * best.hashes_per_second) {
      best.version_major = settings_.version_major;
      best.hashes_per_second = *rate;
    }
    settings_.version_major = best.version_major;
  }

  Duration shortest_good_launch(const Tuned& best) {
    std::vector<std::pair<Duration, double>> seen;
    double most = 0;
    for (const Duration time : options_.launch_times) {
      settings_.launch_time = time;
      if (const auto rate = rate_of(best.way)) {
        seen.emplace_back(time, *rate);
        most = std::max(most, *rate);
      }
    }
    for (const auto& [time, rate] : seen)
      if (rate * worth_it >= most) return time;
    return best.launch_time;
  }

  const std::vector<Way>& ways_;
  ScannerSettings settings_;
  const TuningOptions& options_;
  Error last_error_{Errc::not_runnable, "there is no way to drive this device"};
  std::uint32_t group_ = 0;  // of the last way that opened
  std::string rejected_;
};

}  // namespace

Result<Tuned> tune(const std::vector<Way>& ways, ScannerSettings settings,
                   const TuningOptions& options) {
  Tuner tuner(ways, settings, options);
  auto tuned = tuner.remembered();
  return tuned ? tuned : tuner.found_out();
}

}  // namespace wildcat::gpu
