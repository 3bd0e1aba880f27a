"""Nevergrad: a `tell` of an optimizer is an iteration, and the optimizer object is a run, with or without `minimize`.

Written against the source of 1.0.12.
"""

import functools
from types import ModuleType
from typing import Any, Dict, List, Optional

from ... import _api
from ..._run import describe_end
from ..fronts import REFERENCE_RULE, GrowingFront
from ..implicit import ImplicitTrack
from ..objective import Objective
from ..objects import ObjectRuns
from ..patches import Patches
from ..tracks import Track, begin, current
from ..wrappers import Wrapper


class Search(ImplicitTrack):
    """The run of one optimizer object."""

    best: Optional[float] = None
    counted = 0
    solution: Any = None
    solutions: Optional[GrowingFront] = None

    def record(self, optimizer: Any, candidate: Any, loss: Any, violation: Any) -> None:
        """A candidate's loss was told: a number, or one for each objective."""
        self.touch()
        if self.is_silent:
            return
        self.counted = int(optimizer.num_tell)
        fields: Dict[str, Any] = {}
        if violation is not None:
            fields["violation"] = sum([max(0.0, value) for value in _to_list(violation)])
        losses = _to_list(loss)
        is_feasible = not fields.get("violation")
        if len(losses) > 1:
            self._record_several(losses, is_feasible, fields)
            return
        if is_feasible and (self.best is None or losses[0] < self.best):
            self.best, self.solution = losses[0], candidate
        self.iteration(self.counted, evaluations=self.counted, current=losses[0], best=self.best, **fields)

    def _record_several(self, losses: List[float], is_feasible: bool, fields: Dict[str, Any]) -> None:
        if self.solutions is None:
            directions = ["minimize"] * len(losses)
            self.describe(direction=directions, parameters={"hypervolume_reference": REFERENCE_RULE})
            self.solutions = GrowingFront(directions)
        had_reference = self.solutions.reference is not None
        is_new = is_feasible and self.solutions.add(losses)
        if not had_reference and self.solutions.show_reference() is not None:
            _api.note(self.solutions.describe_reference("Nevergrad"))
        fields.update(front_size=len(self.solutions.points), hypervolume=self.solutions.volume)
        self.iteration(self.counted, evaluations=self.counted, **fields)
        if is_new:
            self.front(self.solutions.show(), self.counted)

    def before_end(self) -> None:
        """Nothing is left to report but the best."""
        candidate, self.solution = self.solution, None
        value = getattr(candidate, "value", None)
        self.final.update(best=self.best, evaluations=self.counted)
        if value is not None:
            self.final["solution"] = value


def _to_list(values: Any) -> List[float]:
    listed = values.tolist() if hasattr(values, "tolist") else values
    return [float(value) for value in listed] if isinstance(listed, (list, tuple)) else [float(listed)]


def _begin(optimizer: Any) -> Search:
    workers = getattr(optimizer, "num_workers", 1)
    return begin(
        str(optimizer.name),
        library="Nevergrad",
        kind=Search,
        deferred=True,  # The first loss tells how many objectives there are.
        direction="minimize",
        dimension=int(optimizer.dimension),
        budget=optimizer.budget,
        parameters={"num_workers": workers} if workers != 1 else None,
    )


_searches = ObjectRuns(_begin)


def _start(optimizer: Any, function: Any) -> Any:
    search = _searches.obtain(optimizer)
    if search is None or not callable(function):
        return None
    return search, Objective(function, search)


def _finish(optimizer: Any, max_time: Optional[float]) -> None:
    search = _searches.find(optimizer)
    if search is not None:
        budget = optimizer.budget
        if budget is not None and optimizer.num_ask >= budget:
            search.final["termination"] = "evaluations"
        elif max_time is not None:
            search.final["termination"] = "time"
        search.finish()


def _patch(module: ModuleType, patches: Patches) -> None:
    optimizer = patches.find(module, "Optimizer")
    _patch_ask_and_tell(optimizer, patches)
    _patch_minimize(optimizer, patches)


def _patch_ask_and_tell(optimizer: Any, patches: Patches) -> None:
    ask_original = patches.find(optimizer, "ask", ("self",))
    tell_original = patches.find(optimizer, "tell", ("self", "candidate", "loss", "constraint_violation"))
    obtain, record = patches.guard(_searches.obtain), patches.guard(Search.record)

    @functools.wraps(ask_original)
    def ask(self: Any) -> Any:
        search = obtain(self)
        if search is None:
            return ask_original(self)
        with search.inside():
            return ask_original(self)

    @functools.wraps(tell_original)
    def tell(self: Any, candidate: Any, loss: Any, constraint_violation: Any = None, *args: Any, **kwargs: Any) -> Any:
        search = obtain(self)
        if search is None:
            return tell_original(self, candidate, loss, constraint_violation, *args, **kwargs)
        with search.inside():
            result = tell_original(self, candidate, loss, constraint_violation, *args, **kwargs)
        record(search, self, candidate, loss, constraint_violation)
        return result

    patches.replace(optimizer, "ask", ask)
    patches.replace(optimizer, "tell", tell)


def _patch_minimize(optimizer: Any, patches: Patches) -> None:
    original = patches.find(optimizer, "minimize", ("self", "objective_function"))
    start, finish = patches.guard(_start), patches.guard(_finish)
    fail = patches.guard(lambda search, error: search.finish(**describe_end(type(error), error)))

    @functools.wraps(original)
    def minimize(self: Any, objective_function: Any, *args: Any, **kwargs: Any) -> Any:
        begun = start(self, objective_function)
        if begun is None:
            return original(self, objective_function, *args, **kwargs)
        search, objective = begun
        try:
            with search.inside():
                result = original(self, objective, *args, **kwargs)
        except BaseException as error:
            fail(search, error)
            raise
        finish(self, kwargs.get("max_time"))
        return result

    patches.replace(optimizer, "minimize", minimize)


class Inside(Wrapper):
    """What an optimizer runs in a thread of its own, as part of its run."""

    __slots__ = ("_track",)

    def __init__(self, original: Any, track: Track) -> None:
        super().__init__(original)
        self._track = track

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with self._track.inside():
            return self.__wrapped__(*args, **kwargs)


def _patch_recaster(module: ModuleType, patches: Patches) -> None:
    """SciPy's optimizers and others that do not ask and tell run in a thread that the first `ask` starts."""
    thread = patches.find(module, "_MessagingThread")
    original = patches.find(thread, "__init__", ("self", "caller"))

    @functools.wraps(original)
    def start(self: Any, caller: Any, *args: Any, **kwargs: Any) -> None:
        track = current()
        original(self, caller if track is None else Inside(caller, track), *args, **kwargs)

    patches.replace(thread, "__init__", start)


#: What the hook calls after the program has imported a module.
PATCHES = {"nevergrad.optimization.base": _patch, "nevergrad.optimization.recaster": _patch_recaster}
