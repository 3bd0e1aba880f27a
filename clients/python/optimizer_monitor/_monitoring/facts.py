"""What single values of a run must be; each check gives the value or raises an error that names the field."""

from typing import Any, Callable, Dict, Optional

from .._values import MAX_TEXT, to_text
from .columns import check_number
from .run_forms import describe, is_number

Check = Callable[[str, Any], Any]

_DIRECTIONS = {
    "min": "minimize", "minimize": "minimize", "minimise": "minimize", "minimization": "minimize",
    "max": "maximize", "maximize": "maximize", "maximise": "maximize", "maximization": "maximize",
}  # fmt: skip
_STATUSES = {
    "completed": "completed", "complete": "completed", "success": "completed", "succeeded": "completed",
    "finished": "completed", "done": "completed", "ok": "completed", "converged": "completed",
    "failed": "failed", "error": "failed", "failure": "failed",
    "stopped": "stopped", "cancelled": "stopped", "canceled": "stopped", "aborted": "stopped", "interrupted": "stopped",
}  # fmt: skip


def _text(label: str, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{label} must be a text, got {describe(value)}")
    return to_text(value)


def _any_text(label: str, value: Any) -> str:
    return to_text(value)


def _long_text(label: str, value: Any) -> str:
    return to_text(value, MAX_TEXT)


def _count(label: str, value: Any) -> float:
    number = check_number(label, value)
    if not 0 <= number < float("inf"):
        raise ValueError(f"{label} must be a number of zero or more, got {describe(value)}")
    return int(number) if number == int(number) else number


def _direction(label: str, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_direction(f"{label}[{index}]", entry) for index, entry in enumerate(value)]
    name = getattr(value, "name", value)  # Libraries have enumerations for it.
    found = _DIRECTIONS.get(name.lower()) if isinstance(name, str) else None
    if found is None:
        raise ValueError(f"{label} must be 'minimize' or 'maximize', or a list of them, got {describe(value)}")
    return found


def _status(label: str, value: Any) -> Optional[str]:
    name = getattr(value, "name", value)
    if is_number(name):
        return None  # Solvers number their states, each in its own way; whether it converged is said elsewhere.
    if isinstance(name, bool):
        return "completed" if name else "failed"
    found = _STATUSES.get(name.lower()) if isinstance(name, str) else None
    if found is None:
        raise ValueError(f"{label} must be 'completed', 'failed' or 'stopped', got {describe(value)}")
    return found


def _flag(label: str, value: Any) -> bool:
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool") or value in (0, 1):
        return bool(value)
    raise TypeError(f"{label} must be True or False, got {describe(value)}")


def _seed(label: str, value: Any) -> Any:
    if isinstance(value, str):
        return value
    return value if is_number(value) else None  # A generator object says nothing.


def _time(label: str, value: Any) -> float:
    stamp = getattr(value, "timestamp", None)  # datetime
    return float(stamp()) if callable(stamp) else check_number(label, value)


CHECKS: Dict[str, Check] = {
    "problem": _any_text,
    "direction": _direction,
    "maximize": _flag,
    "dimension": _count,
    "budget": _count,
    "target": check_number,
    "seed": _seed,
    "population_size": _count,
    "library": _text,
    "status": _status,
    "converged": _flag,
    "termination": _any_text,
    "message": _long_text,
    "best": check_number,
    "evaluations": _count,
    "iterations": _count,
    "duration": _count,
    "start_time": _time,
    "end_time": _time,
    "memory": check_number,
    "cpu": check_number,
    "gpu": check_number,
}
