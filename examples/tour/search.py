"""What the three algorithms share: tours, the steps that they yield, and measures of a population.

An algorithm is a generator that yields a `Step` after each iteration. It knows nothing of runs or reports; it only
names its stages as components.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random
from typing import FrozenSet, List, Mapping, Sequence, Tuple

from places import Distances

#: The order in which the places are visited; from the last it goes back to the first.
Tour = List[int]


@dataclass(frozen=True)
class Step:
    """The state of a search after one iteration; `measures` are the numbers to report beside the best length."""

    iteration: int
    evaluations: int
    best: Sequence[int]
    best_length: float
    measures: Mapping[str, float] = field(default_factory=dict)


def tour_length(tour: Sequence[int], distances: Distances) -> float:
    """The length of the round trip in kilometres."""
    length = distances[tour[-1]][tour[0]]
    for place, following in zip(tour, tour[1:]):
        length += distances[place][following]
    return length


def random_tour(random: Random, places: int) -> Tour:
    """All places in an order drawn evenly."""
    return random.sample(range(places), places)


def edges(tour: Sequence[int]) -> FrozenSet[Tuple[int, int]]:
    """The legs of a tour, whichever way they are travelled."""
    return frozenset(
        (place, following) if place < following else (following, place)
        for place, following in zip(tour, [*tour[1:], tour[0]])
    )


def diversity(tours: Sequence[Sequence[int]], best: Sequence[int]) -> float:
    """The share of its legs that a tour does not have in common with the best one, on average."""
    best_edges = edges(best)
    return sum(1 - len(edges(tour) & best_edges) / len(best) for tour in tours) / len(tours)


def describe_lengths(lengths: Sequence[float]) -> Mapping[str, float]:
    """How long the tours of a population are."""
    mean = sum(lengths) / len(lengths)
    std = math.sqrt(sum((length - mean) ** 2 for length in lengths) / len(lengths))
    return {"mean": mean, "std": std, "min": min(lengths), "max": max(lengths)}
