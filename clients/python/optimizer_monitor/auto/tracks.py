"""The runs that adapters report: which of them count, how they nest, and what becomes of them in other processes.

A track is what an adapter holds of one run. Whether anything is reported of it is decided here, so that adapters need
not know of each other:

- Inside another track of the same thread (`with track.inside()`) it is *absorbed*: the outer run's own figures stand.
- Inside a run of the program's own (`om.run(…)`) it is *held back* until its second iteration. If the program has
  reported iterations of its own run by then, that run is the authority, and nothing is reported; else it becomes a child
  of that run.
- In a forked child a track of the parent's stays silent: the parent reports it.
"""

import os
import threading
from math import isclose
from time import time
from types import TracebackType
from typing import Any, Dict, List, Optional, Tuple, Type, TypeVar

from .. import _api
from .._client import Client
from .._run import Run, describe_end, find_own

Kind = TypeVar("Kind", bound="Track")

#: A program that runs its optimizer more often than this uses it as a step of something else.
MAX_RUNS = 500

_TOO_MANY = (
    f"More than {MAX_RUNS} runs of optimizers in one process: further ones are not reported. "
    "Enclose them in a run of your own with `import optimizer_monitor`."
)


class _Process:
    """What is counted in each process anew."""

    generation = 0
    runs = 0
    #: The runs that were reported from here, at most MAX_RUNS.
    reported: "List[Track]" = []


class _Stack(threading.local):
    """The tracks that the calls of a thread are inside of, innermost last."""

    def __init__(self) -> None:
        self.tracks: List["Track"] = []


_stack = _Stack()


def current() -> Optional["Track"]:
    """The innermost track that this thread is inside of, whether or not it is reported."""
    tracks = _stack.tracks
    return tracks[-1] if tracks else None


class Track:
    """One run as an adapter sees it. Made by `begin`; never to be left on objects of the program."""

    def __init__(self, start: Dict[str, Any], outer: Optional["Track"], own: Optional[Run], began: float) -> None:
        self.library: str = start["library"]
        #: Evaluations counted by `count`; an adapter whose library counts itself passes `evaluations=` instead.
        self.evaluations = 0
        self.is_absorbed = outer is not None
        self.has_ended = False
        self._outer = outer
        self._own = own
        self._start = start
        self._began = began
        self._held: List[Tuple[Any, Dict[str, Any]]] = []
        self._run: Optional[Run] = None
        self._iterations = 0
        self._best: Any = None
        self._generation = _Process.generation

    @property
    def is_silent(self) -> bool:
        """Whether nothing is reported of it, so that an adapter need not compute anything either."""
        return self.is_absorbed or self.has_ended or self.is_foreign

    @property
    def is_foreign(self) -> bool:
        """Whether it is a run of the process that this one was forked from."""
        return self._generation != _Process.generation

    def describe(self, **fields: Any) -> None:
        """Adds to the start of a run that was begun with `deferred=True`; of no effect once it has started."""
        parameters = fields.pop("parameters", None)
        self._start.update(fields)
        if parameters:
            self._start["parameters"] = {**(self._start.get("parameters") or {}), **parameters}

    def count(self, evaluations: int = 1) -> None:
        """Counts evaluations; those of an absorbed run count to the run around it, which may use them or not."""
        if self._outer is not None:
            self._outer.count(evaluations)
        self.evaluations += evaluations

    def start(self) -> None:
        """Reports the start, with the time at which the track was made, unless it is held back."""
        if self._run is None and not self.is_silent and self._own is None:
            self._open()

    def _open(self, parent: Optional[Run] = None) -> Optional[Run]:
        _Process.runs += 1
        if _Process.runs > MAX_RUNS:
            self.is_absorbed = True
            if _Process.runs == MAX_RUNS + 1:
                _api.note(_TOO_MANY, level="warning")
            return None
        if parent is not None:
            self._start.setdefault("parent", parent)
        self._run = _api.start_run(self._start, self._began)
        _Process.reported.append(self)
        return self._run

    def _decide(self) -> Optional[Run]:
        """The run to report to, once it is decided that there is one."""
        if self._run is not None or self.is_silent:
            return self._run
        own, self._own = self._own, None
        if own is not None and own.has_reported:
            self.is_absorbed = True
            return None
        run = self._open(own)
        if run is not None:
            for iteration, fields in self._held:
                self._report(run, iteration, fields)
        self._held.clear()
        return run

    def iteration(self, iteration: Any, **fields: Any) -> None:
        """Reports one step; `evaluations` is what was counted here unless given."""
        if self.is_silent:
            return
        if fields.get("evaluations") is None and self.evaluations:
            fields["evaluations"] = self.evaluations
        if self._own is not None and not self._held:
            self._held.append((iteration, fields))
            return
        run = self._decide()
        if run is not None:
            self._report(run, iteration, fields)

    def _report(self, run: Run, iteration: Any, fields: Dict[str, Any]) -> None:
        self._iterations += 1
        self._best = fields.get("best", self._best)
        run.iteration(iteration, **fields)

    def is_like(self, client: Client, iterations: int, best: float) -> bool:
        """Whether as many iterations with the same last best were reported of it to this client."""
        if self._run is None or not self._run.reports_to(client):
            return False
        try:
            return self._iterations == iterations and isclose(float(self._best), best, rel_tol=1e-12)
        except (TypeError, ValueError):
            return False

    def front(self, points: Any, iteration: Any = None) -> None:
        """Reports the present front, bounded by the caller (see pareto.thin); left out while the run is held back."""
        if self._run is not None and not self.is_silent:
            self._run.front(points, iteration)

    def end(self, status: str = "completed", **fields: Any) -> None:
        """Ends it; fields as of `Run.end`. Only the first call counts, and only in the process that began it."""
        if self.has_ended:
            return
        run = self._decide()
        self.has_ended = True
        if run is None or self.is_foreign:
            return
        if fields.get("evaluations") is None and self.evaluations:
            fields["evaluations"] = self.evaluations
        run.end(status, **fields)

    def inside(self) -> "Inside":
        """A `with` block in which this thread's other optimizers count as part of this run; ends nothing."""
        return Inside(self)

    def __enter__(self) -> "Track":
        _stack.tracks.append(self)
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        _leave(self)
        self.end(**describe_end(kind, error))


class Inside:
    """See `Track.inside`."""

    __slots__ = ("_track",)

    def __init__(self, track: Track) -> None:
        self._track = track

    def __enter__(self) -> Track:
        _stack.tracks.append(self._track)
        return self._track

    def __exit__(self, *_: Any) -> None:
        _leave(self._track)


def _leave(track: Track) -> None:
    """Takes the innermost entry of this track off; generators may leave in another order than they entered."""
    tracks = _stack.tracks
    for index in range(len(tracks) - 1, -1, -1):
        if tracks[index] is track:
            del tracks[index]
            return


def begin(
    algorithm: str,
    *,
    library: str,
    deferred: bool = False,
    kind: Type[Kind] = Track,  # type: ignore[assignment]
    began: Optional[float] = None,
    **start: Any,
) -> Kind:
    """A new track; `start` are the fields of `optimizer_monitor.run`.

    With `deferred` the start is reported with the first iteration, so that `describe` may add what is known only then;
    the time of the start is this moment (or `began`) all the same. `kind` is a subclass of Track.
    """
    outer = current()
    own = find_own() if outer is None else None
    track = kind(dict(start, algorithm=algorithm, library=library), outer, own, time() if began is None else began)
    if not deferred:
        track.start()
    return track


def claim_reported(client: Client, iterations: int, best: Optional[float]) -> Optional[str]:
    """The algorithm of a run of a library that was reported already and is the one that the program now hands in.

    A run is claimed once: of two equal ones the program may hand in both.
    """
    for track in _Process.reported if best is not None else ():
        if track.is_like(client, iterations, best):
            _Process.reported.remove(track)
            return str(track._start["algorithm"])
    return None


def process_generation() -> int:
    """A number that is another one in every forked child."""
    return _Process.generation


def _forget_parent() -> None:
    _Process.generation += 1
    _Process.runs = 0
    _Process.reported = []


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_parent)
