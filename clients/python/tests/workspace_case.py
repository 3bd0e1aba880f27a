"""What the tests of the monitoring API share: a folder and a runtime folder of their own, and no engine."""

import os
import shutil
import sqlite3
import tempfile
import unittest
from typing import Any, Dict, List, Optional
from unittest.mock import patch

import optimizer_monitor as om

from .support import reporting_to


class WorkspaceCase(unittest.TestCase):
    """A workspace folder; `self.history` is where its history is."""

    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="om-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.history = os.path.join(self.folder, ".optimizer-monitor")
        self.enter(patch.dict(os.environ, {"OPTIMIZER_MONITOR_RUNTIME_DIR": self.folder}))
        self.enter(reporting_to(None))

    def enter(self, context: Any) -> Any:
        """Enters a context until the test is over."""
        entered = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return entered


#: A run as programs keep it.
RUN: Dict[str, Any] = {
    "best_fitness": [5.0, 4.0, 2.0, 2.0],
    "avg": [9.0, None, 7.0, 6.0],
    "nevals": [10, 10, 10, 10],
    "problem": "tour",
    "execution_time": 8,
}

DAY_SECONDS = 86_400.0


class StorageCase(WorkspaceCase):
    """A storage on the workspace's history, and short ways to fill it and to look into it."""

    def setUp(self) -> None:
        super().setUp()
        self.monitor = om.PerformanceMonitor()
        self.collector = om.MetricsCollector()
        self.storage = om.HistoricalStorage(self.history)
        self.database = os.path.join(self.history, "history.db")

    def store(
        self, run_id: str, run: Any = RUN, name: str = "GA", metadata: Optional[Any] = None, days: float = 0
    ) -> Any:
        collector = om.MetricsCollector()
        collector.collect_algorithm_run(name, run)
        monitor = om.PerformanceMonitor()
        monitor.start_time -= days * DAY_SECONDS
        return self.storage.store_run_data(run_id, monitor, collector, metadata)

    def ids(self, **wanted: Any) -> List[str]:
        return [run["id"] for run in self.storage.list_runs(**wanted)]

    def query(self, sql: str, *values: Any) -> List[Any]:
        database = sqlite3.connect(self.database)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def change(self, sql: str, *values: Any) -> None:
        database = sqlite3.connect(self.database)
        try:
            database.execute(sql, values)
            database.commit()
        finally:
            database.close()
