"""The sending side: formats, batches, sends, keeps until acknowledged, and sends again after a lost connection."""

import json
from collections import deque
from threading import Event as Signal
from time import monotonic
from typing import Any, Callable, Deque, Dict, List, Optional, Tuple

from ._buffer import FLUSH, Buffer, Record
from ._components import Registry
from ._connection import Connection
from ._events import Event, Formatter, merge_data

MAX_BATCH_EVENTS = 500
MAX_BATCH_BYTES = 256 * 1024
MAX_EVENT_BYTES = 1000 * 1024
WINDOW = 32
_COMPONENT_SECONDS = 0.25
_WELCOME_SECONDS = 5.0
_FIRST_RETRY_SECONDS = 0.05
_EAGER_SECONDS = 2.0
_LAST_RETRY_SECONDS = 1.0

_encode = json.JSONEncoder(allow_nan=False, check_circular=False, separators=(",", ":")).encode


class Sender:
    """Everything between the buffer and the socket; only ever called by one thread at a time."""

    def __init__(
        self,
        buffer: Buffer,
        components: Registry,
        formatter: Formatter,
        connection: Connection,
        hello: Callable[[], Dict[str, Any]],
    ) -> None:
        self._buffer = buffer
        self._components = components
        self._formatter = formatter
        self._connection = connection
        self._hello = hello
        self._window: Deque[Tuple[int, bytes]] = deque()
        self._sequence = 0
        self._flushes: List[Tuple[int, Signal]] = []
        self._components_due = 0.0
        self._retry_at = 0.0
        self._retry_delay = _FIRST_RETRY_SECONDS
        self._failing_since: Optional[float] = None
        self.was_connected = False
        self.is_connected = False

    @property
    def has_unfinished(self) -> bool:
        """Whether anything waits to be sent or acknowledged."""
        return bool(self._window) or len(self._buffer) > 0 or self._components.has_news()

    @property
    def nothing_there(self) -> bool:
        """Whether there never was an engine, and nothing at the address suggests one."""
        return not self.was_connected and self._failing_since is not None and not self._connection.may_appear()

    def turn(self) -> float:
        """Does what can be done now; gives the seconds until there may be more to do."""
        try:
            if not self.is_connected and not self._connect():
                return max(self._retry_at - monotonic(), 0.0)
            self._fill_and_send()
            return self._read_replies()
        except OSError:
            self._lose()
            return 0.0

    def say_bye(self, time: float) -> None:
        """Ends the connection cleanly."""
        try:
            if self.is_connected:
                self._connection.send(_line({"type": "bye", "time": time}))
        except OSError:
            pass
        self._connection.close()
        self.is_connected = False

    def _connect(self) -> bool:
        now = monotonic()
        if now < self._retry_at:
            return False
        try:
            self._connection.open()
            self._connection.send(_line(self._hello()))
            welcome = self._connection.receive_first(_WELCOME_SECONDS)
            if welcome is None or welcome.get("type") != "welcome":
                raise ConnectionRefusedError("the engine did not welcome this client")
        except OSError:
            self._connection.close()
            self._schedule_retry()
            return False
        self._acknowledge(welcome.get("acknowledged"))
        for _, line in self._window:
            self._connection.send(line)
        self.is_connected = self.was_connected = True
        self._failing_since = None
        self._retry_delay = _FIRST_RETRY_SECONDS
        return True

    def _schedule_retry(self) -> None:
        now = monotonic()
        if self._failing_since is None:
            self._failing_since = now
        if now - self._failing_since > _EAGER_SECONDS:
            self._retry_delay = min(self._retry_delay * 1.5, _LAST_RETRY_SECONDS)
        self._retry_at = now + self._retry_delay

    def _lose(self) -> None:
        self._connection.close()
        self.is_connected = False
        self._schedule_retry()

    def _fill_and_send(self) -> None:
        self._send_components()
        while len(self._window) < WINDOW and len(self._buffer):
            records = self._buffer.take(MAX_BATCH_EVENTS)
            flushes = [record[2] for record in records if record[0] == FLUSH]
            self._send(self._format(records))
            if flushes:
                self._components_due = 0.0
                self._send_components()
                self._flushes.extend((self._sequence, signal) for signal in flushes)

    def _send_components(self) -> None:
        now = monotonic()
        if now >= self._components_due and len(self._window) < WINDOW:
            self._components_due = now + _COMPONENT_SECONDS
            self._send(self._components.take())

    def _format(self, records: List[Record]) -> List[Event]:
        events: List[Event] = []
        refused = 0
        for record in records:
            if record[0] == FLUSH:
                continue
            event = self._formatter.format(record)
            if event is None:
                refused += 1
            else:
                events.append(event)
        if refused:
            self._buffer.drop(refused)
        return merge_data(events)

    def _send(self, events: List[Event]) -> None:
        """Puts events into the window and on the wire; the window grows first, so that nothing is lost with a socket."""
        if not events:
            return
        body = _encode_safely(events)
        if body is None or len(body) > MAX_BATCH_BYTES:
            if len(events) > 1:
                half = len(events) // 2
                self._send(events[:half])
                self._send(events[half:])
                return
            if body is None or len(body) > MAX_EVENT_BYTES:
                self._buffer.drop()
                return
        self._sequence += 1
        line = b'{"type":"batch","sequence":%d,"events":%s}\n' % (self._sequence, body)
        self._window.append((self._sequence, line))
        if self._connection.is_open:
            try:
                self._connection.send(line)
            except OSError:
                self._lose()

    def _read_replies(self) -> float:
        """Reads acknowledgements; waits for them only where there is nothing better to do."""
        more = len(self._buffer) >= MAX_BATCH_EVENTS
        full = len(self._window) >= WINDOW
        patience = 0.05 if full or (self._flushes and not len(self._buffer)) else 0.0
        for message in self._connection.receive(patience):
            if message.get("type") == "ack":
                self._acknowledge(message.get("sequence"))
        self._finish_flushes()
        if more or full or self._flushes:
            return 0.0
        return 0.1

    def _acknowledge(self, sequence: Any) -> None:
        if not isinstance(sequence, int):
            return
        while self._window and self._window[0][0] <= sequence:
            self._window.popleft()
        self._finish_flushes()

    def _finish_flushes(self) -> None:
        oldest = self._window[0][0] if self._window else self._sequence + 1
        waiting = []
        for sequence, signal in self._flushes:
            if sequence < oldest:
                signal.set()
            else:
                waiting.append((sequence, signal))
        self._flushes = waiting

    def reset_after_fork(self) -> None:
        """Makes it a new client's in the child; the parent's socket stays open in the parent."""
        self._connection.close()
        self.__init__(  # type: ignore[misc]
            self._buffer, self._components, self._formatter, self._connection, self._hello
        )


def _encode_safely(events: List[Event]) -> Optional[bytes]:
    try:
        return _encode(events).encode("ascii")
    except (TypeError, ValueError, RecursionError):
        return None


def _line(message: Dict[str, Any]) -> bytes:
    return _encode(message).encode("ascii") + b"\n"
