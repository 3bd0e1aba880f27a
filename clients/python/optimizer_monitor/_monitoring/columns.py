"""Columns of a run's iterations: checked, and completed by what follows from them."""

from statistics import median
from typing import Any, Dict, List, Optional, Sequence

from .run_forms import describe, is_number
from .statistics import mean_of, std_of

Column = List[Optional[float]]
Columns = Dict[str, Column]


def check_number(label: str, value: Any) -> float:
    """The value as a float; what is no number is an error that says where it stands."""
    if not is_number(value):
        raise TypeError(f"{label} must be a number, got {describe(value)}")
    try:
        return float(value)
    except Exception:
        raise TypeError(f"{label} must be a number, got {describe(value)}") from None


def complete(columns: Columns, populations: Sequence[Optional[List[float]]], count: int, maximize: bool) -> Columns:
    """Adds the iteration's number, the best so far and the statistics of populations where they were not given."""
    for name, value_of in _POPULATION_STATISTICS.items():
        if populations and name not in columns:
            columns[name] = [value_of(population) if population else None for population in populations]
    new = columns.pop("new_evaluations", None)
    if new is not None and "evaluations" not in columns:
        columns["evaluations"] = _cumulative(new)
    if "best" not in columns:
        extreme = columns.get("max" if maximize else "min")
        source = columns.get("current") or extreme
        if source is not None:
            columns["best"] = best_so_far(source, maximize)
    numbers = columns.get("iteration")
    if numbers is None or any(value is None or value - value != 0.0 for value in numbers):
        columns["iteration"] = [float(index) for index in range(count)]
    return columns


_POPULATION_STATISTICS: Dict[str, Any] = {
    "mean": mean_of,
    "median": median,
    "std": std_of,
    "min": min,
    "max": max,
    "population_size": len,
}


def best_so_far(values: Sequence[Optional[float]], maximize: bool) -> Column:
    """The best value up to each place; None until there is one, NaN is none."""
    best: Optional[float] = None
    found: Column = []
    for value in values:
        if value is not None and value == value and (best is None or (value > best if maximize else value < best)):
            best = value
        found.append(best)
    return found


def _cumulative(counts: Sequence[Optional[float]]) -> Column:
    total = 0.0
    sums: Column = []
    for count in counts:
        total += count or 0.0
        sums.append(total)
    return sums
