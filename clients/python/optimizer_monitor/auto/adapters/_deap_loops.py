"""Loops that a program writes itself with DEAP's tools: a Logbook marks the generations, without one the selection."""

from math import isfinite
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from ..implicit import ImplicitTrack
from ..tracks import begin, current
from ..wrappers import WeakIdentityMap
from ._deap_runs import (
    Generations,
    ThreadState,
    Values,
    count_of,
    describe_individuals,
    iteration_of,
    state_of_thread,
    weighted_values,
    weights_of,
)

#: What programs call their statistics, for loops whose population is not seen.
_STATISTICS = {"avg": "mean", "mean": "mean", "std": "std", "min": "min", "max": "max", "med": "median"}


class Generation(NamedTuple):
    """A generation that a selection marked."""

    population: List[Values]
    fresh: List[Values]
    weights: Optional[Sequence[float]]
    count: int


class LoopTrack(ImplicitTrack):
    """The run of one loop."""

    state: ThreadState
    generations: Generations
    has_logbook = False
    selects: Any = None
    #: The first generation that a selection marked; it counts only if another follows before a Logbook does.
    first: Optional[Generation] = None
    number = 0
    #: The population that was selected from last; many loops replace its content in place.
    population: Any = None
    members: Sequence[int] = ()

    def before_end(self) -> None:
        """The last generation of a loop without a Logbook is followed by no selection."""
        if not self.has_logbook and not self.is_silent and self.state.fresh:
            fresh, count = self.state.take()
            replaced = self.population is not None and [id(one) for one in self.population] != self.members
            population = weighted_values(self.population) if replaced else fresh
            self.report(Generation(population or fresh, fresh, self.state.weights, count))
        self.population = None
        # A single mark is no loop: somebody sorted a population.
        if self.first is not None:
            self.is_absorbed = True
        self.final = self.generations.final_fields()

    def report(self, generation: Generation, number: Any = None, **metrics: float) -> None:
        """Reports a generation, and before it the first, which had been held back."""
        first, self.first = self.first, None
        if first is not None:
            self.report(first)
        population, fresh, weights, count = generation
        self.touch()
        self.generations.report(self.number if number is None else number, population, fresh, weights, count, **metrics)
        self.number += 1


_loops: "WeakIdentityMap[LoopTrack]" = WeakIdentityMap(on_gone=lambda loop: loop.finish())


def _begin_loop(state: ThreadState, population: Any, **parameters: Any) -> LoopTrack:
    loop = begin(
        "Evolutionary loop",
        library="DEAP",
        kind=LoopTrack,
        deferred=True,
        began=state.since or None,
        problem=state.problem,
        parameters=parameters or None,
        **describe_individuals(population),
    )
    loop.state, loop.generations = state, Generations(loop, population)
    state.loop = loop
    return loop


def record_loop(state: ThreadState, logbook: Any, infos: Dict[str, Any]) -> None:
    """A Logbook outside of DEAP's algorithms was recorded to."""
    loop = _loops.get(logbook) or _adopt(state, logbook)
    state.loop = loop
    if loop.is_silent:
        return
    population = weighted_values(state.population)
    fresh, assigned = state.take()
    if loop.first is not None:  # The selection before the first record was that of the same generation.
        fresh, assigned, loop.first = loop.first.fresh + fresh, loop.first.count + assigned, None
    counted = count_of(infos)
    weights = weights_of(state.population) or state.weights
    generation = Generation(population or fresh, fresh, weights, assigned if counted is None else counted)
    metrics = {} if population or fresh else _recorded_statistics(infos)
    deme = infos.get("deme")
    if isinstance(deme, (int, float)):
        metrics["deme"] = deme
    loop.report(generation, iteration_of(infos, len(logbook)), **metrics)


def _adopt(state: ThreadState, logbook: Any) -> LoopTrack:
    """The loop that a new Logbook belongs to: one that a selection has begun, else a new one."""
    loop = state.loop
    if loop is None or loop.has_logbook or loop.is_silent:
        loop = _begin_loop(state, state.population)
    loop.has_logbook = True
    loop.population = None
    _loops.set(logbook, loop)
    return loop


def _recorded_statistics(infos: Dict[str, Any]) -> Dict[str, float]:
    """The program's own statistics where they are plain numbers."""
    found = {}
    for key, field in _STATISTICS.items():
        value = infos.get(key)
        try:
            if value is not None and isfinite(float(value)):
                found[field] = float(value)
        except (TypeError, ValueError):
            pass
    return found


def mark_selection(selects: Any, args: Sequence[Any], kwargs: Dict[str, Any]) -> None:
    """The registered `select` is called: over most of a population with new fitnesses, that is a generation."""
    state = state_of_thread()
    if not state.fresh or current() is not None:
        return
    individuals = args[0] if args else kwargs.get("individuals")
    count = args[1] if len(args) > 1 else kwargs.get("k")
    if not isinstance(individuals, list) or not isinstance(count, int) or 2 * count < len(individuals):
        return
    loop: Optional[LoopTrack] = state.loop
    if loop is not None and loop.selects is not selects and not loop.has_logbook:
        loop.finish()
    if loop is None or loop.has_ended or loop.is_foreign:
        loop = _begin_loop(state, individuals, select=getattr(selects, "__name__", None))
        loop.selects = selects
    if loop.has_logbook or loop.is_silent:
        return
    _mark(loop, state, individuals)


def _mark(loop: LoopTrack, state: ThreadState, individuals: List[Any]) -> None:
    is_first = loop.number == 0 and loop.first is None
    fresh, count = state.take()
    generation = Generation(weighted_values(individuals), fresh, weights_of(individuals) or state.weights, count)
    loop.population, loop.members = individuals, [id(one) for one in individuals]
    if is_first:
        loop.first = generation
    else:
        loop.report(generation)
