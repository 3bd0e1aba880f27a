"""MetricsCollector: runs that have ended, from whatever form a program keeps them in."""

import itertools
import os
import sys
from typing import Any, Dict, List, Optional

from .. import _api
from .._client import Client
from .._values import to_text
from .algorithm_run import AlgorithmRun, create_run
from .columns import Column
from .delivery import send_note, send_run
from .facts import CHECKS
from .run_data import parse_run_data
from .statistics import convergence, describe_values, finite, histogram

_NOT_METRICS = frozenset(("iteration", "time"))
_RESOURCES = ("memory", "cpu", "gpu")


class MetricsCollector:
    """Keeps runs of algorithms, sends each to the engine, and says in figures how they went."""

    def __init__(self) -> None:
        self._prefix = os.urandom(4).hex()
        self._numbers = itertools.count(1)
        self._runs: List[AlgorithmRun] = []

    def collect_algorithm_run(
        self,
        name: str,
        run_data: Any,
        *,
        problem: Optional[str] = None,
        direction: Optional[str] = None,
        parameters: Optional[Dict[str, Any]] = None,
    ) -> str:
        """Takes one run that has ended and gives its id.

        `run_data` may be a dict of lists, a list of dicts, a list of numbers (objective values), a DEAP Logbook, a data
        frame, or an object with such attributes (dataclass, named tuple, scipy's OptimizeResult, …); single values
        beside the lists (`problem`, `direction`, `seed`, `execution_time`, …) describe the run. Names are taken as
        programs write them (`best_fitness`, `avg`, `nfev`); the README lists them. What is wrong raises a TypeError or
        a ValueError that names the field, and then nothing is kept.
        """
        if not isinstance(name, str) or not name:
            raise TypeError(f"name must be the algorithm's name, got {name!r}")
        said = {"problem": problem, "direction": direction, "parameters": parameters}
        facts = _check_said({field: value for field, value in said.items() if value is not None})
        # The direction decides what is best, so it must be known before the columns are completed.
        told = facts.get("direction")
        data = parse_run_data(run_data, None if told is None else told == "maximize")
        merged = {**data.facts, **facts}
        if "parameters" in facts and "parameters" in data.facts:
            merged["parameters"] = {**data.facts["parameters"], **facts["parameters"]}
        client = _api._get_client()
        run_id = f"{self._prefix}-{next(self._numbers)}" if client is None else client.create_run_id()
        run = create_run(run_id, to_text(name), data._replace(facts=merged))
        self._runs.append(run)
        if client is not None and not _is_reported(client, run):
            send_run(client, run)
        return run.id

    @property
    def runs(self) -> List[AlgorithmRun]:
        """All runs, in the order of their collection."""
        return list(self._runs)

    def get_algorithm_names(self) -> List[str]:
        """The algorithms, each once, in the order of their first run."""
        return list(dict.fromkeys(run.algorithm for run in self._runs))

    def get_runs(self, name: Optional[str] = None) -> List[AlgorithmRun]:
        """The runs of one algorithm, or all."""
        return [run for run in self._runs if name is None or run.algorithm == name]

    def get_run(self, run_id: str) -> AlgorithmRun:
        """The run of an id; KeyError where there is none."""
        for run in self._runs:
            if run.id == run_id:
                return run
        raise KeyError(f"no run {run_id!r} was collected")

    def get_metric(self, run_id: str, field: str) -> Column:
        """One value or None for each iteration of a run; empty where the run has no such field."""
        return list(self.get_run(run_id).columns.get(field, ()))

    def get_metric_names(self, run_id: str) -> List[str]:
        """The fields that a run's iterations have."""
        return [name for name in self.get_run(run_id).columns if name not in _NOT_METRICS]

    def get_convergence(self, name: Optional[str] = None) -> List[Dict[str, Any]]:
        """How each run came to its best: the curve (`iteration`, `evaluations`, `best`) and figures of it."""
        return [_convergence_of(run) for run in self.get_runs(name)]

    def get_fitness_distribution(self, name: Optional[str] = None) -> Dict[str, Dict[str, Any]]:
        """By algorithm: statistics and a histogram of the objective.

        `of` says of what: "final population" where runs gave the values of their populations (those of all the last
        ones), else "final bests" of several runs, else the "iterations" of the one run.
        """
        return {algorithm: _distribution_of(self.get_runs(algorithm)) for algorithm in self._names(name)}

    def get_resource_statistics(self, name: Optional[str] = None) -> Dict[str, Dict[str, Any]]:
        """By algorithm: statistics of durations, evaluations and their rate, and of memory, cpu and gpu where given."""
        return {algorithm: _resources_of(self.get_runs(algorithm)) for algorithm in self._names(name)}

    def clear(self) -> None:
        """Forgets the runs; what was sent stays sent."""
        self._runs.clear()

    def _names(self, name: Optional[str]) -> List[str]:
        return self.get_algorithm_names() if name is None else [name]


def _is_reported(client: Client, run: AlgorithmRun) -> bool:
    """Whether the automatic instrumentation has reported the same run already; a note tells where it is."""
    tracks = sys.modules.get("optimizer_monitor.auto.tracks")
    algorithm = None if tracks is None else tracks.claim_reported(client, run.iteration_count, run.best)
    if algorithm is not None:
        send_note(client, f"{run.algorithm}: the run that was collected is the one reported as {algorithm}")
    return algorithm is not None


def _check_said(said: Dict[str, Any]) -> Dict[str, Any]:
    if "parameters" in said and not isinstance(said["parameters"], dict):
        raise TypeError(f"parameters must be a dict, got {said['parameters']!r}")
    return {field: CHECKS[field](field, value) if field in CHECKS else value for field, value in said.items()}


def _convergence_of(run: AlgorithmRun) -> Dict[str, Any]:
    columns = run.columns
    found: Dict[str, Any] = {"run": run.id, "algorithm": run.algorithm, "iterations": run.iteration_count}
    for field, value in (("best", run.best), ("evaluations", run.evaluations), ("duration_seconds", run.duration)):
        if value is not None:
            found[field] = value
    if "converged" in run.facts:
        found["converged"] = run.facts["converged"]
    found["curve"] = {field: list(columns[field]) for field in ("iteration", "evaluations", "best") if field in columns}
    best, numbers = columns.get("best", []), columns.get("iteration", [])
    found.update(convergence(best, numbers, columns.get("evaluations", []), run.is_maximizing))
    return found


def _distribution_of(runs: List[AlgorithmRun]) -> Dict[str, Any]:
    values: List[Optional[float]] = [value for run in runs for value in run.population]
    of = "final population"
    if not values:
        values, of = [run.best for run in runs if run.best is not None], "final bests"
    if of == "final bests" and len(values) < 2:
        last = runs[-1].columns if runs else {}
        column = next((last[name] for name in ("current", "mean", "best") if name in last), [])
        if len(finite(column)) > 1:
            values, of = column, "iterations"
    return {"of": of, **describe_values(values), "histogram": histogram(values)}


def _resources_of(runs: List[AlgorithmRun]) -> Dict[str, Any]:
    found: Dict[str, Any] = {"runs": len(runs), "failed": sum(run.status == "failed" for run in runs)}
    rates = [run.evaluations / run.duration for run in runs if run.evaluations is not None and run.duration]
    for field, values in (
        ("duration_seconds", [run.duration for run in runs]),
        ("evaluations", [run.evaluations for run in runs]),
        ("evaluations_per_second", rates),
    ):
        if any(value is not None for value in values):
            found[field] = describe_values(values)
    for field in _RESOURCES:
        given: List[Optional[float]] = [value for run in runs for value in run.columns.get(field, ())]
        given += [run.facts[field] for run in runs if field in run.facts]
        if finite(given):
            found[field] = describe_values(given)
    return found
