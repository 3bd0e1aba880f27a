"""Facts about the program's own objects, as they are reported; none of these functions raises."""

from typing import Any, Dict, Mapping, Optional

#: Larger solutions are not reported.
MAX_SOLUTION = 10_000
_MAX_LISTED = 20


def name_of(function: Any) -> Optional[str]:
    """The name of a function, or of the one inside a `functools.partial`; none for a lambda."""
    inner = getattr(function, "func", function)
    name = getattr(inner, "__name__", None) or type(inner).__name__
    return name if isinstance(name, str) and name != "<lambda>" else None


def to_number(value: Any) -> Optional[float]:
    """An objective value as a float, the first of a tuple (value, gradient); None for what is none."""
    try:
        return float(value[0] if isinstance(value, tuple) else value)
    except Exception:
        return None


def seed_of(value: Any) -> Optional[int]:
    """A seed that is a plain integer; generators have none to show."""
    try:
        return None if isinstance(value, bool) else int(value.__index__())
    except Exception:
        return None


def seed_in(given: Mapping[str, Any]) -> Optional[int]:
    """The seed among a function's arguments; newer libraries call it `rng`, and take both."""
    found = [seed_of(given.get(name)) for name in ("rng", "seed")]
    return found[1] if found[0] is None else found[0]


def size_of(vector: Any) -> Optional[int]:
    """How many numbers a start point has; a single number is one."""
    try:
        size = getattr(vector, "size", None)
        return size if isinstance(size, int) else len(vector)
    except TypeError:
        return 1 if isinstance(vector, (int, float)) else None


def to_solution(vector: Any) -> Any:
    """A solution, unless it is too large to be shown."""
    size = size_of(vector)
    return vector if size is not None and size <= MAX_SOLUTION else None


def settings_of(given: Mapping[str, Any]) -> Dict[str, Any]:
    """Of some settings those that can be shown: numbers, texts, short lists of them, and the names of functions."""
    shown = {}
    for name, value in given.items():
        if isinstance(value, (bool, int, float, str)):
            shown[str(name)] = value
        elif isinstance(value, (list, tuple)):
            if len(value) <= _MAX_LISTED and all(isinstance(one, (bool, int, float, str)) for one in value):
                shown[str(name)] = list(value)
        elif callable(value) and name_of(value) is not None:
            shown[str(name)] = name_of(value)
    return shown
