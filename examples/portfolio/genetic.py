"""A real-coded genetic algorithm: tournament selection, blend crossover, Gaussian mutation, elitism."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Iterator, List, Sequence

from monitor import om
from search import Candidate, Evaluator, Genes, Step, best_of, clamp, random_points


@dataclass(frozen=True)
class GeneticSettings:
    """The parameters of the genetic algorithm."""

    population_size: int = 40
    tournament_size: int = 3
    crossover_rate: float = 0.9
    #: How far a blended gene may lie outside of its parents' interval, in lengths of it (BLX-0.3).
    blend: float = 0.3
    mutation_rate: float = 0.1
    mutation_scale: float = 0.1
    elites: int = 2


def genetic_algorithm(evaluator: Evaluator, random: Random, settings: GeneticSettings) -> Iterator[Step]:
    """Yields the state after each generation; generation 0 is the random first one."""
    population = evaluator.evaluate(random_points(random, settings.population_size, evaluator.dimension))
    best = best_of(population)
    generation = 0
    yield Step(generation, evaluator.evaluations, best, population)
    children_count = settings.population_size - settings.elites
    while evaluator.can_afford(children_count):
        parents = select(population, 2 * children_count, settings.tournament_size, random)
        children = mutate(cross(parents, settings, random), settings, random)
        elites = sorted(population, key=lambda candidate: -candidate.fitness)[: settings.elites]
        population = [*elites, *evaluator.evaluate(children)]
        best = best_of([best, *population])
        generation += 1
        yield Step(generation, evaluator.evaluations, best, population)


@om.component("Selection")
def select(population: Sequence[Candidate], count: int, tournament_size: int, random: Random) -> List[Candidate]:
    """Draws parents: each the best of a few candidates."""
    return [best_of(random.sample(population, tournament_size)) for _ in range(count)]


@om.component("Crossover")
def cross(parents: Sequence[Candidate], settings: GeneticSettings, random: Random) -> List[Genes]:
    """One child for each pair of parents."""
    return [
        blend(first.genes, second.genes, settings.blend, random)
        if random.random() < settings.crossover_rate
        else first.genes
        for first, second in zip(parents[::2], parents[1::2])
    ]


def blend(first: Genes, second: Genes, reach: float, random: Random) -> Genes:
    """Each gene from between those of the parents, or a little outside (BLX-alpha)."""
    return tuple(
        clamp(one + random.uniform(-reach, 1 + reach) * (other - one)) for one, other in zip(first, second)
    )


@om.component("Mutation")
def mutate(children: Sequence[Genes], settings: GeneticSettings, random: Random) -> List[Genes]:
    """Moves some genes of each child a little."""
    return [
        tuple(
            clamp(random.gauss(gene, settings.mutation_scale)) if random.random() < settings.mutation_rate else gene
            for gene in child
        )
        for child in children
    ]
