"""Numbers, texts and structures from any program, made safe to keep and to send."""

from typing import Any, Dict, Iterable, List, Optional, Set, Union

#: What a number looks like on the wire: JSON has no literal for NaN and the infinities.
WireNumber = Union[int, float, bool, str]

MAX_NAME = 500
MAX_TEXT = 10_000
_MAX_VALUES = 100_000
_MAX_DEPTH = 12
_MAX_REPR = 200
_SAFE_INTEGER = 2**53

#: Types whose values cannot change after they were recorded, so that converting them can wait for the sending thread.
#: It grows with the immutable number types that the program turns out to use (numpy scalars, Decimal, Fraction).
_frozen: Set[type] = {float, int, bool, type(None)}
_MAX_FROZEN = 1_000

#: Whether all types of an iterable are frozen, in one call that runs in C.
all_frozen = _frozen.issuperset


class Unusable:
    """Stands for a value that is no number; keeps only its type's name, not the value."""

    __slots__ = ("type_name",)

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name


def type_name(value: Any) -> str:
    """How messages name a value's type."""
    return str(getattr(type(value), "__name__", "object"))[:100]


def freeze(value: Any) -> Any:
    """A number that later changes of `value` cannot reach, or Unusable."""
    kind = type(value)
    if kind in _frozen:
        return value
    try:
        if _is_immutable_number(kind):
            if len(_frozen) < _MAX_FROZEN:
                _frozen.add(kind)
            return value
        if hasattr(kind, "__float__") or hasattr(kind, "__index__"):
            return float(value)
    except Exception:  # Foreign code may raise anything; the program must not notice.
        pass
    return Unusable(type_name(value))


def freeze_fields(fields: Dict[str, Any]) -> Dict[str, Any]:
    """`freeze` over the keyword arguments of an iteration, its `metrics` included."""
    return {key: _freeze_metrics(value) if key == "metrics" else freeze(value) for key, value in fields.items()}


def _freeze_metrics(metrics: Any) -> Any:
    if metrics is None:
        return None
    try:
        return {key: freeze(value) for key, value in dict(metrics).items()}
    except Exception:
        return Unusable(type_name(metrics))


def _is_immutable_number(kind: type) -> bool:
    if issubclass(kind, (int, float)):
        return True
    for base in kind.__mro__:
        where = (base.__module__, base.__name__)
        if where in (("numpy", "generic"), ("decimal", "Decimal"), ("fractions", "Fraction")):
            return True
    return False


def to_wire(value: Any) -> Optional[WireNumber]:
    """The number as JSON can carry it; None for what is no number."""
    kind = type(value)
    if kind is float:
        return value if value - value == 0.0 else _name_of(value)
    if kind is bool:
        return bool(value)
    if kind is int and -_SAFE_INTEGER <= value <= _SAFE_INTEGER:
        return int(value)
    return _to_wire_slowly(value)


def _to_wire_slowly(value: Any) -> Optional[WireNumber]:
    kind = type(value)
    try:
        if kind.__name__ in ("bool_", "bool"):
            return bool(value)
        if hasattr(kind, "__index__"):
            return _integer_to_wire(int(value.__index__()))
        if not hasattr(kind, "__float__"):
            return None
        number = float(value)
    except Exception:
        return None
    return number if number - number == 0.0 else _name_of(number)


def _integer_to_wire(value: int) -> WireNumber:
    if -_SAFE_INTEGER <= value <= _SAFE_INTEGER:
        return value
    try:
        return float(value)
    except OverflowError:
        return "Infinity" if value > 0 else "-Infinity"


def _name_of(value: float) -> str:
    if value != value:
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def to_text(value: Any, limit: int = MAX_NAME) -> str:
    """Any value as a text of bounded length; never raises."""
    try:
        text = str.__str__(value) if isinstance(value, str) else str(getattr(value, "__name__", value))
    except Exception:
        text = type_name(value)
    return text[:limit]


class TooLarge(Exception):
    """A structure has more values than the wire should carry."""


def to_plain(value: Any) -> Any:
    """A copy of any structure that JSON can carry; raises nothing but TooLarge."""
    return _Copier().copy(value, 0)


class _Copier:
    """Copies one structure and counts its values on the way."""

    def __init__(self) -> None:
        self._left = _MAX_VALUES

    def copy(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0:
            raise TooLarge
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return to_text(value, MAX_TEXT)
        if depth > _MAX_DEPTH:
            return "…"
        try:
            return self._copy_container(value, depth)
        except TooLarge:
            raise
        except Exception:
            return type_name(value)

    def _copy_container(self, value: Any, depth: int) -> Any:
        if isinstance(value, dict):
            return {to_text(key): self.copy(entry, depth + 1) for key, entry in list(value.items())}
        if isinstance(value, (list, tuple, set, frozenset, range)):
            return self._copy_list(value, depth)
        if callable(getattr(value, "tolist", None)):
            if int(getattr(value, "size", 0)) > self._left:
                raise TooLarge
            return self.copy(value.tolist(), depth + 1)
        number = to_wire(value)
        if number is not None:
            return number
        return str(getattr(value, "__name__", None) or value)[:_MAX_REPR]

    def _copy_list(self, values: Iterable[Any], depth: int) -> List[Any]:
        return [self.copy(entry, depth + 1) for entry in values]
