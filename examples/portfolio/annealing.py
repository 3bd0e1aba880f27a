"""Simulated annealing: Metropolis acceptance, geometric cooling, several proposals at each temperature."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Iterator

from monitor import om
from search import Candidate, Evaluator, Genes, Step, clamp, random_points


@dataclass(frozen=True)
class AnnealingSettings:
    """The parameters of the annealing."""

    first_temperature: float = 0.1
    last_temperature: float = 0.0002
    proposals_each_temperature: int = 40
    genes_each_proposal: int = 2
    step_size: float = 0.15


def simulated_annealing(evaluator: Evaluator, random: Random, settings: AnnealingSettings) -> Iterator[Step]:
    """Yields the state after all proposals at one temperature; iteration 0 is the random starting point."""
    (current,) = evaluator.evaluate(random_points(random, 1, evaluator.dimension))
    best = current
    iteration = 0
    temperature = settings.first_temperature
    yield Step(iteration, evaluator.evaluations, best, [current], {"temperature": temperature})
    cooling = cooling_factor(settings, (evaluator.budget - 1) // settings.proposals_each_temperature)
    while evaluator.can_afford(settings.proposals_each_temperature):
        accepted = 0
        for _ in range(settings.proposals_each_temperature):
            (proposal,) = evaluator.evaluate([propose(current.genes, settings, random)])
            if is_accepted(current, proposal, temperature, random):
                current = proposal
                accepted += 1
                best = max(best, current, key=lambda candidate: candidate.fitness)
        iteration += 1
        details = {"temperature": temperature, "acceptance_rate": accepted / settings.proposals_each_temperature}
        yield Step(iteration, evaluator.evaluations, best, [current], details)
        temperature *= cooling


def cooling_factor(settings: AnnealingSettings, temperatures: int) -> float:
    """The factor that leads from the first temperature to the last in so many steps."""
    ratio = settings.last_temperature / settings.first_temperature
    return ratio ** (1 / max(temperatures - 1, 1))


@om.component("Neighbour")
def propose(genes: Genes, settings: AnnealingSettings, random: Random) -> Genes:
    """A point nearby: a few genes moved."""
    neighbour = list(genes)
    for index in random.sample(range(len(genes)), settings.genes_each_proposal):
        neighbour[index] = clamp(random.gauss(neighbour[index], settings.step_size))
    return tuple(neighbour)


def is_accepted(current: Candidate, proposal: Candidate, temperature: float, random: Random) -> bool:
    """Metropolis: always where it is no worse, else with a probability that falls with the loss and the cold."""
    loss = current.fitness - proposal.fitness
    return loss <= 0 or random.random() < math.exp(-loss / temperature)
