"""NLopt: `opt.optimize` is a run; its objective, set before, is watched for as long as that lasts.

NLopt knows no iterations, so an evaluation is one, of many a selection. The object may be a copy of one whose objective
was set before: its evaluations are then not seen, only its start and end.
"""

import functools
from types import ModuleType
from typing import Any, Callable, Optional

from ..describing import name_of, to_number, to_solution
from ..objective import Objective
from ..patches import Patches
from ..thinning import Thinning
from ..tracks import Track, begin, current
from ..wrappers import WeakIdentityMap, Wrapper

#: What the positive result codes mean; what is no success comes as an exception.
_CODES = {1: "tolerance", 2: "target", 3: "tolerance", 4: "tolerance", 5: "evaluations", 6: "time"}
#: NLopt's own exceptions that are ends of another kind than a failure, by name.
_ENDS = {
    "forced_stop": {"status": "stopped", "termination": "callback"},
    "roundoff_limited": {"status": "completed", "termination": "stalled", "converged": False},
}
_CONSTRAINTS = ("inequality_constraint", "equality_constraint", "inequality_mconstraint", "equality_mconstraint")


class Function(Wrapper):
    """The objective that NLopt holds; during a run it is counted and seen."""

    __slots__ = ("watched",)

    def __init__(self, original: Callable[..., Any]) -> None:
        super().__init__(original)
        self.watched: Optional[Objective] = None

    def __call__(self, *args: Any) -> Any:
        watched = self.watched
        return self.__wrapped__(*args) if watched is None else watched(*args)


class Optimizer:
    """What is known of one `opt` object."""

    def __init__(self) -> None:
        self.function: Optional[Function] = None
        self.direction = "minimize"
        self.is_constrained = False


class Run:
    """One call of `optimize`."""

    def __init__(self, optimizer: Optimizer, opt: Any, patches: Patches) -> None:
        self.optimizer = optimizer
        self.thinning = Thinning()
        self.sign = -1.0 if optimizer.direction == "maximize" else 1.0
        self.best: Optional[float] = None
        function = optimizer.function
        self.track: Track = begin(
            _short_name(opt.get_algorithm_name()),
            library="NLopt",
            problem=None if function is None else name_of(function.__wrapped__),
            dimension=opt.get_dimension(),
            direction=optimizer.direction,
            budget=opt.get_maxeval() if opt.get_maxeval() > 0 else None,
            parameters=_settings(opt),
        )
        if function is not None and not self.track.is_silent:
            function.watched = Objective(function.__wrapped__, self.track, patches.guard(self.saw))

    def saw(self, value: Any, _: Any) -> None:
        """An evaluation; among constraints the best value may be one that is not allowed."""
        number, before = to_number(value), self.best
        if number is not None and number == number:
            if before is None or number * self.sign < before * self.sign:
                self.best = number
        count = self.track.evaluations
        if self.thinning.is_due(count, self.best != before):
            best = None if self.optimizer.is_constrained else self.best
            self.track.iteration(count, current=number, best=best)

    def release(self) -> None:
        """The objective is the program's again."""
        if self.optimizer.function is not None:
            self.optimizer.function.watched = None

    def finish(self, opt: Any, found: Any, error: Optional[BaseException]) -> None:
        """The result, or one of NLopt's exceptions that are no failures; others are left to the track."""
        end = _ENDS.get(type(error).__name__) if error is not None else None
        if error is None:
            termination = _CODES.get(opt.last_optimize_result())
            end = {"termination": termination, "converged": termination in ("tolerance", "target")}
        if end is not None:
            counted = getattr(opt, "get_numevals", lambda: None)()
            best = to_number(opt.last_optimum_value()) if self.track.evaluations or counted else None
            self.track.end(**end, best=best, evaluations=counted, solution=to_solution(found))


def _short_name(name: str) -> str:
    """`COBYLA` of `COBYLA (Constrained Optimization BY Linear Approximations) (local, no-derivative)`."""
    return name.split(" (")[0]


def _settings(opt: Any) -> Any:
    names = ("stopval", "ftol_rel", "ftol_abs", "xtol_rel", "maxeval", "maxtime", "population")
    values = {name: getattr(opt, f"get_{name}")() for name in names if hasattr(opt, f"get_{name}")}
    kind = opt.get_algorithm_name()
    return {**{name: value for name, value in values.items() if 0 < abs(value) < float("inf")}, "algorithm": kind}


def _patch(module: ModuleType, patches: Patches) -> None:
    opt = patches.find(module, "opt")
    known: "WeakIdentityMap[Optimizer]" = WeakIdentityMap()

    def find(self: Any) -> Optimizer:
        optimizer = known.get(self)
        if optimizer is None:
            optimizer = Optimizer()
            known.set(self, optimizer)
        return optimizer

    for direction in ("minimize", "maximize"):
        _patch_setter(opt, f"set_{direction[:3]}_objective", direction, find, patches)
    for name in _CONSTRAINTS:
        _patch_constraint(opt, f"add_{name}", find, patches)
    _patch_optimize(opt, find, patches)


def _patch_setter(opt: Any, name: str, direction: str, find: Callable[..., Optimizer], patches: Patches) -> None:
    original = patches.find(opt, name, ("self",))

    def watch(self: Any, args: Any) -> Any:
        optimizer = find(self)
        optimizer.direction, optimizer.function = direction, None
        if len(args) != 1 or not callable(args[0]):
            return args
        optimizer.function = Function(args[0])
        return (optimizer.function,)

    guarded = patches.guard(watch)

    @functools.wraps(original)
    def set_objective(self: Any, *args: Any) -> Any:
        return original(self, *(guarded(self, args) or args))

    patches.replace(opt, name, set_objective)


def _patch_constraint(opt: Any, name: str, find: Callable[..., Optimizer], patches: Patches) -> None:
    original = patches.find(opt, name, ("self",))
    mark = patches.guard(lambda self: setattr(find(self), "is_constrained", True))

    @functools.wraps(original)
    def add(self: Any, *args: Any) -> Any:
        mark(self)
        return original(self, *args)

    patches.replace(opt, name, add)


def _patch_optimize(opt: Any, find: Callable[..., Optimizer], patches: Patches) -> None:
    original = patches.find(opt, "optimize", ("self",))
    start = patches.guard(lambda self: Run(find(self), self, patches))
    finish = patches.guard(lambda run, self, found, error: run.finish(self, found, error))

    @functools.wraps(original)
    def optimize(self: Any, *args: Any) -> Any:
        # The outer run sees to its own evaluations.
        run = start(self) if current() is None else None
        if run is None:
            return original(self, *args)
        with run.track:
            try:
                found = original(self, *args)
            except Exception as error:
                finish(run, self, None, error)
                raise
            finally:
                run.release()
            finish(run, self, found, None)
            return found

    patches.replace(opt, "optimize", optimize)


#: What the hook calls after the program has imported a module.
PATCHES = {"nlopt": _patch}
