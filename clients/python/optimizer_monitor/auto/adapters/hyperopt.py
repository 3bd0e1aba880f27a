"""Hyperopt: a call of `fmin` is a run, and every trial that has an outcome is an iteration.

They are told by an `early_stop_fn`, which Hyperopt calls after it has evaluated what was queued. Written against the
source of 0.2.7 and 0.3.0.
"""

import functools
from time import time
from types import ModuleType
from typing import Any, Callable, Dict, Optional, Sequence, Set, Tuple

from ..objective import Objective
from ..patches import Patches, bind
from ..tracks import Track, begin

#: The state of a trial that has an outcome, hyperopt.base.JOB_STATE_DONE.
_DONE = 2
_MAX_BUDGET = 2**53


class Search:
    """Turns the trials of one call into the iterations of its track."""

    def __init__(self, track: Track, given: Dict[str, Any], earlier: Any) -> None:
        self.track = track
        self.given = given
        self.began = time()
        self.best: Optional[float] = None
        self.solution: Any = None
        self.failed = 0
        self.evaluations = 0
        self._seen: Set[Any] = set()
        for trial in earlier:
            self._take(trial)

    def record(self, trials: Any) -> None:
        """Reports the trials that have got an outcome since the last call."""
        if self.track.is_silent:
            return
        for trial in trials.trials:
            if trial["tid"] not in self._seen and trial["state"] == _DONE:
                loss = self._take(trial)
                self.evaluations += 1
                self._report(trial, loss)

    def _take(self, trial: Any) -> Optional[float]:
        """The loss of a trial, which may be the best so far; None where it has none."""
        if trial["state"] != _DONE:
            return None
        self._seen.add(trial["tid"])
        result = trial["result"]
        loss = result.get("loss")
        if result.get("status") != "ok" or loss is None:
            return None
        loss = float(loss)
        if self.best is None or loss < self.best:
            values = trial["misc"].get("vals") or {}
            self.best, self.solution = loss, {name: found[0] for name, found in values.items() if len(found)}
        return loss

    def _report(self, trial: Any, loss: Optional[float]) -> None:
        fields: Dict[str, Any] = {}
        if loss is None:
            self.failed += 1
        else:
            fields["current"] = loss
        if self.failed:
            fields["failed"] = self.failed
        if self.best is not None:
            fields["best"] = self.best
        began, ended = trial.get("book_time"), trial.get("refresh_time")
        if began is not None and ended is not None:
            # Hyperopt rounds its times to milliseconds.
            fields["duration_seconds"] = max(0.0, (ended - began).total_seconds())
        self.track.iteration(trial["tid"], evaluations=self.evaluations, **fields)

    def finish(self) -> None:
        """The call has returned."""
        termination = self._find_termination()
        self.track.end(
            converged=True if termination == "target" else None,
            termination=termination,
            best=self.best,
            evaluations=self.evaluations,
            solution=self.solution,
        )

    def _find_termination(self) -> str:
        limit, timeout, threshold = [self.given.get(name) for name in ("max_evals", "timeout", "loss_threshold")]
        if limit is not None and len(self._seen) >= limit:
            return "iterations"
        if threshold is not None and self.best is not None and self.best < threshold:
            return "target"
        return "time" if timeout is not None and time() - self.began >= timeout else "callback"


def _start(original: Callable[..., Any], args: Sequence[Any], kwargs: Dict[str, Any]) -> Optional[Any]:
    given = bind(original, args, kwargs)
    function = given.get("fn")
    if not callable(function) or "early_stop_fn" not in given:
        return None
    earlier = list(getattr(given.get("trials"), "trials", ()))
    algorithm = given.get("algo")
    limit, parameters = given.get("max_evals"), {}
    if earlier:
        parameters["earlier_trials"] = len(earlier)
    if given.get("timeout") is not None:
        parameters["timeout"] = given["timeout"]
    track = begin(
        _name_of_algorithm(algorithm),
        library="Hyperopt",
        problem=getattr(function, "__name__", None),
        direction="minimize",
        budget=limit - len(earlier) if isinstance(limit, int) and len(earlier) < limit < _MAX_BUDGET else None,
        target=given.get("loss_threshold"),
        parameters=parameters or None,
    )
    return Search(track, given, earlier)


def _name_of_algorithm(algorithm: Any) -> str:
    """`hyperopt.tpe.suggest`, or a partial of it, is TPE, which is also the default."""
    inner = getattr(algorithm, "func", algorithm)
    module = getattr(inner, "__module__", None)
    return module.rsplit(".", 1)[-1].upper() if isinstance(module, str) else "TPE"


def _watch(search: Search, patches: Patches) -> Dict[str, Any]:
    """The arguments of the call with the objective wrapped and one more stopping rule, which stops nothing."""
    given = search.given
    record, stops = patches.guard(search.record), given["early_stop_fn"]

    def early_stop(trials: Any, *args: Any) -> Tuple[bool, Any]:
        record(trials)
        return (False, args) if stops is None else stops(trials, *args)

    function = given["fn"]
    # Hyperopt reads the space from the annotations of the function itself.
    if not (isinstance(given.get("space"), str) and given["space"] == "annotated"):
        function = Objective(function, search.track)
    return {**given, "fn": function, "early_stop_fn": early_stop}


def _patch(module: ModuleType, patches: Patches) -> None:
    original = patches.find(module, "fmin", ("fn", "space", "algo", "max_evals", "timeout", "loss_threshold", "trials"))
    start, watch = patches.guard(_start), patches.guard(lambda search: _watch(search, patches))
    finish = patches.guard(Search.finish)

    @functools.wraps(original)
    def fmin(*args: Any, **kwargs: Any) -> Any:
        # A Trials object's own `fmin`, which this one may call, calls back: the inner call is part of the outer.
        search = start(original, args, kwargs)
        given = None if search is None or search.track.is_silent else watch(search)
        if given is None:
            return original(*args, **kwargs)
        with search.track:
            result = original(**given)
            finish(search)
            return result

    patches.replace(module, "fmin", fmin)


#: What the hook calls after the program has imported a module.
PATCHES = {"hyperopt.fmin": _patch}
