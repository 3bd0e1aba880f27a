"""Memory of the machine and of this process with its descendants; None for what the platform does not give."""

import os
import re
import sys
from typing import Dict, List, NamedTuple, Optional, Tuple

Values = Dict[str, Optional[float]]

SYSTEM_FIELDS = ("system_memory_used_bytes", "system_memory_available_bytes", "system_memory_percent")
PROCESS_FIELDS = ("process_memory_rss_bytes", "process_memory_vms_bytes", "process_memory_percent")


class ProcessState(NamedTuple):
    """One process as `/proc/<pid>/stat` has it; CPU time in clock ticks, with that of ended children."""

    is_running: bool
    ticks: int
    threads: int
    vms_bytes: int
    rss_bytes: int


def read_text(path: str) -> Optional[str]:
    """A small file of `/proc` or `/sys`, or None where there is none."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return None


def read_process(pid: int) -> Optional[ProcessState]:
    """The state of one process, or None where it has gone or the platform has no `/proc`."""
    text = read_text(f"/proc/{pid}/stat")
    if text is None:
        return None
    # The name stands in brackets and may hold anything, brackets too.
    fields = text[text.rfind(")") + 1 :].split()
    if len(fields) < 22:
        return None
    page = os.sysconf("SC_PAGE_SIZE")
    ticks = sum(int(field) for field in fields[11:15])
    return ProcessState(fields[0] not in "ZXx", ticks, int(fields[17]), int(fields[20]), int(fields[21]) * page)


def read_tree() -> List[ProcessState]:
    """This process and all that descend from it; empty where the platform has no `/proc`."""
    found: List[ProcessState] = []
    waiting = [os.getpid()]
    while waiting:
        pid = waiting.pop()
        state = read_process(pid)
        if state is None:
            continue
        found.append(state)
        waiting.extend(_children(pid))
    return found


def _children(pid: int) -> List[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []
    texts = [read_text(f"/proc/{pid}/task/{thread}/children") or "" for thread in threads]
    return [int(child) for text in texts for child in text.split()]


def read_memory() -> Values:
    """One reading of the machine's and the processes' memory."""
    values: Values = dict.fromkeys(SYSTEM_FIELDS + PROCESS_FIELDS)
    total, available = _system_memory()
    if total is not None and available is not None:
        values["system_memory_used_bytes"] = total - available
        values["system_memory_available_bytes"] = available
        values["system_memory_percent"] = 100.0 * (total - available) / total
    running = [state for state in read_tree() if state.is_running]
    if running:
        rss = sum(state.rss_bytes for state in running)
        values["process_memory_rss_bytes"] = float(rss)
        values["process_memory_vms_bytes"] = float(sum(state.vms_bytes for state in running))
        if total is not None:
            values["process_memory_percent"] = 100.0 * rss / total
    return values


def peak_rss_bytes() -> Optional[float]:
    """The most resident memory that this process alone ever had; None where the platform does not say."""
    try:
        import resource
    except ImportError:  # Windows has no such module.
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak if sys.platform == "darwin" else peak * 1024) or None


def total_memory() -> Optional[float]:
    """The memory that programs here can have: the machine's, or the container's limit below it."""
    return _system_memory()[0]


def _system_memory() -> Tuple[Optional[float], Optional[float]]:
    facts = read_text("/proc/meminfo") or ""
    total, available = _kibibytes(facts, "MemTotal"), _kibibytes(facts, "MemAvailable")
    if total is None:
        return _total_by_sysconf(), None
    limit = _find_limit(total)
    if limit is None or available is None:
        return total, available
    bytes_, folder = limit
    current = _number(read_text(os.path.join(folder, "memory.current")))
    if current is None:
        return total, available
    inactive = re.search(r"^inactive_file (\d+)$", read_text(os.path.join(folder, "memory.stat")) or "", re.MULTILINE)
    # Caches that can be dropped count as available, as they do for the machine.
    used = max(0.0, current - (float(inactive.group(1)) if inactive else 0.0))
    return bytes_, min(max(0.0, bytes_ - used), available)


def _kibibytes(facts: str, name: str) -> Optional[float]:
    match = re.search(rf"^{name}:\s+(\d+) kB$", facts, re.MULTILINE)
    return float(match.group(1)) * 1024 if match else None


def _total_by_sysconf() -> Optional[float]:
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return None


def _find_limit(machine_bytes: float) -> Optional[Tuple[float, str]]:
    """The tightest memory limit of the control groups (version 2) around this process, and the group's folder."""
    match = re.search(r"^0::(/.*)$", read_text("/proc/self/cgroup") or "", re.MULTILINE)
    group = match.group(1) if match else "/"
    if ".." in group:  # Inside a container the path may lead above its own root.
        group = "/"
    tightest = None
    while True:
        folder = os.path.join("/sys/fs/cgroup", group.lstrip("/"))
        limit = _number(read_text(os.path.join(folder, "memory.max")))
        if limit and limit < (tightest[0] if tightest else machine_bytes):
            tightest = (limit, folder)
        if group == "/":
            return tightest
        group = os.path.dirname(group)


def _number(text: Optional[str]) -> Optional[float]:
    return float(text) if text is not None and text.strip().isdigit() else None
