"""What the catalog holds of one session: a summary of everything, and few points of each convergence curve."""

import json
import sqlite3
from math import nan
from typing import Any, Dict, List, Mapping, Optional, Sequence

from .._monitoring.session import RecordedSession, Table
from .._monitoring.summaries import resource_summaries
from .detail import well_formed

_MAX_RUNS = 1000
_MAX_CURVES = 100
_MAX_COMPONENTS = 200
_MAX_NOTES = 100
_MAX_NOTE_LENGTH = 500
_MAX_JSON_LENGTH = 4000
_CURVE_LENGTH = 32


def put_session(database: sqlite3.Connection, session: RecordedSession) -> None:
    """Enters a session, or replaces what is known of it; what its user has changed (label, tags, note, pin) stays."""
    described = dict(session.detail["session"])
    known = database.execute(
        "SELECT number, label, note, is_pinned, is_edited FROM sessions WHERE session_id = ?",
        (well_formed(described["id"]),),
    ).fetchone()
    is_edited = known is not None and known["is_edited"] == 1
    if is_edited:
        query = "SELECT tag FROM tags WHERE session_number = ? ORDER BY position"
        described.update(label=known["label"], note=known["note"], isPinned=known["is_pinned"] == 1)
        described["tags"] = [row[0] for row in database.execute(query, (known["number"],))]
    if known is not None:
        database.execute("DELETE FROM sessions WHERE number = ?", (known["number"],))
    columns = _session_columns(described, session.detail["machine"])
    number = _insert(database, "sessions", dict(columns, is_edited=int(is_edited)))
    for position, tag in enumerate(described["tags"]):
        _insert(database, "tags", {"session_number": number, "position": position, "tag": tag})
    _insert_runs(database, number, session)
    for position, component in enumerate(session.detail["components"][:_MAX_COMPONENTS]):
        _insert(database, "components", dict(_component_columns(component), session_number=number, position=position))
    for summary in resource_summaries(session.tables):
        _insert(database, "resource_summaries", dict(summary, session_number=number))
    for position, note in enumerate(session.detail["notes"][-_MAX_NOTES:]):
        text = note["text"][:_MAX_NOTE_LENGTH]
        _insert(database, "notes", dict(note, text=text, session_number=number, position=position))


def _insert(database: sqlite3.Connection, table: str, values: Mapping[str, Any]) -> int:
    marks = ", ".join("?" for _ in values)
    bound = [well_formed(value) if isinstance(value, str) else value for value in values.values()]
    cursor = database.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", bound)
    return int(cursor.lastrowid or 0)


def _session_columns(session: Mapping[str, Any], machine: Mapping[str, Any]) -> Dict[str, Any]:
    searched = [session["label"], *session["algorithms"], session.get("problem", ""), *session["tags"]]
    searched.append(session.get("note") or "")
    git = session.get("git", {})
    columns = {
        "session_id": session["id"], "label": session["label"], "status": session["status"], "kind": session["kind"],
        "start_time": session["startTime"], "end_time": session.get("endTime"), "command": session.get("command"),
        "cwd": session.get("cwd"), "pid": session.get("pid"), "algorithms": _json(session["algorithms"]),
        "problem": session.get("problem"), "run_count": session["runCount"],
        "iteration_count": session["iterationCount"], "evaluations": session.get("evaluations"),
        "best": session.get("best"), "direction": session.get("direction"), "dropped": session["dropped"],
        "peak_rss_bytes": session.get("peakRssBytes"), "mean_cpu_percent": session.get("meanCpuPercent"),
        "host": session["host"], "platform": machine.get("platform"), "cpu_model": machine.get("cpuModel"),
        "core_count": machine.get("coreCount"), "memory_bytes": machine.get("memoryBytes"),
        "gpus": _json(machine["gpus"]) if "gpus" in machine else None,
        "git_commit": git.get("commit"), "git_branch": git.get("branch"), "git_is_dirty": git.get("isDirty"),
        "versions": _short_json(machine.get("versions")), "note": session.get("note"),
        "is_pinned": int(session.get("isPinned", False)),
        "search_text": "\n".join(searched).lower(),
    }  # fmt: skip
    return columns


def _run_columns(run: Mapping[str, Any]) -> Dict[str, Any]:
    direction = run.get("direction")
    converged = run.get("converged")
    return {
        "run_id": run["id"], "algorithm": run["algorithm"], "parent": run.get("parent"), "library": run.get("library"),
        "problem": run.get("problem"), "dimension": run.get("dimension"),
        "direction": direction if direction is None or isinstance(direction, str) else _json(direction),
        "budget": run.get("budget"), "target": run.get("target"), "seed": run.get("seed"),
        "population_size": run.get("populationSize"), "parameters": _short_json(run.get("parameters")),
        "status": run["status"], "converged": None if converged is None else int(converged),
        "termination": run.get("termination"), "message": run.get("message"),
        "solution": _short_json(run.get("solution")), "start_time": run["startTime"], "end_time": run.get("endTime"),
        "iteration_count": run["iterationCount"], "last_iteration": run.get("lastIteration"), "best": run.get("best"),
        "evaluations": run.get("evaluations"),
    }  # fmt: skip


def _component_columns(component: Mapping[str, Any]) -> Dict[str, Any]:
    source = component.get("source", {})
    return {
        "name": component["name"], "parent": component.get("parent"), "count": component["count"],
        "total_seconds": component["totalSeconds"], "min_seconds": component.get("minSeconds"),
        "max_seconds": component.get("maxSeconds"), "source_file": source.get("file"),
        "source_line": source.get("line"),
    }  # fmt: skip


def _insert_runs(database: sqlite3.Connection, number: int, session: RecordedSession) -> None:
    for index, run in enumerate(session.detail["runs"][:_MAX_RUNS]):
        run_number = _insert(database, "runs", dict(_run_columns(run), session_number=number))
        table = session.tables.get(f"run:{run['id']}")
        if index >= _MAX_CURVES or table is None or isinstance(run.get("direction"), list):
            continue
        for position, point in enumerate(convergence_curve(table, run.get("direction") == "maximize")):
            _insert(database, "convergence", dict(point, run_number=run_number, position=position))


def convergence_curve(table: Table, maximize: bool) -> List[Dict[str, Optional[float]]]:
    """The best so far at few places: every improvement where there are few, else closer together at the beginning."""
    column = table.columns.get("best") or table.columns.get("current") or []
    present = [(row, value) for row, value in enumerate(column) if value is not None]
    best = nan
    improvements = []
    for position, (_, value) in enumerate(present):
        if value == value and not (value <= best if maximize else value >= best):
            best = value
            improvements.append(position)
    if not improvements:
        return []
    points = []
    at = 0
    for position in _places(improvements, len(present)):
        while at + 1 < len(improvements) and improvements[at + 1] <= position:
            at += 1
        row = present[position][0]
        point: Dict[str, Optional[float]] = {"best": _sql(present[improvements[at]][1])}
        for key in ("iteration", "evaluations", "time"):
            values = [value for value in table.columns.get(key, [])[: row + 1] if value is not None]
            point[key] = _sql(values[-1]) if values else None
        points.append(point)
    return points


def _places(improvements: Sequence[int], length: int) -> List[int]:
    last = length - 1
    if len(improvements) < _CURVE_LENGTH:
        return list(dict.fromkeys([*improvements, last]))
    first = improvements[0]
    steps = range(1, _CURVE_LENGTH)
    places = [first + int((last - first + 1) ** (step / (_CURVE_LENGTH - 1)) + 0.5) - 1 for step in steps]
    return list(dict.fromkeys([first, *places]))


def _sql(value: float) -> Optional[float]:
    """SQLite keeps infinities and has no value for what is not a number."""
    return value if value == value else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _short_json(value: Any) -> Optional[str]:
    """A value as JSON, if it is short: long ones stand in the session's own file."""
    if value is None:
        return None
    text = _json(value)
    return text if len(text) <= _MAX_JSON_LENGTH else None
