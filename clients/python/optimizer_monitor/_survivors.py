"""What outlives a full queue: starts and ends of runs, and each run's least, greatest and newest iteration."""

from collections import deque
from typing import Any, Deque, Dict, Iterator, List, Optional, Tuple

#: (kind, time, …): what a recorded event is until the sending thread formats it.
Record = Tuple[Any, ...]

RUN_START = "run_start"
RUN_END = "run_end"
FLUSH = "flush"
ITERATION = "iteration"
_NEVER_DROPPED = frozenset((RUN_START, RUN_END, FLUSH))

#: A record with its place in the order of recording.
Entry = Tuple[int, Record]


class _Steps:
    """The iterations of one run that stay; one may be several of them."""

    __slots__ = ("newest", "least", "greatest", "least_value", "greatest_value")

    def __init__(self, entry: Entry) -> None:
        self.newest = entry
        self.least: Optional[Entry] = None
        self.greatest: Optional[Entry] = None
        self.least_value: Any = None
        self.greatest_value: Any = None
        self._measure(entry)

    def add(self, entry: Entry) -> int:
        """Takes a later one; gives the number of those that do not stay: it is one of them, or one that it replaces."""
        before = len(self)
        self.newest = entry
        self._measure(entry)
        return before + 1 - len(self)

    def __len__(self) -> int:
        newest, least, greatest = self.newest, self.least, self.greatest
        count = 1 if least is None or least is newest else 2
        return count if greatest is None or greatest is newest or greatest is least else count + 1

    def _measure(self, entry: Entry) -> None:
        try:
            least, greatest = _range_of(entry[1][4])
            if least == least and (self.least is None or least < self.least_value):
                self.least, self.least_value = entry, least
            if greatest == greatest and (self.greatest is None or greatest > self.greatest_value):
                self.greatest, self.greatest_value = entry, greatest
        except Exception:  # No objective, or one that is no number.
            pass

    def __iter__(self) -> Iterator[Entry]:
        yield self.newest
        if self.least is not None:
            yield self.least
        if self.greatest is not None:
            yield self.greatest


def _range_of(fields: Dict[str, Any]) -> Tuple[Any, Any]:
    """The least and the greatest objective of an iteration; raises where it has none."""
    value = fields.get("best")
    if value is None:
        value = fields.get("current")
    if value is not None:
        return value, value
    objectives = [value for value in fields["objectives"] if value == value]
    return min(objectives), max(objectives)


class Survivors:
    """Takes what a full queue lets go of, oldest first, and keeps within bounds what matters most of it."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: Deque[Entry] = deque()
        self._steps: Dict[str, _Steps] = {}
        self._count = 0

    def add(self, record: Record) -> int:
        """Takes a record; gives the number of events that are lost by that."""
        self._count += 1
        kind = record[0]
        if kind == ITERATION:
            return self._add_step((self._count, record))
        if kind in _NEVER_DROPPED and len(self._kept) < self._capacity:
            self._kept.append((self._count, record))
            return 0
        return 1

    def _add_step(self, entry: Entry) -> int:
        run = entry[1][2]
        steps = self._steps.get(run)
        if steps is not None:
            return steps.add(entry)
        if len(self._steps) * 4 >= self._capacity:
            return 1
        self._steps[run] = _Steps(entry)
        return 0

    def take(self, count: int) -> List[Record]:
        """The oldest of them, at most `count`, in the order in which they were recorded."""
        if self._steps:
            found = dict(self._kept)
            for steps in self._steps.values():
                found.update(steps)
            self._kept = deque(sorted(found.items()))
            self._steps.clear()
        return [self._kept.popleft()[1] for _ in range(min(count, len(self._kept)))]

    def __len__(self) -> int:
        return len(self._kept) + len(self._steps)

    def clear(self) -> None:
        """Forgets them."""
        self._kept.clear()
        self._steps.clear()
