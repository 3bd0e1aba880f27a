"""One client of the engine: composition, the sending thread, the end of the process, and fork."""

import itertools
import os
import socket
import sys
import threading
from queue import Empty, SimpleQueue
from time import monotonic, time
from typing import Any, Dict, Optional

from ._buffer import FLUSH, Buffer, Gate, Turnstile
from ._components import CELL_LIMIT, Registry
from ._connection import Connection
from ._environment import Settings
from ._events import NOTE, Formatter
from ._libraries import loaded_libraries
from ._link import Link
from ._problems import Problems
from ._sender import Sender
from ._version import __version__

EXIT_SECONDS = 2.0
_HOPELESS_SECONDS = 0.5
#: The part of the exit's time that is spent on sending everything, before the rest goes to the ends of the runs.
_WHOLE_SHARE = 0.6
_BYE_SECONDS = 0.2
_WORKER_SECONDS = 0.25
_MAX_ARGV = 300


class Client:
    """Records events of this process and sends them; safe to use from any thread, signal handler and fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.gate = Gate()
        self.buffer = Buffer(settings.capacity, self.gate, self.start)
        self.components = Registry(self.start)
        self.problems = Problems(self._warn)
        self._link = Link(Connection(settings.address), self._hello)
        self._sender = Sender(self.buffer, self.components, Formatter(self.problems), self._link)
        self._reset_identity()

    def _reset_identity(self) -> None:
        self.id = os.urandom(16).hex()
        self.generation = getattr(self, "generation", -1) + 1
        self._run_numbers = itertools.count(1)
        self._thread: Optional[threading.Thread] = None
        self._starting = Turnstile()
        self._wake: "SimpleQueue[None]" = SimpleQueue()
        self._leaving = False
        self._closed_in_vain = False

    @property
    def is_hopeless(self) -> bool:
        """Whether there never was an engine at the endpoint, and nothing suggests that one will come."""
        return self._link.is_hopeless

    @property
    def token(self) -> Optional[str]:
        """What proves over TCP that this process may speak to the engine."""
        return self._settings.token

    def connect(self) -> Connection:
        """A connection of the caller's own, beside that of the sending thread; OSError where nothing listens."""
        connection = Connection(self._settings.address)
        connection.open()
        return connection

    def create_run_id(self) -> str:
        """An id for a new run, unique to this client instance."""
        return f"{self.id[:8]}-{next(self._run_numbers)}"

    def start(self) -> None:
        """Starts the sending thread where this process has none; where it cannot, the next event tries again."""
        if not self._starting.try_enter():
            return
        try:
            if self._thread is None:
                self._start_thread()
            self.components.set_cell_limit(CELL_LIMIT)
            self.gate.queue_limit = self.buffer.capacity
        except RuntimeError:
            # The interpreter is ending, or the system has no threads left: the exit sends what is there.
            self._thread = None
        finally:
            self._starting.leave()

    def _close_gates(self) -> None:
        """Sends the next event of any thread through the slow path, which calls `start`."""
        self.components.set_cell_limit(0)
        self.gate.queue_limit = 0

    def _start_thread(self) -> None:
        _flush_at_end_of_worker(self)
        # Known before it starts: an interrupt while it does must not lead to a second one.
        self._thread = threading.Thread(target=self._work, name="optimizer-monitor", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Makes the sending thread look now rather than at its next turn."""
        self._wake.put(None)

    def flush(self, timeout: float, give_up_early: bool = False) -> bool:
        """Waits until the engine has acknowledged everything recorded before; False where it did not in time."""
        if self._thread is None and not self._sender.has_unfinished:
            return True
        done = threading.Event()
        self.buffer.append(FLUSH, time(), done)
        self.wake()
        began = monotonic()
        while not done.is_set():
            elapsed = monotonic() - began
            if elapsed >= timeout or (give_up_early and elapsed > _HOPELESS_SECONDS and self._link.is_hopeless):
                return False
            self._wait(done, min(0.05, timeout - elapsed))
        return True

    def _wait(self, done: threading.Event, seconds: float) -> None:
        thread = self._thread
        if thread is not None and thread.is_alive():
            done.wait(seconds)
        else:
            done.wait(min(self._sender.turn(patience=seconds), seconds))

    def deliver_soon(self) -> None:
        """Wakes the sending thread; in a pool's worker, which may be killed at any time, waits a moment for it."""
        self.wake()
        if self._link.seems_reachable and _is_daemonic_worker():
            self.flush(_WORKER_SECONDS)

    def close(self, timeout: float = EXIT_SECONDS) -> None:
        """Sends what is left and says goodbye, within `timeout` seconds; a later event opens it again."""
        if self._closed_in_vain and not self._link.is_connected:
            return  # A process may end in several ways at once, and should wait once.
        for text in self.problems.take_repeated():
            self._warn(text)
        delivered = self.flush(timeout * _WHOLE_SHARE, give_up_early=True)
        if not delivered and not self._link.is_hopeless:
            if self._link.is_connected:
                # Too much is left for the time that is left: how the runs ended matters more than their steps.
                self.buffer.keep_only_survivors()
            delivered = self.flush(timeout * (1 - _WHOLE_SHARE), give_up_early=True)
        self._closed_in_vain = not delivered
        if delivered and self._link.is_connected:
            self._leave()

    def _leave(self) -> None:
        thread = self._thread
        if thread is None or not thread.is_alive():
            self._sender.say_bye(time())
            return
        self._leaving = True
        self.wake()
        thread.join(_BYE_SECONDS)

    def _work(self) -> None:
        generation = self.generation
        while generation == self.generation:
            try:
                pause = self._sender.turn()
            except Exception:  # A defect here must cost the program nothing but events.
                self.buffer.drop()
                pause = 1.0
            if self._leaving:
                self._sender.say_bye(time())
                self._leaving = False
                self._close_gates()
                self._thread = None
                return
            if pause > 0:
                self._sleep(pause)

    def _sleep(self, seconds: float) -> None:
        try:
            self._wake.get(timeout=seconds)
            while True:
                self._wake.get_nowait()
        except Empty:
            pass

    def _warn(self, text: str) -> None:
        self.buffer.append(NOTE, time(), {"text": text, "level": "warning"})

    def _hello(self) -> Dict[str, Any]:
        return {
            "type": "hello",
            "protocol": 1,
            "id": self.id,
            "client": f"python {__version__}",
            "pid": os.getpid(),
            "ppid": os.getppid(),
            "host": socket.gethostname(),
            "session": self._settings.session,
            "token": self._settings.token,
            "argv": " ".join(getattr(sys, "orig_argv", None) or sys.argv or [])[:_MAX_ARGV],
            "runtime": "python " + ".".join(map(str, sys.version_info[:3])),
            "libraries": loaded_libraries(),
            "time": time(),
        }

    def reset_after_fork(self) -> None:
        """Makes the child a client of its own: new id, no thread, nothing recorded yet."""
        self._close_gates()
        self.buffer.reset_after_fork()
        self.components.reset_after_fork()
        self.problems.clear()
        self._sender.reset_after_fork()
        self._reset_identity()


def _flush_at_end_of_worker(client: Client) -> None:
    """multiprocessing's children skip `atexit`, so they flush through its own list of last things."""
    util = sys.modules.get("multiprocessing.util")
    process = sys.modules.get("multiprocessing.process")
    if util is not None and process is not None and process.parent_process() is not None:
        util.Finalize(None, client.close, exitpriority=-100)


def _is_daemonic_worker() -> bool:
    process = sys.modules.get("multiprocessing.process")
    return process is not None and bool(process.current_process().daemon)
