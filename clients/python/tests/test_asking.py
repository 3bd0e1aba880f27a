"""What a program asks of its session, where the engine does not know, answer or exist."""

import json
import os
import tempfile
import unittest
from time import monotonic
from unittest import mock

import optimizer_monitor as om
from optimizer_monitor import _ledger

from .engine import FakeEngine
from .support import create_client, reporting_to


class AskingTest(unittest.TestCase):
    def setUp(self) -> None:
        _ledger._runs.clear()

    def test_an_engine_that_does_not_answer_costs_no_more_than_the_time_given(self) -> None:
        with FakeEngine() as engine, reporting_to(create_client(engine.endpoint)):
            with om.run("GA", problem="sphere", target=0.5) as run:
                run.iteration(7, best=2.0, evaluations=80)
            began = monotonic()
            figures = om.summary(timeout=0.3)
            self.assertLess(monotonic() - began, 10)
        self.assertEqual((figures["source"], figures["reason"]), ("client", "the engine did not answer within 0.3 s"))
        (found,) = figures["runs"]
        self.assertGreater(found.pop("start_time"), 1.6e9)
        wanted = {"algorithm": "GA", "problem": "sphere", "target": 0.5, "best": 2.0, "evaluations": 80}
        self.assertEqual(found, {**wanted, "id": run.id, "status": "completed", "last_iteration": 7})

    def test_without_an_engine_runs_that_are_gone_are_still_known(self) -> None:
        with reporting_to(None):
            om.run("gone").iteration(1, current=float("inf"))
            with om.run("kept") as kept:
                kept.iteration(3, best=1.0)
            figures = om.summary()
        json.dumps(figures, allow_nan=False)
        statuses = [(run["algorithm"], run["status"], run.get("best")) for run in figures["runs"]]
        self.assertEqual(statuses, [("gone", "running", None), ("kept", "completed", 1.0)])

    def test_a_report_is_a_whole_file_or_none(self) -> None:
        with tempfile.TemporaryDirectory() as folder, reporting_to(None):
            path = os.path.join(folder, "deep", "report.md")
            self.assertTrue(om.write_report(path))
            with open(path, encoding="utf-8") as file:
                self.assertIn("Only what the program itself knows", file.read())
            with mock.patch("os.replace", side_effect=OSError("disk full")):
                self.assertFalse(om.write_report(path))
            self.assertEqual(os.listdir(os.path.dirname(path)), ["report.md"])
            for wrong in (os.path.join(folder, "report"), 5, None):
                self.assertFalse(om.write_report(wrong))


if __name__ == "__main__":
    unittest.main()
