"""One optimization run, as the program sees it."""

import weakref
from time import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Dict, Iterable, Mapping, Optional, Sequence, Tuple, Type, TypeVar

from ._buffer import DROPPED, RUN_END
from ._client import Client
from ._distribution import MAX_WAITING_VALUES, copy_objectives
from ._events import FRONT, ITERATION
from ._fields import Fields
from ._values import MAX_TEXT, all_frozen, freeze_fields, to_text, type_name

Self = TypeVar("Self", bound="Run")

if TYPE_CHECKING:
    from typing import SupportsFloat, SupportsIndex

#: More than the engine keeps of one front.
MAX_FRONT_POINTS = 10_000

_STATUSES = ("completed", "failed", "stopped")
_QUIET_ENDS = ("GeneratorExit", "CancelledError")


#: The open runs that the program itself has started in this process, or in the one that it was forked from.
_own: "weakref.WeakSet[Run]" = weakref.WeakSet()


def remember_own(run: "Run") -> None:
    """Counts a run as the program's own until it ends."""
    _own.add(run)


def find_own() -> Optional["Run"]:
    """An open run of the program's own, one that has reported iterations first; None where there is none."""
    for _ in range(10):
        try:
            return max(list(_own), key=lambda run: run.has_reported, default=None) if _own else None
        except RuntimeError:  # Another thread has started a run meanwhile.
            pass
    return None


class Run:
    """A run that is reported; made by `optimizer_monitor.run`, ended by its `with` block or by `end`."""

    __slots__ = ("id", "facts", "_last", "_client", "_queue", "_gate", "_generation", "_ended", "__weakref__")

    def __init__(self, client: Client, run_id: str, owned: bool = True) -> None:
        self.id = run_id
        #: What `optimizer_monitor.summary` says of it where no engine answers; outlives the run.
        self.facts: Dict[str, Any] = {}
        self._last: Any = None
        self._client = client
        self._queue = client.buffer.queue
        self._gate = client.gate
        # A forked child reports to the run, but leaving the parent's `with` block there does not end it.
        self._generation = client.generation if owned else -1
        self._ended = False

    if TYPE_CHECKING:

        def iteration(
            self,
            iteration: SupportsIndex,
            *,
            best: Optional[SupportsFloat] = None,
            evaluations: Optional[SupportsFloat] = None,
            current: Optional[SupportsFloat] = None,
            mean: Optional[SupportsFloat] = None,
            median: Optional[SupportsFloat] = None,
            std: Optional[SupportsFloat] = None,
            min: Optional[SupportsFloat] = None,
            max: Optional[SupportsFloat] = None,
            bound: Optional[SupportsFloat] = None,
            gap: Optional[SupportsFloat] = None,
            violation: Optional[SupportsFloat] = None,
            feasible: Optional[SupportsFloat] = None,
            hypervolume: Optional[SupportsFloat] = None,
            front_size: Optional[SupportsFloat] = None,
            diversity: Optional[SupportsFloat] = None,
            step_size: Optional[SupportsFloat] = None,
            gradient_norm: Optional[SupportsFloat] = None,
            temperature: Optional[SupportsFloat] = None,
            acceptance_rate: Optional[SupportsFloat] = None,
            nodes: Optional[SupportsFloat] = None,
            open_nodes: Optional[SupportsFloat] = None,
            lp_iterations: Optional[SupportsFloat] = None,
            population_size: Optional[SupportsFloat] = None,
            objectives: Optional[Iterable[SupportsFloat]] = None,
            metrics: Optional[Mapping[str, SupportsFloat]] = None,
            **custom: SupportsFloat,
        ) -> None:
            """One step of the run; any other keyword is a custom metric.

            `objectives` are the objective's values over the population: a list or an array, which is copied here.
            """

    else:

        def iteration(self, iteration, objectives=None, **fields):
            """One step of the run: best, evaluations, current, mean, median, std, min, max, bound, gap, diversity, …

            `metrics` is a dict of custom numbers; any keyword that is no standard field is a custom number too.
            `objectives`, the objective's values over the population, is copied here and sorted by the sending thread.
            """
            if not all_frozen(map(type, fields.values())) or iteration.__class__ is not int:
                iteration, fields = _freeze_iteration(iteration, fields)
            queue = self._queue
            if objectives is not None:
                self._keep(objectives, fields)
            self._last = record = (ITERATION, time(), self.id, iteration, fields)
            queue.append(record)
            if len(queue) > self._gate.queue_limit:
                self._client.buffer.overflow()

    @property
    def has_reported(self) -> bool:
        """Whether the program has reported an iteration of it in this process."""
        return self._last is not None

    def last_step(self) -> Tuple[Any, Dict[str, Any]]:
        """The number and the fields of the newest iteration; None and nothing before the first."""
        return (None, {}) if self._last is None else self._last[3:5]

    def _settle(self, outcome: Dict[str, Any]) -> None:
        number, fields = self.last_step()
        kept = {key: fields[key] for key in ("best", "current", "evaluations") if key in fields}
        self.facts.update(outcome=outcome, step=(number, kept))

    def _keep(self, objectives: Any, fields: Dict[str, Any]) -> None:
        copied = copy_objectives(objectives)
        size = len(copied) if hasattr(copied, "__len__") else 1
        if size * (len(self._queue) + 1) <= MAX_WAITING_VALUES:
            fields["objectives"] = copied
        else:
            self._client.problems.report(ITERATION, "objectives", "too many values wait to be sent; some are left out")

    def front(self, points: Iterable[Sequence["SupportsFloat"]], iteration: Optional["SupportsFloat"] = None) -> None:
        """The current set of non-dominated points, one list of objective values each."""
        try:
            copied: Any = points.tolist() if hasattr(points, "tolist") else points
            rows = [tuple(point) for point in copied]
        except Exception:
            self._client.problems.report(FRONT, "points", f"{type_name(points)} is not a list of lists of numbers")
            self._client.buffer.append(DROPPED, time(), 1)
            return
        if len(rows) > MAX_FRONT_POINTS:
            self._client.problems.report(FRONT, "points", f"all after the first {MAX_FRONT_POINTS} are left out")
        self._client.buffer.append(FRONT, time(), self.id, rows[:MAX_FRONT_POINTS], iteration)

    def end(
        self,
        status: str = "completed",
        *,
        converged: Optional[bool] = None,
        termination: Optional[str] = None,
        best: Optional["SupportsFloat"] = None,
        evaluations: Optional["SupportsFloat"] = None,
        solution: Any = None,
        message: Optional[str] = None,
    ) -> None:
        """Ends the run: completed, failed or stopped; only the first call counts."""
        if self._ended:
            return
        self._ended = True
        _own.discard(self)
        fields = Fields(self._client, RUN_END)
        if not isinstance(status, str) or status not in _STATUSES:
            fields.refuse("status", status, "'completed', 'failed' or 'stopped'")
            status = "completed"
        fields.event.update(run=self.id, status=status)
        fields.set_flag("converged", converged)
        fields.set_text("termination", termination)
        fields.set_number("best", best)
        fields.set_count("evaluations", evaluations, finite=True)
        fields.set_plain("solution", solution)
        fields.set_text("message", message, MAX_TEXT)
        self._settle(fields.event)
        self._client.buffer.append(RUN_END, time(), fields.event)
        self._client.deliver_soon()

    def reports_to(self, client: Client) -> bool:
        """Whether this client sends what is reported of the run."""
        return self._client is client

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if self._ended or self._generation != self._client.generation:
            return
        self.end(**describe_end(kind, error))

    def __reduce__(self) -> Tuple[Any, ...]:
        from ._api import attach

        return attach, (self.id,)


class IdleRun(Run):
    """A run where there is no engine to report to: it keeps no more than its last step and its end."""

    __slots__ = ("_step",)

    def __init__(self, run_id: str = "") -> None:
        self.id = run_id
        self.facts = {}
        self._last = None
        self._step: Any = None

    def last_step(self) -> Tuple[Any, Dict[str, Any]]:
        """As that of a run that is reported."""
        return self._step, self._last or {}

    def reports_to(self, client: Client) -> bool:
        """Nobody."""
        return False

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.end(**describe_end(kind, error))

    if not TYPE_CHECKING:

        def iteration(self, iteration, objectives=None, **fields):
            """Remembers the step until the next."""
            self._step = iteration
            self._last = fields

        def front(self, points, iteration=None):
            """Does nothing."""

        def end(self, status="completed", **fields):
            """Remembers how it ended."""
            if "outcome" not in self.facts:
                self._settle(dict(fields, status=status))


def _freeze_iteration(iteration: Any, fields: Dict[str, Any]) -> Tuple[Any, Dict[str, Any]]:
    frozen = freeze_fields(dict(fields, iteration=iteration))
    return frozen.pop("iteration"), frozen


def describe_end(kind: Optional[Type[BaseException]], error: Optional[BaseException]) -> Dict[str, Any]:
    """How a run ended whose `with` block was left: by itself, by the user, or by an exception."""
    if kind is None:
        return {"status": "completed"}
    if issubclass(kind, KeyboardInterrupt) or kind.__name__ in _QUIET_ENDS:
        return {"status": "stopped", "message": kind.__name__}
    if issubclass(kind, SystemExit) and getattr(error, "code", None) in (None, 0):
        return {"status": "stopped", "message": "SystemExit"}
    text = to_text(error, MAX_TEXT) if error is not None else ""
    message = f"{kind.__name__}: {text}" if text else kind.__name__
    return {"status": "failed", "termination": "error", "message": message}

