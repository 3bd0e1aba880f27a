"""Runs without a call around them, such as a loop of the program's own: they end when nothing more can come of them.

That is when their object is collected, when the next run of the same kind is under way, or at the end of the process.
"""

import atexit
import sys
import threading
from typing import Any, Dict, List

from .._run import describe_end
from .tracks import Track, process_generation

_open: List["ImplicitTrack"] = []
_clock = 0
_watched_generation = -1


class ImplicitTrack(Track):
    """A track that ends by itself; call `touch` at every sign of life."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._thread = threading.get_ident()
        self._touched = self._first_touch = 0
        self.final: Dict[str, Any] = {}
        _open.append(self)
        _watch_exit()

    def touch(self) -> None:
        """A sign of life. At its second, earlier runs of the library in this thread that gave none since are over."""
        global _clock
        _clock += 1
        if self._first_touch and self._first_touch == self._touched:
            for other in list(_open):
                if self._succeeds(other):
                    other.finish()
        self._first_touch = self._first_touch or _clock
        self._touched = _clock

    def _succeeds(self, other: "ImplicitTrack") -> bool:
        same_kind = other.library == self.library and other._thread == self._thread
        return other is not self and same_kind and other._touched < self._first_touch

    def before_end(self) -> None:
        """For subclasses: the last thing to report, and what to put into `final` (the fields of `end`)."""

    def finish(self, **ending: Any) -> None:
        """Ends it: completed unless `ending` says otherwise."""
        if self in _open:
            _open.remove(self)
        if self.has_ended:
            return
        try:
            self.before_end()
        except Exception:
            pass
        self.end(**{**self.final, **ending})


def _watch_exit() -> None:
    """Once in each process: multiprocessing's children skip `atexit` and have their own list of last things."""
    global _watched_generation
    if _watched_generation == process_generation():
        return
    if _watched_generation < 0:
        atexit.register(_end_all)
    _watched_generation = process_generation()
    util = sys.modules.get("multiprocessing.util")
    process = sys.modules.get("multiprocessing.process")
    if util is not None and process is not None and process.parent_process() is not None:
        # Before the client's own flush, which has -100.
        util.Finalize(None, _end_all, exitpriority=-50)


def _end_all() -> None:
    ending = _describe_exit()
    for track in list(_open):
        track.finish(**ending)


def _describe_exit() -> Dict[str, Any]:
    """How the process ends: by an exception that nobody caught, or by itself."""
    kind, error, _ = sys.exc_info()  # A child of multiprocessing ends inside the handling of its exception.
    if kind is None and not hasattr(sys, "ps1"):
        kind, error = getattr(sys, "last_type", None), getattr(sys, "last_value", None)
    return {} if kind is None else describe_end(kind, error)
