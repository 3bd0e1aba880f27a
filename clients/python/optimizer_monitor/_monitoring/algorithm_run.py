"""One run that was collected: what it was, its iterations, and when they were."""

from time import time
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from .columns import Column, Columns
from .run_data import RunData


class AlgorithmRun(NamedTuple):
    """A run of one algorithm as a collector keeps it; times are Unix seconds."""

    id: str
    algorithm: str
    facts: Dict[str, Any]
    columns: Columns
    population: List[float]
    ignored: List[str]
    start_time: float
    end_time: float

    @property
    def iteration_count(self) -> int:
        """How many iterations it has."""
        return len(self.columns.get("iteration", ()))

    @property
    def is_maximizing(self) -> bool:
        """Whether more is better; minimizing is what is meant where nothing was said."""
        direction = self.facts.get("direction")
        return direction == "maximize" or direction == ["maximize"]

    @property
    def status(self) -> str:
        """completed, failed or stopped."""
        return str(self.facts.get("status", "completed"))

    @property
    def best(self) -> Optional[float]:
        """The best objective: what was given as the final one, else the best of the iterations."""
        given: Optional[float] = self.facts.get("best")
        if given is not None:
            return given
        values = [value for value in self.columns.get("best", ()) if value is not None and value == value]
        return (max if self.is_maximizing else min)(values) if values else None

    @property
    def evaluations(self) -> Optional[float]:
        """Evaluations in all; None where nothing tells."""
        given: Optional[float] = self.facts.get("evaluations")
        if given is not None:
            return given
        counts = [value for value in self.columns.get("evaluations", ()) if value is not None and value - value == 0.0]
        return max(counts) if counts else None

    @property
    def duration(self) -> Optional[float]:
        """Seconds from start to end; None where only the time of its collection is known."""
        seconds = self.end_time - self.start_time
        return seconds if seconds > 0 else None


def create_run(run_id: str, algorithm: str, data: RunData) -> AlgorithmRun:
    """A run from what was read, with the times that iterations need to be drawn over time."""
    start, end = _span(data)
    columns = dict(data.columns)
    times = columns.pop("time", None)
    elapsed = columns.pop("elapsed", None)
    if times is None and elapsed is not None:
        times = [None if value is None else start + value for value in elapsed]
    columns["time"] = _fill(times, start, end, len(columns.get("iteration", ())))
    return AlgorithmRun(run_id, algorithm, data.facts, columns, data.population, data.ignored, start, end)


def _span(data: RunData) -> Tuple[float, float]:
    times = [value for value in data.columns.get("time", ()) if value is not None]
    start = data.facts.get("start_time", min(times, default=None))
    end = data.facts.get("end_time", max(times, default=None))
    duration = data.facts.get("duration")
    if end is None:
        end = time() if start is None or duration is None else start + duration
    if start is None:
        start = end - (duration or 0.0)
    return start, max(start, end)


def _fill(times: Optional[Column], start: float, end: float, count: int) -> Column:
    """A time for each iteration: its own, else the one before; evenly over the run where none is known."""
    if times is None:
        return [start + (end - start) * (index + 1) / count for index in range(count)]
    filled: Column = []
    last = start
    for value in times:
        last = last if value is None else value
        filled.append(last)
    return filled
