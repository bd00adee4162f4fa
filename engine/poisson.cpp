// SPDX-License-Identifier: MIT
// Poisson tails are incomplete gamma functions: P(X >= n; mean) = P(n, mean), for which there are a
// series left of the peak and a continued fraction right of it (DLMF 8.11.4 and 8.9.2). Both take
// about sqrt(n) steps, so large counts use the Wilson-Hilferty cube-root normal approximation,
// whose error has vanished by then.
#include "engine/poisson.h"

#include <algorithm>
#include <cmath>

#include "wildcat/stats.h"

namespace wildcat {
namespace {

constexpr double large_count = 10'000;
constexpr double normal_97_5 = 1.959963984540054;  // 97.5 % quantile of the normal distribution

/// log(Gamma(a)) for a >= 1 by Stirling's series, moved to where it converges fast. (std::lgamma
/// writes a global in some libraries.)
double log_gamma(double a) {
  double product = 1;
  for (; a < 12; a += 1) product *= a;
  const double r = 1 / (a * a);
  const double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r / 1680))) / a;
  const double half_log_2pi = 0.9189385332046727;
  return (a - 0.5) * std::log(a) - a + half_log_2pi + series - std::log(product);
}

/// x^a e^-x / Gamma(a), the factor both expansions share.
double front(double a, double x) { return std::exp(a * std::log(x) - x - log_gamma(a)); }

/// P(a, x), good for x < a + 1.
double lower_by_series(double a, double x) {
  double term = 1 / a;
  double sum = term;
  for (double n = a + 1; term > sum * 1e-16; n += 1) sum += term *= x / n;
  return sum * front(a, x);
}

/// Q(a, x) = 1 - P(a, x), good for x >= a + 1 (Lentz's evaluation of the continued fraction).
double upper_by_fraction(double a, double x) {
  constexpr double tiny = 1e-300;
  double b = x + 1 - a;
  double c = 1 / tiny;
  double d = 1 / b;
  double fraction = d;
  for (double i = 1, change = 0; std::abs(change - 1) > 1e-15 && i < 100'000; i += 1) {
    b += 2;
    d = 1 / std::max(tiny, i * (a - i) * d + b);
    c = std::max(tiny, b + i * (a - i) / c);
    change = d * c;
    fraction *= change;
  }
  return fraction * front(a, x);
}

double normal_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// Wilson-Hilferty: the cube root of a gamma variable of shape a is nearly normal.
double hilferty_z(double a, double x) {
  return (std::cbrt(x / a) - 1 + 1 / (9 * a)) * 3 * std::sqrt(a);
}

struct Tails {
  double lower, upper;  // P(a, x), Q(a, x), each computed without cancellation where it is small
};

Tails gamma_tails(double a, double x) {
  if (x <= 0) return {0, 1};
  if (a > large_count) {
    const double z = hilferty_z(a, x);
    return {normal_below(z), normal_below(-z)};
  }
  if (x < a + 1) {
    const double lower = lower_by_series(a, x);
    return {lower, 1 - lower};
  }
  const double upper = upper_by_fraction(a, x);
  return {1 - upper, upper};
}

/// The x at which P(a, x) = p, for p = 2.5 % or 97.5 % (z the matching normal quantile): the
/// Wilson-Hilferty guess, then bisection where that is not good enough.
double gamma_quantile(double a, double p, double z) {
  const double root = 1 - 1 / (9 * a) + z / (3 * std::sqrt(a));
  if (a > large_count) return a * root * root * root;
  double low = 0;
  double high = a + 10 * std::sqrt(a) + 10;
  for (int i = 0; i < 100 && high - low > 1e-12 * high; ++i) {
    const double middle = (low + high) / 2;
    (gamma_tails(a, middle).lower < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

double poisson_at_most(std::uint64_t count, double mean) {
  return gamma_tails(static_cast<double>(count) + 1, mean).upper;
}

double poisson_at_least(std::uint64_t count, double mean) {
  return count == 0 ? 1 : gamma_tails(static_cast<double>(count), mean).lower;
}

double poisson_p_value(std::uint64_t count, double expected) {
  const double tail = std::min(poisson_at_most(count, expected), poisson_at_least(count, expected));
  return std::min(1.0, 2 * tail);
}

PoissonInterval poisson_interval(std::uint64_t count) {
  const auto n = static_cast<double>(count);
  return {count == 0 ? 0 : gamma_quantile(n, 0.025, -normal_97_5),
          gamma_quantile(n + 1, 0.975, normal_97_5)};
}

}  // namespace wildcat
