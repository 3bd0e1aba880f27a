"""An ant colony: a MAX-MIN ant system (Stützle and Hoos) with pheromone evaporation and limits."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Iterator, List, Sequence, Tuple

from monitor import om
from places import Distances
from search import Step, Tour, describe_lengths, diversity, tour_length


@dataclass(frozen=True)
class ColonySettings:
    """The parameters of the colony."""

    iterations: int
    ants: int = 25
    pheromone_weight: float = 1.0
    distance_weight: float = 3.0
    #: The share of the pheromone that is lost in each iteration.
    evaporation: float = 0.05
    #: How often the best tour so far, and not that of the iteration, is the one that is marked.
    best_so_far_share: float = 0.25


#: Row by row a number for the leg from each place to each.
Matrix = List[List[float]]


def ant_colony(distances: Distances, random: Random, settings: ColonySettings) -> Iterator[Step]:
    """Yields the state after all ants have made their tour; iteration 0 is a tour made without them."""
    size = len(distances)
    attraction = compute_attraction(distances, settings.distance_weight)
    best: Tour = nearest_neighbour_tour(distances)
    best_length = tour_length(best, distances)
    pheromone = [[upper_limit(best_length, settings)] * size for _ in range(size)]
    evaluations = 1
    yield Step(0, evaluations, best, best_length)
    for iteration in range(1, settings.iterations + 1):
        tours = build_tours(combine(pheromone, attraction, settings.pheromone_weight), settings.ants, random)
        lengths = evaluate(tours, distances)
        evaluations += len(tours)
        length, tour = min(zip(lengths, tours))
        if length < best_length:
            best, best_length = tour, length
        marked = best if random.random() < settings.best_so_far_share else tour
        update_pheromone(pheromone, marked, tour_length(marked, distances), best_length, settings)
        measures = {**describe_lengths(lengths), "diversity": diversity(tours, best)}
        yield Step(iteration, evaluations, best, best_length, measures)


def compute_attraction(distances: Distances, weight: float) -> Matrix:
    """How much an ant prefers each leg for its shortness alone; a place does not attract from itself."""
    return [
        [0.0 if place == start else max(distance, 1.0) ** -weight for place, distance in enumerate(row)]
        for start, row in enumerate(distances)
    ]


@om.component("Initial Tour")
def nearest_neighbour_tour(distances: Distances) -> Tour:
    """From the first place always to the nearest one that is left: a fair length to begin with."""
    tour = [0]
    left = set(range(1, len(distances)))
    while left:
        row = distances[tour[-1]]
        tour.append(min(left, key=row.__getitem__))
        left.remove(tour[-1])
    return tour


def combine(pheromone: Matrix, attraction: Matrix, weight: float) -> Matrix:
    """What an ant goes by: the pheromone and the shortness of each leg."""
    return [
        [mark**weight * pull for mark, pull in zip(marks, pulls)] for marks, pulls in zip(pheromone, attraction)
    ]


@om.component("Tour Construction")
def build_tours(appeal: Matrix, ants: int, random: Random) -> List[Tour]:
    """Lets every ant make a tour, each from a place of its own choice."""
    return [build_tour(appeal, random) for _ in range(ants)]


def build_tour(appeal: Matrix, random: Random) -> Tour:
    """A tour that an ant makes: the next place is drawn by its appeal among those left."""
    left = list(range(len(appeal)))
    place = left.pop(random.randrange(len(left)))
    tour = [place]
    while left:
        row = appeal[place]
        sums = list(accumulate([row[other] for other in left]))
        choice = bisect_right(sums, random.random() * sums[-1], 0, len(sums) - 1)
        place = left.pop(choice)
        tour.append(place)
    return tour


@om.component("Evaluation")
def evaluate(tours: Sequence[Tour], distances: Distances) -> List[float]:
    """Measures every tour."""
    return [tour_length(tour, distances) for tour in tours]


@om.component("Pheromone Update")
def update_pheromone(
    pheromone: Matrix, marked: Tour, length: float, best_length: float, settings: ColonySettings
) -> None:
    """Some pheromone evaporates everywhere, the marked tour gets more; all of it stays between two limits."""
    highest = upper_limit(best_length, settings)
    lowest = highest / (2 * len(pheromone))
    kept = 1 - settings.evaporation
    for row in pheromone:
        row[:] = [max(mark * kept, lowest) for mark in row]
    for place, following in legs(marked):
        mark = min(pheromone[place][following] + 1 / length, highest)
        pheromone[place][following] = pheromone[following][place] = mark


def upper_limit(best_length: float, settings: ColonySettings) -> float:
    """What pheromone a leg would have in the end that every iteration marks."""
    return 1 / (settings.evaporation * best_length)


def legs(tour: Tour) -> Iterator[Tuple[int, int]]:
    """The legs of the round trip."""
    return zip(tour, [*tour[1:], tour[0]])
