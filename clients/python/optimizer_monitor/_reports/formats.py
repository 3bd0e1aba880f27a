"""How numbers are written where a person reads them; the same forms as in the editor."""

from math import floor, isfinite, isnan, log10
from typing import Optional

_SIZES = ("B", "KB", "MB", "GB", "TB", "PB")


def format_value(value: Optional[float], digits: int = 5) -> str:
    """An objective value: about so many significant digits."""
    if value is None:
        return "–"
    if isnan(value):
        return "NaN"
    if not isfinite(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    magnitude = abs(value)
    if magnitude >= 1e9 or magnitude < 1e-4:
        return f"{value:.{digits - 1}e}".replace("e+0", "e+").replace("e-0", "e-").replace("-", "−")
    decimals = min(max(0, digits - 1 - floor(log10(magnitude))), 12)
    text = f"{value:,.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def format_tick(value: float) -> str:
    """A value beside an axis: millions and more are short."""
    for factor, unit in ((1e9, "G"), (1e6, "M")):
        if factor <= abs(value) < 1000 * factor:
            return f"{format_value(value / factor, 4)} {unit}"
    return format_value(value, 4)


def format_count(value: Optional[float]) -> str:
    """A count with thousands separators."""
    return "–" if value is None or not isfinite(value) else f"{round(value):,}"


def format_bytes(size: Optional[float]) -> str:
    """A size, decimal units: `1.2 GB`."""
    if size is None or not isfinite(size):
        return "–"
    value, unit = abs(size), 0
    while value >= 999.5 and unit < len(_SIZES) - 1:
        value, unit = value / 1000, unit + 1
    decimals = 0 if unit == 0 or value >= 99.95 else 1
    return f"{'−' if size < 0 else ''}{value:.{decimals}f} {_SIZES[unit]}"


def format_duration(seconds: Optional[float]) -> str:
    """A duration with the unit that fits it: `1.15 ms`, `20.8 s`, `2 min 27 s`."""
    if seconds is None or not isfinite(seconds):
        return "–"
    for limit, factor, unit in ((1e-6, 1e9, "ns"), (1e-3, 1e6, "µs"), (1.0, 1e3, "ms"), (59.95, 1.0, "s")):
        if seconds < limit:
            return "0 s" if seconds == 0 else f"{_three_digits(seconds * factor)} {unit}"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def format_percent(percent: Optional[float]) -> str:
    """A share of one hundred: `87 %`; one decimal under ten."""
    if percent is None or not isfinite(percent):
        return "–"
    return f"{percent:.{1 if abs(percent) < 9.95 and percent != round(percent) else 0}f} %".replace("-", "−")


def _three_digits(value: float) -> str:
    if value >= 99.95:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"
