"""From records to events of the wire, on the sending thread."""

from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from ._buffer import DROPPED, RUN_END, RUN_START, Record
from ._distribution import NAN_COUNT, distribution_fields
from ._problems import Problems
from ._values import Unusable, to_text, to_wire, type_name

Event = Dict[str, Any]

ITERATION = "iteration"
FRONT = "front"
DATA = "data"
METRIC = "metric"
NOTE = "note"
#: The field of an iteration that travels as quantiles.
OBJECTIVES = "objectives"

#: The fields that an iteration has by name; any other number is a custom metric.
STANDARD_FIELDS = frozenset(
    "evaluations best current mean median std min max bound gap violation feasible hypervolume front_size diversity "
    "step_size gradient_norm temperature acceptance_rate nodes open_nodes lp_iterations population_size".split()
)


class Formatter:
    """Turns records into events; what cannot be one is reported and left out."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self._formats: Dict[str, Callable[[Record], Optional[Event]]] = {
            RUN_START: _format_ready,
            RUN_END: _format_ready,
            FRONT: self._format_front,
            NOTE: _format_ready,
            ITERATION: self._format_iteration,
            DATA: self._format_data,
            METRIC: self._format_metric,
            DROPPED: _format_dropped,
        }

    def format(self, record: Record) -> Optional[Event]:
        """The event of a record, or None where a required value is no number."""
        return self._formats[record[0]](record)

    def _format_iteration(self, record: Record) -> Optional[Event]:
        _, time, run, iteration, fields = record
        number = self._finite(ITERATION, "iteration", iteration)
        if number is None:
            return None
        event: Event = {"type": ITERATION, "time": time, "run": run, "iteration": number}
        metrics: Optional[Dict[str, Any]] = None
        for key, value in fields.items():
            if value is None:
                continue
            if key in STANDARD_FIELDS:
                wire = to_wire(value)
                if wire is None:
                    self._refuse(ITERATION, key, value)
                else:
                    event[key] = wire
            elif key == OBJECTIVES:
                pass  # Last, so that what the program itself says of them stands.
            else:
                metrics = self._add_metrics({} if metrics is None else metrics, key, value)
        if fields.get(OBJECTIVES) is not None:
            metrics = self._add_distribution(event, metrics, fields[OBJECTIVES])
        if metrics is not None:
            event["metrics"] = metrics
        return event

    def _add_distribution(
        self, event: Event, metrics: Optional[Dict[str, Any]], objectives: Any
    ) -> Optional[Dict[str, Any]]:
        try:
            found = distribution_fields(objectives)
        except Exception:
            self.problems.report(ITERATION, OBJECTIVES, "it is not a list of numbers")
            return metrics
        nans = found.pop(NAN_COUNT, None)
        for key, value in found.items():
            event.setdefault(key, value if key == "quantiles" else to_wire(value))
        return metrics if nans is None else {**(metrics or {}), NAN_COUNT: nans}

    def _add_metrics(self, metrics: Dict[str, Any], key: str, value: Any) -> Dict[str, Any]:
        if key != "metrics":
            self._add_metric(metrics, key, value)
        elif isinstance(value, dict):
            for name, entry in value.items():
                self._add_metric(metrics, name, entry)
        else:
            self._refuse(ITERATION, key, value, "a dict of numbers")
        return metrics

    def _add_metric(self, metrics: Dict[str, Any], name: Any, value: Any) -> None:
        if value is None:
            return
        wire = to_wire(value)
        if wire is None:
            self._refuse(ITERATION, f"metric {to_text(name, 100)!r}", value)
        else:
            metrics[to_text(name)] = int(wire) if isinstance(wire, bool) else wire

    def _format_metric(self, record: Record) -> Optional[Event]:
        _, time, name, value, unit, run = record
        wire = to_wire(value)
        if wire is None:
            self._refuse(METRIC, "value", value)
            return None
        number = int(wire) if isinstance(wire, bool) else wire
        if not isinstance(name, str):
            self._refuse(METRIC, "name", name, "a text")
        event: Event = {"type": METRIC, "time": time, "name": to_text(name) or "(unnamed)", "value": number}
        self._set_text(event, "unit", unit)
        self._set_text(event, "run", run)
        return event

    def _format_data(self, record: Record) -> Optional[Event]:
        _, time, size, records, direction, component = record
        number = self._count(DATA, "bytes", size)
        if number is None:
            return None
        event: Event = {"type": DATA, "time": time, "bytes": number}
        if records is not None:
            count = self._count(DATA, "records", records)
            if count is not None:
                event["records"] = count
        if isinstance(direction, str) and direction in ("read", "write"):
            event["direction"] = str.__str__(direction)
        elif direction is not None:
            self._refuse(DATA, "direction", direction, "'read' or 'write'")
        self._set_text(event, "component", component)
        return event

    def _format_front(self, record: Record) -> Optional[Event]:
        _, time, run, points, iteration = record
        event: Event = {"type": FRONT, "time": time, "run": run}
        if iteration is not None:
            number = self._finite(FRONT, "iteration", iteration)
            if number is not None:
                event["iteration"] = number
        wire: List[List[Any]] = []
        for point in points:
            coordinates = [to_wire(value) for value in point]
            if None in coordinates:
                self._refuse(FRONT, "points", point[coordinates.index(None)], "a list of lists of numbers")
                return None
            wire.append([int(value) if isinstance(value, bool) else value for value in coordinates])
        event["points"] = wire
        return event

    def _set_text(self, event: Event, field: str, value: Any) -> None:
        if isinstance(value, str):
            event[field] = to_text(value)
        elif value is not None:
            self._refuse(event["type"], field, value, "a text")

    def _finite(self, event: str, field: str, value: Any) -> Any:
        number = to_wire(value)
        if number is None or isinstance(number, str):
            self._refuse(event, field, value, "a finite number")
            return None
        return int(number) if isinstance(number, bool) else number

    def _count(self, event: str, field: str, value: Any) -> Any:
        number = self._finite(event, field, value)
        if number is not None and number < 0:
            self.problems.report(event, field, "it is negative")
            return None
        return number

    def _refuse(self, event: str, field: str, value: Any, wanted: str = "a number") -> None:
        self.problems.report(event, field, f"{describe_type(value)} is not {wanted}")


def describe_type(value: Any) -> str:
    """What a message calls a value that was refused: its type, and the value where that is the point."""
    if isinstance(value, Unusable):
        return value.type_name
    if isinstance(value, float) and value - value != 0.0:
        return repr(float(value))
    if isinstance(value, str) and len(value) <= 40:
        return f"str {str.__str__(value)!r}"
    return type_name(value)


def _format_ready(record: Record) -> Event:
    event: Event = {"type": record[0], "time": record[1]}
    event.update(record[2])
    return event


def _format_dropped(record: Record) -> Event:
    return {"type": DROPPED, "time": record[1], "count": record[2]}


def merge_data(events: Sequence[Event]) -> List[Event]:
    """One `data` event for each kind in a batch: a program that reports every line it reads sends sums, not lines."""
    merged: List[Event] = []
    sums: Dict[Tuple[Any, ...], Event] = {}
    for event in events:
        if event["type"] != DATA:
            merged.append(event)
            continue
        key = (event.get("component"), event.get("direction"), "records" in event)
        known = sums.get(key)
        if known is None:
            sums[key] = event
            merged.append(event)
        else:
            known["bytes"] += event["bytes"]
            known["time"] = event["time"]
            if "records" in event:
                known["records"] += event["records"]
    return merged


def parse_count(value: Any) -> Tuple[Any, Optional[str]]:
    """A number of zero or more for the wire, or None and why not."""
    number = to_wire(value)
    if number is None:
        return None, f"{describe_type(value)} is not a number"
    if number == "NaN" or number == "-Infinity" or (not isinstance(number, str) and number < 0):
        return None, "it is not zero or more"
    return (int(number) if isinstance(number, bool) else number), None

