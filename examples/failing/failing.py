"""An optimizer that fails in the middle: gradient descent whose learning rate grows until it diverges.

    python3 failing.py [--fast] [--seed N] [--output DIR]

It minimizes Rosenbrock's function in many dimensions and gains at first. Then the steps get too large, the objective
grows from one iteration to the next, and the program ends with an exception and exit code 1, as programs do.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import List, Optional, Sequence

from monitor import om

EXAMPLES = Path(__file__).resolve().parents[1]


class DivergedError(ArithmeticError):
    """The objective is no longer a number that could be minimized."""


@dataclass(frozen=True)
class Descent:
    """The problem's size and the learning rates."""

    dimension: int
    iterations: int = 2000
    first_rate: float = 0.0001
    #: By how much the learning rate grows from one iteration to the next: the mistake.
    growth: float = 1.005


FULL = Descent(dimension=60_000)
FAST = Descent(dimension=2_000)


@dataclass
class Progress:
    """What was reported so far."""

    iterations: int = 0
    evaluations: int = 0
    best: Optional[float] = None


@om.component("Objective")
def rosenbrock(point: Sequence[float]) -> float:
    """A curved valley with its lowest point, zero, where all coordinates are one; the mean over all dimensions."""
    total = 0.0
    for here, following in zip(point, point[1:]):
        bend, distance = following - here * here, 1 - here
        total += 100 * bend * bend + distance * distance
    return total / (len(point) - 1)


@om.component("Gradient")
def gradient(point: Sequence[float]) -> List[float]:
    """The slope of `rosenbrock` along each coordinate, not divided by their number."""
    slopes = [0.0] * len(point)
    for index, (here, following) in enumerate(zip(point, point[1:])):
        bend = following - here * here
        slopes[index] -= 400 * here * bend + 2 * (1 - here)
        slopes[index + 1] += 200 * bend
    return slopes


@om.component("Gradient Descent")
def descend(descent: Descent, seed: int, progress: Progress) -> None:
    """Takes one step after the other, until the objective is not finite any more."""
    random = Random(seed)
    point = [random.uniform(-1.5, 1.5) for _ in range(descent.dimension)]
    with om.run(
        "Gradient Descent",
        problem="Rosenbrock",
        direction="minimize",
        dimension=descent.dimension,
        budget=descent.iterations,
        target=0.0,
        seed=seed,
        parameters=asdict(descent),
    ) as run:
        for iteration in range(descent.iterations):
            rate = descent.first_rate * descent.growth**iteration
            value, slopes = rosenbrock(point), gradient(point)
            norm = math.sqrt(sum(slope * slope for slope in slopes))
            progress.iterations += 1
            progress.evaluations += 1
            progress.best = value if progress.best is None else min(progress.best, value)
            run.iteration(
                iteration,
                best=progress.best,
                current=value,
                evaluations=progress.evaluations,
                gradient_norm=norm,
                step_size=rate,
            )
            if not math.isfinite(norm):
                raise DivergedError(f"iteration {iteration}: the objective is {value}, the learning rate {rate:.5f}")
            point = [coordinate - rate * slope for coordinate, slope in zip(point, slopes)]


@om.component("Writing Results")
def write_result(folder: Path, line: str) -> None:
    """Keeps the last line of the output."""
    folder.mkdir(parents=True, exist_ok=True)
    content = (line + "\n").encode("utf-8")
    (folder / "result.json").write_bytes(content)
    om.data(len(content), records=1, direction="write")


def main() -> None:
    """Descends, and says how far it came even though it fails."""
    parser = argparse.ArgumentParser(description="Gradient descent that diverges: fails with exit code 1.")
    parser.add_argument("--fast", action="store_true", help="fewer dimensions: about a second")
    parser.add_argument("--seed", type=int, default=1, help="what the random numbers start from (default: 1)")
    parser.add_argument("--output", type=Path, default=EXAMPLES / "results" / "failing", help="where results go")
    arguments = parser.parse_args()
    progress = Progress()
    try:
        descend(FAST if arguments.fast else FULL, arguments.seed, progress)
    finally:
        line = json.dumps({"example": "failing", "runs": [{"algorithm": "Gradient Descent", **asdict(progress)}]})
        write_result(arguments.output, line)
        print("RESULT " + line, flush=True)


if __name__ == "__main__":
    main()
