"""scikit-optimize: a point told to an Optimizer is an iteration of a call of `…_minimize`, else of the object's run.

Written against the source of 0.9.0.
"""

import functools
import weakref
from types import ModuleType
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from ..implicit import ImplicitTrack
from ..objective import Objective
from ..objects import ObjectRuns
from ..patches import Patches, bind
from ..tracks import Track, begin, current


class Points:
    """Turns the points of one optimizer into the iterations of a track."""

    def __init__(self, track: Track) -> None:
        self.track = track
        self.evaluations = 0
        self.best: Optional[float] = None
        self.solution: Any = None

    def record(self, optimizer: Any, x: Any, y: Any) -> None:
        """A point was told, or several at once."""
        points, values = _to_pairs(x, y)
        first = len(optimizer.yi) - len(values)
        for number, (point, value) in enumerate(zip(points, values), first):
            self.evaluations += 1
            if self.best is None or value < self.best:
                self.best, self.solution = value, list(point)
            self.track.iteration(number, current=value, best=self.best, evaluations=self.evaluations)

    def final_fields(self) -> Dict[str, Any]:
        """What is known at the end."""
        return {"best": self.best, "evaluations": self.evaluations, "solution": self.solution}


class Search(ImplicitTrack):
    """The run of an Optimizer that the program asks and tells itself."""

    points: Points

    def before_end(self) -> None:
        """Nothing is left to report but the best."""
        self.final = self.points.final_fields()


class Call(Track):
    """The run of one call of `base_minimize`, which all of the functions that minimize come down to."""

    points: Points
    optimizer: Any = None

    def owns(self, optimizer: Any) -> bool:
        """Whether this is the call's optimizer, the first that is asked or told; the objective may have others."""
        if self.optimizer is None:
            self.optimizer = weakref.ref(optimizer)
        return self.optimizer() is optimizer


def _to_pairs(x: Any, y: Any) -> Tuple[List[Any], List[float]]:
    """Points and values; with `EIps` and `PIps` the time of each evaluation is beside its value."""
    is_batch = len(x) > 0 and isinstance(x[0], (list, tuple))
    points, values = (list(x), list(y)) if is_batch else ([x], [y])
    return points, [float(value[0]) if isinstance(value, (list, tuple)) else float(value) for value in values]


def _name_of_model(optimizer: Any) -> str:
    """`GaussianProcessRegressor`, for example, or that nothing models the objective."""
    model = getattr(optimizer, "base_estimator_", None)
    return "random search" if model is None else type(model).__name__


def _begin(optimizer: Any) -> Search:
    search = begin(
        _name_of_model(optimizer),
        library="scikit-optimize",
        kind=Search,
        direction="minimize",
        dimension=int(optimizer.space.n_dims),
        parameters={"acq_func": optimizer.acq_func, "acq_optimizer": optimizer.acq_optimizer},
    )
    search.points = Points(search)
    return search


_searches = ObjectRuns(_begin)


def _find_points(optimizer: Any) -> Optional[Points]:
    """Where a point that is told belongs: to the call around it, else to the run of its object."""
    outer = current()
    if isinstance(outer, Call) and outer.owns(optimizer):
        return outer.points
    search = _searches.obtain(optimizer)
    return None if search is None else search.points


def _record(points: Points, optimizer: Any, x: Any, y: Any) -> None:
    if isinstance(points.track, Search):
        points.track.touch()
    if not points.track.is_silent:
        points.record(optimizer, x, y)


def _patch_optimizer(module: ModuleType, patches: Patches) -> None:
    optimizer = patches.find(module, "Optimizer")
    ask_original = patches.find(optimizer, "ask", ("self",))
    tell_original = patches.find(optimizer, "tell", ("self", "x", "y"))
    find, record = patches.guard(_find_points), patches.guard(_record)

    @functools.wraps(ask_original)
    def ask(self: Any, *args: Any, **kwargs: Any) -> Any:
        points = find(self)
        if points is None:
            return ask_original(self, *args, **kwargs)
        # To ask for several points is to ask copies of the optimizer.
        with points.track.inside():
            return ask_original(self, *args, **kwargs)

    @functools.wraps(tell_original)
    def tell(self: Any, x: Any, y: Any, *args: Any, **kwargs: Any) -> Any:
        points = find(self)
        if points is None:
            return tell_original(self, x, y, *args, **kwargs)
        with points.track.inside():
            result = tell_original(self, x, y, *args, **kwargs)
        record(points, self, x, y)
        return result

    patches.replace(optimizer, "ask", ask)
    patches.replace(optimizer, "tell", tell)


def _start(original: Callable[..., Any], args: Sequence[Any], kwargs: Dict[str, Any]) -> Optional[Points]:
    given = bind(original, args, kwargs)
    function, dimensions, model = [given.get(name) for name in ("func", "dimensions", "base_estimator")]
    if not callable(function):
        return None
    seed = given.get("random_state")
    parameters = {name: given.get(name) for name in ("acq_func", "acq_optimizer", "n_initial_points")}
    calls = given.get("n_calls")
    track = begin(
        "random search" if model is None else model if isinstance(model, str) else type(model).__name__,
        library="scikit-optimize",
        kind=Call,
        problem=getattr(function, "__name__", None),
        direction="minimize",
        dimension=len(dimensions) if isinstance(dimensions, (list, tuple)) else getattr(dimensions, "n_dims", None),
        budget=calls if isinstance(calls, int) else None,
        seed=seed if isinstance(seed, int) else None,
        parameters={name: value for name, value in parameters.items() if value is not None},
    )
    track.points = Points(track)
    return track.points


def _finish(points: Points, calls: Any) -> None:
    was_cut = isinstance(calls, int) and points.evaluations < calls
    points.track.end(termination="callback" if was_cut else "evaluations", **points.final_fields())


def _patch_minimize(module: ModuleType, patches: Patches) -> None:
    original = patches.find(module, "base_minimize", ("func", "dimensions", "base_estimator", "n_calls"))
    start, finish = patches.guard(_start), patches.guard(_finish)

    @functools.wraps(original)
    def base_minimize(*args: Any, **kwargs: Any) -> Any:
        points = start(original, args, kwargs)
        if points is None:
            return original(*args, **kwargs)
        if args:
            args = (Objective(args[0], points.track), *args[1:])
        else:
            kwargs["func"] = Objective(kwargs["func"], points.track)
        with points.track:
            result = original(*args, **kwargs)
            finish(points, args[3] if len(args) > 3 else kwargs.get("n_calls"))
            return result

    patches.replace(module, "base_minimize", base_minimize)


#: What the hook calls after the program has imported a module.
PATCHES = {"skopt.optimizer.base": _patch_minimize, "skopt.optimizer.optimizer": _patch_optimizer}
