"""The library Optuna tunes simulated annealing: which schedule finds the shortest round trip through 50 state capitals?

    python3 tuning.py [--fast] [--seed N] [--output DIR]

Nothing in here knows of the monitor, and nothing has to: it recognizes Optuna's studies. A trial anneals with one
schedule, several times from other starts, and is pruned where it falls behind the others on the way.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from pathlib import Path
from random import Random
from typing import List, NamedTuple, Sequence, Tuple

try:
    import optuna
except ImportError:
    sys.exit("This example needs Optuna: `python3 -m pip install optuna`, or on Debian `apt install python3-optuna`.")

EXAMPLES = Path(__file__).resolve().parents[1]
EARTH_RADIUS_KM = 6371.0088
#: A schedule has to be good from so many random tours.
STARTS = 3


class Effort(NamedTuple):
    """How much work the tuning is: for a demonstration, or for a test."""

    trials: int
    stages: int
    proposals: int


FULL = Effort(trials=200, stages=24, proposals=5000)
FAST = Effort(trials=20, stages=12, proposals=200)

Distances = Sequence[Sequence[float]]


class Schedule(NamedTuple):
    """How annealing cools down, in kilometres, and how long the stretches are that it turns around."""

    first_temperature: float
    cooling: float
    longest_stretch: int


def load_distances(path: Path) -> Distances:
    """The great-circle distances in kilometres between all places of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    points = [(math.radians(float(row["latitude"])), math.radians(float(row["longitude"]))) for row in rows]
    return [[great_circle(start, end) for end in points] for start in points]


def great_circle(start: Tuple[float, float], end: Tuple[float, float]) -> float:
    """The shortest way over the surface (haversine formula)."""
    rise, turn = math.sin((end[0] - start[0]) / 2), math.sin((end[1] - start[1]) / 2)
    chord = rise * rise + math.cos(start[0]) * math.cos(end[0]) * turn * turn
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


def measure(tour: Sequence[int], distances: Distances) -> float:
    """The length of a round trip."""
    return sum([distances[start][end] for start, end in zip(tour, [*tour[1:], tour[0]])])


def anneal(
    tour: List[int], distances: Distances, temperature: float, longest: int, proposals: int, dice: Random
) -> None:
    """Turns stretches around, where that shortens the trip or by Metropolis' rule."""
    size = len(tour)
    for _ in range(proposals):
        first = 1 + int(dice.random() * (size - 2))
        last = min(size - 1, first + 1 + int(dice.random() * longest))
        before, start, end, after = tour[first - 1], tour[first], tour[last], tour[(last + 1) % size]
        change = distances[before][end] + distances[start][after] - distances[before][start] - distances[end][after]
        if change <= 0 or dice.random() < math.exp(-change / temperature):
            tour[first : last + 1] = tour[first : last + 1][::-1]


class TourObjective:
    """What a schedule is worth: the mean length of the tours that it finds."""

    def __init__(self, distances: Distances, effort: Effort, seed: int) -> None:
        self.distances = distances
        self.effort = effort
        self.seed = seed

    def __call__(self, trial: optuna.Trial) -> float:
        size = len(self.distances)
        schedule = Schedule(
            trial.suggest_float("first_temperature", 10, 10_000, log=True),
            trial.suggest_float("cooling", 0.5, 0.99),
            trial.suggest_int("longest_stretch", 2, size - 2),
        )
        # The same starts and the same luck for every schedule, so that they differ in nothing else.
        dice = [Random(self.seed * 1000 + start) for start in range(STARTS)]
        tours = [one.sample(range(size), size) for one in dice]
        temperature, length = schedule.first_temperature, math.inf
        for stage in range(self.effort.stages):
            for tour, one in zip(tours, dice):
                anneal(tour, self.distances, temperature, schedule.longest_stretch, self.effort.proposals, one)
            temperature *= schedule.cooling
            length = sum([measure(tour, self.distances) for tour in tours]) / STARTS
            trial.report(length, stage)
            if trial.should_prune():
                raise optuna.TrialPruned()
        return length


def create_study(effort: Effort, seed: int) -> optuna.Study:
    """A study that gives a trial up once it is worse than half of the others were at the same stage."""
    pruner = optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=effort.stages // 2)
    return optuna.create_study(study_name="annealing", sampler=optuna.samplers.TPESampler(seed=seed), pruner=pruner)


def write_trials(folder: Path, study: optuna.Study) -> None:
    """Writes every trial, one a line."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "trials.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["number", "state", "length", *study.best_params])
        writer.writerows([one.number, one.state.name, one.value, *one.params.values()] for one in study.trials)


def main() -> None:
    """Tunes, prints and writes what the study has found."""
    parser = argparse.ArgumentParser(description="Optuna tunes simulated annealing.")
    parser.add_argument("--fast", action="store_true", help="a second instead of half a minute")
    parser.add_argument("--seed", type=int, default=1, help="what the random numbers start from (default: 1)")
    parser.add_argument("--output", type=Path, default=EXAMPLES / "results" / "tuning", help="where results go")
    arguments = parser.parse_args()
    effort = FAST if arguments.fast else FULL
    distances = load_distances(EXAMPLES / "data" / "capitals.csv")
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = create_study(effort, arguments.seed)
    study.optimize(TourObjective(distances, effort, arguments.seed), n_trials=effort.trials)
    pruned = len(study.get_trials(states=[optuna.trial.TrialState.PRUNED]))
    print(f"{study.best_value:,.1f} km with {study.best_params}; {pruned} of {len(study.trials)} trials were pruned")
    write_trials(arguments.output, study)
    print(f"Results are in {arguments.output}")
    count = len(study.trials)
    run = {"algorithm": "TPESampler", "iterations": count, "evaluations": count, "best": study.best_value}
    print("RESULT " + json.dumps({"example": "tuning", "runs": [run]}))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # The convention for Ctrl-C, without a traceback.
