"""Fronts and their hypervolume, in pure Python and bounded in time."""

from bisect import bisect_left
from math import isfinite
from typing import Any, Iterable, List, Optional, Sequence, Tuple

Point = Tuple[float, ...]

#: Fronts are thinned to this many points before they are reported.
MAX_FRONT = 200
#: Of larger sets only so many are compared with each other, evenly taken.
MAX_COMPARED = 1_000
#: How far beyond the worst values of the first population the reference point lies, as a share of their range.
REFERENCE_MARGIN = 0.1


def to_minimization(points: Iterable[Sequence[Any]], directions: Sequence[str]) -> List[Point]:
    """The points with every objective to be minimized; those that are not finite are left out."""
    signs = [-1.0 if direction == "maximize" else 1.0 for direction in directions]
    turned = [tuple([float(value) * sign for value, sign in zip(point, signs)]) for point in points]
    return [point for point in turned if all(map(isfinite, point))]


def from_minimization(points: Iterable[Point], directions: Sequence[str]) -> List[Point]:
    """The inverse: the points as the program sees them."""
    return [
        tuple([0.0 - v if d == "maximize" else v for v, d in zip(point, directions)]) for point in points
    ]


def find_front(points: Iterable[Point]) -> List[Point]:
    """The points that no other dominates (all minimized), each once, ordered by the first objective."""
    ordered = sorted(set(points))
    if ordered and len(ordered[0]) == 2:
        front: List[Point] = []
        for point in ordered:
            if not front or point[1] < front[-1][1]:
                front.append(point)
        return front
    front = []
    # Whoever dominates a point comes before it in this order, and is itself dominated only by one still earlier.
    for point in thin(ordered, MAX_COMPARED):
        if not any([all([a <= b for a, b in zip(other, point)]) for other in front]):
            front.append(point)
    return front


def thin(points: List[Point], limit: int = MAX_FRONT) -> List[Point]:
    """At most `limit` of the points, evenly taken, both ends kept."""
    if len(points) <= limit:
        return points
    step = (len(points) - 1) / (limit - 1)
    return [points[round(index * step)] for index in range(limit)]


def choose_reference(points: Iterable[Point]) -> Optional[Point]:
    """A reference point: beyond the worst value of each (minimized) objective by a tenth of its range."""
    columns = list(zip(*points))
    if not columns:
        return None
    return tuple([max(column) + _margin(min(column), max(column)) for column in columns])


def _margin(low: float, high: float) -> float:
    return (high - low) * REFERENCE_MARGIN or abs(high) * REFERENCE_MARGIN or REFERENCE_MARGIN


def hypervolume(front: Iterable[Point], reference: Point) -> Optional[float]:
    """The exact volume that a front of two or three (minimized) objectives dominates; None for more objectives.

    Of a front of three objectives with more than MAX_COMPARED points it is that of an even selection.
    """
    inside = [point for point in front if all([value < limit for value, limit in zip(point, reference)])]
    if len(reference) == 2:
        return _area(inside, reference)
    return _volume(thin(sorted(inside), MAX_COMPARED), reference) if len(reference) == 3 else None


def _area(points: Iterable[Point], reference: Point) -> float:
    area, height = 0.0, reference[1]
    for x, y in sorted(points):
        if y < height:
            area += (reference[0] - x) * (height - y)
            height = y
    return area


def _volume(points: Iterable[Point], reference: Point) -> float:
    """Sweeps along the third objective, keeping the staircase of the first two and its area up to date."""
    volume = area = 0.0
    steps: List[Tuple[float, float]] = []
    before = 0.0
    for x, y, z in sorted(points, key=lambda point: point[2]):
        volume += area * (z - before)
        before = z
        area += _add_step(steps, (x, y), reference)
    return volume + area * (reference[2] - before)


def _add_step(steps: List[Tuple[float, float]], step: Tuple[float, float], reference: Point) -> float:
    """Puts a step into a staircase (x rising, y falling) and gives the area that it adds."""
    x, y = step
    index = bisect_left(steps, step)
    if index > 0 and steps[index - 1][1] <= y:
        return 0.0
    height = steps[index - 1][1] if index > 0 else reference[1]
    end = index
    added, left = 0.0, x
    while end < len(steps) and steps[end][1] >= y:
        added += (steps[end][0] - left) * (height - y)
        left, height = steps[end]
        end += 1
    right = steps[end][0] if end < len(steps) else reference[0]
    added += (right - left) * (height - y)
    steps[index:end] = [step]
    return added
