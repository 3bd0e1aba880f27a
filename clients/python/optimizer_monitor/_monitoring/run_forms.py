"""The forms that a run may be given in, made into one: rows of iterations or columns, and single values."""

import dataclasses
from typing import Any, Dict, List, Mapping, Optional, Sequence

from .field_names import NESTED, normalize

EXPECTED = (
    "expected a dict of lists ({'best': [...], 'mean': [...]}), a list of dicts ([{'iteration': 0, 'best': ...}, "
    "...]), a list of numbers, a data frame, or an object with such attributes"
)

Mapped = Dict[str, Any]


def describe(value: Any) -> str:
    """A wrong value in a message: its type, and the value itself where it is short."""
    try:
        text = repr(value)
    except Exception:
        text = ""
    name = type(value).__name__
    return f"{name} {text}" if 0 < len(text) <= 40 else name


def to_mapping(value: Any) -> Optional[Mapped]:
    """A dict, data frame, named tuple, dataclass or other object as a dict of its fields; None for what is none."""
    if isinstance(value, Mapping):
        return {str(key): entry for key, entry in value.items()}
    if isinstance(value, (str, bytes, bytearray, int, float, complex, type)) or value is None:
        return None
    if hasattr(value, "columns") and hasattr(value, "to_dict"):
        return {str(name): to_list(value[name]) for name in value.columns}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return dict(value._asdict())
    return None if _is_listed(value) else _attributes(value)


def _attributes(value: Any) -> Optional[Mapped]:
    if dataclasses.is_dataclass(value):
        names: Sequence[str] = [field.name for field in dataclasses.fields(value)]
    else:
        slots = [name for kind in type(value).__mro__ for name in _slots_of(kind)]
        properties = [name for name, entry in vars(type(value)).items() if isinstance(entry, property)]
        names = [*getattr(value, "__dict__", {}), *slots, *properties]
    found: Mapped = {}
    for name in names:
        if name.startswith("_"):
            continue
        try:
            entry = getattr(value, name)
        except Exception:  # A property that has no value now may raise anything.
            continue
        if not callable(entry):
            found[name] = entry
    return found or None


def _slots_of(kind: type) -> Sequence[str]:
    slots = vars(kind).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def to_list(value: Any) -> Optional[List[Any]]:
    """A list, tuple, array, series, range, deque, generator or other sequence as a list; None for what is none."""
    if not _is_listed(value):
        return None
    if callable(getattr(value, "tolist", None)):
        listed = value.tolist()
        return listed if isinstance(listed, list) else None  # An array without dimensions is a number.
    return list(value)


def _is_listed(value: Any) -> bool:
    if isinstance(value, (str, bytes, bytearray, Mapping, type)) or hasattr(value, "_asdict"):
        return False
    if callable(getattr(value, "tolist", None)):
        return True
    return hasattr(value, "__iter__") and not hasattr(value, "columns")


def to_rows(values: Sequence[Any], where: str) -> List[Mapped]:
    """Iterations as dicts: dicts and objects as they are, numbers as objective values, lists as populations'."""
    rows = []
    for index, value in enumerate(values):
        mapping = to_mapping(value)
        listed = None if mapping is not None else to_list(value)
        if mapping is not None:
            rows.append(_flatten(mapping))
        elif listed is not None:
            rows.append({"population_fitness": listed})
        elif is_number(value) or value is None:
            rows.append({"current": value})
        else:
            raise TypeError(f"{where}[{index}] must be a dict, a number or a list of numbers, got {describe(value)}")
    return rows


def _flatten(row: Mapped) -> Mapped:
    """Statistics of the fitness that stand in a dict of their own become the iteration's; of anything else, metrics."""
    flat: Mapped = {}
    for key, value in row.items():
        if not isinstance(value, Mapping) or normalize(key) in ("params", "parameters"):
            flat.setdefault(key, value)
            continue
        for name, entry in value.items():
            of_objective = normalize(key) in ("fitness", "objective", "cost", "metrics")
            flat.setdefault(str(name) if of_objective else f"{key}.{name}", entry)
    return flat


def chaptered(log: Any, rows: List[Any]) -> List[Any]:
    """DEAP keeps the statistics of several things in chapters beside the logbook's own rows; here they are put in."""
    chapters = getattr(log, "chapters", None)
    if not isinstance(chapters, Mapping) or not chapters:
        return rows
    merged = []
    for index, row in enumerate(rows):
        extra = {name: dict(chapter[index]) for name, chapter in chapters.items() if index < len(chapter)}
        merged.append(dict(row, **extra))
    return merged


def nested_rows(mapping: Mapped) -> Optional[str]:
    """The key under which a run keeps its iterations, where it does not keep them in columns."""
    for key, value in mapping.items():
        if normalize(key) not in NESTED:
            continue
        if isinstance(value, Mapping) and any(to_list(entry) is not None for entry in value.values()):
            return key
        listed = to_list(value) if hasattr(value, "__iter__") and not isinstance(value, (str, Mapping)) else None
        if listed and any(to_mapping(entry) is not None for entry in listed):
            return key
    return None


def is_number(value: Any) -> bool:
    """Whether it counts as a number: int, float, numpy scalar, Decimal, Fraction, but no text and no truth value."""
    if isinstance(value, (str, bytes, bool)):
        return False
    return hasattr(type(value), "__float__") or hasattr(type(value), "__index__")
