"""The same run of a genetic algorithm with and without monitoring, in pairs; started by slowdown.mjs.

The runs of a round are forks of one process with one seed, so that they do exactly the same work in the same memory;
which goes first alternates. The client is imported before; its first use, connecting and sending are measured, and what that
costs once has a row of its own.
"""

import copy
import gc
import json
import math
import os
import random
import statistics
from time import perf_counter, process_time
from typing import Any, Callable, Dict, List, Tuple

import optimizer_monitor as om

ROUNDS = 20
GENERATIONS = 150
POPULATION = 200
#: How long a generation takes without monitoring: as many genes as that takes on this machine.
GENERATION_SECONDS = 0.020
GENES = 160

Evaluate = Callable[["Individual"], float]
Work = Callable[[int], float]
#: Processor seconds, seconds of the clock, the best value.
Result = Tuple[float, float, float]


class Individual(List[float]):
    """A list with a fitness, as evolutionary libraries have them."""

    fitness = math.inf


def evaluate(individual: Individual) -> float:
    """Rastrigin's function."""
    return 10.0 * len(individual) + sum(gene * gene - 10.0 * math.cos(2.0 * math.pi * gene) for gene in individual)


def select(population: List[Individual], chance: random.Random) -> List[Individual]:
    """Tournaments of three; the winners are cloned."""
    return [
        copy.deepcopy(min(chance.sample(population, 3), key=lambda individual: individual.fitness)) for _ in population
    ]


def vary(population: List[Individual], chance: random.Random) -> None:
    """Two-point crossover and Gaussian mutation, in place."""
    for one, other in zip(population[::2], population[1::2]):
        low, high = sorted(chance.sample(range(GENES), 2))
        one[low:high], other[low:high] = other[low:high], one[low:high]
    for individual in population:
        for gene in range(GENES):
            if chance.random() < 0.05:
                individual[gene] += chance.gauss(0.0, 0.3)


def _create_population(chance: random.Random) -> List[Individual]:
    return [Individual(chance.uniform(-5.12, 5.12) for _ in range(GENES)) for _ in range(POPULATION)]


def run_plain(generations: int) -> float:
    """The algorithm alone."""
    chance = random.Random(7)
    population = _create_population(chance)
    best = math.inf
    for _ in range(generations):
        for individual in population:
            individual.fitness = evaluate(individual)
        values = [individual.fitness for individual in population]
        best = min(best, min(values))
        statistics.fmean(values)
        population = select(population, chance)
        vary(population, chance)
    return best


def run_monitored(generations: int, timed: Evaluate = evaluate) -> float:
    """The same with each stage and each generation reported."""
    chance = random.Random(7)
    population = _create_population(chance)
    best = math.inf
    with om.run("GA", problem="rastrigin", dimension=GENES, direction="minimize", seed=7) as run:
        for generation in range(generations):
            with om.component("Fitness"):
                for individual in population:
                    individual.fitness = timed(individual)
            values = [individual.fitness for individual in population]
            best = min(best, min(values))
            mean = statistics.fmean(values)
            run.iteration(generation, best=best, mean=mean, evaluations=(generation + 1) * POPULATION, max=values[0])
            with om.component("Selection"):
                population = select(population, chance)
            with om.component("Variation"):
                vary(population, chance)
    return best


def run_closely_monitored(generations: int) -> float:
    """The same with each of the 200 evaluations timed as well."""
    return run_monitored(generations, om.component("Evaluation")(evaluate))


def _fork(work: Work, generations: int = GENERATIONS) -> Result:
    """Runs it in a child: seconds of processor until everything is sent, seconds of the clock, and what it found."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        processor, clock = process_time(), perf_counter()
        best = work(generations)
        elapsed = perf_counter() - clock
        if work is not run_plain and not om.flush(10):
            os._exit(1)
        os.write(writer, json.dumps((process_time() - processor, elapsed, best)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("a run failed")
    spent, elapsed, best = json.loads(answer)
    return spent, elapsed, best


def _calibrate() -> None:
    """Gives the individuals as many genes as make a generation as long as it is to be."""
    global GENES
    seconds, _, _ = _fork(run_plain, 20)
    GENES = max(2, round(GENES * GENERATION_SECONDS / (seconds / 20)))


def _row(what: str, results: List[Result], plain: List[Result], column: int, reach: float) -> Dict[str, Any]:
    ours = [result[column] for result in results]
    yardstick = [result[column] for result in plain]
    ratio = statistics.median(one / other for one, other in zip(ours, yardstick))
    return {
        "what": what,
        "ours": round(statistics.median(ours) / GENERATIONS * 1e3, 3),
        "yardstick": round(statistics.median(yardstick) / GENERATIONS * 1e3, 3),
        "ratio": round(ratio, 4),
        "reach": reach,
        "pass": ratio <= reach,
    }


def main() -> None:
    """Prints the rows."""
    works = (run_plain, run_monitored, run_closely_monitored)
    results: Dict[str, List[Result]] = {work.__name__: [] for work in works}
    once: List[float] = []
    _calibrate()
    gc.freeze()  # What the parent made is not the children's to copy.
    for turn in range(ROUNDS):
        for work in works if turn % 2 == 0 else reversed(works):
            results[work.__name__].append(_fork(work))
        once.append(_fork(run_monitored, 1)[0] - _fork(run_plain, 1)[0])
    if len({best for found in results.values() for _, _, best in found}) != 1:
        raise SystemExit("the runs did not do the same work")
    plain, watched, closely = results.values()
    rows = [
        _row("monitored GA, ms a generation", watched, plain, 1, 1.01),
        _row("monitored GA, processor ms a generation, sending included", watched, plain, 0, 1.01),
        _row("monitored GA, every evaluation timed too, processor ms, sending included", closely, plain, 0, 1.02),
        {
            "what": "what the first use, connecting and a last flush cost once, processor ms",
            "ours": round(statistics.median(once) * 1e3, 2),
            "reach": "",
            "pass": True,
        },
    ]
    print(json.dumps({"bench": "slowdown", "rows": rows}))


if __name__ == "__main__":
    main()
