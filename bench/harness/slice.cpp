// SPDX-License-Identifier: MIT
// A scanner's rate over a slice of time (drive.h), counted between completions.
#include <algorithm>

#include "bench/harness/drive.h"

namespace wildcat::program::bench {

namespace {

using SliceClock = std::chrono::steady_clock;

constexpr std::uint32_t all_versions = 1u << 16;
/// Shorter than a scanner likes: among many units one is undisturbed.
constexpr std::uint64_t parts_of_a_unit = 4;

class SliceRun {
 public:
  explicit SliceRun(Scanner& scanner) : scanner_(scanner), shape_(scanner.shape(all_versions)) {
    unit_.header.version = 0x20000000;
    unit_.header.ntime = 1'700'000'000;
    unit_.roll_mask = bip320_version_bits;
    unit_.versions = shape_.versions;
    unit_.nonces = {0, std::max<std::uint64_t>(shape_.nonces / parts_of_a_unit, 1)};
  }

  Result<void> fill() {
    for (; in_flight_ < shape_.in_flight; ++in_flight_) {
      ++unit_.id;
      ++unit_.header.ntime;
      if (auto submitted = scanner_.submit(unit_); !submitted) return submitted;
    }
    return {};
  }

  /// The first completion only starts the clock.
  Result<void> take() {
    const auto completion = scanner_.wait();
    if (!completion) return completion.error();
    --in_flight_;
    if (completion->status != Status::done || completion->nonces_done != unit_.nonces.count)
      return Error{Errc::device_failed, "a unit without finds came back unfinished"};
    const auto now = SliceClock::now();
    if (units_++ == 0) begun_ = last_ = now;
    const double took = std::chrono::duration<double>(now - last_).count();
    if (units_ > 1 && took > 0) fastest_ = std::max(fastest_, unit_hashes() / took);
    last_ = now;
    return {};
  }

  bool long_enough(std::chrono::duration<double> time) const {
    return units_ >= 3 && last_ - begun_ >= time;
  }
  bool idle() const { return in_flight_ == 0; }
  Slice slice() const {
    const double took = std::chrono::duration<double>(last_ - begun_).count();
    return {unit_hashes() * static_cast<double>(units_ - 1) / took, fastest_};
  }

 private:
  double unit_hashes() const { return static_cast<double>(unit_.nonces.count) * unit_.versions; }

  Scanner& scanner_;
  Shape shape_;
  WorkUnit unit_;
  std::uint32_t in_flight_ = 0;
  std::uint64_t units_ = 0;
  double fastest_ = 0;
  SliceClock::time_point begun_, last_;
};

}  // namespace

Result<Slice> run_slice(Scanner& scanner, std::chrono::duration<double> time,
                        const std::function<void()>& meanwhile) {
  SliceRun run(scanner);
  Slice slice;
  for (bool measured = false; !measured || !run.idle();) {
    if (!measured)
      if (auto filled = run.fill(); !filled) return filled.error();
    if (auto taken = run.take(); !taken) return taken.error();
    if (meanwhile) meanwhile();
    if (!measured && run.long_enough(time)) {
      measured = true;
      slice = run.slice();
    }
  }
  return slice;
}

}  // namespace wildcat::program::bench
