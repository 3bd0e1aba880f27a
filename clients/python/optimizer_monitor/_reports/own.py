"""The short report of a process that no engine answered: its runs, and why there is not more."""

import json
from html import escape
from typing import Any, Dict

from .formats import format_count, format_value
from .text import align

_TITLE = "Optimization report"


def own_report(figures: Dict[str, Any], form: str) -> str:
    """`figures` as those of `optimizer_monitor.summary`; `form`: html, markdown, text or json."""
    if form == "json":
        return json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
    text = _table(figures)
    note = f"Only what the program itself knows: {figures['reason']}."
    if form == "markdown":
        return f"# {_TITLE}\n\n{note}\n\n```text\n{text}\n```\n"
    if form == "text":
        return f"{_TITLE}\n{'=' * len(_TITLE)}\n{note}\n\n{text}\n"
    head = f'<meta charset="utf-8"><title>{_TITLE}</title>'
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n'
        f"<body><h1>{_TITLE}</h1>\n<p>{escape(note)}</p>\n<pre>{escape(text)}</pre>\n</body></html>\n"
    )


def _table(figures: Dict[str, Any]) -> str:
    rows = [["algorithm", "status", "iteration", "evaluations", "best"]]
    for run in figures["runs"]:
        count = [format_count(_number(run.get(key))) for key in ("last_iteration", "evaluations")]
        rows.append([run["algorithm"], str(run["status"]), *count, format_value(_number(run.get("best")))])
    return "\n".join(align(rows)) if len(rows) > 1 else "No run was started."


def _number(value: Any) -> Any:
    return None if value is None else float(value)
