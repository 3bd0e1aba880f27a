"""Reports what an optimizer does to Optimizer Monitor.

    import optimizer_monitor as om

    with om.run("GA", problem="tour", direction="minimize", budget=10_000) as run:
        for generation in range(100):
            with om.component("Evaluation"):
                ...
            run.iteration(generation, best=best, mean=mean, evaluations=evaluations)

Recording only appends to memory; a daemon thread sends. Without an engine (OPTIMIZER_MONITOR_ENDPOINT unset) every call
does nothing. No call raises because of what it was given, and nothing is ever printed.
"""

from ._api import attach, component, data, enabled, flush, metric, note, run
from ._run import Run
from ._version import __version__

__all__ = ["Run", "__version__", "attach", "component", "data", "enabled", "flush", "metric", "note", "run"]
