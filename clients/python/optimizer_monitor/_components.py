"""Timed components: what entering and leaving costs, and what is kept of it."""

import os
import sys
from bisect import bisect_right
from contextvars import ContextVar
from itertools import repeat
from math import fsum, inf
from time import perf_counter, time
from typing import Any, Callable, Deque, Dict, List, NamedTuple, Optional, Tuple, Type, TypeVar
from types import TracebackType

from ._buffer import Turnstile
from ._wrap import wrap

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

#: Upper bounds of the histogram's buckets, in seconds: two a decade from a microsecond to a quarter of an hour.
BUCKET_BOUNDS: Tuple[float, ...] = tuple(float(f"{10.0 ** (half / 2):.6g}") for half in range(-12, 7))

#: So many durations wait in a cell before the thread that adds one more folds them itself.
CELL_LIMIT = 2_048

#: Where the time goes of names that come after the first Registry.MAX_NAMES.
OTHER_COMPONENTS = "(other components)"

#: (component, start, the frame around it): where this thread or task is. One context variable and no state in the
#: component, so that one component may be entered by any number of threads, tasks and recursions at once.
Frame = Tuple[Optional["Component"], float, Any]
_OUTSIDE: Frame = (None, 0.0, None)
_current: "ContextVar[Frame]" = ContextVar("optimizer_monitor_component", default=_OUTSIDE)
_get = _current.get
_set = _current.set


class Sums(NamedTuple):
    """Durations summed up: how many, and in seconds the total, the extremes, and counts by BUCKET_BOUNDS."""

    entries: int
    total: float
    shortest: float
    longest: float
    buckets: List[int]


class Cell(Deque[float]):
    """Durations of one component inside one parent: appended by any thread, folded by one at a time."""

    __slots__ = ("name", "parent", "source", "entries", "total", "shortest", "longest", "buckets")

    def __init__(self, name: str, parent: Optional[str], source: Optional[Dict[str, Any]]) -> None:
        super().__init__()
        self.name = name
        self.parent = parent
        self.source = source
        self.reset()

    def reset(self) -> None:
        """Forgets the durations that were folded."""
        self.entries = 0
        self.total = 0.0
        self.shortest = inf
        self.longest = 0.0
        self.buckets = [0] * (len(BUCKET_BOUNDS) + 1)

    def fold(self) -> None:
        """Adds the waiting durations to the sums; one thread at a time."""
        durations = list(map(Cell.popleft, repeat(self, len(self))))
        if not durations:
            return
        durations.sort()
        self.shortest = min(self.shortest, durations[0])
        self.longest = max(self.longest, durations[-1])
        self.entries += len(durations)
        self.total += fsum(durations)
        # Sorted, the buckets cost a search for each bound instead of one for each duration.
        below = 0
        for index, bound in enumerate(BUCKET_BOUNDS):
            upto = bisect_right(durations, bound, below)
            self.buckets[index] += upto - below
            below = upto
        self.buckets[-1] += len(durations) - below

    def add(self, sums: Sums) -> None:
        """Adds the sums of another cell."""
        self.entries += sums.entries
        self.total += sums.total
        self.shortest = min(self.shortest, sums.shortest)
        self.longest = max(self.longest, sums.longest)
        self.buckets = [one + other for one, other in zip(self.buckets, sums.buckets)]

    def take(self) -> Optional[Dict[str, Any]]:
        """The increment since the last call, or None where nothing happened."""
        self.fold()
        if not self.entries:
            return None
        event: Dict[str, Any] = {"type": "component", "time": time(), "name": self.name}
        if self.parent is not None:
            event["parent"] = self.parent
        event.update(count=self.entries, total=self.total, min=self.shortest, max=self.longest)
        event["buckets"] = {"le": list(BUCKET_BOUNDS), "counts": self.buckets}
        if self.source is not None:
            event["source"] = self.source
        self.reset()
        return event


class _Nowhere(Deque[float]):
    """The cell of a component directly inside itself: the outer entry's time holds it already."""

    def append(self, duration: float) -> None:
        """Keeps nothing."""


class Component:
    """A named section of the program: a context manager, sync or async, and a decorator; may be kept and shared."""

    __slots__ = ("name", "cell_limit", "_cells", "_registry")

    def __init__(self, name: str, registry: "Registry") -> None:
        self.name = name
        self._registry = registry
        self.cell_limit = registry.cell_limit
        self._cells: Dict[Optional[Component], Deque[float]] = {self: _Nowhere()}

    def __enter__(self) -> "Component":
        _set((self, perf_counter(), _get()))
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        end = perf_counter()
        owner, start, outer = _get()
        if owner is self:
            _set(outer)
        else:
            found = _unlink(self)
            if found is None:
                return
            start, outer = found
        try:
            cell = self._cells[outer[0]]
        except KeyError:
            cell = self._add_cell(outer[0])
        cell.append(end - start)
        if len(cell) > self.cell_limit:
            self._registry.overflow(cell)

    async def __aenter__(self) -> "Component":
        return self.__enter__()

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.__exit__(kind, error, trace)

    def __call__(self, function: Decorated) -> Decorated:
        """Times every call of a function; of a generator, the steps, without the time between them."""
        return wrap(self, function)

    def __reduce__(self) -> Tuple[Any, ...]:
        from ._api import component

        return component, (self.name,)

    def _add_cell(self, parent: "Optional[Component]") -> Deque[float]:
        cell = self._registry.create_cell(self.name, parent.name if parent is not None else None)
        self._cells[parent] = cell
        return cell


def _unlink(component: Component) -> Optional[Tuple[float, Frame]]:
    """Takes the component's frame out from among later ones: sections of suspended generators end in any order."""
    frame = _get()
    later: List[Frame] = []
    while frame[0] is not component:
        if frame[0] is None:
            return None
        later.append(frame)
        frame = frame[2]
    rebuilt: Frame = frame[2]
    for owner, start, _ in reversed(later):
        rebuilt = (owner, start, rebuilt)
    _set(rebuilt)
    return frame[1], frame[2]


def current_component() -> Optional[str]:
    """The name of the innermost component that this thread or task is in."""
    component = _get()[0]
    return None if component is None else component.name


class Registry:
    """All components of one client by name, and their cells."""

    MAX_NAMES = 2_000

    def __init__(self, start: Callable[[], None]) -> None:
        # 0 until this process has a sending thread, so that the first entry takes the slow path, which starts one.
        self.cell_limit = 0
        self.known: Dict[str, Component] = {}
        self._start = start
        self._cells: Dict[Tuple[str, Optional[str]], Cell] = {}
        self._sources: Dict[str, Optional[Dict[str, Any]]] = {}
        self._turnstile = Turnstile()

    def get(self, name: str, depth: int) -> Component:
        """The component of that name; `depth` frames up is the line that named it first."""
        known = self.known.get(name)
        if known is not None:
            return known
        if len(self.known) >= self.MAX_NAMES:
            name = OTHER_COMPONENTS
            known = self.known.get(name)
            if known is not None:
                return known
        self._sources.setdefault(name, source_of(depth + 1))
        return self.known.setdefault(name, Component(name, self))

    def create_cell(self, name: str, parent: Optional[str]) -> Cell:
        """The one cell of a component in a parent, whichever thread asks first."""
        return self._cells.setdefault((name, parent), Cell(name, parent, self._sources.get(name)))

    def record(self, name: str, parent: Optional[str], seconds: float, source: Optional[Dict[str, Any]]) -> None:
        """Adds a duration that was measured without a Component: by a timer, which has no block to enter and leave."""
        if name not in self._sources and len(self._sources) >= self.MAX_NAMES:
            name = OTHER_COMPONENTS
        self._sources.setdefault(name, source)
        cell = self.create_cell(name, parent)
        cell.append(seconds)
        if len(cell) > self.cell_limit:
            self.overflow(cell)

    def record_sums(self, name: str, parent: Optional[str], sums: Sums, source: Optional[Dict[str, Any]]) -> None:
        """Adds what was summed up elsewhere, with buckets of the same bounds."""
        self._sources.setdefault(name, source)
        with self._turnstile:
            self.create_cell(name, parent).add(sums)
        self._start()

    def set_cell_limit(self, limit: int) -> None:
        """How many durations may wait in a cell before its component takes the slow path."""
        self.cell_limit = limit
        for component in list(self.known.values()):
            component.cell_limit = limit

    def overflow(self, cell: Deque[float]) -> None:
        """The slow path of leaving a component: starts the sending thread, and folds a full cell."""
        if self.cell_limit < CELL_LIMIT:
            self._start()
        if isinstance(cell, Cell) and len(cell) > CELL_LIMIT and self._turnstile.try_enter():
            try:
                cell.fold()
            finally:
                self._turnstile.leave()

    def take(self) -> List[Dict[str, Any]]:
        """The increments of all components since the last call."""
        with self._turnstile:
            events = [cell.take() for cell in list(self._cells.values())]
        return [event for event in events if event is not None]

    def has_news(self) -> bool:
        """Whether `take` would give anything."""
        return any(cell.entries or len(cell) for cell in list(self._cells.values()))

    def reset_after_fork(self) -> None:
        """Empties it in the child: what the parent measured is the parent's to send."""
        self._turnstile = Turnstile()
        for cell in self._cells.values():
            cell.clear()
            cell.reset()


def source_of(depth: int) -> Optional[Dict[str, Any]]:
    """Where the code `depth` frames up stands, or None where that cannot be said."""
    try:
        frame = sys._getframe(depth)
        return {"file": os.path.abspath(frame.f_code.co_filename), "line": frame.f_lineno}
    except Exception:
        return None
