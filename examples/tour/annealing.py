"""Simulated annealing with 2-opt moves: Metropolis acceptance, geometric cooling."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Iterator, Tuple

from monitor import om
from places import Distances
from search import Step, Tour, random_tour, tour_length


@dataclass(frozen=True)
class AnnealingSettings:
    """The parameters of the annealing; temperatures are in kilometres."""

    temperatures: int
    proposals_each_temperature: int
    first_temperature: float = 1500.0
    last_temperature: float = 2.0


@dataclass
class State:
    """Where the annealing is, and the best that it has seen."""

    tour: Tour
    length: float
    best: Tour
    best_length: float


def simulated_annealing(distances: Distances, random: Random, settings: AnnealingSettings) -> Iterator[Step]:
    """Yields the state after all proposals at one temperature; iteration 0 is the random starting point."""
    tour = random_tour(random, len(distances))
    length = tour_length(tour, distances)
    state = State(tour, length, list(tour), length)
    evaluations = 1
    yield Step(0, evaluations, state.best, state.best_length, {"current": length})
    cooling = (settings.last_temperature / settings.first_temperature) ** (1 / max(settings.temperatures - 1, 1))
    for iteration in range(1, settings.temperatures + 1):
        temperature = settings.first_temperature * cooling ** (iteration - 1)
        accepted = anneal(state, temperature, settings.proposals_each_temperature, distances, random)
        evaluations += settings.proposals_each_temperature
        measures = {
            "current": state.length,
            "temperature": temperature,
            "acceptance_rate": accepted / settings.proposals_each_temperature,
        }
        yield Step(iteration, evaluations, state.best, state.best_length, measures)


@om.component("Proposals")
def anneal(state: State, temperature: float, proposals: int, distances: Distances, random: Random) -> int:
    """Makes so many proposals at one temperature, and says how many were accepted."""
    tour, accepted = state.tour, 0
    for _ in range(proposals):
        start, end = draw_legs(len(tour), random)
        change = inversion_change(tour, start, end, distances)
        # Metropolis: always where it is no longer, else with a probability that falls with the loss and the cold.
        if change <= 0 or random.random() < math.exp(-change / temperature):
            tour[start : end + 1] = tour[start : end + 1][::-1]
            state.length += change
            accepted += 1
            if state.length < state.best_length - 1e-9:
                remember(state, distances)
    return accepted


def draw_legs(size: int, random: Random) -> Tuple[int, int]:
    """The first and the last place of a stretch that starts after the first place of the tour."""
    start = 1 + int(random.random() * (size - 2))
    end = start + 1 + int(random.random() * (size - 1 - start))
    return start, end


def inversion_change(tour: Tour, start: int, end: int, distances: Distances) -> float:
    """How much longer the tour gets when the stretch is turned around: two legs go, two others come."""
    before, first, last = tour[start - 1], tour[start], tour[end]
    after = tour[end + 1] if end + 1 < len(tour) else tour[0]
    row = distances[before]
    return row[last] + distances[first][after] - row[first] - distances[last][after]


def remember(state: State, distances: Distances) -> None:
    """Keeps the present tour as the best; its length is measured anew, so that no rounding adds up."""
    state.best = list(state.tour)
    state.length = state.best_length = tour_length(state.tour, distances)
