"""The functions that a program calls, on the one client that its environment describes."""

import atexit
import os
from time import time
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, SupportsFloat, TypeVar, Union, overload

from ._buffer import RUN_START
from ._client import Client
from ._components import Component, current_component
from ._environment import read_settings
from ._events import DATA, METRIC, NOTE, describe_type
from ._idle import IDLE_COMPONENT
from . import _ledger as ledger
from ._fields import Fields
from ._run import IdleRun, Run, remember_own
from ._values import MAX_TEXT, all_frozen, freeze, to_text, to_wire
from ._wrap import WRAPPERS, get_function

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_LEVELS = ("debug", "info", "warning", "error")

_client: Optional[Client] = None
_decided = False
_known: Dict[str, Component] = {}
_MAX_KNOWN = 2_000


def _get_client() -> Optional[Client]:
    """The process's client; whether there is one is decided once, by the environment at the first call."""
    global _client, _decided, _known
    if not _decided:
        settings = read_settings()
        if settings is not None:
            _client = Client(settings)
            _known = _client.components.known
        _decided = True
    return _client


def enabled() -> bool:
    """Whether this program reports anywhere: whether OPTIMIZER_MONITOR_ENDPOINT was set at the first call."""
    return _get_client() is not None


def run(
    algorithm: str,
    *,
    problem: Optional[str] = None,
    direction: Union[str, Sequence[str], None] = None,
    dimension: Optional[SupportsFloat] = None,
    budget: Optional[SupportsFloat] = None,
    target: Optional[SupportsFloat] = None,
    seed: Union[int, float, str, None] = None,
    population_size: Optional[SupportsFloat] = None,
    library: Optional[str] = None,
    parent: Union[Run, str, None] = None,
    parameters: Optional[Mapping[str, Any]] = None,
) -> Run:
    """Starts a run; use it in a `with` block, or call its `end`."""
    fields = dict(locals())
    started = start_run(fields)
    remember_own(started)
    return started


def start_run(given: Mapping[str, Any], began: Optional[float] = None) -> Run:
    """What `run` does with its arguments; `began` is when the run began, where that is some time ago."""
    client = _get_client()
    if client is None:
        return ledger.enter(IdleRun(), given)
    started: Run = ledger.enter(Run(client, client.create_run_id()), given)
    fields = Fields(client, RUN_START)
    algorithm, parent = given.get("algorithm"), given.get("parent")
    if not isinstance(algorithm, str):
        fields.refuse("algorithm", algorithm, "a text")
    fields.event.update(run=started.id, algorithm=to_text(algorithm) or "(unnamed)")
    fields.set_text("parent", parent.id if isinstance(parent, Run) else parent)
    fields.set_text("library", given.get("library"))
    fields.set_text("problem", given.get("problem"))
    fields.set_count("dimension", given.get("dimension"))
    fields.set_direction("direction", given.get("direction"))
    fields.set_count("budget", given.get("budget"))
    fields.set_number("target", given.get("target"))
    _set_seed(fields, given.get("seed"))
    fields.set_count("population_size", given.get("population_size"))
    fields.set_parameters("parameters", given.get("parameters"))
    client.buffer.append(RUN_START, time() if began is None else began, fields.event)
    client.wake()
    return started


def _set_seed(fields: Fields, seed: Any) -> None:
    if isinstance(seed, str):
        fields.set_text("seed", seed)
    elif isinstance(seed, int) and not isinstance(seed, bool) and abs(seed) > 2**53:
        fields.set_text("seed", hex(seed))  # A number of the wire would lose its last digits.
    else:
        fields.set_number("seed", seed)


def attach(run_id: str) -> Run:
    """A run that another process started, to report its iterations from here; its starter ends it."""
    client = _get_client()
    if client is None:
        return IdleRun(run_id)
    attached = Run(client, to_text(run_id), owned=False)
    remember_own(attached)
    return attached


@overload
def component(name: str) -> Component: ...


@overload
def component(name: Decorated) -> Decorated: ...


def component(name: Any) -> Any:
    """A named, timed section: `with component("Data Loading"):`, `@component("Evaluation")` or `@component`."""
    try:
        return _known[name]
    except Exception:  # Not known yet, or something that cannot even be looked up.
        return _find_component(name)


def _find_component(name: Any) -> Any:
    client = _get_client()
    decorates = isinstance(name, WRAPPERS) or (callable(name) and not isinstance(name, str))
    text = to_text(get_function(name)) or "(unnamed)"
    if client is None:
        if isinstance(name, str) and len(_known) < _MAX_KNOWN:
            _known[name] = IDLE_COMPONENT
        return name if decorates else IDLE_COMPONENT
    if not decorates and not isinstance(name, str):
        client.problems.report("component", "name", f"{describe_type(name)} is not a text")
    found = client.components.get(text, 3)
    return found(name) if decorates else found


def data(
    bytes: SupportsFloat,
    *,
    records: Optional[SupportsFloat] = None,
    direction: Optional[str] = None,
    component: Optional[str] = None,
) -> None:
    """Bytes (and records) that went through; inside a component they count as that component's."""
    client = _get_client()
    if client is None:
        return
    if component is None:
        component = current_component()
    if not all_frozen((type(bytes), type(records))):
        bytes, records = freeze(bytes), freeze(records)
    client.buffer.append(DATA, time(), bytes, records, direction, component)


def metric(name: str, value: SupportsFloat, *, unit: Optional[str] = None, run: Union[Run, str, None] = None) -> None:
    """One value of a metric of the program's own, of one run or of the whole session."""
    client = _get_client()
    if client is not None:
        run_id = run.id if isinstance(run, Run) else run
        client.buffer.append(METRIC, time(), name, freeze(value), unit, run_id)


def note(text: str, *, level: Optional[str] = None) -> None:
    """A remark for whoever looks at the session: level debug, info, warning or error."""
    client = _get_client()
    if client is None:
        return
    fields = Fields(client, NOTE)
    fields.event["text"] = to_text(text, MAX_TEXT)
    if isinstance(level, str) and level in _LEVELS:
        fields.set_text("level", level)
    elif level is not None:
        fields.refuse("level", level, "'debug', 'info', 'warning' or 'error'")
    client.buffer.append(NOTE, time(), fields.event)


def flush(timeout: float = 2.0) -> bool:
    """Waits until the engine has everything recorded so far; False where it has not after `timeout` seconds."""
    client = _get_client()
    return client is None or client.flush(_seconds(timeout, 2.0))


def summary(timeout: float = 2.0) -> Dict[str, Any]:
    """The session's figures so far as plain data: runs, convergence verdicts, components, resources.

    `source` is "engine", or "client" where no engine answered in time: then `reason` says why, and only what this process
    itself knows of its runs is there. Numbers that JSON has no literal for are the texts "NaN", "Infinity" and "-Infinity".
    """
    from ._asking import ask_figures

    return ask_figures(_get_client(), _seconds(timeout, 2.0))


def write_report(path: Any, timeout: float = 30.0) -> bool:
    """Writes the session's report so far to a file, in the form of its ending: .html, .md, .txt, .json (the exported session).

    Without an engine it has the little that this process knows, and says so. False where nothing could be written.
    """
    from ._asking import write_report_file

    return write_report_file(_get_client(), path, _seconds(timeout, 30.0))


def _seconds(timeout: Any, default: float) -> float:
    seconds = to_wire(timeout)
    return float(seconds) if isinstance(seconds, (int, float)) else default


def _close() -> None:
    client = _client
    if client is None:
        return
    try:
        client.close()
    except BaseException:  # A Ctrl-C during the last flush ends the flush; nothing may reach stderr.
        pass


def _reset_after_fork() -> None:
    if _client is not None:
        _client.reset_after_fork()


# Registered at import, so that it runs after whatever the program registers later and may still report.
atexit.register(_close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset_after_fork)

