"""Ray Tune: a callback beside those that Tune adds itself; a trial that has ended is an iteration.

It lives in the process that runs the experiment; the trials' own processes report nothing of it.
"""

import functools
import sys
from types import ModuleType
from typing import Any, Dict, List, Optional

from ..describing import settings_of, to_number
from ..implicit import ImplicitTrack
from ..patches import Patches
from ..tracks import begin

_MODES = {"min": "minimize", "max": "maximize"}
_REPORTED = ("training_iteration", "time_total_s")


class Experiment:
    """One run of Tune."""

    def __init__(self, metric: Optional[str], mode: Optional[str], space: Any) -> None:
        self.metric, self.mode = metric, mode
        self.space = space if isinstance(space, dict) else {}
        self.track: Optional[ImplicitTrack] = None
        self.number = self.failed = 0
        self.best: Optional[float] = None
        self.solution: Any = None

    def setup(self, samples: Any) -> None:
        """The experiment begins."""
        names = [str(name) for name in self.space]
        self.track = begin(
            "Ray Tune",
            library="Ray Tune",
            kind=ImplicitTrack,
            problem=self.metric,
            direction=_MODES.get(self.mode or ""),
            dimension=len(names) or None,
            budget=samples if isinstance(samples, int) and samples > 0 else None,
            parameters={"space": names, "metric": self.metric},
        )

    def ended(self, trial: Any, has_failed: bool) -> None:
        """A trial has ended, with its last result or an error."""
        if self.track is None or self.track.is_silent:
            return
        self.number += 1
        self.failed += has_failed
        result = getattr(trial, "last_result", None) or {}
        value = None if has_failed or self.metric is None else to_number(result.get(self.metric))
        if value is not None and value == value and self._is_better(value):
            self.best, self.solution = value, settings_of(getattr(trial, "config", None) or {})
        fields: Dict[str, float] = {name: result[name] for name in _REPORTED if name in result}
        self.track.touch()
        fields["failed"] = self.failed
        self.track.iteration(self.number, best=self.best, current=value, evaluations=self.number, metrics=fields)

    def _is_better(self, value: float) -> bool:
        if self.best is None:
            return True
        return value > self.best if self.mode == "max" else value < self.best

    def finish(self) -> None:
        """All trials have ended."""
        if self.track is not None:
            self.track.finish(best=self.best, evaluations=self.number, solution=self.solution)


def create_callback(base: Any, experiment: Experiment, patches: Patches) -> Any:
    """A callback of Tune's kind that tells the experiment."""
    setup, ended, finish = (patches.guard(hook) for hook in (experiment.setup, experiment.ended, experiment.finish))

    class Reporter(base):  # type: ignore[misc]
        """Pickled, as with a checkpoint, it is a callback that does nothing."""

        def setup(self, stop: Any = None, num_samples: Any = None, total_num_samples: Any = None, **_: Any) -> None:
            """The experiment begins."""
            setup(total_num_samples or num_samples)

        def on_trial_complete(self, iteration: Any, trials: Any, trial: Any, **_: Any) -> None:
            """A trial has ended."""
            ended(trial, False)

        def on_trial_error(self, iteration: Any, trials: Any, trial: Any, **_: Any) -> None:
            """A trial has failed."""
            ended(trial, True)

        def on_experiment_end(self, trials: Any, **_: Any) -> None:
            """All trials have ended."""
            finish()

        def __reduce__(self) -> Any:
            return base, ()

    return Reporter()


def _patch(module: ModuleType, patches: Patches) -> None:
    original = patches.find(module, "_create_default_callbacks", ("callbacks",))
    base = patches.find(sys.modules["ray.tune.callback"], "Callback")

    def create(given: Dict[str, Any]) -> Any:
        experiment = Experiment(given.get("metric"), given.get("mode"), given.get("config"))
        return create_callback(base, experiment, patches)

    guarded = patches.guard(create)

    @functools.wraps(original)
    def create_default_callbacks(*args: Any, **kwargs: Any) -> List[Any]:
        callbacks = original(*args, **kwargs)
        added = guarded(kwargs)
        # A new list: the one that came back may be the program's.
        return callbacks if added is None else [*callbacks, added]

    patches.replace(module, "_create_default_callbacks", create_default_callbacks)


#: What the hook calls after the program has imported a module.
PATCHES = {"ray.tune.utils.callback": _patch}
