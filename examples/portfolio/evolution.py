"""Differential evolution, DE/rand/1/bin (Storn and Price)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Iterator, List, Sequence

from monitor import om
from search import Candidate, Evaluator, Genes, Step, best_of, random_points


@dataclass(frozen=True)
class EvolutionSettings:
    """The parameters of the differential evolution."""

    population_size: int = 40
    scale: float = 0.5
    crossover_rate: float = 0.9


def differential_evolution(evaluator: Evaluator, random: Random, settings: EvolutionSettings) -> Iterator[Step]:
    """Yields the state after each generation; generation 0 is the random first one."""
    population = evaluator.evaluate(random_points(random, settings.population_size, evaluator.dimension))
    generation = 0
    yield Step(generation, evaluator.evaluations, best_of(population), population)
    while evaluator.can_afford(settings.population_size):
        donors = mutate(population, settings.scale, random)
        trials = evaluator.evaluate(cross(population, donors, settings.crossover_rate, random))
        survivors = select(population, trials)
        replaced = sum(survivor is trial for survivor, trial in zip(survivors, trials))
        population = survivors
        generation += 1
        details = {"success_rate": replaced / settings.population_size}
        yield Step(generation, evaluator.evaluations, best_of(population), population, details)


@om.component("Mutation")
def mutate(population: Sequence[Candidate], scale: float, random: Random) -> List[Genes]:
    """For each candidate a donor: a third one, moved by the scaled difference of two more, all of them others."""
    donors: List[Genes] = []
    for index in range(len(population)):
        others = [*population[:index], *population[index + 1 :]]
        base, plus, minus = random.sample(others, 3)
        donors.append(tuple(b + scale * (p - m) for b, p, m in zip(base.genes, plus.genes, minus.genes)))
    return donors


@om.component("Crossover")
def cross(population: Sequence[Candidate], donors: Sequence[Genes], rate: float, random: Random) -> List[Genes]:
    """Trial points: genes of the donor at this rate, and one at least, the others of the candidate (binomial)."""
    trials: List[Genes] = []
    for candidate, donor in zip(population, donors):
        certain = random.randrange(len(donor))
        trials.append(
            tuple(
                back_inside(new, old) if index == certain or random.random() < rate else old
                for index, (new, old) in enumerate(zip(donor, candidate.genes))
            )
        )
    return trials


def back_inside(value: float, parent: float) -> float:
    """A gene that left the unit interval goes half of the way from its parent to the wall instead."""
    if value < 0.0:
        return parent / 2
    if value > 1.0:
        return (parent + 1.0) / 2
    return value


@om.component("Selection")
def select(population: Sequence[Candidate], trials: Sequence[Candidate]) -> List[Candidate]:
    """Each trial replaces its candidate if it is no worse."""
    return [trial if trial.fitness >= old.fitness else old for old, trial in zip(population, trials)]
