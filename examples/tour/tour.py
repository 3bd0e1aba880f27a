"""Three optimizers look for the shortest round trip, each in a process of its own.

    python3 tour.py [--fast] [--seed N] [--output DIR] [--workers N]

By default the trip goes through the 100 busiest airports of the USA, with `--fast` through the 50 state capitals. A
genetic algorithm, simulated annealing and an ant colony compete; whoever finds the best known tour stops.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import signal
import sys
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, Callable, Dict, Iterator, List, Sequence

from annealing import AnnealingSettings, simulated_annealing
from colony import ColonySettings, ant_colony
from genetic import GeneticSettings, genetic_algorithm
from monitor import om
from places import Distances, Place, compute_distances, load_places
from search import Step

EXAMPLES = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Contestant:
    """An algorithm with its settings."""

    name: str
    search: Callable[[Distances, Random, Any], Iterator[Step]]
    settings: Any
    budget: int


@dataclass(frozen=True)
class Trip:
    """A problem and how much work the optimizers may spend on it."""

    name: str
    places: Path
    #: The length in kilometres that counts as solved: the best tour known, rounded up.
    target: float
    generations: int
    temperatures: int
    proposals_each_temperature: int
    colony_iterations: int


AIRPORTS = Trip("100 airports", EXAMPLES / "data" / "airports.csv", 33_574.1, 2500, 500, 8000, 700)
CAPITALS = Trip("50 state capitals", EXAMPLES / "data" / "capitals.csv", 26_234.4, 100, 60, 2000, 30)


@dataclass(frozen=True)
class Job:
    """What one process has to do."""

    contestant: Contestant
    trip: Trip
    distances: Distances
    seed: int


@dataclass(frozen=True)
class Outcome:
    """How one algorithm did."""

    algorithm: str
    iterations: int
    evaluations: int
    best: float
    tour: Sequence[int]


def list_contestants(trip: Trip) -> List[Contestant]:
    """The three algorithms, with the effort that the trip asks for."""
    genetic = GeneticSettings(generations=trip.generations)
    annealing = AnnealingSettings(trip.temperatures, trip.proposals_each_temperature)
    colony = ColonySettings(iterations=trip.colony_iterations)
    children = genetic.population_size - genetic.elites
    return [
        Contestant(
            "Genetic Algorithm", genetic_algorithm, genetic, genetic.population_size + children * genetic.generations
        ),
        Contestant(
            "Simulated Annealing",
            simulated_annealing,
            annealing,
            1 + annealing.temperatures * annealing.proposals_each_temperature,
        ),
        Contestant("Ant Colony", ant_colony, colony, 1 + colony.ants * colony.iterations),
    ]


def search_and_report(job: Job) -> Outcome:
    """Runs in a process of its own: lets one algorithm search, and reports each of its steps."""
    contestant, trip = job.contestant, job.trip
    parameters = asdict(contestant.settings)
    with om.component(contestant.name), om.run(
        contestant.name,
        problem=f"round trip through {trip.name}",
        direction="minimize",
        dimension=len(job.distances),
        budget=contestant.budget,
        target=trip.target,
        seed=job.seed,
        population_size=parameters.get("population_size", parameters.get("ants")),
        parameters=parameters,
    ) as run:
        iterations = 0
        steps = contestant.search(job.distances, Random(job.seed), contestant.settings)
        step = next(steps)  # Every search begins with a step: where it starts.
        for step in chain([step], steps):
            measures: Dict[str, Any] = {**step.measures, "best": step.best_length, "evaluations": step.evaluations}
            run.iteration(step.iteration, **measures)
            iterations += 1
            if step.best_length <= trip.target:
                break
        solved = step.best_length <= trip.target
        run.end(
            converged=solved,
            termination="target" if solved else "iterations",
            best=step.best_length,
            evaluations=step.evaluations,
            solution=list(step.best),
        )
    return Outcome(contestant.name, iterations, step.evaluations, step.best_length, step.best)


def compete(jobs: Sequence[Job], workers: int) -> Iterator[Outcome]:
    """Runs all jobs side by side and yields their outcomes in the order of the jobs."""
    # Spawned, not forked: the same on every platform, and nothing of this process is inherited by accident.
    with multiprocessing.get_context("spawn").Pool(workers, leave_interrupts_to_parent) as pool:
        yield from pool.imap(search_and_report, jobs)
        # Leaving the block would kill the processes; they end by themselves, so that they can report to the last.
        pool.close()
        pool.join()


def leave_interrupts_to_parent() -> None:
    """Ctrl-C reaches every process of the terminal; the parent alone decides what to do about it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@om.component("Writing Results")
def write_results(folder: Path, outcomes: Sequence[Outcome], places: Sequence[Place]) -> None:
    """Writes each algorithm's tour as a list of places."""
    folder.mkdir(parents=True, exist_ok=True)
    for outcome in outcomes:
        summary = {**asdict(outcome), "tour": [places[index].name for index in outcome.tour]}
        content = (json.dumps(summary, indent=2) + "\n").encode("utf-8")
        (folder / f"{outcome.algorithm.lower().replace(' ', '-')}.json").write_bytes(content)
        om.data(len(content), records=len(outcome.tour), direction="write")


def result_line(outcomes: Sequence[Outcome]) -> str:
    """The line for programs: exactly what was reported of each run."""
    runs = [{key: value for key, value in asdict(outcome).items() if key != "tour"} for outcome in outcomes]
    return "RESULT " + json.dumps({"example": "tour", "runs": runs})


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Three optimizers look for the shortest round trip.")
    parser.add_argument("--fast", action="store_true", help="a few seconds instead of half a minute")
    parser.add_argument("--seed", type=int, default=1, help="what the random numbers start from (default: 1)")
    parser.add_argument("--output", type=Path, default=EXAMPLES / "results" / "tour", help="where results go")
    parser.add_argument("--workers", type=int, default=3, help="how many processes search (default: 3)")
    return parser.parse_args()


def main() -> None:
    """Loads the places, lets the optimizers compete, writes what they found."""
    arguments = parse_arguments()
    trip = CAPITALS if arguments.fast else AIRPORTS
    places = load_places(trip.places)
    distances = compute_distances(places)
    print(f"the shortest round trip through {trip.name}; the best one known has {trip.target:,.1f} km", flush=True)
    jobs = [Job(contestant, trip, distances, arguments.seed) for contestant in list_contestants(trip)]
    outcomes: List[Outcome] = []
    for outcome in compete(jobs, arguments.workers):
        outcomes.append(outcome)
        print(f"{outcome.algorithm:<22}{outcome.best:>12,.1f} km after {outcome.iterations} iterations", flush=True)
    write_results(arguments.output, outcomes, places)
    print(f"Results are in {arguments.output}")
    print(result_line(outcomes))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # The convention for Ctrl-C, without a traceback.
