// SPDX-License-Identifier: MIT
// Places, lines and letters of the charts, and the steps of an axis.
#include "bench/harness/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/harness/markup.h"
#include "miner/text/figures.h"

namespace wildcat::program::html {

namespace {
constexpr double most_steps = 6;
constexpr double largest = 1e300;  // steps above stay finite
}  // namespace

std::string percent(double part, double whole) {
  const double share = whole > 0 ? std::clamp(part / whole, 0.0, 1.0) : 0;
  return fmt::format("{:.2f}%", share * 100);
}

std::vector<double> ticks(double most, bool whole) {
  most = std::clamp(most, 1e-300, largest);
  const double power = std::pow(10, std::floor(std::log10(most / most_steps)));
  double step = power * 10;
  for (const double times : {5, 2, 1})
    if (most / (power * times) <= most_steps) step = power * times;
  if (whole) step = std::max(step, 1.0);
  std::vector<double> at{0};
  while (at.back() < most * (1 - 1e-9)) at.push_back(step * static_cast<double>(at.size()));
  return at;
}

std::string svg_line(std::string_view classes, std::string_view x1, double y1, std::string_view x2,
                     double y2) {
  return fmt::format(R"(<line class="{}" x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}"/>)", classes, x1,
                     y1, x2, y2);
}

std::string svg_text(std::string_view x, double y, std::string_view anchor, std::string_view text) {
  return fmt::format(R"(<text x="{}" y="{:.1f}" text-anchor="{}">{}</text>)", x, y, anchor,
                     escaped(text));
}

std::string svg_chart(double height, std::string_view what, std::string_view markup) {
  return fmt::format(
      "<div class=\"chart\"><svg height=\"{}\" role=\"img\" aria-label=\"{}\">\n{}\n</svg></div>",
      height, escaped(what), markup);
}

std::string grid(const std::vector<double>& steps, double height, std::string (*words)(double)) {
  std::string lines;
  for (const double step : steps) {
    const double y = height * (1 - step / steps.back());
    lines += svg_line("grid", "0%", y, "100%", y) + svg_text("-8", y + 4, "end", words(step));
  }
  return lines + "\n";
}

std::string round_rate(double hashes_per_second) {
  if (hashes_per_second == 0) return "0";
  std::string text = format_rate(hashes_per_second);
  const std::size_t end = text.find(' '), zeros = text.find_last_not_of('0', end - 1);
  const std::size_t kept = text[zeros] == '.' ? zeros : zeros + 1;
  return text.erase(kept, end - kept);
}

std::string round_number(double number) { return fmt::format("{:g}", number); }

}  // namespace wildcat::program::html
