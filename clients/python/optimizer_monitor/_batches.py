"""From events to lines of bounded size."""

import json
from typing import Any, Callable, Dict, Iterator, List, Optional

from ._events import Event
from ._problems import Problems

MAX_BATCH_BYTES = 256 * 1024
#: One event may fill a batch of its own up to this; the engine refuses lines over 1 MiB.
MAX_EVENT_BYTES = 1000 * 1024

#: What may be left out of an event that is too large, so that the event itself still arrives.
_OPTIONAL_FIELDS = ("solution", "parameters", "metrics", "message")

_encode = json.JSONEncoder(allow_nan=False, check_circular=False, separators=(",", ":")).encode


class Batcher:
    """Encodes events in as few batches as their size allows."""

    def __init__(self, problems: Problems, drop: Callable[[int], None]) -> None:
        self._problems = problems
        self._drop = drop

    def encode(self, events: List[Event]) -> Iterator[bytes]:
        """JSON arrays of the events, none larger than a batch may be; what fits in none is reported and counted."""
        if not events:
            return
        body = _encode_safely(events)
        if body is not None and len(body) <= MAX_BATCH_BYTES:
            yield body
        elif len(events) > 1:
            half = len(events) // 2
            yield from self.encode(events[:half])
            yield from self.encode(events[half:])
        else:
            yield from self._encode_large(events[0], body)

    def _encode_large(self, event: Event, body: Optional[bytes]) -> Iterator[bytes]:
        if body is not None and len(body) <= MAX_EVENT_BYTES:
            yield body
            return
        for field in _OPTIONAL_FIELDS:
            if field in event:
                smaller = {key: value for key, value in event.items() if key != field}
                self._problems.report(event["type"], field, "it is too large")
                yield from self.encode([smaller])
                return
        self._problems.report(event["type"], "the event", "it is too large")
        self._drop(1)


def encode_line(message: Dict[str, Any]) -> bytes:
    """One message as a line."""
    return _encode(message).encode("ascii") + b"\n"


def _encode_safely(events: List[Event]) -> Optional[bytes]:
    try:
        return _encode(events).encode("ascii")
    except (TypeError, ValueError, RecursionError):
        return None
