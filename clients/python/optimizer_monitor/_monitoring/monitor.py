"""PerformanceMonitor: timers of components and readings of resources, kept in memory and sent to the engine."""

import warnings
from contextlib import contextmanager
from time import perf_counter, time
from types import TracebackType
from typing import Any, Dict, Iterator, List, Mapping, Optional, Type, Union

from .. import _api
from .._buffer import Turnstile
from .._components import source_of
from .._values import to_text, to_wire
from .graphics import GpuReader, GpuReading
from .memory import PROCESS_FIELDS, peak_rss_bytes, read_memory
from .processor import PROCESS_FIELDS as PROCESS_CPU_FIELDS
from .processor import ProcessorMeter
from .readings import Readings, Row
from .sampler import Sampler
from .timers import ComponentTimes, Timers

Reading = Dict[str, Optional[float]]

SHORTEST_INTERVAL = 0.05
_STOP_SECONDS = 2.0
_GPU_SECONDS = 2.0

#: How a reading is called among the session's own metrics: beside what the engine samples by itself, not mixed with it.
_SENT = {
    "process_memory_rss_bytes": ("recorded_memory_rss_bytes", "B"),
    "process_cpu_percent": ("recorded_cpu_percent", "%"),
}


class PerformanceMonitor:
    """Times components and reads resources of the program that it is made in; safe to use from any thread.

    `with PerformanceMonitor(interval=1.0) as monitor:` reads resources in the background until the block ends.
    """

    def __init__(self, interval: float = 1.0) -> None:
        self.interval = interval
        self.start_time = time()
        self.readings = Readings()
        self._timers = Timers()
        self._lock = Turnstile()
        self._began = perf_counter()
        self._processor = ProcessorMeter()
        self._gpus = GpuReader()
        self._gpu_due = 0.0
        self._sampler: Optional[Sampler] = None
        self._marks: Dict[str, float] = {}

    # Components

    def start_component_timer(self, name: str) -> None:
        """Starts timing a component. Timers may nest, overlap, and run in several threads, also under one name."""
        self._timers.start(_text(name), lambda: source_of(4))

    def stop_component_timer(self, name: str) -> Optional[float]:
        """Stops the newest timer of that name, this thread's before others', and gives its seconds.

        Where none runs, it gives None and warns with a RuntimeWarning and a note in the session: an optimization of
        hours is not ended for a timer.
        """
        text = _text(name)
        stopped = self._timers.stop(text)
        if stopped is None:
            self._say_not_running(text)
            return None
        client = _api._get_client()
        if client is not None and stopped.counts:
            client.components.record(text, stopped.parent, stopped.seconds, stopped.source)
        return stopped.seconds

    @contextmanager
    def component_timer(self, name: str) -> Iterator[None]:
        """The two calls around a block, also where it ends by an exception."""
        text = _text(name)
        self._timers.start(text, lambda: source_of(5))
        try:
            yield
        finally:
            self.stop_component_timer(text)

    def _say_not_running(self, name: str) -> None:
        running = ", ".join(repr(other) for other in self._timers.running()[-5:]) or "none"
        message = f"the timer of component {name!r} was stopped but is not running (running: {running})"
        _api.note(message, level="warning")
        warnings.warn(message, RuntimeWarning, stacklevel=3)

    # Readings

    def record_memory_usage(self) -> Reading:
        """Reads memory now: bytes and percent by the names of docs/metrics.md; None for what the platform lacks."""
        now, values = time(), read_memory()
        self._keep(now, values, "samples:process", PROCESS_FIELDS)
        return values

    def record_cpu_usage(self) -> Reading:
        """Reads processor use since the reading before, or since the monitor was made; 100 % is one core."""
        with self._lock:
            now, values = time(), self._processor.read()
        self._keep(now, values, "samples:process", PROCESS_CPU_FIELDS)
        return values

    def record_gpu_usage(self) -> Optional[List[GpuReading]]:
        """Reads the NVIDIA GPUs, None where there are none; takes as long as `nvidia-smi` does."""
        now, found = time(), self._gpus.read()
        if found is None:
            return None
        values: Reading = {}
        for gpu in found:
            values.update(gpu.values())
            _send(f"recorded_gpu{gpu.gpu}_utilization_percent", gpu.utilization_percent, "%")
            _send(f"recorded_gpu{gpu.gpu}_memory_used_bytes", gpu.memory_used_bytes, "B")
        self.readings.add("samples:gpu", now, values)
        return found

    def _keep(self, now: float, values: Mapping[str, Optional[float]], table: str, fields: Any) -> None:
        self.readings.add(table, now, {key: value for key, value in values.items() if key in fields})
        self.readings.add("samples:system", now, {key: value for key, value in values.items() if key not in fields})
        for field, (name, unit) in _SENT.items():
            _send(name, values.get(field), unit)

    def record_throughput(
        self,
        items: Union[int, float, None] = None,
        seconds: Optional[float] = None,
        *,
        bytes: Union[int, float, None] = None,
        component: Optional[str] = None,
        unit: str = "items",
        direction: Optional[str] = None,
    ) -> Optional[float]:
        """What went through since the call before: so many items, so many bytes; gives the items (or bytes) a second.

        Without `seconds` the time since the call before counts, since the monitor was made for the first. Without
        `component` it is that of the timer that runs in this thread.
        """
        name = component if component is not None else self._timers.innermost()
        count, size = _amount("items", items), _amount("bytes", bytes)
        elapsed = self._elapsed(name, seconds)
        if size is not None:
            _api.data(size, records=count, direction=direction, component=name)
        amount, of = (count, unit) if count is not None else (size, "B")
        if amount is None or elapsed is None or elapsed <= 0.0:
            return None
        rate = amount / elapsed
        title = "throughput" if name is None else f"{name}: throughput"
        self.readings.add(f"metric:{title}", time(), {"value": rate}, unit=f"{of}/s")
        _send(title, rate, f"{of}/s")
        return rate

    def _elapsed(self, name: Optional[str], seconds: Optional[float]) -> Optional[float]:
        now, key = perf_counter(), name or ""
        with self._lock:
            before = self._marks.get(key)
            self._marks[key] = now
        if seconds is not None:
            return _amount("seconds", seconds)
        return now - (self._began if before is None else before)

    # Continuous monitoring

    def start_monitoring(self, interval: Optional[float] = None) -> None:
        """Reads memory, processor and GPUs every `interval` seconds on a daemon thread; a second call changes it."""
        chosen = self.interval if interval is None else interval
        number = to_wire(chosen)
        if isinstance(number, (bool, str)) or number is None or number <= 0:
            raise ValueError(f"interval must be a number of seconds above 0, got {chosen!r}")
        with self._lock:
            self.interval = max(float(number), SHORTEST_INTERVAL)
            if self._sampler is not None and self._sampler.is_running:
                if self._sampler.interval == self.interval:
                    return
                self._sampler.stop(0)
            self._sampler = Sampler(self.interval, self._read_all)

    def stop_monitoring(self) -> None:
        """Ends the background readings; does nothing where there are none."""
        with self._lock:
            sampler, self._sampler = self._sampler, None
        if sampler is not None:
            sampler.stop(_STOP_SECONDS)

    @property
    def is_monitoring(self) -> bool:
        """Whether resources are read in the background."""
        return self._sampler is not None and self._sampler.is_running

    def _read_all(self) -> None:
        self.record_memory_usage()
        self.record_cpu_usage()
        # Every reading of a GPU starts a program.
        if self._gpus.is_available and perf_counter() >= self._gpu_due:
            self._gpu_due = perf_counter() + _GPU_SECONDS
            self.record_gpu_usage()

    def __enter__(self) -> "PerformanceMonitor":
        self.start_monitoring()
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.stop_monitoring()

    # What was recorded

    def get_component_times(self) -> Dict[str, float]:
        """Seconds by component, summed over its calls and wherever it stood."""
        sums: Dict[str, float] = {}
        for times in self._timers.times():
            sums[times.name] = sums.get(times.name, 0.0) + times.total
        return sums

    def get_component_statistics(self) -> List[ComponentTimes]:
        """Every component in each of its places: calls, total, shortest and longest seconds; the costliest first."""
        return self._timers.times()

    def get_running_timers(self) -> List[str]:
        """The names of the timers that have not been stopped, the oldest first."""
        return self._timers.running()

    def get_memory_usage(self) -> List[Row]:
        """The readings of memory, each with its `time`."""
        return self._rows("process_memory_rss_bytes", "system_memory_used_bytes")

    def get_cpu_usage(self) -> List[Row]:
        """The readings of the processor, each with its `time`."""
        return self._rows("process_cpu_percent", "system_cpu_percent")

    def get_gpu_usage(self) -> List[Row]:
        """The readings of the GPUs, each with its `time`; the columns name the GPU: `gpu_power_watts{gpu=0}`."""
        return self.readings.rows("samples:gpu")

    def get_gpu_names(self) -> List[str]:
        """The names of the GPUs, once they were read; empty where there are none."""
        return list(self._gpus.names)

    def get_throughput(self, component: Optional[str] = None) -> List[Row]:
        """The rates (`value`, per second) of a component, or of what was recorded outside of any."""
        return self.readings.rows("metric:throughput" if component is None else f"metric:{component}: throughput")

    def get_peak_memory_bytes(self) -> Optional[float]:
        """The most resident memory seen in a reading, or that this process ever had; None where neither is known."""
        rows = self.readings.rows("samples:process")
        seen = [row["process_memory_rss_bytes"] for row in rows if "process_memory_rss_bytes" in row]
        peak = peak_rss_bytes()
        return max(seen + ([] if peak is None else [peak]), default=None)

    def _rows(self, *columns: str) -> List[Row]:
        rows = self.readings.rows("samples:process") + self.readings.rows("samples:system")
        found = [row for row in rows if any(column in row for column in columns)]
        merged: Dict[float, Row] = {}
        for row in found:
            merged.setdefault(row["time"], {}).update(row)
        return [merged[moment] for moment in sorted(merged)]


def _text(name: Any) -> str:
    return to_text(name) or "(unnamed)"


def _send(name: str, value: Optional[float], unit: str) -> None:
    if value is not None:
        _api.metric(name, value, unit=unit)


def _amount(field: str, value: Any) -> Optional[float]:
    """A number of zero or more; what is none is told to the session and counts as absent."""
    if value is None:
        return None
    number = to_wire(value)
    if isinstance(number, (int, float)) and number >= 0:
        return float(number)
    _api.note(f"throughput: {field} was ignored: {to_text(repr(value), 40)} is not zero or more", level="warning")
    return None
