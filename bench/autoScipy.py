"""Times SciPy's optimizers with and without the adapter: what an evaluation costs more, beside one of 1 ms."""

import json
import sys
from time import process_time

import numpy
import scipy.optimize
from scipy.optimize import rosen

from optimizer_monitor.auto import hook, registry
from optimizer_monitor.auto.patches import Patches

PAIRS = 8
LIMIT = 1.02
MODULES = [sys.modules[name] for name in hook.ADAPTERS if name.startswith("scipy.") and name in sys.modules]
#: Microseconds of the evaluation that the adapter's cost is set against.
MILLISECOND = 1000.0
START = numpy.linspace(-1.0, 1.5, 10)


def slow(x):
    """About 0.1 ms: long enough to be timed, and short enough for the adapter not to be lost in its noise."""
    total = 0.0
    for _ in range(350):
        total += sum([value * value for value in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)])
    return rosen(x) + total * 0.0


def minimize(objective, limit):
    """Processor seconds of an evaluation with Nelder-Mead, the client's own thread included."""
    began = process_time()
    result = scipy.optimize.minimize(objective, START, method="Nelder-Mead", options={"maxfev": limit})
    return (process_time() - began) / result.nfev


def evolve(objective, limit):
    """The same with differential evolution, generations of 50."""
    began = process_time()
    result = scipy.optimize.differential_evolution(
        objective, [(-2, 2)] * 10, popsize=5, maxiter=limit // 50, polish=False, tol=0, seed=1
    )
    return (process_time() - began) / result.nfev


def monitored(measure, *args):
    """The same with the adapter, which is taken out again."""
    patches = registry._known["scipy"] = Patches("scipy")
    for module in MODULES:
        registry.apply_adapter("scipy", module)
    try:
        return measure(*args)
    finally:
        assert not patches.is_off
        patches.undo()


def compare(what, measure, objective, limit, is_bound):
    """The quickest of several runs each, in turns; the difference is the adapter's, with the client's own thread."""
    bare, ours = [], []
    for index in range(2 * PAIRS):
        if index % 4 in (0, 3):
            bare.append(measure(objective, limit) * 1e6)
        else:
            ours.append(monitored(measure, objective, limit) * 1e6)
    if not is_bound:
        ratio = min(ours) / min(bare)
        return {"what": what, "ours": min(ours), "yardstick": min(bare), "ratio": ratio, "reach": "", "pass": True}
    total = MILLISECOND + min(ours) - min(bare)
    row = {"what": what, "ours": total, "yardstick": MILLISECOND, "ratio": total / MILLISECOND}
    return {**row, "reach": f"ratio ≤ {LIMIT}", "pass": row["ratio"] <= LIMIT}


rows = [
    compare("a 1 ms evaluation in minimize, monitored (µs)", minimize, slow, 3000, True),
    compare("a 1 ms evaluation in differential_evolution, monitored (µs)", evolve, slow, 3000, True),
    compare("an evaluation of next to nothing in minimize, monitored (µs)", minimize, rosen, 3000, False),
]
print(json.dumps({"bench": "autoScipy", "rows": rows}))
