"""A Pareto front that grows one solution at a time, as trials bring it."""

from typing import Any, List, Optional, Sequence

from .pareto import Point, choose_reference, from_minimization, hypervolume, thin, to_minimization

#: The hypervolume's reference point comes from so many solutions, since a single one has no range.
REFERENCE_TRIALS = 10
REFERENCE_RULE = f"the worst of the first {REFERENCE_TRIALS} complete trials plus a tenth of their range"


class GrowingFront:
    """The front of all solutions so far, with its hypervolume once there is a reference point."""

    def __init__(self, directions: Sequence[str]) -> None:
        self._directions = directions
        self._first: List[Point] = []
        self._volume: Optional[float] = None
        self.points: List[Point] = []
        self.reference: Optional[Point] = None

    def add(self, values: Any) -> bool:
        """Adds a solution; whether the front is another one now."""
        for point in to_minimization([values], self._directions):
            if self.reference is None:
                self._await_reference(point)
            if any([_covers(other, point) for other in self.points]):
                return False
            self.points = [other for other in self.points if not _covers(point, other)]
            self.points.append(point)
            self._volume = None
            return True
        return False

    def _await_reference(self, point: Point) -> None:
        self._first.append(point)
        if len(self._first) >= REFERENCE_TRIALS:
            self.reference = choose_reference(self._first)
            self._first = []

    @property
    def volume(self) -> Optional[float]:
        """The hypervolume of two or three objectives, once there is a reference point."""
        if self._volume is None and self.reference is not None:
            self._volume = hypervolume(self.points, self.reference)
        return self._volume

    def show(self) -> List[Point]:
        """The front as the program sees it, bounded."""
        return from_minimization(thin(sorted(self.points)), self._directions)

    def show_reference(self) -> Optional[List[float]]:
        """The reference point as the program sees it, where there is a hypervolume."""
        if self.reference is None or len(self.reference) > 3:
            return None
        return list(from_minimization([self.reference], self._directions)[0])

    def describe_reference(self, library: str) -> str:
        """The note that tells the reference point when it is chosen, which is after the run's start."""
        return f"{library}: the hypervolume is that against {self.show_reference()}, {REFERENCE_RULE}."


def _covers(point: Point, other: Point) -> bool:
    return all([a <= b for a, b in zip(point, other)])
