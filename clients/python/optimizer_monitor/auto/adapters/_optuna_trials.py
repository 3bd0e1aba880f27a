"""What is reported of a study's finished trials, and what is remembered between them."""

import threading
from typing import Any, Dict, List, Optional, Set

from ... import _api
from ..fronts import GrowingFront
from ..tracks import Track


class StudyRun:
    """Turns the finished trials of a study into the iterations of one track; trials may finish in several threads."""

    def __init__(self, track: Track, directions: List[str]) -> None:
        self.track = track
        self.directions = directions
        self.evaluations = 0
        self.best: Optional[float] = None
        self.solution: Optional[Dict[str, Any]] = None
        self.front = GrowingFront(directions)
        self._counts = {"COMPLETE": 0, "PRUNED": 0, "FAIL": 0}
        self._seen: Set[int] = set()
        self._raised: Set[int] = set()
        self._lock = threading.Lock()

    def remember(self, trials: Any) -> None:
        """Takes over the complete trials of a study that goes on."""
        for trial in trials:
            if len(self.directions) > 1:
                self.front.add(trial.values)
            else:
                self._take_best(trial)

    def report(self, trial: Any) -> None:
        """A trial has finished: it is an iteration, whatever its state, and told once."""
        if self.track.is_silent:
            return
        with self._lock:
            if trial.number in self._seen or trial.state.name not in self._counts:
                return
            self._seen.add(trial.number)
            self._raised.discard(trial.number)
            self._report(trial)

    def _report(self, trial: Any) -> None:
        self.evaluations += 1
        self._counts[trial.state.name] += 1
        self.track.describe(dimension=len(trial.params) or None)
        fields: Dict[str, Any] = dict(self._describe(trial))
        is_new = False
        if trial.state.name == "COMPLETE" and len(self.directions) > 1:
            is_new = self._add_to_front(trial.values)
        elif trial.state.name == "COMPLETE":
            self._take_best(trial)
            fields["current"] = trial.value
        if len(self.directions) > 1:
            fields.update(front_size=len(self.front.points), hypervolume=self.front.volume)
        elif self.best is not None:
            fields["best"] = self.best
        self.track.iteration(trial.number, evaluations=self.evaluations, **fields)
        if is_new:
            self.track.front(self.front.show(), trial.number)

    def _describe(self, trial: Any) -> Dict[str, Any]:
        """The metrics of a trial of any kind; states are counted once one of them is another than complete."""
        fields: Dict[str, Any] = {}
        if trial.duration is not None:
            fields["duration_seconds"] = trial.duration.total_seconds()
        if trial.intermediate_values:
            last = max(trial.intermediate_values)
            fields.update(steps=len(trial.intermediate_values), intermediate=trial.intermediate_values[last])
        complete, pruned, failed = self._counts.values()
        if pruned or failed:
            fields.update(complete=complete, pruned=pruned, failed=failed)
        return fields

    def _take_best(self, trial: Any) -> None:
        value = trial.value
        sign = -1.0 if self.directions[0] == "maximize" else 1.0
        if self.best is None or sign * value < sign * self.best:
            self.best, self.solution = value, dict(trial.params)

    def _add_to_front(self, values: Any) -> bool:
        had_reference = self.front.reference is not None
        is_new = self.front.add(values)
        if not had_reference and self.front.show_reference() is not None:
            _api.note(self.front.describe_reference("Optuna"))
        return is_new

    def raise_in(self, trial: Any) -> None:
        """The objective has raised in this trial: if that ends the study's loop, no callback tells of the trial."""
        self._raised.add(trial.number)

    def settle(self, study: Any) -> None:
        """The loop was left by an exception: reports the trials that it was raised in."""
        if self._raised and not self.track.is_silent:
            wanted = set(self._raised)
            for trial in study.get_trials(deepcopy=False):
                if trial.number in wanted:
                    self.report(trial)

    def final_fields(self) -> Dict[str, Any]:
        """What is known at the end."""
        return {"best": self.best, "evaluations": self.evaluations, "solution": self.solution}
