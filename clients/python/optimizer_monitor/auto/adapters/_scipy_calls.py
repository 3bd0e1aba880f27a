"""What all of SciPy's functions have in common: a call that is a run, whose result tells how it ended."""

import functools
import inspect
import sys
from types import ModuleType
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple, Type

from ..describing import name_of, size_of, to_number, to_solution
from ..objective import Objective
from ..patches import DoesNotFit, Patches, bind, parameter_names
from ..tracks import Track, begin, current
from ..wrappers import Wrapper

#: What the messages of SciPy's results say, in the order in which it is looked for.
_ENDINGS = (
    ("callback", ("callback", "user requested", "stopiteration")),
    ("target", ("global optimum",)),
    ("evaluations", ("evaluation", "function call", "maxfun")),
    ("time", ("time limit",)),
    ("iterations", ("iteration",)),
    ("stalled", ("precision", "rounding", "abnormal", "line search", "linesearch", "directional derivative")),
    ("infeasible", ("infeasible", "incompatible", "constraint")),
)


class Call:
    """A call of one of SciPy's functions, whose arguments can be looked at and exchanged by name."""

    def __init__(self, function: Callable[..., Any], args: Sequence[Any], kwargs: Dict[str, Any]) -> None:
        # Newer versions decorate some functions; what is inside has the parameters.
        inner = inspect.unwrap(function)
        self.args: List[Any] = list(args)
        self.kwargs = dict(kwargs)
        self.given: Dict[str, Any] = bind(inner, args, kwargs)
        self._names = parameter_names(inner)

    def exchange(self, name: str, value: Any) -> None:
        """Passes another value for a parameter."""
        index = self._names.index(name) if name in self._names else len(self.args)
        if index < len(self.args):
            self.args[index] = value
        else:
            self.kwargs[name] = value


class ScipyTrack(Track):
    """A track whose progress SciPy's inner steps find."""

    progress: Any = None


class Progress:
    """One run of one of SciPy's functions; a subclass for each kind."""

    #: The parameter that is the objective function; without it the call itself will fail.
    objective = "func"
    #: Whether the start waits for what is known only later (`track.start()`).
    is_deferred = False

    def __init__(self, call: Call, patches: Patches) -> None:
        self.call = call
        self.patches = patches
        self.number = 0
        self.best: Optional[float] = None
        fields = {"direction": "minimize", "problem": name_of(call.given[self.objective]), **self.describe(call.given)}
        self.track = begin(library="SciPy", kind=ScipyTrack, deferred=self.is_deferred, **fields)
        self.track.progress = self
        if not self.track.is_silent:
            self.attach(call)

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        """The fields of the start."""
        raise NotImplementedError

    def attach(self, call: Call) -> None:
        """Exchanges arguments, so that the run is seen."""
        self.watch_objective(call)

    def watch_objective(self, call: Call, sees: Optional[Callable[[Any, Any], Any]] = None) -> None:
        """Has the evaluations counted, and `sees` told of them."""
        function = call.given[self.objective]
        if callable(function):
            guarded = None if sees is None else self.patches.guard(sees)
            call.exchange(self.objective, Objective(function, self.track, guarded))

    def watch_callback(self, call: Call, stepped: Callable[..., Any]) -> None:
        """Has `stepped` called with what the program's callback is called with, or would be."""
        original, guarded = call.given.get("callback"), self.patches.guard(stepped)

        def added(*args: Any) -> None:
            guarded(*args)

        if callable(original):
            call.exchange("callback", Callback(original, guarded))
        elif original is None:
            call.exchange("callback", added)

    def improve(self, value: Optional[float]) -> Optional[float]:
        """The best value so far, this one included."""
        if value is not None and value == value and (self.best is None or value < self.best):
            self.best = value
        return self.best

    def step(self, **fields: Any) -> None:
        """Reports the next iteration."""
        self.number += 1
        self.track.iteration(self.number, **fields)

    def finish(self, result: Any) -> None:
        """Reports the result, and before it an iteration that SciPy counted without a sign of it."""
        value, evaluations = to_number(getattr(result, "fun", None)), getattr(result, "nfev", None)
        if getattr(result, "nit", None) == self.number + 1:
            self.step(best=value, current=value, evaluations=evaluations)
        solution = to_solution(getattr(result, "x", None))
        self.track.end(best=value, evaluations=evaluations, solution=solution, **self.describe_end(result))

    def describe_end(self, result: Any) -> Dict[str, Any]:
        """How it ended: by reaching a limit, by converging, or by neither."""
        message = getattr(result, "message", None)
        text = " ".join(map(str, message)) if isinstance(message, (list, tuple)) else str(message or "")
        success = bool(getattr(result, "success", False))
        lowered = text.lower()
        for termination, words in _ENDINGS:
            if any(word in lowered for word in words):
                return {"termination": termination, "converged": termination == "target", "message": text}
        return {"termination": "tolerance" if success else "error", "converged": success, "message": text}


class Callback(Wrapper):
    """The program's callback, after ours."""

    __slots__ = ("_stepped",)

    def __init__(self, original: Callable[..., Any], stepped: Callable[..., Any]) -> None:
        super().__init__(original)
        self._stepped = stepped

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._stepped(*args, **kwargs)
        return self.__wrapped__(*args, **kwargs)


def monitor(
    patches: Patches, module: ModuleType, name: str, parameters: Tuple[str, ...], kind: Type[Progress]
) -> None:
    """Makes each call of a function a run, unless it is a step of another optimizer's run."""
    original = patches.find(module, name)
    names = parameter_names(inspect.unwrap(original))
    if names[: len(parameters)] != parameters:
        raise DoesNotFit(f"{module.__name__}.{name} has the parameters {', '.join(names) or 'unknown'}")
    prepare = patches.guard(_prepare)
    finish = patches.guard(lambda progress, result: progress.finish(result))

    @functools.wraps(original)
    def function(*args: Any, **kwargs: Any) -> Any:
        # The outer run sees to its own evaluations, so nothing is wrapped twice.
        progress = prepare(kind, original, args, kwargs, patches) if current() is None else None
        if progress is None:
            return original(*args, **kwargs)
        try:
            with progress.track:
                result = original(*progress.call.args, **progress.call.kwargs)
                finish(progress, result)
                return result
        finally:
            progress.track.progress = None  # Lets go of the arguments at once.

    _replace(patches, module, name, original, function)


def _replace(patches: Patches, module: ModuleType, name: str, original: Any, function: Any) -> None:
    """Replaces it where it is defined, and in the package where that has imported it already."""
    patches.replace(module, name, function)
    package = sys.modules.get("scipy.optimize")
    if getattr(package, name, None) is original:
        patches.replace(package, name, function)


def _prepare(
    kind: Type[Progress], original: Callable[..., Any], args: Any, kwargs: Any, patches: Patches
) -> Optional[Progress]:
    call = Call(original, args, kwargs)
    if kind.objective not in call.given:
        return None
    progress = kind(call, patches)
    return None if progress.track.is_silent else progress


def progress_of(kind: Type[Progress]) -> Any:
    """The run of this kind that the thread is inside of, if it is the innermost one."""
    track = current()
    progress = track.progress if isinstance(track, ScipyTrack) else None
    return progress if isinstance(progress, kind) and not track.is_silent else None  # type: ignore[union-attr]


def dimension_of(bounds: Any) -> Optional[int]:
    """The number of variables that bounds are given for."""
    return size_of(getattr(bounds, "lb", bounds)) if not hasattr(bounds, "shape") else len(bounds)
