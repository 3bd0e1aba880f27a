"""PerformanceMonitor: timers, readings, and what of them reaches the engine."""

import os
import stat
import threading
import unittest
import warnings
from typing import Any, Dict, List, Optional, Tuple
from unittest.mock import patch

import optimizer_monitor as om
from optimizer_monitor._monitoring import memory
from optimizer_monitor._monitoring.graphics import parse_gpus
from optimizer_monitor._monitoring.readings import MAX_ROWS, Readings

from .component_case import ComponentCase
from .workspace_case import WorkspaceCase

GPU_LINES = "0, 87, 1024, 40960, 201.5, NVIDIA A100\n1, [N/A], 10, 40960, [Not Supported], NVIDIA A100\nbroken\n"


def calls(monitor: om.PerformanceMonitor) -> Dict[Tuple[str, Optional[str]], int]:
    return {(times.name, times.parent): times.calls for times in monitor.get_component_statistics()}


def run_in_thread(work: Any) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10)


class TimersTest(WorkspaceCase):
    def setUp(self) -> None:
        super().setUp()
        self.monitor = om.PerformanceMonitor()

    def test_nested_timers_know_what_is_around_them(self) -> None:
        for name in ("Search", "Evaluation"):
            self.monitor.start_component_timer(name)
        inner = self.monitor.stop_component_timer("Evaluation")
        outer = self.monitor.stop_component_timer("Search")
        assert inner is not None and outer is not None
        self.assertGreater(outer, inner)
        self.assertEqual(calls(self.monitor), {("Search", None): 1, ("Evaluation", "Search"): 1})
        self.assertEqual(self.monitor.get_component_times(), {"Search": outer, "Evaluation": inner})

    def test_overlapping_timers_are_not_within_each_other(self) -> None:
        for name in ("A", "B"):
            self.monitor.start_component_timer(name)
        for name in ("A", "B"):
            self.monitor.stop_component_timer(name)
        self.assertEqual(calls(self.monitor), {("A", None): 1, ("B", None): 1})

    def test_a_component_inside_itself_counts_once(self) -> None:
        for _ in range(3):
            self.monitor.start_component_timer("A")
        for _ in range(3):
            self.assertIsNotNone(self.monitor.stop_component_timer("A"))
        self.assertEqual(calls(self.monitor), {("A", None): 1})

    def test_threads_have_timers_of_their_own(self) -> None:
        self.monitor.start_component_timer("Work")
        barrier = threading.Barrier(4)

        def work() -> None:
            self.monitor.start_component_timer("Work")
            barrier.wait(10)
            self.monitor.stop_component_timer("Work")

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        self.assertEqual(self.monitor.get_running_timers(), ["Work"])
        self.monitor.stop_component_timer("Work")
        self.assertEqual(calls(self.monitor), {("Work", None): 5})

    def test_another_thread_may_stop_a_timer(self) -> None:
        self.monitor.start_component_timer("Request")
        run_in_thread(lambda: self.monitor.stop_component_timer("Request"))
        self.assertEqual(calls(self.monitor), {("Request", None): 1})
        self.assertEqual(self.monitor.get_running_timers(), [])

    def test_stopping_what_does_not_run_is_said_and_goes_on(self) -> None:
        self.monitor.start_component_timer("Other")
        with self.assertWarnsRegex(RuntimeWarning, r"component 'Data' was stopped .*running: 'Other'") as caught:
            self.assertIsNone(self.monitor.stop_component_timer("Data"))
        self.assertEqual(os.path.basename(caught.filename), "test_monitor.py")

    def test_a_block_is_timed_also_where_it_fails(self) -> None:
        with self.assertRaises(KeyError), self.monitor.component_timer("A"):
            raise KeyError
        self.assertEqual(calls(self.monitor), {("A", None): 1})

    def test_it_says_where_a_component_is(self) -> None:
        self.monitor.start_component_timer("A")
        self.monitor.stop_component_timer("A")
        with self.monitor.component_timer("B"):
            pass
        for times in self.monitor.get_component_statistics():
            assert times.source is not None
            self.assertEqual(os.path.basename(times.source["file"]), "test_monitor.py", times.name)


class ReadingsTest(WorkspaceCase):
    def setUp(self) -> None:
        super().setUp()
        self.monitor = om.PerformanceMonitor()

    @unittest.skipUnless(os.path.exists("/proc/self/stat"), "needs /proc")
    def test_memory_and_processor(self) -> None:
        values = self.monitor.record_memory_usage()
        self.assertGreater(values["process_memory_rss_bytes"] or 0, 1e6)
        self.assertGreater(values["system_memory_used_bytes"] or 0, 1e6)
        cpu = self.monitor.record_cpu_usage()
        self.assertGreaterEqual(cpu["process_count"] or 0, 1)
        (row,) = self.monitor.get_memory_usage()
        self.assertEqual(row["process_memory_rss_bytes"], values["process_memory_rss_bytes"])
        peak = self.monitor.get_peak_memory_bytes()
        self.assertGreaterEqual(peak or 0, values["process_memory_rss_bytes"] or 0)

    def test_what_the_platform_lacks_is_absent(self) -> None:
        nothing: Dict[str, str] = {"PATH": ""}
        with patch.object(memory, "read_text", lambda path: None), patch.dict(os.environ, nothing):
            self.assertEqual(set(memory.read_memory().values()), {None})
            monitor = om.PerformanceMonitor()
            monitor.record_memory_usage()
            self.assertIsNone(monitor.record_gpu_usage())
        self.assertEqual(monitor.readings.tables(), {})

    def test_a_container_has_the_memory_of_its_limit(self) -> None:
        files = {
            "/proc/meminfo": "MemTotal: 1000 kB\nMemAvailable: 900 kB\n",
            "/proc/self/cgroup": "0::/a/b\n",
            "/sys/fs/cgroup/a/b/memory.max": "max\n",
            "/sys/fs/cgroup/a/memory.max": "102400\n",
            "/sys/fs/cgroup/a/memory.current": "51200\n",
            "/sys/fs/cgroup/a/memory.stat": "anon 1\ninactive_file 10240\n",
        }
        with patch.object(memory, "read_text", files.get):
            values = memory.read_memory()
        self.assertEqual(values["system_memory_used_bytes"], 40_960)
        self.assertEqual(values["system_memory_percent"], 40.0)

    def test_gpus(self) -> None:
        first, second = parse_gpus(GPU_LINES)
        self.assertEqual(first[1:], (87.0, 2.0**30, 40 * 2.0**30, 201.5, "NVIDIA A100"))
        self.assertEqual((second.utilization_percent, second.power_watts), (None, None))

    @unittest.skipIf(os.name == "nt", "writes a shell script")
    def test_gpus_are_read_from_nvidia_smi(self) -> None:
        program = os.path.join(self.folder, "nvidia-smi")
        with open(program, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\ncat <<END\n{GPU_LINES}END\n")
        os.chmod(program, stat.S_IRWXU)
        self.enter(patch.dict(os.environ, {"PATH": self.folder + os.pathsep + os.environ["PATH"]}))
        monitor = om.PerformanceMonitor()
        found = monitor.record_gpu_usage()
        assert found is not None
        self.assertEqual([gpu.gpu for gpu in found], ["0", "1"])
        (row,) = monitor.get_gpu_usage()
        self.assertEqual(row["gpu_utilization_percent{gpu=0}"], 87.0)
        self.assertNotIn("gpu_utilization_percent{gpu=1}", row)
        self.assertEqual(monitor.get_gpu_names(), ["NVIDIA A100", "NVIDIA A100"])

    def test_throughput(self) -> None:
        self.assertEqual(self.monitor.record_throughput(50, 2.0), 25.0)
        self.assertEqual(self.monitor.record_throughput(bytes=100, seconds=4, component="Load"), 25.0)
        self.assertIsNone(self.monitor.record_throughput(-1, 2.0))
        self.assertEqual([row["value"] for row in self.monitor.get_throughput()], [25.0])
        self.assertEqual(len(self.monitor.get_throughput("Load")), 1)

    def test_background_readings_begin_at_once_and_end(self) -> None:
        read = threading.Event()
        with patch.object(self.monitor, "_read_all", read.set):
            with self.monitor:
                self.assertTrue(read.wait(10))
                self.assertTrue(self.monitor.is_monitoring)
        self.assertFalse(self.monitor.is_monitoring)

    def test_a_failed_reading_ends_nothing(self) -> None:
        read: List[int] = []
        enough = threading.Event()

        def fail() -> None:
            read.append(1)
            if len(read) > 1:
                enough.set()
            raise OSError

        with patch.object(self.monitor, "_read_all", fail):
            self.monitor.start_monitoring(0.05)
            self.assertTrue(enough.wait(10))
            self.monitor.stop_monitoring()

    def test_a_wrong_interval_is_an_error(self) -> None:
        for wrong in (0, -1, float("nan"), "fast", True):
            with self.assertRaisesRegex(ValueError, "interval"):
                self.monitor.start_monitoring(wrong)  # type: ignore[arg-type]
        self.assertFalse(self.monitor.is_monitoring)

    def test_readings_are_bounded(self) -> None:
        readings = Readings()
        for index in range(MAX_ROWS + 1):
            readings.add("t", index, {"value": index})
        rows = readings.rows("t")
        self.assertLess(len(rows), MAX_ROWS)
        self.assertEqual((rows[0]["time"], rows[-1]["time"]), (0, MAX_ROWS))


class ReportedTest(ComponentCase):
    def test_timers_reach_the_engine_like_components(self) -> None:
        monitor = om.PerformanceMonitor()
        with om.component("Outer"):
            monitor.start_component_timer("A")
            monitor.start_component_timer("B")
            monitor.stop_component_timer("B")
            monitor.stop_component_timer("A")
        self.assertEqual(self.counts(), {("Outer", None): 1, ("A", "Outer"): 1, ("B", "A"): 1})
        self.assertEqual(calls(monitor), {("A", "Outer"): 1, ("B", "A"): 1})

    def test_readings_reach_the_engine_as_metrics(self) -> None:
        monitor = om.PerformanceMonitor()
        monitor.start_component_timer("Load")
        monitor.record_throughput(10, 2.0, bytes=100, unit="rows")
        values = monitor.record_memory_usage()
        self.assertTrue(om.flush(10))
        metrics = {event["name"]: event for event in self.engine.events("metric")}
        self.assertEqual((metrics["Load: throughput"]["value"], metrics["Load: throughput"]["unit"]), (5.0, "rows/s"))
        if values["process_memory_rss_bytes"] is not None:
            self.assertEqual(metrics["recorded_memory_rss_bytes"]["value"], values["process_memory_rss_bytes"])
        (data,) = self.engine.events("data")
        self.assertEqual((data["bytes"], data["records"], data["component"]), (100, 10, "Load"))

    def test_a_timer_that_does_not_run_is_noted(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            om.PerformanceMonitor().stop_component_timer("Data")
        self.assertTrue(om.flush(10))
        (note,) = self.engine.events("note")
        self.assertEqual(note["level"], "warning")
        self.assertIn("'Data'", note["text"])


if __name__ == "__main__":
    unittest.main()
