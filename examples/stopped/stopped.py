"""An optimizer that would go on for a long time, to be stopped in the middle.

    python3 stopped.py [--fast] [--seed N] [--output DIR]

An evolution strategy with intermediate recombination and cumulative step-size adaptation, (mu/mu, lambda)-CSA-ES,
minimizes Rastrigin's function; whenever its steps have become tiny it starts again with a larger population. Stop it
with Ctrl-C, with the panel's Stop button or by ending the task: it keeps what it has found and exits with code 130.
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Iterator, List, Optional, Sequence, Tuple

from monitor import om

EXAMPLES = Path(__file__).resolve().parents[1]
ALGORITHM = "Evolution Strategy"
STOPPED_EXIT_CODE = 130
GENERATIONS_EACH_LINE = 50

Point = List[float]


@dataclass(frozen=True)
class StrategySettings:
    """The problem's size and the strategy's parameters."""

    generations: int
    dimension: int = 100
    population_size: int = 80
    first_step_size: float = 2.0
    #: Below this step size nothing changes any more, and the search starts again.
    smallest_step_size: float = 1e-6
    #: By how much the population grows with each restart.
    restart_growth: float = 1.5


FULL = StrategySettings(generations=100_000)
FAST = StrategySettings(generations=60)


@dataclass(frozen=True)
class Generation:
    """The state of the strategy after one generation."""

    values: Sequence[float]
    best: Point
    step_size: float
    restarts: int


@dataclass
class Progress:
    """What was reported so far."""

    iterations: int = 0
    evaluations: int = 0
    best: Optional[float] = None


class StopRequest:
    """Whether somebody asked the program to stop: with Ctrl-C, by closing its terminal, or by ending its task."""

    def __init__(self) -> None:
        self.requested = False
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._request)

    def _request(self, *_: object) -> None:
        self.requested = True


def rastrigin(point: Sequence[float]) -> float:
    """A bowl full of dents; its lowest point is zero at the origin."""
    tau, cosine = 2 * math.pi, math.cos
    return 10 * len(point) + sum([x * x - 10 * cosine(tau * x) for x in point])


def evolve(settings: StrategySettings, random: Random) -> Iterator[Generation]:
    """Yields every generation of every restart, without end."""
    restarts = 0
    population_size = settings.population_size
    while True:
        for values, best, step_size in evolve_once(settings, population_size, random):
            yield Generation(values, best, step_size, restarts)
        restarts += 1
        population_size = round(population_size * settings.restart_growth)


def evolve_once(
    settings: StrategySettings, population_size: int, random: Random
) -> Iterator[Tuple[Sequence[float], Point, float]]:
    """From a random point until the steps are tiny: the values, the best point and the step size of each generation."""
    parents = population_size // 4
    adaptation = PathLengthControl(settings.dimension, parents)
    centre = [random.uniform(-5.12, 5.12) for _ in range(settings.dimension)]
    step_size = settings.first_step_size
    while step_size > settings.smallest_step_size:
        steps = sample_steps(population_size, settings.dimension, random)
        ranked = rank(centre, steps, step_size)
        mean_step = recombine([step for _, step in ranked[:parents]])
        best = move(centre, ranked[0][1], step_size)
        centre = move(centre, mean_step, step_size)
        yield [value for value, _ in ranked], best, step_size
        step_size *= adaptation.update(mean_step)


@om.component("Sampling")
def sample_steps(count: int, dimension: int, random: Random) -> List[Point]:
    """Standard normal steps."""
    gauss = random.gauss
    return [[gauss(0.0, 1.0) for _ in range(dimension)] for _ in range(count)]


@om.component("Evaluation")
def rank(centre: Point, steps: Sequence[Point], step_size: float) -> List[Tuple[float, Point]]:
    """Each step with the value of the point that it leads to; the best comes first."""
    return sorted((rastrigin(move(centre, step, step_size)), step) for step in steps)


@om.component("Recombination")
def recombine(steps: Sequence[Point]) -> Point:
    """The mean of the best steps."""
    return [sum(coordinates) / len(steps) for coordinates in zip(*steps)]


def move(point: Point, step: Point, step_size: float) -> Point:
    """Where a step leads from a point."""
    return [coordinate + step_size * change for coordinate, change in zip(point, step)]


class PathLengthControl:
    """Cumulative step-size adaptation (Ostermeier, Hansen): longer steps while they keep one way, else shorter."""

    def __init__(self, dimension: int, parents: int) -> None:
        self._path = [0.0] * dimension
        self._parents = parents
        self._rate = (parents + 2) / (dimension + parents + 5)
        self._damping = 1 + 2 * max(0.0, math.sqrt((parents - 1) / (dimension + 1)) - 1) + self._rate
        #: The expected length of a standard normal vector.
        self._expected = math.sqrt(dimension) * (1 - 1 / (4 * dimension) + 1 / (21 * dimension * dimension))

    def update(self, mean_step: Point) -> float:
        """Adds a generation's step to the path; the factor for the step size."""
        kept, gain = 1 - self._rate, math.sqrt(self._rate * (2 - self._rate) * self._parents)
        self._path = [kept * old + gain * new for old, new in zip(self._path, mean_step)]
        length = math.sqrt(sum(value * value for value in self._path))
        return math.exp(self._rate / self._damping * (length / self._expected - 1))


def search(settings: StrategySettings, seed: int, progress: Progress, stop: StopRequest) -> None:
    """Runs the strategy until all generations are done or somebody asks it to stop, and reports each generation."""
    with om.run(
        ALGORITHM,
        problem="Rastrigin",
        direction="minimize",
        dimension=settings.dimension,
        target=0.0,
        seed=seed,
        population_size=settings.population_size,
        parameters=asdict(settings),
    ) as run:
        generations = evolve(settings, Random(seed))
        while progress.iterations < settings.generations and not stop.requested:
            report(run, next(generations), progress)
            if progress.iterations % GENERATIONS_EACH_LINE == 0:
                print(f"{progress.iterations} generations, the best is {progress.best:.4f}", flush=True)
        run.end(
            status="stopped" if stop.requested else "completed",
            converged=False,
            termination="callback" if stop.requested else "iterations",
            best=progress.best,
            evaluations=progress.evaluations,
        )


def report(run: om.Run, generation: Generation, progress: Progress) -> None:
    """Reports a generation and adds it to the progress."""
    values = generation.values
    progress.evaluations += len(values)
    progress.best = values[0] if progress.best is None else min(progress.best, values[0])
    run.iteration(
        progress.iterations,
        best=progress.best,
        evaluations=progress.evaluations,
        mean=sum(values) / len(values),
        median=values[len(values) // 2],
        min=values[0],
        max=values[-1],
        step_size=generation.step_size,
        population_size=len(values),
        metrics={"restarts": generation.restarts},
    )
    progress.iterations += 1


@om.component("Writing Results")
def write_result(folder: Path, line: str) -> None:
    """Keeps what was found."""
    folder.mkdir(parents=True, exist_ok=True)
    content = (line + "\n").encode("utf-8")
    (folder / "result.json").write_bytes(content)
    om.data(len(content), records=1, direction="write")


def main() -> int:
    """Searches until all generations are done or somebody stops it."""
    parser = argparse.ArgumentParser(description="An evolution strategy that runs until it is stopped.")
    parser.add_argument("--fast", action="store_true", help="end after 60 generations")
    parser.add_argument("--seed", type=int, default=1, help="what the random numbers start from (default: 1)")
    parser.add_argument("--output", type=Path, default=EXAMPLES / "results" / "stopped", help="where results go")
    arguments = parser.parse_args()
    progress, stop = Progress(), StopRequest()
    print("searching until you stop me", flush=True)
    search(FAST if arguments.fast else FULL, arguments.seed, progress, stop)
    line = json.dumps({"example": "stopped", "runs": [{"algorithm": ALGORITHM, **asdict(progress)}]})
    write_result(arguments.output, line)
    try:
        print("RESULT " + line, flush=True)
    except OSError:
        pass  # A terminal that was closed takes no more output.
    return STOPPED_EXIT_CODE if stop.requested else 0


if __name__ == "__main__":
    sys.exit(main())
