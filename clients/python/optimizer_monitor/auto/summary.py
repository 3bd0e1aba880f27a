"""Statistics of a population's objective values, without numpy and close to its results."""

from math import isfinite, sqrt
from typing import Any, Dict, Iterable, List


def to_floats(values: Iterable[Any]) -> List[float]:
    """The values as plain floats; numpy arrays are converted in one call."""
    listed: Any = values.tolist() if hasattr(values, "tolist") else values
    return list(map(float, listed))


def summarize(values: Iterable[Any]) -> Dict[str, Any]:
    """mean, std (of the population), min and max of the finite values, and these; empty where there is none."""
    numbers = list(filter(isfinite, to_floats(values)))
    if not numbers:
        return {}
    mean = sum(numbers) / len(numbers)
    deviations = [value - mean for value in numbers]
    variance = sum([deviation * deviation for deviation in deviations]) / len(numbers)
    return {"mean": mean, "std": sqrt(variance), "min": min(numbers), "max": max(numbers), "objectives": numbers}
