"""Timers by name: any number at once, nested or overlapping, in any thread."""

import threading
from math import inf
from time import perf_counter
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from .._buffer import Turnstile
from .._components import BUCKET_BOUNDS, CELL_LIMIT, OTHER_COMPONENTS, Cell, current_component

Source = Optional[Dict[str, Any]]


class Timer:
    """One timer that runs."""

    __slots__ = ("name", "thread", "start", "around", "source")

    def __init__(self, name: str, around: Optional[str], source: Source) -> None:
        self.name = name
        self.thread = threading.get_ident()
        self.around = around
        self.source = source
        self.start = perf_counter()


class Stopped(NamedTuple):
    """What stopping a timer gave: its seconds, the component around it, and whether they count."""

    seconds: float
    parent: Optional[str]
    source: Source
    counts: bool


class ComponentTimes(NamedTuple):
    """A component's times in seconds, summed over all its calls."""

    name: str
    parent: Optional[str]
    calls: int
    total: float
    shortest: float
    longest: float
    buckets: List[int]
    source: Source


class Timers:
    """The timers that run, and the sums of those that have ended."""

    MAX_NAMES = 2_000

    def __init__(self) -> None:
        self._running: List[Timer] = []
        self._cells: Dict[Tuple[str, Optional[str]], Cell] = {}
        self._turnstile = Turnstile()

    def start(self, name: str, find_source: Callable[[], Source]) -> None:
        """Starts a timer of that name in this thread."""
        timer = Timer(name, current_component(), find_source())
        with self._turnstile:
            self._running.append(timer)
        timer.start = perf_counter()

    def stop(self, name: str) -> Optional[Stopped]:
        """Stops the newest timer of that name, of this thread before others'; None where none runs."""
        end = perf_counter()
        with self._turnstile:
            timer = self._newest(name)
            if timer is None:
                return None
            self._running.remove(timer)
            around = self._around(timer)
            stopped = Stopped(
                end - timer.start,
                around[-1].name if around else timer.around,
                timer.source,
                # A component inside itself is in the outer one's time already.
                all(outer.name != name for outer in around),
            )
            if stopped.counts:
                self._add(name, stopped)
        return stopped

    def _newest(self, name: str) -> Optional[Timer]:
        named = [timer for timer in self._running if timer.name == name]
        own = [timer for timer in named if timer.thread == threading.get_ident()]
        found = own or named
        return found[-1] if found else None

    def _around(self, timer: Timer) -> List[Timer]:
        """Its thread's timers that began before it and still run: it lies within them, the last is the innermost."""
        return [other for other in self._running if other.thread == timer.thread and other.start <= timer.start]

    def _add(self, name: str, stopped: Stopped) -> None:
        key = (name, stopped.parent)
        if key not in self._cells and len(self._cells) >= self.MAX_NAMES:
            key = (OTHER_COMPONENTS, None)
        cell = self._cells.get(key)
        if cell is None:
            cell = self._cells[key] = Cell(key[0], key[1], stopped.source)
        cell.append(stopped.seconds)
        if len(cell) > CELL_LIMIT:
            cell.fold()

    def innermost(self) -> Optional[str]:
        """The component that this thread is in: its newest timer's, else that of a block around."""
        thread = threading.get_ident()
        with self._turnstile:
            own = [timer.name for timer in self._running if timer.thread == thread]
        return own[-1] if own else current_component()

    def running(self) -> List[str]:
        """The names of the timers that run, the oldest first."""
        with self._turnstile:
            return [timer.name for timer in self._running]

    def times(self) -> List[ComponentTimes]:
        """The components so far, the costliest first; timers that still run are not in it."""
        with self._turnstile:
            for cell in self._cells.values():
                cell.fold()
            found = [
                ComponentTimes(
                    cell.name,
                    cell.parent,
                    cell.entries,
                    cell.total,
                    cell.shortest,
                    cell.longest,
                    list(cell.buckets),
                    cell.source,
                )
                for cell in self._cells.values()
                if cell.shortest != inf
            ]
        return sorted(found, key=lambda times: -times.total)


#: The upper bounds in seconds of ComponentTimes.buckets, which has one more for what took longer.
BOUNDS = BUCKET_BOUNDS
