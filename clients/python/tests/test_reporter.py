"""PerformanceReporter: its files, and what stands in them."""

import json
import math
import os
import unittest
import stat
import xml.dom.minidom
from typing import List
from unittest.mock import patch

import optimizer_monitor as om
from optimizer_monitor._reports.formats import format_bytes, format_duration, format_percent, format_tick, format_value
from optimizer_monitor._reports import page
from optimizer_monitor._reports.scales import linear_scale, value_scale
from optimizer_monitor._reports.svg import shorten, text_width

from .workspace_case import RUN, WorkspaceCase


def names(paths: List[str]) -> List[str]:
    return [os.path.basename(path) for path in paths]


class ReporterTest(WorkspaceCase):
    def setUp(self) -> None:
        super().setUp()
        self.monitor = om.PerformanceMonitor()
        self.collector = om.MetricsCollector()
        self.reporter = om.PerformanceReporter(self.collector, self.monitor)
        self.target = os.path.join(self.folder, "deep", "report")

    def record(self) -> None:
        with self.monitor.component_timer("Data <Loading> & more"):
            pass
        self.monitor.readings.add("samples:process", self.monitor.start_time + 1, {"process_cpu_percent": 90})
        self.monitor.readings.add("samples:process", self.monitor.start_time + 2, {"process_cpu_percent": 70})
        self.collector.collect_algorithm_run("GA", RUN)
        self.collector.collect_algorithm_run("PSO", {"best": [math.inf, 1e6, 1e-3], "population_fitness": [1, 2, 3]})

    def test_everything_is_written(self) -> None:
        self.record()
        files = self.reporter.generate_comprehensive_report(self.target)
        self.assertEqual(names(files.plots), ["convergence.svg", "distribution.svg", "components.svg", "resources.svg"])
        for path in files.plots:
            xml.dom.minidom.parse(path)
        with open(files.text, encoding="utf-8") as file:
            text = file.read()
        for words in ("GA", "PSO", "Data <Loading> & more", "60 %", "process_cpu_percent"):
            self.assertIn(words, text)
        self.assertEqual(sorted(os.listdir(self.target)), ["plots", "report.json", "report.txt"])

    def test_the_data_are_json(self) -> None:
        self.record()
        files = self.reporter.generate_comprehensive_report(self.target, title="Tuesday")
        with open(files.json, encoding="utf-8") as file:
            data = json.load(file, parse_constant=self.fail)
        session = data["session"]
        self.assertEqual((session["schema"], session["session"]["label"]), (1, "Tuesday"))
        self.assertEqual([len(run["iterations"]) for run in session["runs"]], [4, 3])
        self.assertEqual(session["runs"][1]["iterations"][0]["best"], "Infinity")
        self.assertEqual(data["statistics"]["convergence"][0]["final"], 2)
        self.assertEqual(data["statistics"]["samples"][0]["max"], 90)

    def test_nothing_recorded_is_a_report_too(self) -> None:
        self.record()
        self.reporter.generate_comprehensive_report(self.target)
        files = om.PerformanceReporter(om.MetricsCollector(), om.PerformanceMonitor()).generate_comprehensive_report(
            self.target
        )
        self.assertEqual(files.plots, [])
        self.assertEqual(os.listdir(os.path.join(self.target, "plots")), [])
        om.PerformanceReporter().generate_text_report()

    def test_a_page_that_cannot_be_written_is_a_line_of_the_text(self) -> None:
        self.record()
        for script, seconds, reason in (
            ("echo 'no <room>' >&2; exit 3", 30.0, "no <room>"),
            ("exit 4", 30.0, "exit code 4"),
            ("exec sleep 60", 0.4, "it took longer than 0 s"),
        ):
            command = self.program(script)
            self.reporter.generate_comprehensive_report(self.target)
            with open(os.path.join(self.target, "report.html"), "w", encoding="utf-8") as file:
                file.write("an earlier report")
            with patch.object(page, "find_command", lambda command=command: [command]), patch.object(
                page, "TIMEOUT_SECONDS", seconds
            ):
                files = self.reporter.generate_comprehensive_report(self.target)
            self.assertIsNone(files.html)
            with open(files.text, encoding="utf-8") as file:
                self.assertIn(f"report.html could not be written: {reason}", file.read())
            self.assertEqual(sorted(os.listdir(self.target)), ["plots", "report.json", "report.txt"])

    def test_a_command_that_cannot_be_started_is_no_exception(self) -> None:
        missing = os.path.join(self.folder, "missing")
        with patch.object(page, "find_command", lambda: [missing]):
            files = self.reporter.generate_comprehensive_report(self.target)
        self.assertIsNone(files.html)
        with open(files.text, encoding="utf-8") as file:
            self.assertIn("FileNotFoundError", file.read())

    def test_without_node_nothing_is_missed(self) -> None:
        with patch.dict(os.environ, {"PATH": self.folder}):
            files = self.reporter.generate_comprehensive_report(self.target)
        self.assertIsNone(files.html)
        with open(files.text, encoding="utf-8") as file:
            self.assertNotIn("report.html", file.read())

    def program(self, script: str) -> str:
        """A shell script as a program."""
        path = os.path.join(self.folder, "program")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{script}\n")
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        return path

    def test_swapped_arguments_are_named(self) -> None:
        with self.assertRaisesRegex(TypeError, "collector must be a MetricsCollector, got PerformanceMonitor"):
            om.PerformanceReporter(self.monitor, self.collector)  # type: ignore[arg-type]


class NumbersTest(unittest.TestCase):
    def test_formats(self) -> None:
        self.assertEqual([format_value(v) for v in (0, 1.5, -1234.5678, 1e-7, math.inf)],
                         ["0", "1.5", "−1,234.6", "1.0000e−7", "∞"])  # fmt: skip
        self.assertEqual([format_duration(v) for v in (0, 1.5e-4, 2.5, 147, 7_260)],
                         ["0 s", "150 µs", "2.50 s", "2 min 27 s", "2 h 1 min"])  # fmt: skip
        self.assertEqual([format_bytes(v) for v in (12, 1.2e9, None)], ["12 B", "1.2 GB", "–"])
        self.assertEqual([format_percent(v) for v in (9.25, 87.4)], ["9.2 %", "87 %"])

    def test_what_has_no_room_keeps_its_ends(self) -> None:
        self.assertEqual(shorten("short", 100), "short")
        text = shorten("an algorithm with a long name, number 7", 120)
        self.assertLessEqual(text_width(text), 120)
        self.assertTrue(text.startswith("an alg") and text.endswith("r 7"), text)
        self.assertEqual([format_tick(value) for value in (2.5e6, 100.0, 1e12)], ["2.5 M", "100", "1.000e+12"])

    def test_scales(self) -> None:
        self.assertEqual(linear_scale(0, 9.7, (0, 100)).ticks, [0, 2, 4, 6, 8, 10])
        self.assertEqual(linear_scale(5, 5, (0, 100)).ticks[0], 4.4)
        scale = value_scale([0.01, 100], (0, 100))
        self.assertTrue(scale.is_log)
        self.assertEqual((scale.place(0.01), scale.place(1), scale.place(100)), (0, 50, 100))
        self.assertFalse(value_scale([-1, 1_000], (0, 100)).is_log)
        self.assertEqual(len(value_scale([math.nan], (0, 100)).ticks), len(linear_scale(0, 0, (0, 100)).ticks))


if __name__ == "__main__":
    unittest.main()
