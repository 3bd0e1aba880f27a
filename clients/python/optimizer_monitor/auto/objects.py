"""Runs that belong to an optimizer object of the library's, for libraries whose programs ask and tell."""

from typing import Any, Callable, Generic, Optional, TypeVar

from .implicit import ImplicitTrack
from .tracks import current
from .wrappers import WeakIdentityMap

Kind = TypeVar("Kind", bound=ImplicitTrack)


class ObjectRuns(Generic[Kind]):
    """One run for each object; it ends with the object at the latest."""

    def __init__(self, start: Callable[[Any], Kind]) -> None:
        self._start = start
        self._runs: "WeakIdentityMap[Kind]" = WeakIdentityMap(on_gone=lambda track: track.finish())

    def find(self, owner: Any) -> Optional[Kind]:
        """The open run of this very object in this process."""
        track = self._runs.get(owner)
        return None if track is None or track.has_ended or track.is_foreign else track

    def obtain(self, owner: Any) -> Optional[Kind]:
        """The same, begun where there is none; None inside another optimizer's run.

        Inside others there is nothing to tell apart: many keep a new copy of the object for each step.
        """
        track = self.find(owner)
        if track is None and current() is None:
            track = self._start(owner)
            self._runs.set(owner, track)
        return track
