"""Figures of convergence, distributions and resources, as plain data."""

from math import ceil, floor, fsum, isfinite, sqrt
from typing import Any, Dict, List, Optional, Sequence

Numbers = Sequence[Optional[float]]

#: So many bins at most show a distribution of a few hundred values; more would be noise.
_MAX_BINS = 20


def finite(values: Numbers) -> List[float]:
    """Without what is absent, not a number or infinite."""
    return [value for value in values if value is not None and isfinite(value)]


def mean_of(values: Sequence[float]) -> float:
    """The arithmetic mean."""
    return fsum(values) / len(values)


def std_of(values: Sequence[float]) -> float:
    """The standard deviation of the values themselves (divisor n), as optimizers report that of a population."""
    centre = mean_of(values)
    return sqrt(fsum((value - centre) ** 2 for value in values) / len(values))


def quantile(ordered: Sequence[float], share: float) -> float:
    """A quantile of ascending values, linear between neighbours (R's type 7, numpy's default)."""
    at = (len(ordered) - 1) * share
    low, high = ordered[floor(at)], ordered[ceil(at)]
    return low + (high - low) * (at - floor(at))


def describe_values(values: Numbers) -> Dict[str, float]:
    """Count, mean, std, minimum, quartiles and maximum of the finite values; only the count where there are none."""
    ordered = sorted(finite(values))
    if not ordered:
        return {"count": 0}
    return {
        "count": len(ordered),
        "mean": mean_of(ordered),
        "std": std_of(ordered),
        "min": ordered[0],
        "q1": quantile(ordered, 0.25),
        "median": quantile(ordered, 0.5),
        "q3": quantile(ordered, 0.75),
        "max": ordered[-1],
    }


def histogram(values: Numbers) -> Dict[str, List[float]]:
    """Bins of one width over the finite values: n + 1 `edges` and n `counts` (width by Freedman and Diaconis)."""
    ordered = sorted(finite(values))
    if not ordered:
        return {"edges": [], "counts": []}
    low, high = ordered[0], ordered[-1]
    if low == high:
        return {"edges": [low, high], "counts": [len(ordered)]}
    width = 2 * (quantile(ordered, 0.75) - quantile(ordered, 0.25)) / len(ordered) ** (1 / 3)
    bins = min(_MAX_BINS, max(1, ceil((high - low) / width))) if width > 0 else min(_MAX_BINS, len(ordered))
    counts = [0.0] * bins
    for value in ordered:
        counts[min(int((value - low) / (high - low) * bins), bins - 1)] += 1
    return {"edges": [low + (high - low) * index / bins for index in range(bins)] + [high], "counts": counts}


def convergence(best: Numbers, iterations: Numbers, evaluations: Numbers, maximize: bool) -> Dict[str, Any]:
    """How a run came to its best: where it began and ended, and how long that took; absent figures are left out."""
    places = [index for index, value in enumerate(best) if value is not None and isfinite(value)]
    if not places:
        return {}
    values = [float(best[index] or 0.0) for index in places]
    initial, final = values[0], (max if maximize else min)(values)
    gain = final - initial if maximize else initial - final
    reached = places[next(index for index, value in enumerate(values) if value == final)]
    found: Dict[str, Any] = {
        "initial": initial,
        "final": final,
        "improvement": gain,
        "improvement_count": _count_improvements(values, maximize),
        "iterations_to_best": iterations[reached],
        "iterations_since_best": len(best) - 1 - reached,
    }
    if initial != 0.0:
        found["improvement_percent"] = 100.0 * gain / abs(initial)
    if evaluations and evaluations[reached] is not None:
        found["evaluations_to_best"] = evaluations[reached]
    if gain > 0:
        for share in (0.5, 0.9, 0.99):
            bound = initial + share * (final - initial)
            place = next(i for i, value in enumerate(values) if (value >= bound if maximize else value <= bound))
            found[f"iterations_to_{round(share * 100)}_percent"] = iterations[places[place]]
    return found


def _count_improvements(values: Sequence[float], maximize: bool) -> int:
    count, best = 0, values[0]
    for value in values[1:]:
        if value > best if maximize else value < best:
            count, best = count + 1, value
    return count
