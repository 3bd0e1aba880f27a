"""HistoricalStorage: what it writes and what it finds again."""

import math
import os
import threading
import unittest
from unittest.mock import patch

import optimizer_monitor as om
from optimizer_monitor._history.detail import read_detail
from optimizer_monitor._history.folder import detail_path

from .workspace_case import DAY_SECONDS, RUN, StorageCase


class StoredTest(StorageCase):
    def test_a_run_is_found_again_number_for_number(self) -> None:
        with self.monitor.component_timer("Load"):
            self.monitor.record_throughput(4, 2)
        run = dict(RUN, best_fitness=[5.0, math.inf, 0.1 + 0.2, -0.0], mine=[1, None, None, 4])
        self.collector.collect_algorithm_run("GA", run)
        stored = self.storage.store_run_data("a/b", self.monitor, self.collector, {"data": {"n": 3}, "tags": ["x"]})
        self.assertEqual((stored.run_id, stored.written_by), ("a/b", "program"))
        loaded = self.storage.load_run("a/b")
        self.assertEqual(loaded["metadata"], {"data": {"n": 3}, "tags": ["x"]})
        iterations = loaded["runs"][0]["iterations"]
        self.assertEqual([entry["best"] for entry in iterations], [5.0, "Infinity", 0.1 + 0.2, -0.0])
        self.assertEqual([entry.get("metrics") for entry in iterations], [{"mine": 1}, None, None, {"mine": 4}])
        self.assertEqual(loaded["components"][0]["name"], "Load")
        self.assertEqual(loaded["series"][-1]["unit"], "items/s")

    def test_the_catalog_knows_it(self) -> None:
        self.store("one", metadata={"label": "First", "tags": ["t"]})
        (run,) = self.storage.list_runs()
        for field, value in {
            "id": "one", "label": "First", "status": "completed", "algorithms": ["GA"], "problem": "tour",
            "tags": ["t"], "run_count": 1, "iteration_count": 4, "evaluations": 40, "best": 2, "direction": "minimize",
        }.items():  # fmt: skip
            self.assertEqual(run[field], value, field)
        curve = self.query("SELECT iteration, evaluations, best FROM convergence ORDER BY position")
        self.assertEqual(curve, [(0, 10, 5), (1, 20, 4), (2, 30, 2), (3, 40, 2)])
        self.assertEqual(self.query("SELECT value FROM meta"), [("3",)])

    def test_storing_again_replaces(self) -> None:
        self.store("one")
        self.change("UPDATE sessions SET label = 'mine', is_edited = 1")
        self.store("one", {"best": [1.0]})
        (run,) = self.storage.list_runs()
        self.assertEqual((run["best"], run["label"]), (1, "mine"))
        self.assertEqual(self.query("SELECT count(*) FROM runs"), [(1,)])

    def test_a_session_of_the_editor_is_not_replaced(self) -> None:
        self.store("one")
        path = detail_path(self.history, "one")
        session = read_detail(path)
        session.detail["session"]["kind"] = "task"
        with patch("optimizer_monitor._history.storage.read_detail", lambda _: session):
            with self.assertRaisesRegex(om.HistoryError, "of another kind"):
                self.store("one")

    def test_wrong_arguments_are_named(self) -> None:
        for wrong in ("", None, "x" * 501):
            with self.assertRaisesRegex(ValueError, "run_id must be a text"):
                self.storage.store_run_data(wrong)
        with self.assertRaisesRegex(TypeError, "metadata must be a dict, got list"):
            self.storage.store_run_data("x", metadata=[])  # type: ignore[arg-type]
        with self.assertRaisesRegex(ValueError, "history.db"):
            om.HistoricalStorage("other.db")
        self.assertFalse(os.path.exists(self.history))

    def test_metadata_beyond_a_note_is_left_out_by_name(self) -> None:
        self.store("one", metadata={"small": 1, "large": "x" * 20_000, "odd": "\ud800"})
        metadata = self.storage.load_run("one")["metadata"]
        self.assertEqual((metadata["small"], metadata["(left out)"]), (1, ["large"]))

    def test_nothing_is_left_beside_the_files(self) -> None:
        self.store("one")
        self.storage.list_runs()
        self.assertEqual(sorted(os.listdir(self.history)), [".gitignore", "history.db", "sessions"])
        self.assertEqual(os.listdir(os.path.join(self.history, "sessions")), ["one.db"])

    def test_threads_store_at_the_same_time(self) -> None:
        threads = [threading.Thread(target=self.store, args=(f"run {index}",)) for index in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertEqual(sorted(self.ids()), [f"run {index}" for index in range(8)])


class QueriesTest(StorageCase):
    def test_filters(self) -> None:
        self.store("old", dict(RUN, problem="knapsack"), "PSO", {"tags": ["nightly"]}, days=30)
        self.store("new", dict(RUN, status="failed"))
        self.assertEqual(self.ids(), ["new", "old"])
        self.assertEqual(self.ids(algorithm="PSO"), ["old"])
        self.assertEqual(self.ids(problem="tour"), ["new"])
        self.assertEqual(self.ids(status="failed"), ["new"])
        self.assertEqual(self.ids(tag="nightly"), ["old"])
        self.assertEqual(self.ids(text="KNAP"), ["old"])
        self.assertEqual(self.ids(since=self.monitor.start_time - DAY_SECONDS), ["new"])
        self.assertEqual(self.ids(until=self.monitor.start_time - DAY_SECONDS), ["old"])
        self.assertEqual(self.ids(limit=1), ["new"])
        with self.assertRaisesRegex(KeyError, "no run 'other'"):
            self.storage.load_run("other")

    def test_trends(self) -> None:
        for index, best in enumerate((8.0, 6.0, 4.0)):
            self.store(f"r{index}", {"best": [9.0, best], "problem": "tour"}, days=10 - index)
        trend = self.storage.get_trend("best", problem="tour")
        self.assertEqual([point["value"] for point in trend["points"]], [8, 6, 4])
        self.assertEqual((trend["slope_per_run"], trend["change_percent"], trend["mean"]), (-2, -50, 6))
        of_runs = self.storage.get_trend("best", algorithm="GA", problem="tour", limit=2)
        self.assertEqual([point["value"] for point in of_runs["points"]], [6, 4])
        self.assertEqual(self.storage.get_trend("component:None")["points"], [])
        self.assertEqual(self.storage.get_trend("process_memory_rss_bytes")["points"], [])

    def test_an_empty_history(self) -> None:
        self.assertEqual((self.ids(), self.storage.cleanup(keep=0), self.storage.delete_run("x")), ([], [], False))
        self.assertEqual(self.storage.get_trend()["points"], [])
        self.assertFalse(os.path.exists(self.history))

    def test_cleanup(self) -> None:
        for days in (40, 20, 10, 0):
            self.store(f"{days} days", days=days)
        self.change("INSERT INTO baselines (session_number, name, created_time) SELECT number, 'b', 0 FROM sessions "
                    "WHERE session_id = '40 days'")  # fmt: skip
        self.assertEqual(self.storage.cleanup(older_than_days=15), ["20 days"])
        self.assertEqual(self.storage.cleanup(keep=1), ["10 days"])
        self.assertEqual(self.ids(), ["0 days", "40 days"])
        self.assertTrue(self.storage.delete_run("0 days"))
        self.assertEqual(os.listdir(os.path.join(self.history, "sessions")), ["40%20days.db"])
        for wrong in ({}, {"keep": -1}, {"older_than_days": "x"}):
            with self.assertRaises(ValueError):
                self.storage.cleanup(**wrong)


if __name__ == "__main__":
    unittest.main()
