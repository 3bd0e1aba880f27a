"""What the Python client costs its caller, next to the yardsticks, in one run; started by pythonClient.mjs."""

import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections import deque
from time import thread_time, time
from typing import Any, Callable, Dict, List, Tuple

import optimizer_monitor as om

BURST = 1_000
ROUNDS = 80
#: So many entries fill a cell several times, which makes the caller fold it.
HOT = 8_192
#: A microsecond, in appends of a tuple with a clock reading: 0.14 µs each on an idle machine.
FLOOR = 7.1

Work = Callable[[], None]
Costs = Dict[str, List[float]]


class _Counter:
    """One guarded number, as metrics libraries keep them."""

    def __init__(self) -> None:
        self._value = 0.0
        self._lock = threading.Lock()

    def inc(self, amount: float) -> None:
        with self._lock:
            self._value += amount


class _Histogram:
    """Stands in for prometheus_client's Histogram where that is not installed: same bounds, checks, sums, locks."""

    BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, float("inf"))

    def __init__(self) -> None:
        self._labels: Tuple[str, ...] = ()
        self._sum = _Counter()
        self._buckets = [_Counter() for _ in self.BOUNDS]

    def _has_values(self) -> bool:
        return not self._labels

    def _require_values(self) -> None:
        if not self._has_values():
            raise ValueError("a histogram with labels has no values of its own")

    def observe(self, amount: float) -> None:
        self._require_values()
        self._sum.inc(amount)
        for index, bound in enumerate(self.BOUNDS):
            if amount <= bound:
                self._buckets[index].inc(1)
                break


def _create_histogram() -> Tuple[str, Any]:
    try:
        from prometheus_client import Histogram
    except ImportError:
        return "an equivalent of prometheus_client's Histogram.observe", _Histogram()
    return "prometheus_client's Histogram.observe", Histogram("bench_seconds", "What an observation costs")


def _create_logger(folder: str) -> logging.Logger:
    logger = logging.getLogger("bench")
    handler = logging.FileHandler(os.path.join(folder, "bench.log"))
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    return logger


def _create_works(folder: str, histogram: Any) -> Dict[str, Work]:
    run = om.run("GA", problem="bench")
    logger = _create_logger(folder)
    queue: "deque[Any]" = deque(maxlen=BURST)
    # An observation costs more, the longer it was; a component's cost does not depend on it.
    durations = [(0.0003, 0.003, 0.03, 0.3, 3.0)[i % 5] for i in range(BURST)]
    evaluate = om.component("Decorated")(lambda: None)

    def record() -> None:
        for i in range(BURST):
            run.iteration(i, best=0.125, mean=0.37, evaluations=i, diversity=0.5)

    population = [0.125 * i for i in range(100)]

    def distribution() -> None:
        for i in range(BURST):
            run.iteration(i, best=0.125, mean=0.37, evaluations=i, diversity=0.5, objectives=population)

    def component() -> None:
        for _ in range(BURST):
            with om.component("Evaluation"):
                pass

    def decorated() -> None:
        for _ in range(BURST):
            evaluate()

    def log() -> None:
        for i in range(BURST):
            logger.info("iteration %d best %g mean %g evaluations %d diversity %g", i, 0.125, 0.37, i, 0.5)

    def append() -> None:
        for i in range(BURST):
            queue.append(("iteration", time(), "run", i, 0.125, 0.37, i, 0.5))

    def dump() -> None:
        for i in range(BURST):
            fields = {"best": 0.125, "mean": 0.37, "evaluations": i, "diversity": 0.5}
            json.dumps({"iteration": i, "time": time(), **fields})

    def observe() -> None:
        for duration in durations:
            histogram.observe(duration)

    def hot_loop() -> None:
        for _ in range(HOT):
            with om.component("Hot"):
                pass

    works = (component, observe, decorated, hot_loop, record, distribution, log, append, dump)
    return {work.__name__: work for work in works}


def _measure(works: Dict[str, Work]) -> Costs:
    """Microseconds of the calling thread's processor time a call, burst by burst.

    The bursts of all works take turns, and between them what was recorded is sent.
    """
    bursts: Costs = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            began = thread_time()
            work()
            calls = HOT if name == "hot_loop" else BURST
            bursts[name].append((thread_time() - began) / calls * 1e6)
            if not om.flush(10):
                raise SystemExit("the sink does not acknowledge")
    return bursts


def _measure_idle() -> Costs:
    """The same calls in a process that has no engine."""
    env = {key: value for key, value in os.environ.items() if key != "OPTIMIZER_MONITOR_ENDPOINT"}
    done = subprocess.run([sys.executable, __file__], env=env, stdout=subprocess.PIPE, check=True)
    costs: Costs = json.loads(done.stdout)
    return costs


def _row(costs: Costs, what: str, ours: str, yardstick: str, reach: float) -> Dict[str, Any]:
    """Compares two works by the median of their ratios round by round: what disturbs a machine disturbs both."""
    ratio = statistics.median(one / other for one, other in zip(costs[ours], costs[yardstick]))
    return {
        "what": f"{what}, µs",
        "ours": round(statistics.median(costs[ours]), 3),
        "yardstick": round(statistics.median(costs[yardstick]), 3),
        "ratio": round(ratio, 3),
        "reach": reach,
        "pass": ratio <= reach,
    }


def _absolute(costs: Costs, what: str, ours: str, limit: float) -> Dict[str, Any]:
    """A cost against a limit in microseconds, by its median."""
    cost = statistics.median(costs[ours])
    return {"what": f"{what}, µs", "ours": round(cost, 3), "reach": f"<= {limit:g} µs", "pass": cost <= limit}


def main() -> None:
    """Prints the rows; without an engine, the plain costs."""
    name, histogram = _create_histogram()
    with tempfile.TemporaryDirectory() as folder:
        works = _create_works(folder, histogram)
        for work in works.values():
            work()
        costs = _measure(works)
    if not om.enabled():
        print(json.dumps(costs))
        return
    idle = _measure_idle()
    rows = [
        _absolute(costs, "iteration()", "record", 1.0),
        _row(costs, "iteration() against logging.info to a file", "record", "log", 0.125),
        _row(costs, "iteration() with 100 objectives against logging.info to a file", "distribution", "log", 0.2),
        _row(costs, "iteration() against json.dumps of it", "record", "dump", 0.4),
        _row(costs, "iteration() against a bare deque.append with a clock reading", "record", "append", FLOOR),
        _row(costs, f"component, enter and exit, against {name}", "component", "observe", 1.0),
        _row(costs, f"decorated function against {name}", "decorated", "observe", 1.2),
        _row(costs, f"component in a hot loop, folding included, against {name}", "hot_loop", "observe", 1.2),
        _row(idle, "iteration() without an engine, against json.dumps of it", "record", "dump", 0.1),
        _row(idle, f"component without an engine, against {name}", "component", "observe", 0.5),
    ]
    print(json.dumps({"bench": "pythonClient", "rows": rows}, ensure_ascii=False))


if __name__ == "__main__":
    main()
