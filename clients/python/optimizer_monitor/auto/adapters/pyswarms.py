"""pyswarms: a call of `optimize` is a run, and what its optimizers put into their history is an iteration.

Optimizers of the program's own that call `_populate_history` are seen without the call around them.
"""

import functools
from types import ModuleType
from typing import Any, Callable, Dict, List, Optional, Sequence

from ..implicit import ImplicitTrack
from ..objective import Objective
from ..patches import Patches, bind
from ..summary import summarize
from ..tracks import Track, begin
from ..wrappers import WeakIdentityMap

_MAX_SOLUTION = 10_000


class SwarmRun:
    """Turns the steps of a swarm into the iterations of one track."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self.iterations = 0
        self.evaluations = 0
        self.best: Optional[float] = None

    def count(self) -> None:
        """The objective was called, for all particles or for some: they are counted where their costs are recorded."""

    def record(self, optimizer: Any, history: Any) -> None:
        """The swarm has evaluated all of its particles."""
        particles = int(optimizer.n_particles)
        self.iterations += 1
        self.evaluations += particles
        self.track.count(particles)
        if self.track.is_silent:
            return
        swarm = optimizer.swarm
        self.best = _least(history.best_cost)
        self.track.iteration(
            self.iterations,
            best=self.best,
            evaluations=self.evaluations,
            diversity=_spread(swarm.position),
            mean_personal_best=float(history.mean_pbest_cost),
            **summarize(swarm.current_cost),
        )


class SwarmLoop(ImplicitTrack):
    """The run of an optimizer that the program has written itself."""

    run: SwarmRun

    def before_end(self) -> None:
        """Nothing is left to report but the best."""
        self.final = {"best": self.run.best, "evaluations": self.run.evaluations}


#: The run of each optimizer whose `optimize` is under way, one in the other where they nest.
_calls: "WeakIdentityMap[List[SwarmRun]]" = WeakIdentityMap()
_loops: "WeakIdentityMap[SwarmLoop]" = WeakIdentityMap(on_gone=lambda loop: loop.finish())


def _least(costs: Any) -> float:
    """The lowest cost; topologies with neighbourhoods may have one for each particle."""
    listed = costs.tolist() if hasattr(costs, "tolist") else costs
    return float(min(listed)) if isinstance(listed, list) else float(listed)


def _spread(position: Any) -> float:
    """The mean distance of the particles from their centre."""
    away = position - position.mean(axis=0)
    return float(((away * away).sum(axis=1) ** 0.5).mean())


def _describe(optimizer: Any) -> Dict[str, Any]:
    parameters = {"options": optimizer.options, "ftol": optimizer.ftol, "ftol_iter": optimizer.ftol_iter}
    topology = getattr(optimizer, "top", None)
    if topology is not None:
        parameters["topology"] = type(topology).__name__
    return {
        "direction": "minimize",
        "dimension": optimizer.dimensions,
        "population_size": optimizer.n_particles,
        "parameters": parameters,
    }


def _start(original: Callable[..., Any], optimizer: Any, args: Sequence[Any], kwargs: Dict[str, Any]) -> SwarmRun:
    given = bind(original, (optimizer, *args), kwargs)
    fields = _describe(optimizer)
    iterations = given.get("iters")
    fields["parameters"].update(iters=iterations, n_processes=given.get("n_processes"))
    if isinstance(iterations, int):
        fields["budget"] = iterations * optimizer.n_particles
    objective = given.get("objective_func")
    problem = getattr(getattr(objective, "func", objective), "__name__", None)
    run = SwarmRun(begin(type(optimizer).__name__, library="pyswarms", problem=problem, **fields))
    calls = _calls.get(optimizer)
    if calls is None:
        calls = []
        _calls.set(optimizer, calls)
    calls.append(run)
    return run


def _leave(optimizer: Any, run: SwarmRun) -> None:
    calls = _calls.get(optimizer)
    if calls and run in calls:
        calls.remove(run)


def _finish(run: SwarmRun, iterations: Any, result: Any) -> None:
    best, position = result
    was_cut = isinstance(iterations, int) and run.iterations < iterations
    run.track.end(
        converged=True if was_cut else None,
        termination="tolerance" if was_cut else "iterations",
        best=_least(best),
        evaluations=run.evaluations,
        solution=position.tolist() if position.size <= _MAX_SOLUTION else None,
    )


def _monitor(original: Callable[..., Any], patches: Patches) -> Callable[..., Any]:
    start, leave, finish = patches.guard(_start), patches.guard(_leave), patches.guard(_finish)

    @functools.wraps(original)
    def optimize(self: Any, *args: Any, **kwargs: Any) -> Any:
        run = start(original, self, args, kwargs)
        if run is None:
            return original(self, *args, **kwargs)
        try:
            with run.track:
                if args:
                    args = (Objective(args[0], run), *args[1:])  # type: ignore[arg-type]
                elif "objective_func" in kwargs:
                    kwargs["objective_func"] = Objective(kwargs["objective_func"], run)  # type: ignore[arg-type]
                result = original(self, *args, **kwargs)
                iterations = args[1] if len(args) > 1 else kwargs.get("iters")
                finish(run, iterations, result)
                return result
        finally:
            leave(self, run)

    return optimize


def _patch_optimizer(name: str) -> Callable[[ModuleType, Patches], None]:
    def patch(module: ModuleType, patches: Patches) -> None:
        optimizer = patches.find(module, name)
        original = patches.find(optimizer, "optimize", ("self", "objective_func", "iters"))
        patches.replace(optimizer, "optimize", _monitor(original, patches))

    return patch


def _loop_of(optimizer: Any) -> SwarmRun:
    loop = _loops.get(optimizer)
    if loop is None or loop.has_ended or loop.is_foreign:
        fields = _describe(optimizer)
        loop = begin(type(optimizer).__name__, library="pyswarms", kind=SwarmLoop, **fields)
        loop.run = SwarmRun(loop)
        _loops.set(optimizer, loop)
    loop.touch()
    return loop.run


def _recorded(optimizer: Any, history: Any) -> None:
    calls = _calls.get(optimizer)
    run = calls[-1] if calls else _loop_of(optimizer)
    run.record(optimizer, history)


def _patch_base(name: str) -> Callable[[ModuleType, Patches], None]:
    def patch(module: ModuleType, patches: Patches) -> None:
        base = patches.find(module, name)
        original = patches.find(base, "_populate_history", ("self", "hist"))
        recorded = patches.guard(_recorded)

        @functools.wraps(original)
        def populate(self: Any, hist: Any) -> None:
            original(self, hist)
            recorded(self, hist)

        patches.replace(base, "_populate_history", populate)

    return patch


#: What the hook calls after the program has imported a module.
PATCHES = {
    "pyswarms.base.base_discrete": _patch_base("DiscreteSwarmOptimizer"),
    "pyswarms.base.base_single": _patch_base("SwarmOptimizer"),
    "pyswarms.discrete.binary": _patch_optimizer("BinaryPSO"),
    "pyswarms.single.general_optimizer": _patch_optimizer("GeneralOptimizerPSO"),
    "pyswarms.single.global_best": _patch_optimizer("GlobalBestPSO"),
    "pyswarms.single.local_best": _patch_optimizer("LocalBestPSO"),
}
