"""What all four algorithms share: candidates, the steps they yield, and the evaluator that counts their budget.

An algorithm is a generator: it yields a `Step` after each of its iterations and ends when its budget is spent. It
knows nothing of runs or reports; it only names its stages as components.
"""

from __future__ import annotations

import math
import multiprocessing
import signal
from dataclasses import dataclass, field
from multiprocessing.pool import Pool
from random import Random
from types import TracebackType
from typing import List, Mapping, NamedTuple, Optional, Sequence, Tuple, Type

from monitor import om
from objective import Assessment, PortfolioObjective

#: A point of the unit cube, one value for each share in each regime.
Genes = Tuple[float, ...]


class Candidate(NamedTuple):
    """A point and what it is worth."""

    genes: Genes
    fitness: float
    violation: float


@dataclass(frozen=True)
class Step:
    """The state of a search after one iteration; `details` are the numbers that only this algorithm has."""

    iteration: int
    evaluations: int
    best: Candidate
    population: Sequence[Candidate]
    details: Mapping[str, float] = field(default_factory=dict)


class Evaluator:
    """Scores points, in several processes where asked to, and keeps count. A context manager, for the processes."""

    def __init__(self, objective: PortfolioObjective, budget: int, workers: int = 1) -> None:
        self.objective = objective
        self.budget = budget
        self.evaluations = 0
        self._workers = workers
        self._pool: Optional[Pool] = None

    def __enter__(self) -> "Evaluator":
        if self._workers > 1:
            # Spawned, not forked: the same on every platform, and nothing of this process is inherited by accident.
            self._pool = multiprocessing.get_context("spawn").Pool(self._workers, _install, (self.objective,))
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if self._pool is None:
            return
        if kind is None:
            self._pool.close()
        else:
            self._pool.terminate()
        self._pool.join()

    @property
    def dimension(self) -> int:
        """How many genes a point has."""
        return self.objective.dimension

    def can_afford(self, count: int) -> bool:
        """Whether the budget allows so many more evaluations."""
        return self.evaluations + count <= self.budget

    @om.component("Evaluation")
    def evaluate(self, points: Sequence[Genes]) -> List[Candidate]:
        """Scores a whole population, in order."""
        assessments = self._assess(points)
        self.evaluations += len(points)
        return [Candidate(genes, *assessment) for genes, assessment in zip(points, assessments)]

    def _assess(self, points: Sequence[Genes]) -> List[Assessment]:
        if self._pool is None or len(points) == 1:
            return [self.objective.assess(genes) for genes in points]
        share = -(-len(points) // self._workers)
        return self._pool.map(_assess, points, chunksize=share)


_objective: Optional[PortfolioObjective] = None


def _install(objective: PortfolioObjective) -> None:
    """Gives a worker process the objective once, instead of with every point."""
    global _objective
    _objective = objective
    # Ctrl-C reaches every process of the terminal; the parent alone decides what to do about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _assess(genes: Genes) -> Assessment:
    assert _objective is not None, "the pool installs the objective first"
    return _objective.assess(genes)


def random_points(random: Random, count: int, dimension: int) -> List[Genes]:
    """Points drawn evenly from the unit cube."""
    return [tuple(random.random() for _ in range(dimension)) for _ in range(count)]


def best_of(candidates: Sequence[Candidate]) -> Candidate:
    """The fittest; the first of them where several are."""
    return max(candidates, key=lambda candidate: candidate.fitness)


def clamp(value: float) -> float:
    """The nearest value of the unit interval."""
    return min(max(value, 0.0), 1.0)


def mean_and_std(values: Sequence[float]) -> Tuple[float, float]:
    """The mean and the population's standard deviation."""
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
