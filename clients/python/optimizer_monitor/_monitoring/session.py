"""What a monitor and a collector hold, as one session in the shape that the history keeps and exports."""

import json
import os
from time import time
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from .._values import to_plain, to_text, to_wire
from .algorithm_run import AlgorithmRun
from .collector import MetricsCollector
from .columns import Column
from .delivery import ignored_text
from .machine import command_line, read_machine
from .monitor import PerformanceMonitor
from .timers import BOUNDS, ComponentTimes


#: Characters of metadata that a note has room for, with what is around them.
MAX_METADATA = 6_000


class Table(NamedTuple):
    """Numbers by rows: a value or None in each row of each column."""

    name: str
    row_count: int
    columns: Dict[str, Column]
    units: Dict[str, str]


class RecordedSession(NamedTuple):
    """A session with all its numbers; `detail` has the names of docs/export.schema.json, without the rows."""

    detail: Dict[str, Any]
    tables: Dict[str, Table]


def build_session(
    session_id: str,
    monitor: Optional[PerformanceMonitor],
    collector: Optional[MetricsCollector],
    metadata: Optional[Mapping[str, Any]] = None,
) -> RecordedSession:
    """The session so far: its end is now."""
    now = time()
    runs = [] if collector is None else collector.runs
    tables = {table.name: table for table in _tables(monitor, runs)}
    machine = read_machine([] if monitor is None else monitor.get_gpu_names())
    notes = [{"time": now, "level": level, "text": text} for level, text in _notes(session_id, monitor, runs, metadata)]
    detail = {
        "session": _describe_session(session_id, monitor, runs, tables, metadata or {}, now),
        "runs": [_describe_run(run) for run in runs],
        "components": [] if monitor is None else [_describe_component(t) for t in monitor.get_component_statistics()],
        "notes": notes,
        "tables": [_describe_table(table) for table in tables.values()],
        "machine": machine,
    }
    return RecordedSession(detail, tables)


def metadata_prefix(run_id: str) -> str:
    """How the note begins that holds the metadata of a stored run, as JSON."""
    return f"stored run {json.dumps(run_id, ensure_ascii=False)}: "


def metadata_note(run_id: str, metadata: Optional[Mapping[str, Any]]) -> str:
    """The note that makes a session findable by the id of a stored run, and keeps what was said of it."""
    entries = {key: _json(value) for key, value in to_plain(dict(metadata or {})).items()}
    left_out: List[str] = []
    # A note has a limit, and half of a JSON text is none.
    while entries and sum(map(len, entries.values())) + sum(map(len, entries)) > MAX_METADATA:
        longest = max(entries, key=lambda key: len(entries[key]))
        left_out.append(longest[:100])
        del entries[longest]
    if left_out:
        entries["(left out)"] = _json(left_out[:20])
    return metadata_prefix(run_id) + "{" + ", ".join(f"{_json(key)}: {text}" for key, text in entries.items()) + "}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _notes(
    session_id: str,
    monitor: Optional[PerformanceMonitor],
    runs: List[AlgorithmRun],
    metadata: Optional[Mapping[str, Any]],
) -> List[Tuple[str, str]]:
    notes = [("info", metadata_note(session_id, metadata))]
    notes += [("info", ignored_text(run)) for run in runs if run.ignored]
    running = [] if monitor is None else monitor.get_running_timers()
    if running:
        notes.append(("warning", f"timers that were not stopped are not counted: {', '.join(running[:20])}"))
    return notes


def _describe_session(
    session_id: str,
    monitor: Optional[PerformanceMonitor],
    runs: List[AlgorithmRun],
    tables: Mapping[str, Table],
    metadata: Mapping[str, Any],
    now: float,
) -> Dict[str, Any]:
    starts = [run.start_time for run in runs] + ([] if monitor is None else [monitor.start_time])
    problems = {run.facts["problem"] for run in runs if "problem" in run.facts}
    counts = [run.evaluations for run in runs if run.evaluations is not None]
    label = metadata.get("label", metadata.get("name"))
    cpu = [value for value in _column(tables, "samples:system", "system_cpu_percent") if value is not None]
    session: Dict[str, Any] = {
        "id": session_id,
        "label": to_text(label) if isinstance(label, str) and label else session_id,
        "status": "failed" if any(run.status == "failed" for run in runs) else "completed",
        "kind": "external",
        "startTime": min(starts, default=now),
        "endTime": now,
        "command": command_line(),
        "cwd": os.getcwd(),
        "host": read_machine()["host"],
        "pid": os.getpid(),
        "tags": _tags(metadata.get("tags")),
        "algorithms": list(dict.fromkeys(run.algorithm for run in runs)),
        "problem": next(iter(problems)) if len(problems) == 1 else None,
        "runCount": len(runs),
        "iterationCount": sum(run.iteration_count for run in runs),
        "evaluations": sum(counts) if counts else None,
        "dropped": 0,
        "peakRssBytes": None if monitor is None else monitor.get_peak_memory_bytes(),
        "meanCpuPercent": sum(cpu) / len(cpu) if cpu else None,
        **_best_of(runs),
    }
    return _compact(session)


def _tags(given: Any) -> List[str]:
    if isinstance(given, str):
        return [to_text(given)]
    return list(dict.fromkeys(to_text(tag) for tag in given)) if isinstance(given, (list, tuple, set)) else []


def _best_of(runs: List[AlgorithmRun]) -> Dict[str, Any]:
    """The best over all runs, where they share one direction."""
    several = any(isinstance(run.facts.get("direction"), list) and len(run.facts["direction"]) > 1 for run in runs)
    directions = {run.is_maximizing for run in runs}
    if len(directions) != 1 or several:
        return {}
    maximize = directions.pop()
    values = [run.best for run in runs if run.best is not None and run.best == run.best]
    best = to_wire((max if maximize else min)(values)) if values else None
    return {"direction": "maximize" if maximize else "minimize", "best": best}


def _describe_run(run: AlgorithmRun) -> Dict[str, Any]:
    facts = run.facts
    numbers = [value for value in run.columns.get("iteration", ()) if value is not None]
    described: Dict[str, Any] = {
        "id": run.id,
        "algorithm": run.algorithm,
        "library": facts.get("library"),
        "problem": facts.get("problem"),
        "dimension": facts.get("dimension"),
        "direction": facts.get("direction"),
        "budget": facts.get("budget"),
        "target": _wire(facts.get("target")),
        "seed": facts["seed"] if isinstance(facts.get("seed"), str) else _wire(facts.get("seed")),
        "populationSize": facts.get("population_size"),
        "parameters": to_plain(facts["parameters"]) if "parameters" in facts else None,
        "status": run.status,
        "converged": facts.get("converged"),
        "termination": facts.get("termination"),
        "message": facts.get("message"),
        "solution": to_plain(facts["solution"]) if facts.get("solution") is not None else None,
        "startTime": run.start_time,
        "endTime": run.end_time,
        "iterationCount": run.iteration_count,
        "lastIteration": numbers[-1] if numbers else None,
        "best": _wire(run.best),
        "evaluations": run.evaluations,
        "front": _front(facts.get("front")),
    }
    return _compact(described)


def _front(points: Any) -> Optional[List[List[Any]]]:
    if points is None:
        return None
    try:
        return [[to_wire(value) for value in point] for point in points]
    except TypeError:
        return None


def _describe_component(times: ComponentTimes) -> Dict[str, Any]:
    described = {
        "name": times.name,
        "parent": times.parent,
        "count": times.calls,
        "totalSeconds": times.total,
        "minSeconds": times.shortest,
        "maxSeconds": times.longest,
        "source": times.source,
        "buckets": {"le": list(BOUNDS), "counts": times.buckets},
    }
    return _compact(described)


def _tables(monitor: Optional[PerformanceMonitor], runs: List[AlgorithmRun]) -> List[Table]:
    tables = []
    for run in runs:
        first: Dict[str, Column] = {name: run.columns[name] for name in ("iteration", "time") if name in run.columns}
        tables.append(Table(f"run:{run.id}", run.iteration_count, {**first, **run.columns}, {}))
    if monitor is None:
        return tables
    for name, rows in monitor.readings.tables().items():
        keys = ["time", *dict.fromkeys(key for row in rows for key in row if key != "time")]
        unit = monitor.readings.unit(name)
        units = {key: unit_of(key) for key in keys} if unit is None else {"value": unit}
        columns = {key: [row.get(key) for row in rows] for key in keys}
        tables.append(Table(name, len(rows), columns, {key: unit for key, unit in units.items() if unit}))
    return tables


def unit_of(column: str) -> str:
    """The unit of a sampler's metric, which its name says; the empty text for a pure number."""
    metric = column.split("{", 1)[0]
    endings = {"_percent": "%", "_bytes": "B", "_bytes_per_second": "B/s", "_watts": "W"}
    return next((unit for ending, unit in endings.items() if metric.endswith(ending)), "")


def _describe_table(table: Table) -> Dict[str, Any]:
    columns = []
    for key, values in table.columns.items():
        present = [value for value in values if value is not None]
        metric, labels = parse_key(key)
        last = to_wire(present[-1]) if present else None
        described = {"key": key, "metric": metric, "count": len(present), "labels": labels, "last": last}
        columns.append(_compact(dict(described, unit=table.units.get(key))))
    return {"name": table.name, "rowCount": table.row_count, "columns": columns}


def parse_key(key: str) -> Tuple[str, Optional[Dict[str, str]]]:
    """The metric and the labels of a column: `gpu_power_watts{gpu=0}`."""
    metric, bracket, rest = key.partition("{")
    if not bracket or not rest.endswith("}") or not all(c.islower() or c.isdigit() or c == "_" for c in metric):
        return key, None
    parts = [part.partition("=") for part in rest[:-1].split(",")]
    return metric, {name: value for name, equals, value in parts if equals}


def _column(tables: Mapping[str, Table], table: str, key: str) -> Column:
    return tables[table].columns.get(key, []) if table in tables else []


def _wire(value: Any) -> Any:
    return None if value is None else to_wire(value)


def _compact(fields: Dict[str, Any]) -> Dict[str, Any]:
    """Without what is not known: absent, not null."""
    return {key: value for key, value in fields.items() if value is not None}
