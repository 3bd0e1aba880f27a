"""Optuna: every finished trial is an iteration, told by a callback in `Study.optimize` and by `Study.tell` elsewhere.

A call of `optimize` is a run, a loop of ask and tell is one, and so is a loop of calls with `n_trials=1`. What samplers
do inside (a CMA-ES, a Gaussian process) is part of it.
"""

import functools
from time import time
from types import ModuleType
from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple

from ... import _api
from ..fronts import REFERENCE_RULE
from ..implicit import ImplicitTrack
from ..objective import COMPONENT
from ..patches import Patches, bind, parameter_names
from ..tracks import Track, begin
from ..wrappers import WeakIdentityMap, Wrapper
from ._optuna_trials import StudyRun

#: How Optuna names a study that the program gives no name.
_PREFIX_OF_UNNAMED = "no-name-"


class LoopTrack(ImplicitTrack):
    """The run of a loop that the program writes itself."""

    run: StudyRun

    def before_end(self) -> None:
        """Nothing is left to report but the best; and nothing at all of a loop in which no trial has finished."""
        if self.run.evaluations == 0:
            self.is_absorbed = True
        self.final = self.run.final_fields()


class StudyState:
    """What is known beside a study: the calls of `optimize` that are under way, and its loop."""

    def __init__(self) -> None:
        self.active: List[StudyRun] = []
        self.loop: Optional[LoopTrack] = None

    def finish_loop(self) -> None:
        """Ends the loop, where there is one."""
        if self.loop is not None:
            self.loop.finish()


_studies: "WeakIdentityMap[StudyState]" = WeakIdentityMap(on_gone=StudyState.finish_loop)


class TrialObjective(Wrapper):
    """The objective during one run: timed, and what it optimizes inside is part of the run, in whichever thread."""

    __slots__ = ("_run", "_raised", "_section")

    def __init__(self, original: Any, run: StudyRun, raised: Any) -> None:
        super().__init__(original)
        self._run, self._raised, self._section = run, raised, _api.component(COMPONENT)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            with self._run.track.inside(), self._section:
                return self.__wrapped__(*args, **kwargs)
        except BaseException:
            if args:
                self._raised(self._run, args[0])
            raise


class Callbacks:
    """The program's callbacks with one more before them; Optuna only iterates over them, after each trial."""

    def __init__(self, added: Any, given: Optional[Iterable[Any]]) -> None:
        self._added, self._given = added, given

    def __iter__(self) -> Iterator[Any]:
        yield self._added
        if self._given is not None:
            yield from self._given


def _name_of_study(study: Any) -> Optional[str]:
    """The name that the program has given it."""
    name = study.study_name
    return name if isinstance(name, str) and not name.startswith(_PREFIX_OF_UNNAMED) else None


def _state_of(study: Any) -> StudyState:
    state = _studies.get(study)
    if state is None:
        state = StudyState()
        _studies.set(study, state)
    return state


def _begin_run(study: Any, problem: Optional[str], kind: Any = Track, **start: Any) -> StudyRun:
    directions = [direction.name.lower() for direction in study.directions]
    parameters = {"study": _name_of_study(study), "pruner": type(study.pruner).__name__, **start.pop("parameters", {})}
    if len(directions) > 1:
        parameters["hypervolume_reference"] = REFERENCE_RULE
    track = begin(
        type(study.sampler).__name__,
        library="Optuna",
        kind=kind,
        deferred=True,
        problem=problem,
        direction=directions[0] if len(directions) == 1 else directions,
        parameters={name: value for name, value in parameters.items() if value is not None},
        **start,
    )
    run = StudyRun(track, directions)
    if not track.is_silent:
        earlier = [one for one in study.get_trials(deepcopy=False) if one.state.name == "COMPLETE"]
        run.remember(earlier)
        if earlier:
            track.describe(dimension=len(earlier[-1].params) or None, parameters={"earlier_trials": len(earlier)})
        if run.front.reference is not None:
            track.describe(parameters={"hypervolume_reference": run.front.show_reference() or REFERENCE_RULE})
    return run


def _loop_of(study: Any, problem: Optional[str] = None) -> StudyRun:
    """The run that a trial outside of a call of `optimize` belongs to."""
    state = _state_of(study)
    loop = state.loop
    if loop is None or loop.has_ended or loop.is_foreign:
        run = _begin_run(study, problem or _name_of_study(study), kind=LoopTrack)
        loop = state.loop = run.track  # type: ignore[assignment]
        assert isinstance(loop, LoopTrack)
        loop.run = run
    return loop.run


def _run_of(study: Any) -> StudyRun:
    active = _state_of(study).active
    return active[-1] if active else _loop_of(study)


def _report(run: StudyRun, trial: Any) -> None:
    if isinstance(run.track, LoopTrack):
        run.track.touch()
    run.report(trial)


class Call:
    """One call of `optimize`."""

    def __init__(self, study: Any, given: Dict[str, Any]) -> None:
        self.study, self.given, self.began = study, given, time()
        self.state = _state_of(study)
        problem = _name_of(given["func"])
        self.is_step = given.get("n_trials") == 1
        if self.is_step:
            self.run = _loop_of(study, problem)
        else:
            self.state.finish_loop()
            parameters = {name: given.get(name) for name in ("timeout", "n_jobs")}
            self.run = _begin_run(study, problem, budget=given.get("n_trials"), parameters=parameters)
            # A trial may take long, so the start is told before the first has finished.
            self.run.track.start()
        self.state.active.append(self.run)

    def finish(self) -> None:
        """The call has returned."""
        self.state.active.remove(self.run)
        if not self.is_step:
            self.run.track.end(termination=self._find_termination(), **self.run.final_fields())

    def fail(self) -> None:
        """The call has raised; its track ends itself."""
        self.state.active.remove(self.run)
        self.run.settle(self.study)

    def _find_termination(self) -> str:
        trials, timeout = self.given.get("n_trials"), self.given.get("timeout")
        if trials is not None and self.run.evaluations >= trials:
            return "iterations"
        return "time" if timeout is not None and time() - self.began >= timeout else "callback"


def _name_of(objective: Any) -> Optional[str]:
    inner = getattr(objective, "func", objective)
    name = getattr(inner, "__name__", type(inner).__name__)
    return name if isinstance(name, str) else None


def _patch_study(module: ModuleType, patches: Patches) -> None:
    study = patches.find(module, "Study")
    for name in ("get_trials", "directions"):
        patches.find(study, name)
    _patch_optimize(study, patches)
    _patch_ask_and_tell(study, patches)


def _patch_optimize(study: Any, patches: Patches) -> None:
    original = patches.find(study, "optimize", ("self", "func", "n_trials", "timeout", "n_jobs", "catch", "callbacks"))
    report, raised = patches.guard(_report), patches.guard(StudyRun.raise_in)
    finish, fail = patches.guard(Call.finish), patches.guard(Call.fail)

    def prepare(self: Any, args: Sequence[Any], kwargs: Dict[str, Any]) -> Optional[Tuple[Call, Dict[str, Any]]]:
        given = bind(original, (self, *args), kwargs)
        if len(args) >= len(parameter_names(original)) or not callable(given.get("func")):
            return None  # The call itself will fail.
        call = Call(self, given)
        func = TrialObjective(given["func"], call.run, raised)
        callbacks = Callbacks(lambda study, trial: report(call.run, trial) and None, given["callbacks"])
        return call, {**given, "func": func, "callbacks": callbacks}

    start = patches.guard(prepare)

    @functools.wraps(original)
    def optimize(self: Any, *args: Any, **kwargs: Any) -> Any:
        begun = start(self, args, kwargs)
        if begun is None:
            return original(self, *args, **kwargs)
        call, given = begun
        with call.run.track.inside() if call.is_step else call.run.track:
            try:
                result = original(**given)
            except BaseException:
                fail(call)
                raise
            finish(call)
            return result

    patches.replace(study, "optimize", optimize)


def _patch_ask_and_tell(study: Any, patches: Patches) -> None:
    ask_original = patches.find(study, "ask", ("self",))
    tell_original = patches.find(study, "tell", ("self", "trial"))
    find_run, report = patches.guard(_run_of), patches.guard(_report)

    @functools.wraps(ask_original)
    def ask(self: Any, *args: Any, **kwargs: Any) -> Any:
        run = find_run(self)
        if run is None:
            return ask_original(self, *args, **kwargs)
        with run.track.inside():
            return ask_original(self, *args, **kwargs)

    @functools.wraps(tell_original)
    def tell(self: Any, *args: Any, **kwargs: Any) -> Any:
        run = find_run(self)
        if run is None:
            return tell_original(self, *args, **kwargs)
        with run.track.inside():
            trial = tell_original(self, *args, **kwargs)
        report(run, trial)
        return trial

    patches.replace(study, "ask", ask)
    patches.replace(study, "tell", tell)


#: What the hook calls after the program has imported a module.
PATCHES = {"optuna.study.study": _patch_study}
