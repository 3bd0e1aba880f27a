"""A genetic algorithm on permutations: tournament selection, order crossover, inversion, elitism."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Iterator, List, Sequence, Tuple

from monitor import om
from places import Distances
from search import Step, Tour, describe_lengths, diversity, random_tour, tour_length


@dataclass(frozen=True)
class GeneticSettings:
    """The parameters of the genetic algorithm."""

    generations: int
    population_size: int = 120
    tournament_size: int = 4
    crossover_rate: float = 0.7
    mutation_rate: float = 0.5
    elites: int = 4


#: A length and the tour of that length: sorts by length.
Rated = Tuple[float, Tour]


def genetic_algorithm(distances: Distances, random: Random, settings: GeneticSettings) -> Iterator[Step]:
    """Yields the state after each generation; generation 0 is the random first one."""
    tours = [random_tour(random, len(distances)) for _ in range(settings.population_size)]
    population = evaluate(tours, distances)
    evaluations = len(tours)
    yield describe(0, evaluations, population)
    for generation in range(1, settings.generations + 1):
        children_count = settings.population_size - settings.elites
        parents = select(population, 2 * children_count, settings.tournament_size, random)
        children = mutate(cross(parents, settings.crossover_rate, random), settings.mutation_rate, random)
        # The elites are the first ones: `evaluate` sorts.
        population = sorted([*population[: settings.elites], *evaluate(children, distances)])
        evaluations += len(children)
        yield describe(generation, evaluations, population)


@om.component("Evaluation")
def evaluate(tours: Sequence[Tour], distances: Distances) -> List[Rated]:
    """Measures every tour; the shortest comes first."""
    return sorted((tour_length(tour, distances), tour) for tour in tours)


@om.component("Selection")
def select(population: Sequence[Rated], count: int, tournament_size: int, random: Random) -> List[Tour]:
    """Draws parents: each the shortest of a few tours. In a sorted population that is the one with the lowest index."""
    size = len(population)
    return [
        population[min(random.randrange(size) for _ in range(tournament_size))][1]
        for _ in range(count)
    ]


@om.component("Crossover")
def cross(parents: Sequence[Tour], rate: float, random: Random) -> List[Tour]:
    """One child for each pair of parents."""
    return [
        order_crossover(first, second, random) if random.random() < rate else list(first)
        for first, second in zip(parents[::2], parents[1::2])
    ]


def order_crossover(first: Tour, second: Tour, random: Random) -> Tour:
    """A stretch of the first parent, then the other places in the order of the second (OX, rotated)."""
    start, end = draw_stretch(len(first), random)
    stretch = first[start:end]
    taken = set(stretch)
    return stretch + [place for place in second if place not in taken]


@om.component("Mutation")
def mutate(tours: Sequence[Tour], rate: float, random: Random) -> List[Tour]:
    """Turns a stretch of some tours around."""
    return [invert(tour, random) if random.random() < rate else tour for tour in tours]


def invert(tour: Tour, random: Random) -> Tour:
    """The tour with one stretch of it travelled the other way: two legs change."""
    start, end = draw_stretch(len(tour), random)
    return tour[:start] + tour[start:end][::-1] + tour[end:]


def draw_stretch(size: int, random: Random) -> Tuple[int, int]:
    """A start and an end, at least two places apart."""
    start, end = sorted(random.sample(range(size + 1), 2))
    return (start, end) if end - start > 1 else draw_stretch(size, random)


def describe(generation: int, evaluations: int, population: Sequence[Rated]) -> Step:
    """The state of a sorted population."""
    length, best = population[0]
    measures = dict(describe_lengths([length for length, _ in population]))
    measures["diversity"] = diversity([tour for _, tour in population], best)
    return Step(generation, evaluations, best, length, measures)
