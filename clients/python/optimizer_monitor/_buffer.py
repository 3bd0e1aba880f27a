"""What was recorded and not yet sent: bounded, and free of locks for the program's threads."""

import threading
from collections import deque
from time import time
from typing import Any, Callable, Deque, List

from ._survivors import FLUSH, RUN_END, RUN_START, Record, Survivors

__all__ = ["DROPPED", "FLUSH", "RUN_END", "RUN_START", "Buffer", "Gate", "Record", "Turnstile"]

DROPPED = "dropped"


class Gate:
    """The bound that the program's threads compare the queue's length with after each append.

    It is 0 until this process has a sending thread, so that the first event after the start or after a fork takes the
    slow path, which starts one. That spares the fast path a check of its own.
    """

    __slots__ = ("queue_limit",)

    def __init__(self) -> None:
        self.queue_limit = 0


class Turnstile:
    """A lock that the program's threads only try, and that an interrupt cannot leave closed for ever.

    A KeyboardInterrupt between taking a lock and the `try` after it abandons the lock. What is guarded here takes
    microseconds, so a holder that is not gone after a second is no holder.
    """

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def try_enter(self) -> bool:
        """Enters where nobody is inside; never waits, so that a signal handler cannot deadlock with its own thread."""
        return self._lock.acquire(False)

    def enter(self) -> None:
        """Enters, after a holder has left or was found to be none."""
        self._lock.acquire(timeout=1.0)

    def leave(self) -> None:
        """Lets the next one in."""
        try:
            self._lock.release()
        except RuntimeError:
            pass

    def __enter__(self) -> "Turnstile":
        self.enter()
        return self

    def __exit__(self, *_: Any) -> None:
        self.leave()


class Buffer:
    """A queue of records; when it is full, the oldest go, but for those that `Survivors` keeps, and are counted."""

    def __init__(self, capacity: int, gate: Gate, start: Callable[[], None]) -> None:
        self.queue: Deque[Record] = deque()
        self.gate = gate
        self.capacity = capacity
        self._start = start
        self._survivors = Survivors(capacity)
        self._dropped = 0
        self._turnstile = Turnstile()

    def append(self, *record: Any) -> None:
        """Records one event; `Run.iteration` has the same three lines in place."""
        self.queue.append(record)
        if len(self.queue) > self.gate.queue_limit:
            self.overflow()

    def overflow(self) -> None:
        """The slow path of an append: starts the sending thread, and makes room where the queue is full."""
        if self.gate.queue_limit < self.capacity:
            self._start()
        self._make_room()

    def _make_room(self) -> None:
        """Lets the oldest go while there are too many, unless another is inside, who does so after leaving.

        It looks once more after leaving: who came meanwhile went on without making room.
        """
        while len(self.queue) > self.capacity and self._turnstile.try_enter():
            try:
                while len(self.queue) > self.capacity:
                    self._remove_oldest()
            finally:
                self._turnstile.leave()

    def _remove_oldest(self) -> None:
        self._dropped += self._survivors.add(self.queue.popleft())

    def keep_only_survivors(self) -> None:
        """Drops and counts everything but what outlives a full queue."""
        with self._turnstile:
            for _ in range(len(self.queue)):
                self._remove_oldest()
        self._make_room()

    def drop(self, count: int = 1) -> None:
        """Counts events that were lost elsewhere."""
        with self._turnstile:
            self._dropped += count
        self._make_room()

    def take(self, count: int) -> List[Record]:
        """The oldest records, at most `count`, and how many were dropped before them."""
        with self._turnstile:
            records: List[Record] = []
            if self._dropped:
                records.append((DROPPED, time(), self._dropped))
                self._dropped = 0
            if len(self._survivors):
                records += self._survivors.take(count - len(records))
            while self.queue and len(records) < count:
                records.append(self.queue.popleft())
        self._make_room()
        return records

    def __len__(self) -> int:
        return len(self._survivors) + len(self.queue) + (1 if self._dropped else 0)

    def reset_after_fork(self) -> None:
        """Empties it in the child: what the parent recorded is the parent's to send."""
        self._turnstile = Turnstile()
        self.queue.clear()
        self._survivors.clear()
        self._dropped = 0
