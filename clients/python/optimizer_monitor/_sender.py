"""The sending side: formats, batches, sends, keeps until acknowledged, and sends again after a lost connection."""

from collections import deque
from threading import Event as Signal
from time import monotonic
from typing import Any, Deque, List, Tuple

from ._batches import Batcher, encode_line
from ._buffer import FLUSH, Buffer, Record
from ._components import Registry
from ._link import Link
from ._events import Event, Formatter, merge_data

MAX_BATCH_EVENTS = 500
WINDOW = 32
_COMPONENT_SECONDS = 0.2
#: Each turn makes the interpreter change threads a few times; more turns than a panel shows would be waste.
_TURN_SECONDS = 0.2
_BYE_SECONDS = 0.1
_READ_SECONDS = 1.0
_REPLY_SECONDS = 0.05
_SEND_SECONDS = 30.0


class Sender:
    """Everything between the buffer and the socket; only ever called by one thread at a time."""

    def __init__(self, buffer: Buffer, components: Registry, formatter: Formatter, link: Link) -> None:
        self._buffer = buffer
        self._components = components
        self._formatter = formatter
        self.link = link
        self._batcher = Batcher(formatter.problems, buffer.drop)
        self._window: Deque[Tuple[int, bytes]] = deque()
        self._sequence = 0
        self._sent = 0
        self._flushes: List[Tuple[int, Signal]] = []
        self._components_due = 0.0
        self._read_due = 0.0

    @property
    def has_unfinished(self) -> bool:
        """Whether anything waits to be sent or acknowledged."""
        return bool(self._window) or len(self._buffer) > 0 or self._components.has_news()

    def turn(self, patience: float = _SEND_SECONDS) -> float:
        """Does what can be done now, each send within `patience`; gives the seconds until there may be more to do."""
        link = self.link
        try:
            if not link.is_connected:
                acknowledged = link.connect()
                if acknowledged is None:
                    return link.seconds_to_retry()
                self._acknowledge(acknowledged)
                self._sent = 0
            self._fill_window()
            self._send_window(patience)
            return self._read_replies()
        except OSError:
            link.lose()
            return 0.0

    def say_bye(self, time: float) -> None:
        """Ends the connection cleanly."""
        try:
            if self.link.is_connected:
                self.link.send(encode_line({"type": "bye", "time": time}), _BYE_SECONDS)
        except OSError:
            pass
        self.link.close()

    def _fill_window(self) -> None:
        """Moves what was recorded into the window, where nothing is lost before the engine has acknowledged it."""
        now = monotonic()
        if now >= self._components_due and len(self._window) < WINDOW:
            self._components_due = now + _COMPONENT_SECONDS
            self._add(self._components.take())
        while len(self._window) < WINDOW and len(self._buffer):
            records = self._buffer.take(MAX_BATCH_EVENTS)
            flushes = [record[2] for record in records if record[0] == FLUSH]
            self._add(self._format(records))
            if flushes:
                self._add(self._components.take())
                self._flushes.extend((self._sequence, signal) for signal in flushes)

    def _format(self, records: List[Record]) -> List[Event]:
        wanted = [record for record in records if record[0] != FLUSH]
        events = [event for event in map(self._formatter.format, wanted) if event is not None]
        if len(events) < len(wanted):
            self._buffer.drop(len(wanted) - len(events))
        return merge_data(events)

    def _add(self, events: List[Event]) -> None:
        for body in self._batcher.encode(events):
            self._sequence += 1
            line = b'{"type":"batch","sequence":%d,"events":%s}\n' % (self._sequence, body)
            self._window.append((self._sequence, line))

    def _send_window(self, patience: float) -> None:
        for sequence, line in self._window:
            if sequence > self._sent:
                self.link.send(line, patience)
                self._sent = sequence

    def _read_replies(self) -> float:
        """Reads acknowledgements; waits for them only where there is nothing better to do."""
        self._finish_flushes()
        more = len(self._buffer) >= MAX_BATCH_EVENTS
        full = len(self._window) >= WINDOW
        waits = full or (bool(self._flushes) and not len(self._buffer))
        now = monotonic()
        if waits or len(self._window) >= WINDOW // 4 or now >= self._read_due:
            self._read_due = now + _READ_SECONDS
            for message in self.link.receive(_REPLY_SECONDS if waits else 0.0):
                if message.get("type") == "ack":
                    self._acknowledge(message.get("sequence"))
        return 0.0 if more or full or self._flushes else _TURN_SECONDS

    def _acknowledge(self, sequence: Any) -> None:
        if isinstance(sequence, int):
            while self._window and self._window[0][0] <= sequence:
                self._window.popleft()
        self._finish_flushes()

    def _finish_flushes(self) -> None:
        oldest = self._window[0][0] if self._window else self._sequence + 1
        for sequence, signal in self._flushes:
            if sequence < oldest:
                signal.set()
        self._flushes = [flush for flush in self._flushes if flush[0] >= oldest]

    def reset_after_fork(self) -> None:
        """Makes it a new client's in the child."""
        self.link.reset_after_fork()
        self._window.clear()
        self._sequence = 0
        self._sent = 0
        self._flushes = []
        self._components_due = 0.0
