"""The fields of a rare event, as the program gave them and as they travel."""

from typing import Any, Dict, List

from ._client import Client
from ._events import describe_type, parse_count
from ._values import TooLarge, to_plain, to_text, to_wire

_DIRECTIONS = ("minimize", "maximize")


class Fields:
    """Collects the fields of one event; wrong ones are reported and left out."""

    def __init__(self, client: Client, event: str) -> None:
        self._problems = client.problems
        self._type = event
        self.event: Dict[str, Any] = {}

    def set_text(self, field: str, value: Any, limit: int = 500) -> None:
        """A text, or absent."""
        if isinstance(value, str):
            self.event[field] = to_text(value, limit)
        elif value is not None:
            self.refuse(field, value, "a text")

    def set_number(self, field: str, value: Any) -> None:
        """Any number, NaN and infinities included."""
        if value is None:
            return
        number = to_wire(value)
        if number is None:
            self.refuse(field, value, "a number")
        else:
            self.event[field] = int(number) if isinstance(number, bool) else number

    def set_count(self, field: str, value: Any, finite: bool = False) -> None:
        """A number of zero or more."""
        if value is None:
            return
        number, problem = parse_count(value)
        if problem is None and finite and isinstance(number, str):
            problem = "it is not finite"
        if problem is not None:
            self._problems.report(self._type, field, problem)
        else:
            self.event[field] = number

    def set_flag(self, field: str, value: Any) -> None:
        """True or false."""
        if value is None:
            return
        flag = to_wire(value)
        if isinstance(flag, bool) or flag in (0, 1):
            self.event[field] = bool(flag)
        else:
            self.refuse(field, value, "True or False")

    def set_plain(self, field: str, value: Any) -> None:
        """Any structure; left out with a note where it is too large for the wire."""
        if value is None:
            return
        try:
            self.event[field] = to_plain(value)
        except TooLarge:
            self._problems.report(self._type, field, "it has more than 100000 values")

    def set_parameters(self, field: str, value: Any) -> None:
        """A mapping of parameter names to any values."""
        if value is None:
            return
        try:
            mapping = dict(value)
        except Exception:
            self.refuse(field, value, "a dict")
            return
        self.set_plain(field, mapping)

    def set_direction(self, field: str, value: Any) -> None:
        """'minimize' or 'maximize', or a list with one for each objective."""
        if value is None:
            return
        listed: List[Any] = list(value) if isinstance(value, (list, tuple)) else [value]
        if all(isinstance(entry, str) and entry in _DIRECTIONS for entry in listed):
            texts = [str.__str__(entry) for entry in listed]
            self.event[field] = texts if isinstance(value, (list, tuple)) else texts[0]
        else:
            self.refuse(field, value, "'minimize' or 'maximize', or a list of them")

    def refuse(self, field: str, value: Any, wanted: str) -> None:
        """Reports a wrong value."""
        self._problems.report(self._type, field, f"{describe_type(value)} is not {wanted}")
