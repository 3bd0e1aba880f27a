"""What is computed from DEAP's populations, and what is remembered between two generations."""

import os
import threading
from contextlib import contextmanager
from operator import truediv
from time import time
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

from ..pareto import choose_reference, find_front, from_minimization, hypervolume, thin, to_minimization
from ..summary import summarize
from ..tracks import Track

Values = Tuple[float, ...]

#: More assignments than this between two generations are only counted.
MAX_FRESH = 100_000
_MAX_SOLUTION = 10_000


class ThreadState:
    """What a thread has done since its last generation: fitnesses assigned, and the population last looked at."""

    def __init__(self) -> None:
        self.fresh: List[Values] = []
        self.folded = 0
        self.weights: Optional[Sequence[float]] = None
        self.since = 0.0
        self.population: Any = None
        self.problem: Optional[str] = None
        self.is_recording = False
        #: The run of a `deap.algorithms` function that this thread is inside of.
        self.active: Optional["Generations"] = None
        #: The run of a hand-written loop, see _deap_loops.
        self.loop: Any = None

    def assign(self, fitness: Any) -> None:
        """A fitness was given values: the first of a generation, or one of very many."""
        fresh = self.fresh
        if not fresh:
            self.weights, self.since = fitness.weights, time()
        elif len(fresh) >= MAX_FRESH:
            self.folded += len(fresh)
            fresh[:] = [max(fresh)]
            self.folded -= 1
        fresh.append(fitness.wvalues)

    def take(self) -> Tuple[List[Values], int]:
        """The weighted values assigned since the last call, and how many there were."""
        fresh, count = self.fresh, self.folded + len(self.fresh)
        self.fresh, self.folded = [], 0
        return fresh, count

    @contextmanager
    def apart(self, run: "Generations") -> Iterator[None]:
        """Keeps what a run sees apart from what goes on around it."""
        before = (self.active, self.fresh, self.folded, self.weights, self.since)
        self.active, self.fresh, self.folded = run, [], 0
        try:
            yield
        finally:
            self.active, self.fresh, self.folded, self.weights, self.since = before
            if self.active is None:  # What was assigned before an algorithm was its initial population.
                self.take()


class _Local(threading.local):
    def __init__(self) -> None:
        self.state = ThreadState()


#: The state of each thread, for those whose every nanosecond counts.
LOCAL = _Local()


def state_of_thread() -> ThreadState:
    """The state of the calling thread."""
    return LOCAL.state


if hasattr(os, "register_at_fork"):
    # What the parent has assigned is the parent's to count.
    os.register_at_fork(after_in_child=lambda: state_of_thread().take() and None)


class Generations:
    """Turns populations into the iterations of one track."""

    def __init__(self, track: Track, population: Any = None, archive: Any = None) -> None:
        self.track = track
        self.population = population
        self._archive = archive
        self._logbook: Any = None
        self._weights: Optional[Sequence[float]] = None
        self._directions: List[str] = []
        self._reference: Optional[Values] = None
        self._best: Optional[float] = None
        self.evaluations = 0

    def record(self, state: ThreadState, logbook: Any, infos: Dict[str, Any]) -> None:
        """The algorithm has recorded a generation; other logbooks inside it are not its generations."""
        if self._logbook is None:
            self._logbook = logbook
        if self._logbook is not logbook or self.track.is_silent:
            return
        fresh, assigned = state.take()
        population = weighted_values(self.population) if self.population is not None else fresh
        count = count_of(infos)
        weights = weights_of(self.population) or state.weights
        self.report(iteration_of(infos, len(logbook)), population, fresh, weights, assigned if count is None else count)

    def report(
        self,
        number: Any,
        population: List[Values],
        fresh: List[Values],
        weights: Optional[Sequence[float]],
        evaluations: int,
        **metrics: float,
    ) -> None:
        """Reports a generation: statistics are those of the population, the best is that of all values ever seen."""
        self.evaluations += evaluations
        if weights is not None and self._weights is None:
            self._weights = weights
            self._directions = ["maximize" if weight > 0 else "minimize" for weight in weights]
        fields: Dict[str, Any] = {}
        points: Optional[List[Values]] = None
        if self._weights is not None and len(self._weights) == 1:
            fields = self._single(population, fresh)
        elif self._weights is not None:
            fields, points = self._several(population)
        self.track.iteration(number, evaluations=self.evaluations, **fields, **metrics)
        if points is not None:
            self.track.front(points, number)

    def _single(self, population: List[Values], fresh: List[Values]) -> Dict[str, Any]:
        assert self._weights is not None
        self.track.describe(direction=self._directions[0])
        weight = self._weights[0]
        seen = [one[0] for one in fresh] + [one[0] for one in population]
        comparable = [value for value in seen if value == value]
        if self._best is not None:
            comparable.append(self._best)
        self._best = max(comparable, default=None)
        return {"best": self.best, **summarize([one[0] / weight for one in population])}

    def _several(self, population: List[Values]) -> Tuple[Dict[str, Any], List[Values]]:
        weights = self._weights or ()
        archived = weighted_values(self._archive) if _is_front(self._archive) else []
        points = [tuple(map(truediv, one, weights)) for one in archived or population]
        front = find_front(to_minimization(points, self._directions))
        if self._reference is None:
            first = [tuple(map(truediv, one, weights)) for one in population]
            self._choose_reference(to_minimization(first, self._directions))
        volume = None if self._reference is None else hypervolume(front, self._reference)
        fields = {"front_size": len(front), "hypervolume": volume}
        return fields, from_minimization(thin(front), self._directions)

    def _choose_reference(self, points: List[Values]) -> None:
        self._reference = choose_reference(points)
        self.track.describe(direction=self._directions)
        if self._reference is not None and len(self._reference) <= 3:
            shown = from_minimization([self._reference], self._directions)[0]
            self.track.describe(parameters={"hypervolume_reference": list(shown)})

    @property
    def best(self) -> Optional[float]:
        """The best value so far, of a single objective."""
        return None if self._best is None or self._weights is None else self._best / self._weights[0]

    def final_fields(self) -> Dict[str, Any]:
        """What is known at the end."""
        return {"best": self.best, "evaluations": self.evaluations}

    def best_individual(self, population: Any) -> Any:
        """The best of the hall of fame, else of the last population; none of a front of several objectives."""
        if self._weights is None or len(self._weights) != 1:
            return None
        if self._archive is not None and len(self._archive):
            return self._archive[0]
        valid = [one for one in population or () if weighted_values([one])]
        return max(valid, key=lambda one: one.fitness.wvalues, default=None)


def _is_front(archive: Any) -> bool:
    return any(kind.__name__ == "ParetoFront" for kind in type(archive).__mro__)


def weighted_values(individuals: Any) -> List[Values]:
    """The weighted values of all individuals that have some; empty where these are no individuals."""
    try:
        return list(filter(None, [one.fitness.wvalues for one in individuals]))
    except (AttributeError, TypeError):
        return []


def weights_of(individuals: Any) -> Optional[Sequence[float]]:
    """The weights of the first individual's fitness."""
    try:
        for one in individuals:
            return tuple(one.fitness.weights)
    except (AttributeError, TypeError):
        pass
    return None


def describe_individuals(population: Any) -> Dict[str, Any]:
    """direction, population size and dimension of a population, as far as it shows them."""
    fields: Dict[str, Any] = {}
    weights = weights_of(population)
    if weights:
        directions = ["maximize" if weight > 0 else "minimize" for weight in weights]
        fields["direction"] = directions[0] if len(directions) == 1 else directions
    try:
        fields["population_size"] = len(population)
        sizes = {len(one) for one in population}
        # Trees of genetic programming have sizes, but no dimension.
        if len(sizes) == 1 and not hasattr(population[0], "searchSubtree"):
            fields["dimension"] = sizes.pop()
    except (TypeError, AttributeError, LookupError):
        pass
    return fields


def name_of(function: Any) -> Optional[str]:
    """The name of a registered function: that of the function inside, not its alias."""
    inner = getattr(function, "func", function)
    name = getattr(inner, "__name__", None)
    return name if isinstance(name, str) else None


def count_of(infos: Dict[str, Any]) -> Optional[int]:
    """The number of evaluations that the program counted itself for this generation."""
    for key in ("nevals", "evals", "n_evals", "evaluations"):
        value = infos.get(key)
        if isinstance(value, int) and value >= 0:
            return value
    return None


def iteration_of(infos: Dict[str, Any], length: int) -> Any:
    """The number of the generation that was recorded: the program's own, else its place in the logbook."""
    for key in ("gen", "generation", "g", "iteration"):
        value = infos.get(key)
        if isinstance(value, (int, float)) and value - value == 0:
            return value
    return length - 1


def to_solution(individual: Any) -> Any:
    """An individual as it can be reported; nothing where it is too large."""
    if individual is None or hasattr(individual, "searchSubtree"):
        return None if individual is None else str(individual)
    try:
        return list(individual) if len(individual) <= _MAX_SOLUTION else None
    except TypeError:
        return None
