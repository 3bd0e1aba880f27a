"""A report as text: what a person wants to know first, in lines that fit a terminal."""

from time import localtime, strftime
from typing import Any, Dict, Iterator, List, Sequence

from .._monitoring.timers import ComponentTimes
from .formats import format_bytes, format_count, format_duration, format_percent, format_value

Rows = Sequence[Sequence[str]]


def report_text(
    session: Dict[str, Any], statistics: Dict[str, Any], components: Sequence[ComponentTimes], summaries: Rows
) -> str:
    """The whole report; `session` is the exported one."""
    lines = [
        *_head(session),
        *_section("Runs", _run_rows(statistics["convergence"])),
        *_section("Algorithms", _algorithm_rows(statistics["resources"])),
        *_section("Objective", _distribution_rows(statistics["distribution"])),
        *_section("Components", _component_rows(components)),
        *_section("Resources", summaries),
        *_notes(session["notes"]),
    ]
    return "\n".join(lines) + "\n"


def _head(session: Dict[str, Any]) -> Iterator[str]:
    facts, machine = session["session"], session["machine"]
    title = f"Optimization report: {facts['label']}"
    yield title
    yield "=" * len(title)
    start, end = facts["startTime"], facts["endTime"]
    yield f"{strftime('%Y-%m-%d %H:%M:%S', localtime(start))}, {format_duration(end - start)}, {facts['status']}"
    memory = format_bytes(machine["memoryBytes"])
    yield f"{machine['host']}: {machine['platform']}, {machine['coreCount']} cores, {memory}"
    if facts.get("command"):
        yield facts["command"]


def _section(title: str, rows: Rows) -> List[str]:
    return ["", title, "-" * len(title), *align(rows)] if len(rows) > 1 else []


def align(rows: Rows) -> List[str]:
    """Rows as lines: the first column to the left, the others to the right; the first row is the header."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) if column == 0 else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]  # fmt: skip
        lines.append("  ".join(cells).rstrip())
    return lines


def _run_rows(runs: Sequence[Dict[str, Any]]) -> Rows:
    header = ["algorithm", "iterations", "evaluations", "first", "best", "gained", "best at", "90 % at", "time"]
    rows = [header]
    for run in runs:
        rows.append(
            [
                run["algorithm"],
                format_count(run["iterations"]),
                format_count(run.get("evaluations")),
                format_value(run.get("initial")),
                format_value(run.get("best", run.get("final"))),
                format_percent(run.get("improvement_percent")),
                format_count(run.get("iterations_to_best")),
                format_count(run.get("iterations_to_90_percent")),
                format_duration(run.get("duration_seconds")),
            ]
        )
    return rows


def _algorithm_rows(resources: Dict[str, Dict[str, Any]]) -> Rows:
    rows = [["algorithm", "runs", "failed", "mean time", "mean evaluations", "evaluations / s"]]
    for name, entry in resources.items():
        rate = entry.get("evaluations_per_second", {}).get("mean")
        rows.append(
            [
                name,
                format_count(entry["runs"]),
                format_count(entry["failed"]),
                format_duration(entry.get("duration_seconds", {}).get("mean")),
                format_count(entry.get("evaluations", {}).get("mean")),
                format_value(rate, 4),
            ]
        )
    return rows


def _distribution_rows(distribution: Dict[str, Dict[str, Any]]) -> Rows:
    rows = [["algorithm", "of", "count", "min", "median", "mean", "std", "max"]]
    for name, entry in distribution.items():
        if entry["count"]:
            figures = [format_value(entry[field]) for field in ("min", "median", "mean", "std", "max")]
            rows.append([name, entry["of"], format_count(entry["count"]), *figures])
    return rows


def _component_rows(components: Sequence[ComponentTimes]) -> Rows:
    rows = [["component", "calls", "total", "mean", "shortest", "longest"]]
    for times in components:
        durations = (times.total, times.total / times.calls, times.shortest, times.longest)
        name = times.name if times.parent is None else f"{times.parent} › {times.name}"
        rows.append([name, format_count(times.calls), *(format_duration(seconds) for seconds in durations)])
    return rows


def resource_rows(summaries: Sequence[Dict[str, Any]]) -> Rows:
    """The sampled metrics, each in its own unit."""
    rows = [["metric", "readings", "min", "mean", "max", "last"]]
    formats = {"B": format_bytes, "%": format_percent}
    for summary in summaries:
        form = formats.get(summary["unit"], format_value)
        labels = f" {summary['labels']}" if summary["labels"] else ""
        figures = [form(summary[field]) for field in ("min", "mean", "max", "last")]
        rows.append([summary["metric"] + labels, format_count(summary["count"]), *figures])
    return rows


def _notes(notes: Sequence[Dict[str, Any]]) -> List[str]:
    shown = [note["text"] for note in notes if not note["text"].startswith("stored run ")]
    return ["", "Notes", "-----", *shown] if shown else []
