"""pycma: a `tell` of a CMAEvolutionStrategy is a generation, and the object is a run, a restart's new one included.

`fmin`, `fmin2` and `optimize` all work through it. Written against the source of 3.3 to 4.4.
"""

import functools
from types import ModuleType
from typing import Any, Dict, List, Optional, Sequence

from ..implicit import ImplicitTrack
from ..objects import ObjectRuns
from ..patches import Patches
from ..summary import summarize
from ..tracks import begin, current

_MAX_SOLUTION = 10_000

#: What `stop()` says, as terminations; any other reason is told by its own name.
_TERMINATIONS = {
    "ftarget": "target",
    "maxiter": "iterations",
    "maxfevals": "evaluations",
    "timeout": "time",
    "callback": "callback",
}
#: The reasons that mean convergence: `tolupsigma`, `tolfacupx` and `tolconditioncov`, for example, do not.
_CONVERGENCE = ("tolfun", "tolfunhist", "tolfunrel", "tolx", "tolxstagnation", "noeffectaxis", "noeffectcoord")


class Search(ImplicitTrack):
    """The run of one CMAEvolutionStrategy."""

    best: Optional[float] = None
    counted = 0
    solution: Any = None

    def record(self, strategy: Any, values: Sequence[Any]) -> None:
        """A generation was told."""
        self.touch()
        if self.is_silent:
            return
        self.final = {}
        self.look_at(strategy)
        self.iteration(
            int(strategy.countiter),
            best=self.best,
            evaluations=self.counted,
            step_size=float(strategy.sigma),
            axis_ratio=_axis_ratio_of(strategy),
            **summarize(_to_numbers(values)),
        )

    def look_at(self, strategy: Any) -> None:
        """Takes over the best and the count of evaluations as they are now."""
        self.counted = int(strategy.countevals)
        best = strategy.best
        if best.f is not None and best.f != self.best:
            self.best, self.solution = float(best.f), best.x

    def before_end(self) -> None:
        """Nothing is left to report but the best."""
        solution, self.solution = self.solution, None
        listed = solution.tolist() if hasattr(solution, "tolist") else solution
        if isinstance(listed, list) and len(listed) <= _MAX_SOLUTION:
            self.final["solution"] = listed
        self.final.update(best=self.best, evaluations=self.counted)


def _axis_ratio_of(strategy: Any) -> float:
    axes = strategy.D
    return float(max(axes)) / float(min(axes))


def _to_numbers(values: Sequence[Any]) -> List[float]:
    """The values of a generation; pycma takes lists of one value each as well, and None for a failed evaluation."""
    numbers = []
    for value in values:
        try:
            numbers.append(float(value if not isinstance(value, (list, tuple)) else value[0]))
        except (TypeError, ValueError, LookupError):
            pass
    return numbers


def _begin(strategy: Any) -> Search:
    options = strategy.opts
    limit, seed = options.get("maxfevals"), options.get("seed")
    fields: Dict[str, Any] = {}
    if isinstance(limit, (int, float)) and 0 < limit < float("inf"):
        fields["budget"] = limit
    if isinstance(seed, int):
        fields["seed"] = seed
    return begin(
        "CMA-ES",
        library="pycma",
        kind=Search,
        direction="minimize",
        dimension=int(strategy.N),
        population_size=int(strategy.popsize),
        parameters={"sigma0": float(strategy.sigma0)},
        **fields,
    )


_searches = ObjectRuns(_begin)


def _start(strategy: Any, values: Sequence[Any]) -> Optional[Search]:
    outer = current()
    if outer is not None:
        outer.count(len(values))
    return _searches.obtain(strategy)


def _stopped(strategy: Any, reasons: Dict[str, Any]) -> None:
    """`stop()` has said that the search is over, which a program may ignore and go on."""
    search = _searches.find(strategy)
    if search is None or not reasons:
        return
    names = sorted(reasons, key=lambda name: (name != "ftarget", name not in _CONVERGENCE))
    is_converged = names[0] == "ftarget" or names[0] in _CONVERGENCE
    termination = "tolerance" if names[0] in _CONVERGENCE else _TERMINATIONS.get(names[0], names[0])
    search.final = {"termination": termination, "converged": True if is_converged else None}


def _patch(module: ModuleType, patches: Patches) -> None:
    strategy = patches.find(module, "CMAEvolutionStrategy")
    # In newer versions `tell` only calls `tell2`, and programs may do so, too.
    name = "tell2" if hasattr(strategy, "tell2") else "tell"
    original = patches.find(strategy, name, ("self", "solutions", "function_values"))
    start, record = patches.guard(_start), patches.guard(Search.record)

    @functools.wraps(original)
    def tell(self: Any, solutions: Any, function_values: Any, *args: Any, **kwargs: Any) -> Any:
        search = start(self, function_values)
        if search is None:
            return original(self, solutions, function_values, *args, **kwargs)
        with search.inside():
            result = original(self, solutions, function_values, *args, **kwargs)
        record(search, self, function_values)
        return result

    patches.replace(strategy, name, tell)
    _patch_ask_and_stop(strategy, patches)
    _patch_fmin(module, patches)


def _patch_ask_and_stop(strategy: Any, patches: Patches) -> None:
    ask_original = patches.find(strategy, "ask", ("self",))
    stop_original = patches.find(strategy, "stop", ("self", "check"))
    obtain, stopped = patches.guard(_searches.obtain), patches.guard(_stopped)

    @functools.wraps(ask_original)
    def ask(self: Any, *args: Any, **kwargs: Any) -> Any:
        obtain(self)  # A run begins with its first samples.
        return ask_original(self, *args, **kwargs)

    @functools.wraps(stop_original)
    def stop(self: Any, *args: Any, **kwargs: Any) -> Any:
        reasons = stop_original(self, *args, **kwargs)
        if isinstance(reasons, dict):
            stopped(self, reasons)
        return reasons

    patches.replace(strategy, "ask", ask)
    patches.replace(strategy, "stop", stop)


def _patch_fmin(module: ModuleType, patches: Patches) -> None:
    original = patches.find(module, "fmin", ("objective_function", "x0", "sigma0"))

    def end(result: Any) -> None:
        """The last search of the call is over: fmin gives its object back, which so lives on."""
        for part in result if isinstance(result, tuple) else ():
            search = _searches.find(part)
            if search is not None:
                search.look_at(part)  # It has evaluated the mean since the last generation.
                search.finish()

    finish = patches.guard(end)

    @functools.wraps(original)
    def fmin(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        finish(result)
        return result

    patches.replace(module, "fmin", fmin)


#: What the hook calls after the program has imported a module.
PATCHES = {"cma.evolution_strategy": _patch}
