"""One connection to the engine: lines out, lines in."""

import json
import os
import select
import socket
from typing import Any, Dict, List, Optional

from ._environment import Address

_CONNECT_SECONDS = 1.0
_MAX_REPLY = 1 << 20


class Connection:
    """A socket that speaks newline-delimited JSON; every failure is an OSError."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._socket: Optional[socket.socket] = None
        self._received = b""

    def open(self) -> None:
        """Connects; raises OSError where nothing listens."""
        self.close()
        connected = self._connect()
        # Set once: changing it for each call would be a system call, which hands the interpreter to other threads.
        connected.setblocking(False)
        self._socket = connected

    def _connect(self) -> socket.socket:
        if not isinstance(self._address, str):
            connected = socket.create_connection(self._address, timeout=_CONNECT_SECONDS)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connected
        if not hasattr(socket, "AF_UNIX"):
            raise OSError("this Python has no Unix sockets")
        unconnected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            unconnected.settimeout(_CONNECT_SECONDS)
            unconnected.connect(self._address)
        except BaseException:
            unconnected.close()
            raise
        return unconnected

    def send(self, data: bytes, timeout: float) -> None:
        """Sends all of it, or raises OSError; a peer that reads nothing for `timeout` seconds counts as gone."""
        connected = self._require()
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[connected.send(rest) :]
            except (BlockingIOError, InterruptedError):
                if not _wait(connected, timeout, for_writing=True):
                    raise TimeoutError("the engine does not read") from None

    def receive(self, timeout: float) -> List[Dict[str, Any]]:
        """The messages that arrive within `timeout` seconds; 0 takes what is there."""
        connected = self._require()
        if timeout > 0 and not _wait(connected, timeout, for_writing=False):
            return []
        try:
            data = connected.recv(65536)
        except (BlockingIOError, InterruptedError):
            return []
        if not data:
            raise ConnectionResetError("the engine closed the connection")
        *lines, self._received = (self._received + data).split(b"\n")
        if len(self._received) > _MAX_REPLY:
            raise ConnectionResetError("the engine's line is too long")
        return [message for message in map(_parse, lines) if message is not None]

    def close(self) -> None:
        """Closes this process's end only: a parent that shares the socket keeps its own."""
        if self._socket is not None:
            try:
                self._socket.close()
            except OSError:
                pass
        self._socket = None
        self._received = b""

    def may_appear(self) -> bool:
        """Whether something at the address suggests that an engine was or will be there."""
        return isinstance(self._address, str) and os.path.exists(self._address)

    def _require(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionResetError("not connected")
        return self._socket


def _wait(connected: socket.socket, timeout: float, for_writing: bool) -> bool:
    if hasattr(select, "poll"):
        poll = select.poll()  # Unlike select, not limited to the first 1024 descriptors.
        poll.register(connected, select.POLLOUT if for_writing else select.POLLIN)
        return bool(poll.poll(timeout * 1000))
    waiting = [connected]
    ready = select.select([] if for_writing else waiting, waiting if for_writing else [], [], timeout)
    return any(ready)


def _parse(line: bytes) -> Optional[Dict[str, Any]]:
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None
