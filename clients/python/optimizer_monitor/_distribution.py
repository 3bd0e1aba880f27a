"""The distribution of a population's objective values: what travels of a list of any length."""

from math import isfinite, sqrt
from typing import Any, Dict, List, Tuple

from ._values import Unusable, to_wire, type_name

#: Quantiles at the probabilities 0, 0.05, …, 1.
STEPS = 20
#: So many values of all waiting iterations are kept at most, which bounds their memory to about 100 MB.
MAX_WAITING_VALUES = 3_000_000
#: Beside the quantiles, the number of values that were left out because they are no numbers.
NAN_COUNT = "nan_objectives"


def copy_objectives(objectives: Any) -> Any:
    """The values as they are now, on the caller's thread: a list as a tuple of its entries, an array as its copy."""
    kind = type(objectives)
    if kind is list or kind is tuple:
        return tuple(objectives)
    try:
        if hasattr(objectives, "tolist"):
            return objectives.copy() if hasattr(objectives, "copy") else tuple(objectives.tolist())
        return tuple(objectives)
    except Exception:  # Foreign code may raise anything; the program must not notice.
        return Unusable(type_name(objectives))


def distribution_fields(objectives: Any) -> Dict[str, Any]:
    """`quantiles`, `mean` and `std` of the values that are numbers, for the wire; on the sending thread.

    `std` is that of the population, and left out where a value is infinite. TypeError for what is no list of numbers.
    """
    numbers, nans = _to_numbers(objectives)
    fields: Dict[str, Any] = {NAN_COUNT: nans} if nans else {}
    if not numbers:
        return fields
    numbers.sort()
    mean = sum(numbers) / len(numbers)
    fields["quantiles"] = [to_wire(value) for value in quantiles(numbers)]
    fields["mean"] = mean
    if isfinite(mean):
        deviations = [value - mean for value in numbers]
        fields["std"] = sqrt(sum([deviation * deviation for deviation in deviations]) / len(numbers))
    return fields


def quantiles(numbers: List[float]) -> List[float]:
    """The quantiles of a sorted list, linear between two values (type 7 of Hyndman and Fan 1996)."""
    last = len(numbers) - 1
    found: List[float] = []
    for step in range(STEPS + 1):
        index, rest = divmod(last * step, STEPS)
        low = numbers[index]
        high = numbers[index + 1] if rest else low
        found.append(low if low == high else low + (high - low) * (rest / STEPS))
    return found


def _to_numbers(objectives: Any) -> Tuple[List[float], int]:
    if isinstance(objectives, Unusable):
        raise TypeError(objectives.type_name)
    listed = objectives.tolist() if hasattr(objectives, "tolist") else objectives
    numbers = list(map(float, listed))
    known = [value for value in numbers if value == value]
    return known, len(numbers) - len(known)
