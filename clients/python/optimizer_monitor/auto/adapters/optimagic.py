"""optimagic (once estimagic): `minimize` and `maximize` come down to one function, and keep a history of evaluations.

Written against the published source of 0.5.3, not run: see docs/integrations.md.
"""

import functools
from types import ModuleType
from typing import Any, Dict, Optional

from ..describing import name_of, size_of, to_number
from ..patches import Patches
from ..thinning import Thinning
from ..tracks import Track, begin, current


class OptimagicTrack(Track):
    """A track whose run the history's entries find."""

    run: Any = None


class Run:
    """One optimization."""

    def __init__(self, problem: Any) -> None:
        direction = str(getattr(problem.direction, "value", problem.direction)).lower()
        self.direction = "maximize" if direction.startswith("max") else "minimize"
        self.thinning = Thinning()
        self.best: Optional[float] = None
        algorithm = problem.algorithm
        info = getattr(algorithm, "algo_info", None)
        self.track: OptimagicTrack = begin(
            str(getattr(info, "name", None) or name_of(algorithm)),
            library="optimagic",
            kind=OptimagicTrack,
            problem=name_of(problem.fun),
            direction=self.direction,
            dimension=size_of(problem.params),
            parameters={"multistart": getattr(problem, "multistart", None) is not None},
        )
        self.track.run = self

    def added(self, entry: Any) -> None:
        """An entry of the history: an evaluation, or a derivative without one."""
        value = to_number(getattr(entry, "fun", None))
        if value is None:
            return
        self.track.count()
        before = self.best
        if value == value and (before is None or (value > before if self.direction == "maximize" else value < before)):
            self.best = value
        count = self.track.evaluations
        if self.thinning.is_due(count, self.best != before):
            self.track.iteration(count, best=self.best, current=value)

    def finish(self, result: Any) -> None:
        """What the result says."""
        success = getattr(result, "success", None)
        iterations = getattr(result, "n_iterations", None)
        ending: Dict[str, Any] = {} if success is None else {"converged": bool(success)}
        if success:
            ending["termination"] = "tolerance"
        message = getattr(result, "message", None)
        counted = f"{iterations} iterations" if isinstance(iterations, int) else None
        self.track.end(
            best=to_number(getattr(result, "fun", None)),
            evaluations=getattr(result, "n_fun_evals", None),
            solution=getattr(result, "params", None),
            message=": ".join(filter(None, (counted, message if isinstance(message, str) else None))) or None,
            **ending,
        )


def _patch_optimize(module: ModuleType, patches: Patches) -> None:
    original = patches.find(module, "_optimize", ("problem",))
    start = patches.guard(Run)
    finish = patches.guard(lambda run, result: run.finish(result))

    @functools.wraps(original)
    def optimize(problem: Any, *args: Any, **kwargs: Any) -> Any:
        run = start(problem) if current() is None else None
        if run is None:
            return original(problem, *args, **kwargs)
        with run.track:
            result = original(problem, *args, **kwargs)
            finish(run, result)
            return result

    patches.replace(module, "_optimize", optimize)


def _patch_history(module: ModuleType, patches: Patches) -> None:
    history = patches.find(module, "History")
    original = patches.find(history, "add_entry", ("self", "entry"))
    added = patches.guard(_tell)

    @functools.wraps(original)
    def add_entry(self: Any, entry: Any, *args: Any, **kwargs: Any) -> None:
        original(self, entry, *args, **kwargs)
        added(entry)

    patches.replace(history, "add_entry", add_entry)


def _tell(entry: Any) -> None:
    track = current()
    if isinstance(track, OptimagicTrack) and not track.is_silent:
        track.run.added(entry)


#: What the hook calls after the program has imported a module.
PATCHES = {
    "optimagic.optimization.history": _patch_history,
    "optimagic.optimization.optimize": _patch_optimize,
}
