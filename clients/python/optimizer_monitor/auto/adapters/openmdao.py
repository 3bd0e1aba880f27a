"""OpenMDAO: a driver's run; every evaluation of the model that a driver records is an iteration.

Written against the published source of 3.45, not run: see docs/integrations.md. It stays out where there are several
MPI processes, since reading an objective is a matter of all of them.
"""

import functools
from types import ModuleType
from typing import Any, Dict, Optional

from ..describing import settings_of, to_number
from ..patches import Patches
from ..tracks import Track, begin, current


class DriverTrack(Track):
    """A track whose run the driver's recordings find."""

    run: Any = None


class Run:
    """One call of `run_driver` with an optimizing driver."""

    def __init__(self, driver: Any) -> None:
        self.driver = id(driver)
        self.best: Optional[float] = None
        self.number = 0
        options = {name: _option(driver, name) for name in ("optimizer", "tol", "maxiter", "pop_size", "max_gen")}
        self.track: DriverTrack = begin(
            str(options["optimizer"] or type(driver).__name__),
            library="OpenMDAO",
            kind=DriverTrack,
            problem=getattr(driver._problem(), "_name", None),
            direction="minimize",
            dimension=_dimension(driver),
            parameters=settings_of({**options, "driver": type(driver).__name__}),
        )
        self.track.run = self

    def recorded(self, driver: Any) -> None:
        """The model was evaluated for this driver, and its objectives are as they are in the model."""
        values = _objectives(driver)
        self.number += 1
        self.track.count()
        if len(values) != 1:
            self.track.iteration(self.number, metrics=values)
            return
        (value,) = values.values()
        # With constraints the lowest value may be one that is not allowed.
        is_constrained = bool(getattr(driver, "_cons", None))
        if value == value and (self.best is None or value < self.best):
            self.best = value
        self.track.iteration(self.number, current=value, best=None if is_constrained else self.best)

    def finish(self, driver: Any, result: Any) -> None:
        """The driver's result: an object since 3.30, before that whether it failed."""
        success = getattr(result, "success", None)
        success = not result if success is None else success
        values = list(_objectives(driver).values())
        self.track.end(
            best=values[0] if len(values) == 1 else None,
            converged=bool(success),
            termination="tolerance" if success else "error",
            message=str(getattr(result, "exit_status", "") or "") or None,
        )


def _option(driver: Any, name: str) -> Any:
    try:
        return driver.options[name]
    except Exception:  # Each driver has options of its own.
        return None


def _dimension(driver: Any) -> Optional[int]:
    sizes = [meta.get("global_size", meta.get("size")) for meta in getattr(driver, "_designvars", {}).values()]
    return sum(sizes) if sizes and all(isinstance(size, int) for size in sizes) else None


def _objectives(driver: Any) -> Dict[str, float]:
    """The objectives in the model's own units, by name; of a vector the entry that was chosen, or the first.

    They are read off the model: asking the driver would scale its own vectors anew.
    """
    found, problem = {}, driver._problem()
    for name, meta in driver._objs.items():
        value = problem.get_val(meta.get("source", name))
        number = to_number(value.flat[meta.get("index") or 0] if hasattr(value, "flat") else value)
        if number is not None:
            found[str(name)] = number
    return found


def _is_optimizing(driver: Any) -> bool:
    try:
        return bool(driver.supports["optimization"]) and driver._problem().comm.size == 1
    except Exception:
        return False


def _patch(module: ModuleType, patches: Patches) -> None:
    driver = patches.find(module, "Driver")
    run_original = patches.find(driver, "_run", ("self",))
    recording = patches.find(module, "RecordingDebugging")
    exit_original = patches.find(recording, "__exit__", ("self",))
    start = patches.guard(lambda self: Run(self) if _is_optimizing(self) else None)
    finish = patches.guard(lambda run, self, result: run.finish(self, result))
    recorded = patches.guard(_recorded)

    @functools.wraps(run_original)
    def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        begun = start(self) if current() is None else None
        if begun is None:
            return run_original(self, *args, **kwargs)
        with begun.track:
            result = run_original(self, *args, **kwargs)
            finish(begun, self, result)
            return result

    @functools.wraps(exit_original)
    def leave(self: Any, *args: Any) -> Any:
        left = exit_original(self, *args)
        # An exception on its way leaves no evaluation behind.
        if not args or args[0] is None:
            recorded(self)
        return left

    patches.replace(driver, "_run", run)
    patches.replace(recording, "__exit__", leave)


def _recorded(recording: Any) -> None:
    track = current()
    if not isinstance(track, DriverTrack) or track.is_silent:
        return
    driver = recording.recording_requester()
    if id(driver) == track.run.driver:
        track.run.recorded(driver)


#: What the hook calls after the program has imported a module.
PATCHES = {"openmdao.core.driver": _patch}
