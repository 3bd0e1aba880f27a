"""cmaes: a `tell` of an optimizer is a generation, and the optimizer object is a run, a restart's new one included."""

import functools
from types import ModuleType
from typing import Any, Dict, List, Optional

from ..implicit import ImplicitTrack
from ..objects import ObjectRuns
from ..patches import DoesNotFit, Patches
from ..summary import summarize, to_floats
from ..tracks import begin, current

#: Those of this and of later versions whose `tell` gets pairs of a solution and its value.
_OPTIMIZERS = ("CMA", "SepCMA", "CMAwM", "XNES", "DXNESIC", "CatCMA", "CatCMAwM", "MAPCMA")
_MAX_SOLUTION = 10_000


class Search(ImplicitTrack):
    """The run of one optimizer object."""

    evaluated = 0
    best: Optional[float] = None
    solution: Any = None

    def record(self, optimizer: Any, solutions: List[Any], values: List[float]) -> None:
        """A generation was told; the optimizer has sorted or copied the solutions meanwhile."""
        self.evaluated += len(values)
        self.final = {}
        self.touch()
        if self.is_silent:
            return
        least = min(values)
        if self.best is None or least < self.best:
            self.best = least
            self.solution = _to_plain(solutions[values.index(least)][0])
        self.iteration(
            optimizer.generation,
            best=self.best,
            evaluations=self.evaluated,
            step_size=_step_size_of(optimizer),
            **summarize(values),
        )

    def before_end(self) -> None:
        """Nothing is left to report but the best."""
        self.final.update(best=self.best, evaluations=self.evaluated, solution=self.solution)
        self.solution = None


def _to_plain(solution: Any) -> Any:
    listed = solution.tolist() if hasattr(solution, "tolist") else solution
    return listed if isinstance(listed, list) and len(listed) <= _MAX_SOLUTION else None


def _step_size_of(optimizer: Any) -> Optional[float]:
    """The overall step size; CMA with margin has an optimizer inside."""
    sigma = getattr(optimizer, "_sigma", None)
    if sigma is None:
        sigma = getattr(getattr(optimizer, "_cma", None), "_sigma", None)
    return None if sigma is None else float(sigma)


def _begin(optimizer: Any) -> Search:
    parameters: Dict[str, Any] = {}
    step_size = _step_size_of(optimizer)
    if step_size is not None:
        parameters["sigma"] = step_size
    return begin(
        type(optimizer).__name__,
        library="cmaes",
        kind=Search,
        direction="minimize",
        dimension=getattr(optimizer, "dim", None),
        population_size=optimizer.population_size,
        parameters=parameters or None,
    )


_searches = ObjectRuns(_begin)


def _start(optimizer: Any, solutions: Any) -> Optional[Search]:
    """The run that this generation belongs to, before it changes the step size."""
    outer = current()
    if outer is not None:
        outer.count(len(solutions))
    return _searches.obtain(optimizer)


def _record(search: Search, optimizer: Any, solutions: Any) -> None:
    search.record(optimizer, solutions, to_floats([solution[1] for solution in solutions]))


def _stopped(optimizer: Any) -> None:
    search = _searches.find(optimizer)
    if search is not None:
        # Most programs stop here; one that goes on says so with its next generation.
        search.final = {"converged": True, "termination": "tolerance"}


def _patch_ask(optimizer: Any, patches: Patches) -> None:
    """A run begins with the first sample, not only when the whole first generation was evaluated."""
    original = patches.find(optimizer, "ask", ("self",))
    find = patches.guard(_searches.obtain)

    @functools.wraps(original)
    def ask(self: Any) -> Any:
        find(self)
        return original(self)

    patches.replace(optimizer, "ask", ask)


def _patch_class(optimizer: Any, patches: Patches) -> None:
    _patch_ask(optimizer, patches)
    tell_original = patches.find(optimizer, "tell", ("self", "solutions"))
    start, record = patches.guard(_start), patches.guard(_record)

    @functools.wraps(tell_original)
    def tell(self: Any, solutions: Any) -> Any:
        search = start(self, solutions)
        if search is None:
            return tell_original(self, solutions)
        with search.inside():
            result = tell_original(self, solutions)
        record(search, self, solutions)
        return result

    patches.replace(optimizer, "tell", tell)
    stop_original = patches.find(optimizer, "should_stop", ("self",))
    stopped = patches.guard(_stopped)

    @functools.wraps(stop_original)
    def should_stop(self: Any) -> Any:
        stops = stop_original(self)
        if stops:
            stopped(self)
        return stops

    patches.replace(optimizer, "should_stop", should_stop)


def _patch(module: ModuleType, patches: Patches) -> None:
    found = [getattr(module, name) for name in _OPTIMIZERS if hasattr(module, name)]
    if not found:
        raise DoesNotFit("it has none of the optimizers")
    for optimizer in found:
        _patch_class(optimizer, patches)


#: What the hook calls after the program has imported a module.
PATCHES = {"cmaes": _patch}
