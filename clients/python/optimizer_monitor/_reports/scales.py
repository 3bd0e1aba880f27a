"""Scales of charts: from values to places, with ticks at round numbers."""

from math import ceil, floor, isfinite, log10
from typing import Callable, List, NamedTuple, Sequence, Tuple

#: Values that all are above zero and span more than this factor are drawn on a logarithmic scale.
_LOG_SPAN = 500.0


class Scale(NamedTuple):
    """A mapping from values to pixels, and the values that ticks stand at."""

    place: Callable[[float], float]
    ticks: List[float]
    is_log: bool


def linear_scale(low: float, high: float, pixels: Tuple[float, float], count: int = 5, nice: bool = True) -> Scale:
    """An even scale; `nice` widens it to whole steps."""
    if low == high:
        pad = abs(low) * 0.1 or 1.0
        low, high = low - pad, high + pad
    step = _round_step((high - low) / max(1, count))
    if nice:
        low, high = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    first = ceil(low / step - 1e-9)
    ticks = [(first + index) * step for index in range(int((high - low) / step + 1e-6) + 1)]
    start, end = pixels
    return Scale(lambda value: start + (value - low) / (high - low) * (end - start), _within(ticks, low, high), False)


def log_scale(low: float, high: float, pixels: Tuple[float, float]) -> Scale:
    """A logarithmic scale over whole decades, with at most seven ticks."""
    first, last = floor(log10(low)), max(ceil(log10(high)), floor(log10(low)) + 1)
    stride = max(1, ceil((last - first) / 6))
    start, end = pixels

    def place(value: float) -> float:
        return start + (log10(value) - first) / (last - first) * (end - start)

    return Scale(place, [10.0**power for power in range(first, last + 1, stride)], True)


def value_scale(values: Sequence[float], pixels: Tuple[float, float]) -> Scale:
    """The scale that shows such values best."""
    known = [value for value in values if isfinite(value)] or [0.0]
    low, high = min(known), max(known)
    if low > 0 and high / low > _LOG_SPAN:
        return log_scale(low, high, pixels)
    return linear_scale(low, high, pixels)


def _within(ticks: Sequence[float], low: float, high: float) -> List[float]:
    slack = (high - low) * 1e-9
    # A tick that should be zero is zero, not what rounding left of it.
    return [0.0 if abs(tick) < slack else tick for tick in ticks if low - slack <= tick <= high + slack]


def _round_step(raw: float) -> float:
    magnitude = 10.0 ** floor(log10(raw))
    for factor in (1.0, 2.0, 2.5, 5.0):
        if raw <= factor * magnitude * 1.0001:
            return factor * magnitude
    return 10.0 * magnitude
