"""Figures of a metric over sessions."""

from typing import Any, Dict, List, Optional

from .._monitoring.statistics import describe_values, finite


def describe_trend(metric: str, points: List[Dict[str, Any]]) -> Dict[str, Any]:
    """The points, what they are like, and where they go; of fewer than two points there is no slope."""
    values = [float(point["value"]) for point in points]
    found: Dict[str, Any] = {"metric": metric, "points": points, **describe_values(values)}
    known = finite(values)
    if known:
        found.update(first=known[0], last=known[-1])
    slope = _slope(known)
    if slope is not None:
        found["slope_per_run"] = slope
        if known[0] != 0.0:
            found["change_percent"] = 100.0 * (known[-1] - known[0]) / abs(known[0])
    return found


def _slope(values: List[float]) -> Optional[float]:
    """Of the least-squares line over the positions."""
    count = len(values)
    if count < 2:
        return None
    centre, mean = (count - 1) / 2, sum(values) / count
    spread = sum((index - centre) ** 2 for index in range(count))
    return sum((index - centre) * (value - mean) for index, value in enumerate(values)) / spread
