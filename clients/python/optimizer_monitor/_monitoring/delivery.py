"""From what a monitor and a collector hold to a client."""

from time import time
from typing import Any, Dict

from .._buffer import RUN_END, RUN_START
from .._client import Client
from .._components import Sums
from .._events import ITERATION, METRIC, NOTE
from .._fields import Fields
from .._run import Run
from .._values import MAX_TEXT, to_text
from .algorithm_run import AlgorithmRun
from .monitor import PerformanceMonitor

#: A run of many iterations waits for the engine in between, so that nothing has to be dropped.
_PART = 20_000
_PART_SECONDS = 2.0

_COUNTS = ("dimension", "budget", "population_size")
_TEXTS = ("library", "problem")


def send_run(client: Client, run: AlgorithmRun) -> None:
    """Sends a whole run, with its own times."""
    facts = run.facts
    start = Fields(client, RUN_START)
    start.event.update(run=run.id, algorithm=to_text(run.algorithm) or "(unnamed)")
    for field in _TEXTS:
        start.set_text(field, facts.get(field))
    for field in _COUNTS:
        start.set_count(field, facts.get(field))
    start.set_direction("direction", facts.get("direction"))
    start.set_number("target", facts.get("target"))
    seed = facts.get("seed")
    (start.set_text if isinstance(seed, str) else start.set_number)("seed", seed)
    start.set_parameters("parameters", facts.get("parameters"))
    client.buffer.append(RUN_START, run.start_time, start.event)
    _send_iterations(client, run)
    if facts.get("front") is not None:
        Run(client, run.id).front(facts["front"])
    _send_end(client, run)
    if run.ignored:
        send_note(client, ignored_text(run))
    client.wake()


def _send_iterations(client: Client, run: AlgorithmRun) -> None:
    columns = {name: column for name, column in run.columns.items() if name not in ("iteration", "time")}
    for index, (iteration, when) in enumerate(zip(run.columns.get("iteration", ()), run.columns.get("time", ()))):
        fields: Dict[str, Any] = {}
        for name, column in columns.items():
            if column[index] is not None:
                fields[name] = column[index]
        client.buffer.append(ITERATION, when, run.id, iteration, fields)
        if (index + 1) % min(_PART, client.buffer.capacity) == 0:
            client.flush(_PART_SECONDS, give_up_early=True)


def _send_end(client: Client, run: AlgorithmRun) -> None:
    end = Fields(client, RUN_END)
    end.event.update(run=run.id, status=run.status)
    end.set_flag("converged", run.facts.get("converged"))
    end.set_text("termination", run.facts.get("termination"))
    end.set_number("best", run.facts.get("best"))
    end.set_count("evaluations", run.facts.get("evaluations"), finite=True)
    end.set_plain("solution", run.facts.get("solution"))
    end.set_text("message", run.facts.get("message"), MAX_TEXT)
    client.buffer.append(RUN_END, run.end_time, end.event)


def send_monitor(client: Client, monitor: PerformanceMonitor) -> None:
    """Sends everything that a monitor holds, to a client that had none of it."""
    for times in monitor.get_component_statistics():
        sums = Sums(times.calls, times.total, times.shortest, times.longest, times.buckets)
        client.components.record_sums(times.name, times.parent, sums, times.source)
    for table, rows in monitor.readings.tables().items():
        name = table[len("metric:") :] if table.startswith("metric:") else None
        for row in rows:
            for column, value in row.items():
                if column != "time":
                    record = (name or f"recorded_{column}", value, monitor.readings.unit(table), None)
                    client.buffer.append(METRIC, row["time"], *record)


def send_note(client: Client, text: str, level: str = "info") -> None:
    """A remark with the session."""
    fields = Fields(client, NOTE)
    fields.event.update(text=to_text(text, MAX_TEXT), level=level)
    client.buffer.append(NOTE, time(), fields.event)


def ignored_text(run: AlgorithmRun) -> str:
    """What a note says of the fields that were left out."""
    return f"{run.algorithm}: left out of run_data, neither numbers nor known: {', '.join(run.ignored[:20])}"
