"""What the catalog is asked."""

import json
import sqlite3
from time import time
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from .._monitoring.session import metadata_prefix
from .catalog import rows

_DAY_SECONDS = 86_400.0
_RUN_METRICS = {
    "best": "runs.best",
    "evaluations": "runs.evaluations",
    "iteration_count": "runs.iteration_count",
    "duration_seconds": "runs.end_time - runs.start_time",
}
_SESSION_METRICS = {
    "best": "sessions.best",
    "evaluations": "sessions.evaluations",
    "iteration_count": "sessions.iteration_count",
    "duration_seconds": "sessions.end_time - sessions.start_time",
    "peak_rss_bytes": "sessions.peak_rss_bytes",
    "mean_cpu_percent": "sessions.mean_cpu_percent",
}
_SHOWN = (
    "session_id AS id, label, status, kind, start_time, end_time, end_time - start_time AS duration_seconds, "
    "algorithms, problem, run_count, iteration_count, evaluations, best, direction, dropped, peak_rss_bytes, "
    "mean_cpu_percent, host, number"
)


class Filter(NamedTuple):
    """Which sessions are wanted; None is any. Times are Unix seconds."""

    algorithm: Optional[str]
    problem: Optional[str]
    status: Optional[str]
    tag: Optional[str]
    text: Optional[str]
    since: Optional[float]
    until: Optional[float]
    limit: Optional[int]

    def conditions(self) -> Tuple[str, List[Any]]:
        """As SQL over `sessions`, with its values."""
        of_run = "EXISTS (SELECT 1 FROM runs WHERE session_number = sessions.number AND {} = ?)"
        named = [
            (of_run.format("algorithm"), self.algorithm),
            (of_run.format("problem"), self.problem),
            ("sessions.status = ?", self.status),
            ("EXISTS (SELECT 1 FROM tags WHERE session_number = sessions.number AND tag = ?)", self.tag),
            ("instr(sessions.search_text, ?) > 0", None if self.text is None else self.text.lower()),
            ("sessions.start_time >= ?", self.since),
            ("sessions.start_time <= ?", self.until),
        ]
        chosen = [(sql, value) for sql, value in named if value is not None]
        return " AND ".join(["1", *(sql for sql, _ in chosen)]), [value for _, value in chosen]


def list_sessions(database: sqlite3.Connection, wanted: Filter) -> List[Dict[str, Any]]:
    """Sessions in few figures, the newest first."""
    where, values = wanted.conditions()
    query = f"SELECT {_SHOWN} FROM sessions WHERE {where} ORDER BY start_time DESC, session_id LIMIT ?"
    found = rows(database, query, (*values, -1 if wanted.limit is None else wanted.limit))
    for session in found:
        number = session.pop("number")
        tags = rows(database, "SELECT tag FROM tags WHERE session_number = ? ORDER BY position", (number,))
        session["tags"] = [row["tag"] for row in tags]
        session["algorithms"] = _texts(session["algorithms"])
    return found


def _texts(text: str) -> List[str]:
    try:
        return [str(entry) for entry in json.loads(text)]
    except (ValueError, TypeError):
        return []


def find_session(database: sqlite3.Connection, run_id: str) -> Optional[str]:
    """The session of that id, or the newest that was stored under it."""
    found = rows(database, "SELECT session_id FROM sessions WHERE session_id = ?", (run_id,))
    if not found:
        prefix = metadata_prefix(run_id)
        query = (
            "SELECT session_id FROM sessions JOIN notes ON notes.session_number = sessions.number "
            "WHERE substr(notes.text, 1, ?) = ? ORDER BY start_time DESC LIMIT 1"
        )
        found = rows(database, query, (len(prefix), prefix))
    return str(found[0]["session_id"]) if found else None


def parse_metadata(run_id: str, notes: Sequence[Dict[str, Any]]) -> Dict[str, Any]:
    """The metadata that a note of the session keeps, the newest of that id; empty where there is none."""
    prefix = metadata_prefix(run_id)
    for note in reversed(notes):
        if note["text"].startswith(prefix):
            try:
                found = json.loads(note["text"][len(prefix) :])
            except ValueError:
                continue
            return found if isinstance(found, dict) else {}
    return {}


def trend_points(database: sqlite3.Connection, metric: str, wanted: Filter) -> List[Dict[str, Any]]:
    """The values of a metric with session and start, the oldest first; the newest `limit` of them."""
    where, values = wanted.conditions()
    select = "SELECT sessions.session_id AS run_id, {} AS time, {} AS value FROM sessions {} WHERE {}"
    if wanted.algorithm is not None and metric in _RUN_METRICS:
        join, own = (
            "JOIN runs ON runs.session_number = sessions.number",
            " AND runs.algorithm = ? AND (? IS NULL OR runs.problem = ?)",
        )
        query = select.format("runs.start_time", _RUN_METRICS[metric], join, where) + own
        values += [wanted.algorithm, wanted.problem, wanted.problem]
    elif metric in _SESSION_METRICS:
        query = select.format("sessions.start_time", _SESSION_METRICS[metric], "", where)
    elif metric.startswith("component:"):
        sums = "(SELECT sum(total_seconds) FROM components WHERE session_number = sessions.number AND name = ?)"
        query = select.format("sessions.start_time", sums, "", where)
        values.insert(0, metric[len("component:") :])
    else:
        means = "(SELECT avg(mean) FROM resource_summaries WHERE session_number = sessions.number AND metric = ?)"
        query = select.format("sessions.start_time", means, "", where)
        values.insert(0, metric)
    found = rows(database, query + " ORDER BY time, run_id", tuple(values))
    # Values that are no numbers stand in the catalog as texts; a trend has no place for them.
    points = [point for point in found if isinstance(point["value"], (int, float))]
    return points if wanted.limit is None else points[max(0, len(points) - wanted.limit) :]


def expired(database: sqlite3.Connection, older_than_days: Optional[float], keep: Optional[float]) -> List[str]:
    """The sessions that are too old or too many; baselines are never among them."""
    query = (
        "SELECT session_id, start_time, "
        "EXISTS (SELECT 1 FROM baselines WHERE session_number = sessions.number) AS is_kept "
        "FROM sessions ORDER BY start_time DESC, session_id"
    )
    found = []
    oldest = None if older_than_days is None else time() - older_than_days * _DAY_SECONDS
    for index, session in enumerate(rows(database, query)):
        is_old = oldest is not None and session["start_time"] < oldest
        if (is_old or (keep is not None and index >= keep)) and not session["is_kept"]:
            found.append(str(session["session_id"]))
    return found
