"""A small engine for the tests: a real socket server that does as a script says."""

import json
import os
import shutil
import socket
import tempfile
import threading
from time import monotonic
from typing import Any, Callable, Dict, List, Optional, Tuple

Event = Dict[str, Any]
DEADLINE = 10.0


class FakeEngine:
    """Accepts clients, keeps what they send and answers; its behaviour can be changed while it runs."""

    def __init__(self, path: Optional[str] = None, tcp: bool = False) -> None:
        self._folder = None if path or tcp else tempfile.mkdtemp(prefix="om-")
        self.path = path or (os.path.join(self._folder, "s") if self._folder else "")
        self.tcp = tcp
        self.welcomes = True
        self.acknowledges = True
        self.refusal: Optional[str] = None
        self.hang_up_at_batch: Optional[int] = None
        self.reads = threading.Event()
        self.reads.set()
        self.hellos: List[Event] = []
        self.batches: List[Tuple[str, int, List[Event]]] = []
        self.repeats = 0
        self.byes: List[str] = []
        self.line_sizes: List[int] = []
        self.ended: List[str] = []
        self._done: Dict[str, int] = {}
        self._changed = threading.Condition(threading.RLock())
        self._connections: List[socket.socket] = []
        self._server = self._listen()
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def _listen(self) -> socket.socket:
        if self.tcp:
            server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            server.bind(("127.0.0.1", 0))
            self.endpoint = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        else:
            server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            server.bind(self.path)
            self.endpoint = f"unix:{self.path}"
        server.listen(64)
        return server

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            self._connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        client = ""
        try:
            with connection.makefile("rb") as lines:
                for line in lines:
                    self.reads.wait()
                    message = json.loads(line)
                    client = client or str(message.get("id", ""))
                    if not self._answer(connection, client, message, len(line)):
                        break
        except (OSError, ValueError):
            pass
        connection.close()
        with self._changed:
            self.ended.append(client)
            self._changed.notify_all()

    def _answer(self, connection: socket.socket, client: str, message: Event, size: int) -> bool:
        with self._changed:
            self.line_sizes.append(size)
            try:
                return self._take(connection, client, message)
            finally:
                self._changed.notify_all()

    def _take(self, connection: socket.socket, client: str, message: Event) -> bool:
        if message["type"] == "hello":
            self.hellos.append(message)
            if self.refusal is not None:
                _reply(connection, {"type": "error", "reason": self.refusal})
                return False
            if self.welcomes:
                done = self._done.get(client, 0)
                _reply(connection, {"type": "welcome", "protocol": 1, "session": "s", "acknowledged": done})
        elif message["type"] == "bye":
            self.byes.append(client)
        elif message["type"] == "batch":
            if self.hang_up_at_batch == message["sequence"]:
                self.hang_up_at_batch = None
                return False
            self._take_batch(client, message)
            if self.acknowledges:
                _reply(connection, {"type": "ack", "sequence": message["sequence"]})
        return True

    def _take_batch(self, client: str, message: Event) -> None:
        if message["sequence"] <= self._done.get(client, 0):
            self.repeats += 1
            return
        self._done[client] = message["sequence"]
        self.batches.append((client, message["sequence"], message["events"]))

    def events(self, kind: Optional[str] = None, client: Optional[str] = None) -> List[Event]:
        """What has arrived, in order; of one type or one client where given."""
        with self._changed:
            found = [event for who, _, events in self.batches for event in events if client in (None, who)]
        return [event for event in found if kind is None or event["type"] == kind]

    def wait_for(self, condition: Callable[[], bool], what: str = "the condition", seconds: float = DEADLINE) -> None:
        """Waits until something that arrived has made the condition true."""
        deadline = monotonic() + seconds
        with self._changed:
            while not condition():
                left = deadline - monotonic()
                if left <= 0:
                    raise AssertionError(f"{what} did not come true in {seconds} s; got {self.events()!r:.2000}")
                self._changed.wait(left)

    def die(self) -> None:
        """Goes as after a kill: all sockets closed, the path left behind."""
        _shut(self._server)
        for connection in self._connections:
            _shut(connection)
        self._connections.clear()

    def come_back(self) -> None:
        """Listens again where it did, with the memory of what it had acknowledged."""
        if os.path.exists(self.path):
            os.unlink(self.path)
        self._server = self._listen()
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def close(self) -> None:
        """Ends it and removes its files."""
        self.reads.set()
        self.die()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> "FakeEngine":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def _reply(connection: socket.socket, message: Event) -> None:
    connection.sendall(json.dumps(message).encode() + b"\n")


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    connection.close()
