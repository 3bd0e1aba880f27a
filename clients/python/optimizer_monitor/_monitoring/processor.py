"""Processor use since the reading before, in percent; None for what the platform does not give."""

import os
from time import monotonic, process_time
from typing import Dict, NamedTuple, Optional, Tuple

from .memory import read_text, read_tree

Values = Dict[str, Optional[float]]

SYSTEM_FIELDS = ("system_cpu_percent", "system_load_average_1m")
PROCESS_FIELDS = ("process_cpu_percent", "process_count", "process_threads")

#: A share of less time than this is noise.
_SHORTEST_SECONDS = 0.001


class _State(NamedTuple):
    time: float
    process_seconds: float
    busy_ticks: Optional[int]
    all_ticks: Optional[int]


class ProcessorMeter:
    """Turns what the system counts since its start into shares of the time between two readings."""

    def __init__(self) -> None:
        self._before, _ = _read_state()

    def read(self) -> Values:
        """One reading; the first is of the time since the meter was made."""
        values: Values = dict.fromkeys(SYSTEM_FIELDS + PROCESS_FIELDS)
        now, counts = _read_state()
        values.update(counts)
        if hasattr(os, "getloadavg"):
            try:
                values["system_load_average_1m"] = os.getloadavg()[0]
            except OSError:
                pass
        before = self._before
        elapsed = now.time - before.time
        if elapsed < _SHORTEST_SECONDS:
            return values
        self._before = now
        used = now.process_seconds - before.process_seconds
        # It falls where a child ended that nobody waited for; what was used then is not known.
        values["process_cpu_percent"] = 100.0 * used / elapsed if used >= 0 else None
        if now.busy_ticks is not None and before.busy_ticks is not None and now.all_ticks and before.all_ticks:
            ticks = now.all_ticks - before.all_ticks
            busy = min(max(now.busy_ticks - before.busy_ticks, 0), ticks)
            values["system_cpu_percent"] = 100.0 * busy / ticks if ticks > 0 else None
        return values


def _read_state() -> Tuple[_State, Values]:
    busy, total = _system_ticks()
    tree = read_tree()
    times = os.times()
    # This process's own time is known to the nanosecond; that of its children in ticks.
    seconds = process_time() + times.children_user + times.children_system
    if len(tree) > 1:
        seconds += sum(state.ticks for state in tree[1:]) / os.sysconf("SC_CLK_TCK")
    running = [state for state in tree if state.is_running]
    counts: Values = {}
    if running:
        counts["process_count"] = float(len(running))
        counts["process_threads"] = float(sum(state.threads for state in running))
    return _State(monotonic(), seconds, busy, total), counts


def _system_ticks() -> Tuple[Optional[int], Optional[int]]:
    """Ticks of all cores that were not idle, and all; waiting for storage is idle, guests are in user time already."""
    line = (read_text("/proc/stat") or "").split("\n", 1)[0].split()
    if len(line) < 6 or line[0] != "cpu":
        return None, None
    ticks = [int(field) for field in line[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)
