// SPDX-License-Identifier: MIT
// From samples to what may be said of them. Pure functions.
#pragma once

#include <vector>

#include "bench/harness/report.h"

namespace wildcat::program::bench {

/// Mean and 95 % confidence interval by Student's t, which supposes samples that are independent
/// and roughly normal. With a single sample the interval is everything from 0 on: twice the mean
/// stands for its end. `samples` is not empty.
Estimate estimate(std::vector<double> samples);

/// The smallest sample that the fraction `part` (0 to 1) of all does not exceed. `sorted` ascends
/// and is not empty.
double quantile(const std::vector<double>& sorted, double part);

/// Half the interval's width, as a fraction of the mean.
double spread(const Estimate& estimate);

}  // namespace wildcat::program::bench
