"""Reports what an optimizer does to Optimizer Monitor.

    import optimizer_monitor as om

    with om.run("GA", problem="tour", direction="minimize", budget=10_000) as run:
        for generation in range(100):
            with om.component("Evaluation"):
                ...
            run.iteration(generation, best=best, mean=mean, evaluations=evaluations)

Recording only appends to memory; a daemon thread sends. Without an engine (OPTIMIZER_MONITOR_ENDPOINT unset) every call
does nothing. No call raises because of what it was given, and nothing is ever printed.

`PerformanceMonitor`, `MetricsCollector`, `PerformanceReporter` and `HistoricalStorage` do the same for programs that
are written in their terms, and also work without an engine: they keep what they record, report it and store it.
"""

from typing import TYPE_CHECKING, Any, List

from ._api import attach, component, data, enabled, flush, metric, note, run, summary, write_report
from ._run import Run
from ._version import __version__

if TYPE_CHECKING:
    from ._history.errors import HistoryError
    from ._history.storage import HistoricalStorage
    from ._monitoring.collector import MetricsCollector
    from ._monitoring.monitor import PerformanceMonitor
    from ._reports.reporter import PerformanceReporter

__all__ = [
    "HistoricalStorage",
    "HistoryError",
    "MetricsCollector",
    "PerformanceMonitor",
    "PerformanceReporter",
    "Run",
    "__version__",
    "attach",
    "component",
    "data",
    "enabled",
    "flush",
    "metric",
    "note",
    "run",
    "summary",
    "write_report",
]

#: Loaded when a program first names them: most programs do not, and each start would pay for sqlite3 and more.
_LAZY = {
    "HistoricalStorage": "_history.storage",
    "HistoryError": "_history.errors",
    "MetricsCollector": "_monitoring.collector",
    "PerformanceMonitor": "_monitoring.monitor",
    "PerformanceReporter": "_reports.reporter",
}


def __getattr__(name: str) -> Any:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f".{module}", __name__), name)
    return found


def __dir__() -> List[str]:
    return sorted(set(globals()) | set(__all__))
