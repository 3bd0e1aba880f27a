"""What is reported of a study's finished trials, and what is remembered between them."""

import threading
from typing import Any, Dict, List, Optional, Set

from ... import _api
from ..pareto import Point, choose_reference, from_minimization, hypervolume, thin, to_minimization
from ..tracks import Track

#: The hypervolume's reference point comes from so many trials, since a single one has no range.
REFERENCE_TRIALS = 10
REFERENCE_RULE = f"the worst of the first {REFERENCE_TRIALS} complete trials plus a tenth of their range"


class Front:
    """The Pareto front of all complete trials, kept up to date one trial at a time."""

    def __init__(self, directions: List[str]) -> None:
        self._directions = directions
        self.points: List[Point] = []
        self._first: List[Point] = []
        self.reference: Optional[Point] = None
        self._volume: Optional[float] = None

    def add(self, values: Any) -> bool:
        """Adds a trial's values; whether the front is another one now."""
        for point in to_minimization([values], self._directions):
            if self.reference is None:
                self._await_reference(point)
            if any([_covers(other, point) for other in self.points]):
                return False
            self.points = [other for other in self.points if not _covers(point, other)]
            self.points.append(point)
            self._volume = None
            return True
        return False

    def _await_reference(self, point: Point) -> None:
        self._first.append(point)
        if len(self._first) >= REFERENCE_TRIALS:
            self.reference = choose_reference(self._first)
            self._first = []

    @property
    def volume(self) -> Optional[float]:
        """The hypervolume, once there is a reference point."""
        if self._volume is None and self.reference is not None:
            self._volume = hypervolume(self.points, self.reference)
        return self._volume

    def show(self) -> List[Point]:
        """The front as the program sees it, bounded."""
        return from_minimization(thin(sorted(self.points)), self._directions)

    def show_reference(self) -> Optional[List[float]]:
        """The reference point as the program sees it, where there is a hypervolume."""
        if self.reference is None or len(self.reference) > 3:
            return None
        return list(from_minimization([self.reference], self._directions)[0])


def _covers(point: Point, other: Point) -> bool:
    return all([a <= b for a, b in zip(point, other)])


class StudyRun:
    """Turns the finished trials of a study into the iterations of one track; trials may finish in several threads."""

    def __init__(self, track: Track, directions: List[str]) -> None:
        self.track = track
        self.directions = directions
        self.evaluations = 0
        self.best: Optional[float] = None
        self.solution: Optional[Dict[str, Any]] = None
        self.front = Front(directions)
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
        shown = self.front.show_reference()
        if not had_reference and shown is not None:
            _api.note(f"Optuna: the hypervolume is that against {shown}, {REFERENCE_RULE}.")
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
