"""The way to the engine: connects, greets, and tries again for as long as the program lives."""

from time import monotonic
from typing import Any, Callable, Dict, List, Optional

from ._batches import encode_line
from ._connection import Connection

_WELCOME_SECONDS = 5.0
_GREETING_SECONDS = 0.05
_FIRST_RETRY_SECONDS = 0.05
_EAGER_SECONDS = 2.0
_LAST_RETRY_SECONDS = 1.0


class Link:
    """A connection that is greeted and comes back; failures while connected are OSErrors, others only a later retry."""

    def __init__(self, connection: Connection, hello: Callable[[], Dict[str, Any]]) -> None:
        self._connection = connection
        self._hello = hello
        self._reset()

    def _reset(self) -> None:
        self.is_connected = False
        self._was_connected = False
        self._was_refused = False
        self._greeted_until: Optional[float] = None
        self._failing_since: Optional[float] = None
        self._retry_at = 0.0
        self._retry_delay = _FIRST_RETRY_SECONDS

    @property
    def is_hopeless(self) -> bool:
        """Whether there never was an engine for this client, and nothing at the address suggests that one will come."""
        if self._was_connected or self._failing_since is None:
            return False
        return self._was_refused or not self._connection.may_appear()

    @property
    def seems_reachable(self) -> bool:
        """Whether the engine is there, as far as is known."""
        return self.is_connected or self._failing_since is None

    def connect(self) -> Optional[int]:
        """Takes the next step towards the engine; gives the highest acknowledged sequence once there is a welcome."""
        try:
            if self._greeted_until is None:
                if monotonic() < self._retry_at:
                    return None
                self._connection.open()
                self._connection.send(encode_line(self._hello()), _GREETING_SECONDS)
                self._greeted_until = monotonic() + _WELCOME_SECONDS
            return self._read_welcome(self._greeted_until)
        except OSError:
            self.lose()
            return None

    def _read_welcome(self, until: float) -> Optional[int]:
        messages = self._connection.receive(_GREETING_SECONDS)
        if not messages:
            if monotonic() > until:
                raise ConnectionRefusedError("no welcome")
            return None
        if messages[0].get("type") != "welcome":
            self._was_refused = True
            raise ConnectionRefusedError("not welcome")
        self._reset()
        self.is_connected = self._was_connected = True
        acknowledged = messages[0].get("acknowledged")
        return acknowledged if isinstance(acknowledged, int) else 0

    def seconds_to_retry(self) -> float:
        """How long `connect` has nothing to do."""
        return 0.0 if self._greeted_until is not None else max(self._retry_at - monotonic(), 0.0)

    def send(self, data: bytes, timeout: float) -> None:
        """Sends a line."""
        self._connection.send(data, timeout)

    def receive(self, timeout: float) -> List[Dict[str, Any]]:
        """The messages that arrive in time."""
        return self._connection.receive(timeout)

    def lose(self) -> None:
        """Gives the connection up; the next try comes after 50 ms, and after 2 s of failing later and later."""
        now = monotonic()
        self.close()
        if self._failing_since is None:
            self._failing_since = now
        if now - self._failing_since > _EAGER_SECONDS:
            self._retry_delay = min(self._retry_delay * 1.5, _LAST_RETRY_SECONDS)
        self._retry_at = now + self._retry_delay

    def close(self) -> None:
        """Closes this process's end."""
        self._connection.close()
        self.is_connected = False
        self._greeted_until = None

    def reset_after_fork(self) -> None:
        """Forgets the parent's connection, which stays open in the parent."""
        self._connection.close()
        self._reset()
