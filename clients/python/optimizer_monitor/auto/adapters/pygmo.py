"""PyGMO: `algorithm.evolve` is a run, whose iterations come from its own log; those of an archipelago are its waits.

Written against the published source of 2.19.7, not run: see docs/integrations.md. The log is empty unless the program
has set a verbosity, and setting one would print, so without it a run shows only its start and end.
"""

import functools
from types import ModuleType
from typing import Any, Dict, List, Optional, Tuple

from ..describing import to_number
from ..implicit import ImplicitTrack
from ..pareto import find_front, thin, to_minimization
from ..patches import Patches
from ..tracks import Track, begin, current
from ..wrappers import WeakIdentityMap

#: The columns of each algorithm's log that have a meaning here, by position; others stay empty.
_GENERATIONS = ("iteration", "evaluations", "best")
_LAYOUTS: Dict[str, Tuple[str, ...]] = {
    "bee_colony": ("iteration", "evaluations", "best", "best"),
    "cmaes": (*_GENERATIONS, "dx", "df", "step_size"),
    "compass_search": ("evaluations", "best", "violated", "violation", "step_size"),
    "de": (*_GENERATIONS, "dx", "df"),
    "de1220": _GENERATIONS,
    "gaco": _GENERATIONS,
    "gwo": ("iteration", "best"),
    "mbh": ("evaluations", "best", "violated", "violation"),
    "nlopt": ("evaluations", "current", "violated", "violation"),
    "nsga2": ("iteration", "evaluations"),
    "pso": (*_GENERATIONS, "mean_velocity", "mean_best", "diversity"),
    "pso_gen": (*_GENERATIONS, "mean_velocity", "mean_best", "diversity"),
    "sade": (*_GENERATIONS, "F", "CR", "dx", "df"),
    "sea": (*_GENERATIONS, "improvement"),
    "sga": (*_GENERATIONS, "improvement"),
    "simulated_annealing": ("evaluations", "best", "current", "mean_range", "temperature"),
    "xnes": (*_GENERATIONS, "dx", "df", "step_size"),
}


def read_log(lines: Any, columns: Tuple[str, ...]) -> List[Tuple[int, Dict[str, float]]]:
    """The iterations of a log: their number (a line's, where the algorithm counts none) and fields."""
    found = []
    for index, line in enumerate(lines):
        fields: Dict[str, float] = {}
        for name, value in zip(columns, line):
            number = to_number(value)
            if number is not None:
                # One log has the population's best and the best of all.
                fields[name] = min(number, fields.get(name, number)) if name == "best" else number
        found.append((int(fields.pop("iteration", index + 1)), fields))
    return found


class Evolution:
    """One call of an algorithm's `evolve`."""

    def __init__(self, algorithm: Any, population: Any) -> None:
        problem = population.problem
        self.objectives = problem.get_nobj()
        self.before = problem.get_fevals()
        self.track: Track = begin(
            _short_name(algorithm.get_name()),
            library="PyGMO",
            problem=problem.get_name(),
            direction="minimize" if self.objectives == 1 else ["minimize"] * self.objectives,
            dimension=problem.get_nx(),
            population_size=len(population),
            parameters={"algorithm": algorithm.get_name()},
        )

    def finish(self, module: ModuleType, algorithm: Any, population: Any) -> None:
        """The log, and what the population has come to."""
        number = 0
        for number, fields in self._log(module, algorithm):
            self.track.iteration(number, **fields)
        evaluations = population.problem.get_fevals() - self.before
        if self.objectives > 1:
            points = to_minimization(population.get_f().tolist(), ["minimize"] * self.objectives)
            front = find_front(points)
            self.track.iteration(number + 1, front_size=len(front), evaluations=evaluations)
            self.track.front(thin(front), number + 1)
            self.track.end(evaluations=evaluations, termination="iterations")
            return
        best, solution = to_number(population.champion_f[0]), population.champion_x
        self.track.end(best=best, evaluations=evaluations, solution=solution)

    @staticmethod
    def _log(module: ModuleType, algorithm: Any) -> List[Tuple[int, Dict[str, float]]]:
        for name, columns in _LAYOUTS.items():
            kind = getattr(module, name, None)
            inner = algorithm.extract(kind) if isinstance(kind, type) else None
            if inner is not None:
                return read_log(inner.get_log(), columns)
        return []


def _short_name(name: str) -> str:
    """`SGA` of `SGA: Genetic Algorithm [stochastic]`."""
    return name.split(":")[0]


class Islands(ImplicitTrack):
    """The run of an archipelago or a single island: it evolves elsewhere, and is looked at when it is waited for."""

    rounds = 0
    is_evolving = False

    def waited(self, islands: Any) -> None:
        """A round of evolution is complete."""
        if not self.is_evolving or self.is_silent:
            return
        self.is_evolving = False
        populations = [island.get_population() for island in islands]
        evaluations = sum(population.problem.get_fevals() for population in populations)
        best: Optional[float] = None
        if all(population.problem.get_nobj() == 1 for population in populations):
            best = min((float(population.champion_f[0]) for population in populations), default=None)
        self.rounds += 1
        self.final = {"best": best, "evaluations": evaluations}
        self.touch()
        self.iteration(self.rounds, **self.final)


def _patch_core(module: ModuleType, patches: Patches) -> None:
    _patch_algorithm(module, patches)
    known: "WeakIdentityMap[Islands]" = WeakIdentityMap(on_gone=lambda track: track.finish())
    for name, members in (("archipelago", list), ("island", lambda island: [island])):
        _patch_islands(patches.find(module, name), name, members, known, patches)


def _patch_algorithm(module: ModuleType, patches: Patches) -> None:
    algorithm = patches.find(module, "algorithm")
    original = patches.find(algorithm, "evolve")
    start = patches.guard(Evolution)
    finish = patches.guard(lambda run, self, population: run.finish(module, self, population))

    @functools.wraps(original)
    def evolve(self: Any, pop: Any, *args: Any, **kwargs: Any) -> Any:
        run = start(self, pop) if current() is None else None
        if run is None:
            return original(self, pop, *args, **kwargs)
        with run.track:
            population = original(self, pop, *args, **kwargs)
            finish(run, self, population)
            return population

    patches.replace(algorithm, "evolve", evolve)


def _patch_islands(owner: Any, name: str, members: Any, known: Any, patches: Patches) -> None:
    evolve_original = patches.find(owner, "evolve")

    def began(self: Any) -> None:
        if current() is None:
            track = known.get(self)
            if track is None or track.has_ended or track.is_foreign:
                track = begin(name, library="PyGMO", kind=Islands, deferred=True, direction="minimize")
                known.set(self, track)
            track.is_evolving = True

    def waited(self: Any) -> None:
        track = known.get(self)
        if track is not None:
            track.waited(members(self))

    guarded_began, guarded_waited = patches.guard(began), patches.guard(waited)

    @functools.wraps(evolve_original)
    def evolve(self: Any, *args: Any, **kwargs: Any) -> Any:
        guarded_began(self)
        return evolve_original(self, *args, **kwargs)

    patches.replace(owner, "evolve", evolve)
    for wait in ("wait", "wait_check"):
        patches.replace(owner, wait, _then(patches.find(owner, wait), guarded_waited))


def _then(original: Any, waited: Any) -> Any:
    @functools.wraps(original)
    def wait(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = original(self, *args, **kwargs)
        waited(self)
        return found

    return wait


def _patch_processes(module: ModuleType, patches: Patches) -> None:
    """What an island's process evolves is the island's, and no run of its own."""
    for name in ("_evolve_func_mp_pool", "_evolve_func_mp_pipe", "_evolve_func_ipy"):
        if hasattr(module, name):
            patches.replace(module, name, _apart(patches.find(module, name)))


def _apart(original: Any) -> Any:
    @functools.wraps(original)
    def evolve(*args: Any, **kwargs: Any) -> Any:
        # A track that is never reported, since it has neither an iteration nor an end.
        with begin("(island)", library="PyGMO", deferred=True).inside():
            return original(*args, **kwargs)

    return evolve


#: What the hook calls after the program has imported a module.
PATCHES = {"pygmo._py_islands": _patch_processes, "pygmo.core": _patch_core}
