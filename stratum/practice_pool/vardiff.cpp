// SPDX-License-Identifier: MIT
// Decides when a difficulty changes, and to what. n is the number of shares seen in the window, m
// the number that was due.
#include "stratum/practice_pool/vardiff.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace wildcat::practice {
namespace {

constexpr double ceiling = 1e18;          // beyond any miner; keeps every number finite
constexpr double largest_step = 16;       // an estimate of four shares deserves no more trust
constexpr double window = 24;             // shares, or intervals, after which a window is judged
constexpr double dead_band = 1.4;         // two standard deviations of a window's count
constexpr double shortest_window = 1e-3;  // intervals: a burst says "very fast", not "infinitely"

/// Three significant digits: what people read in a log, and exact enough.
double rounded(double value) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific, 2)
          .ptr;
  double short_value = value;
  std::from_chars(text.data(), end, short_value);
  return short_value;
}

/// Four shares where one was due, or twelve where seven: chance does that in 2 % of cases.
bool too_fast(double n, double m) { return (n >= 4 && n >= 4 * m) || (n >= 12 && n >= 1.8 * m); }

/// One where six were due, or a third of more. Chance: 2 %.
bool too_slow(double n, double m) { return (m >= 6 && n <= 1) || (m >= 8 && n <= m / 3); }

}  // namespace

Vardiff::Vardiff(double difficulty, double floor, std::chrono::milliseconds interval)
    : difficulty_(std::clamp(difficulty, std::min(floor, ceiling), ceiling)),
      floor_(std::min(floor, ceiling)),
      interval_(std::max(interval, std::chrono::milliseconds(1))) {}

double Vardiff::intervals(Clock::time_point now) const {
  return std::max((now - *begin_) / interval_, shortest_window);
}

void Vardiff::restart(Clock::time_point now) {
  begin_ = now;
  fresh_ = late_ = 0;
}

void Vardiff::fix(double difficulty) {
  fixed_ = true;
  difficulty_ = difficulty;
}

void Vardiff::set(double difficulty, Clock::time_point now) {
  if (fixed_ || !std::isfinite(difficulty) || difficulty <= 0) return;
  difficulty_ = std::clamp(difficulty, floor_, ceiling);
  silences_ = 0;
  if (begin_) restart(now);
}

void Vardiff::set_floor(double floor, Clock::time_point now) {
  if (fixed_ || !std::isfinite(floor) || floor <= 0) return;
  floor_ = std::min(floor, ceiling);
  if (difficulty_ < floor_) set(floor_, now);
}

bool Vardiff::scale(double factor, Clock::time_point now) {
  const double bounded = std::clamp(factor, 1 / largest_step, largest_step);
  const double wanted = std::clamp(rounded(difficulty_ * bounded), floor_, ceiling);
  const bool changed = wanted != difficulty_;
  difficulty_ = wanted;
  restart(now);
  return changed;
}

bool Vardiff::on_share(double difficulty, Clock::time_point now) {
  if (!begin_ || fixed_) return false;
  silences_ = 0;
  // Shares still on their way when the difficulty rose say nothing about how fast the new work
  // goes: they must not raise it again. They do prove that the miner is not silent.
  if (difficulty == difficulty_)
    fresh_ += 1;
  else
    late_ += difficulty / difficulty_;
  const double m = intervals(now);
  // The last share ended the measurement itself, so it does not count towards the rate.
  if (too_fast(fresh_, m)) return scale((fresh_ - 1) / m, now);
  return on_time(now);
}

bool Vardiff::on_time(Clock::time_point now) {
  if (!begin_ || fixed_) return false;
  const double m = intervals(now), n = fresh_ + late_;
  if (n == 0 && m >= 3) return scale(++silences_ == 1 ? 1.0 / 4 : 1 / largest_step, now);
  if (too_slow(n, m)) return scale(n / m, now);
  if (n < window && m < window) return false;
  const double ratio = n / m;
  if (ratio > dead_band || ratio < 1 / dead_band) return scale(ratio, now);
  restart(now);
  return false;
}

}  // namespace wildcat::practice
