"""A session as the exported JSON has it: docs/export.schema.json."""

from typing import Any, Dict, List, Optional

from .._events import STANDARD_FIELDS
from .._values import to_wire
from .session import RecordedSession, Table, parse_key

#: The version of the exported form.
EXPORT_SCHEMA = 1


def export_session(session: RecordedSession) -> Dict[str, Any]:
    """Plain data that JSON can carry: what is not known is absent, NaN and infinities are texts."""
    detail = session.detail
    return {
        "schema": EXPORT_SCHEMA,
        "session": detail["session"],
        "machine": detail["machine"],
        "runs": [dict(run, iterations=_iterations(session.tables.get(f"run:{run['id']}"))) for run in detail["runs"]],
        "components": detail["components"],
        "series": [series for table in session.tables.values() for series in _series(table)],
        "alerts": detail.get("alerts", []),
        "notes": detail["notes"],
        "dropped": detail["session"]["dropped"],
    }


def _iterations(table: Optional[Table]) -> List[Dict[str, Any]]:
    if table is None:
        return []
    found = []
    for row in range(table.row_count):
        iteration: Dict[str, Any] = {}
        metrics: Dict[str, Any] = {}
        for key, column in table.columns.items():
            value = column[row]
            if value is not None:
                is_standard = key in STANDARD_FIELDS or key in ("iteration", "time")
                (iteration if is_standard else metrics)[key] = to_wire(value)
        if metrics:
            iteration["metrics"] = metrics
        found.append(iteration)
    return found


def _series(table: Table) -> List[Dict[str, Any]]:
    if table.name.startswith("run:"):
        return []
    times = table.columns.get("time", [])
    found = []
    for key, column in table.columns.items():
        if key == "time":
            continue
        metric, labels = parse_key(key)
        places = [row for row, value in enumerate(column) if value is not None]
        series: Dict[str, Any] = {
            "metric": table.name[len("metric:") :] if table.name.startswith("metric:") else metric,
            "labels": labels or {},
            "times": [times[row] for row in places],
            "values": [to_wire(column[row]) for row in places],
        }
        if key in table.units:
            series["unit"] = table.units[key]
        found.append(series)
    return found
