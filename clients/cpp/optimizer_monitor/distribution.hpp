// The distribution of a population's objective values: what travels of a list of any length.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "json.hpp"

namespace optimizer_monitor::detail {

/** Quantiles travel at the probabilities 0, 0.05, ..., 1. */
inline constexpr std::size_t kQuantileSteps = 20;

struct Distribution {
    /** Linear between two values (type 7 of Hyndman and Fan 1996). */
    std::array<double, kQuantileSteps + 1> quantiles{};
    double mean = 0;
    /** Of the population; absent where a value is infinite. */
    std::optional<double> std{};
};

/** Takes the values out that are no numbers, and gives their number. */
inline std::size_t dropNans(std::vector<double>& values) {
    const auto end = std::remove_if(values.begin(), values.end(), [](double value) { return isNan(value); });
    const auto nans = static_cast<std::size_t>(values.end() - end);
    values.erase(end, values.end());
    return nans;
}

/** The distribution of at least one number; sorts them in place. */
inline Distribution distributionOf(std::vector<double>& values) {
    std::sort(values.begin(), values.end());
    Distribution found;
    for (std::size_t step = 0; step <= kQuantileSteps; ++step) {
        const std::size_t place = (values.size() - 1) * step;
        const double low = values[place / kQuantileSteps];
        const double share = static_cast<double>(place % kQuantileSteps) / kQuantileSteps;
        const double high = place % kQuantileSteps == 0 ? low : values[place / kQuantileSteps + 1];
        found.quantiles[step] = low == high ? low : low + (high - low) * share;
    }
    double sum = 0;
    for (const double value : values) sum += value;
    found.mean = sum / static_cast<double>(values.size());
    if (!isFinite(found.mean)) return found;
    double squares = 0;
    for (const double value : values) squares += (value - found.mean) * (value - found.mean);
    found.std = std::sqrt(squares / static_cast<double>(values.size()));
    return found;
}

}  // namespace optimizer_monitor::detail
