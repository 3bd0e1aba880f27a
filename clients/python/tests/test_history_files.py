"""The files of a history: what is left alone, who writes, and that they are those of the engine."""

import json
import math
import os
import random
import re
import socket
import sqlite3
import unittest
from unittest.mock import patch

import optimizer_monitor as om
from optimizer_monitor._history import schema
from optimizer_monitor._history.claim import Workspace, runtime_folder
from optimizer_monitor._history.codec import CHUNK_LENGTH, decode_chunk, encode_chunk
from optimizer_monitor._history.detail import read_detail
from optimizer_monitor._history.folder import detail_path, find_folder

from .engine import FakeEngine
from .support import create_client, reporting_to, run_program
from .workspace_case import RUN, StorageCase, WorkspaceCase

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


class LeftAloneTest(StorageCase):
    def assert_refused(self, words: str) -> None:
        with open(self.database, "rb") as file:
            before = file.read()
        with self.assertRaisesRegex(om.HistoryError, words + r".*The run itself is safe in .*two\.db"):
            self.store("two")
        with self.assertRaisesRegex(om.HistoryError, words):
            self.storage.list_runs()
        with open(self.database, "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(read_detail(detail_path(self.history, "two")).detail["session"]["id"], "two")
        self.assertFalse([name for name in os.listdir(self.history) if name.endswith(".tmp")])

    def test_a_damaged_catalog(self) -> None:
        self.store("one")
        with open(self.database, "r+b") as file:
            file.seek(100)
            file.write(os.urandom(8_000))
        self.assert_refused("is damaged")

    def test_what_is_no_database(self) -> None:
        self.store("one")
        with open(self.database, "wb") as file:
            file.write(b"not a database at all, but long enough to be taken for one" * 20)
        self.assert_refused("is damaged")

    def test_a_newer_catalog(self) -> None:
        self.store("one")
        self.change("UPDATE meta SET value = '77'")
        self.assert_refused("newer Optimizer Monitor .schema version 77")

    def test_a_database_of_something_else(self) -> None:
        os.makedirs(self.history)
        self.change("CREATE TABLE theirs (x)")
        self.assert_refused("it is not a history")

    def test_a_damaged_session(self) -> None:
        path = self.store("one").path
        database = sqlite3.connect(path)
        database.execute("UPDATE chunks SET data = x'0000' WHERE rowid = 1")
        database.commit()
        database.close()
        with self.assertRaisesRegex(om.HistoryError, "cannot be read"):
            self.storage.load_run("one")
        os.unlink(path)
        with self.assertRaisesRegex(om.HistoryError, "is gone"):
            self.storage.load_run("one")

    @unittest.skipIf(os.name == "nt", "modes of folders")
    def test_a_disk_that_cannot_be_written(self) -> None:
        with open(self.history, "w", encoding="utf-8"):
            pass
        with self.assertRaisesRegex(om.HistoryError, "cannot be written"):
            self.store("one")


@unittest.skipUnless(hasattr(socket, "AF_UNIX"), "needs Unix sockets")
class OneWriterTest(StorageCase):
    def listen(self, engine: FakeEngine) -> Workspace:
        """Makes it look as if that engine had this workspace."""
        workspace = Workspace(self.folder)
        os.makedirs(workspace.runtime, mode=0o700)
        os.chmod(os.path.dirname(workspace.runtime), 0o700)
        control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        control.bind(os.path.join(workspace.runtime, "control.sock"))
        control.listen(8)
        self.addCleanup(control.close)
        facts = {"workspace": self.folder, "historyFolder": self.history, "endpoint": engine.endpoint}
        with open(os.path.join(workspace.runtime, "engine.json"), "w", encoding="utf-8") as file:
            json.dump(facts, file)
        return workspace

    def test_where_the_client_reports_the_engine_writes(self) -> None:
        with FakeEngine() as engine, reporting_to(create_client(engine.endpoint)):
            with patch("os.getcwd", lambda: self.folder):
                self.storage = om.HistoricalStorage()
            self.assertEqual(self.store("one", metadata={"a": 1}).written_by, "engine")
            self.assertTrue(om.flush(10))
            self.assertEqual(len(engine.events("run_start")), 1)
            (note,) = engine.events("note")
            self.assertEqual(note["text"], 'stored run "one": {"a": 1}')
        self.assertFalse(os.path.exists(self.history))

    def test_an_engine_that_is_long_gone_writes_nothing(self) -> None:
        endpoint = "unix:" + os.path.join(self.folder, "gone")
        with reporting_to(create_client(endpoint)):
            self.assertEqual(self.store("one").written_by, "program")
        self.assertEqual(self.ids(), ["one"])

    def test_the_engine_of_the_workspace_is_given_everything_once(self) -> None:
        with self.monitor.component_timer("Load"):
            pass
        self.monitor.record_throughput(4, 2)
        self.collector.collect_algorithm_run("GA", RUN)
        with FakeEngine() as engine:
            self.listen(engine)
            for _ in range(2):
                stored = self.storage.store_run_data("one", self.monitor, self.collector)
                self.assertEqual(stored.written_by, "engine")
            self.assertEqual(len(engine.events("iteration")), 4)
            self.assertEqual([event["count"] for event in engine.events("component")], [1])
            self.assertEqual([event["value"] for event in engine.events("metric")], [2.0])
            with self.assertRaisesRegex(om.HistoryError, "An engine has the history"):
                os.makedirs(self.history)
                self.change("CREATE TABLE meta (key, value)")
                self.storage.cleanup(keep=0)

    def test_no_engine_starts_while_a_program_writes(self) -> None:
        workspace = Workspace(self.folder)
        claim = os.path.join(workspace.runtime, "starting")
        with workspace.claim(1) as is_mine:
            self.assertTrue(is_mine)
            with open(claim, encoding="utf-8") as file:
                self.assertEqual(file.read(), str(os.getpid()))
            with self.assertRaisesRegex(om.HistoryError, "Another program has been writing"):
                with workspace.claim(0.01):
                    self.fail("two have it")
        self.assertFalse(os.path.exists(claim))

    def test_a_file_is_no_runtime_folder(self) -> None:
        place = os.path.join(self.folder, "file")
        with open(place, "w", encoding="utf-8"):
            pass
        with patch.dict(os.environ, {"XDG_RUNTIME_DIR": place, "TMPDIR": self.folder}):
            os.environ.pop("OPTIMIZER_MONITOR_RUNTIME_DIR", None)
            self.assertEqual(os.path.dirname(runtime_folder()), os.path.normpath(self.folder))

    def test_the_claim_of_a_killed_program_is_taken_over(self) -> None:
        workspace = Workspace(self.folder)
        with workspace.claim(1):
            pass
        done = run_program("import os; print(os.getpid())", None)
        claim = os.path.join(workspace.runtime, "starting")
        with open(claim, "w", encoding="utf-8") as file:
            file.write(done.stdout)
        os.utime(claim, (1, 1))
        with workspace.claim(5) as is_mine:
            self.assertTrue(is_mine)


class FormatTest(unittest.TestCase):
    def test_chunks(self) -> None:
        generator = random.Random(1)
        rough = [generator.gauss(0, 1e3) for _ in range(500)]
        for values in (
            [1.5], [0.0] * 9, [-0.0, 0.0], [1.0, 2.0, 3.0], [0.1 * index for index in range(50)], rough,
            [math.inf, -math.inf, 1e300, 5e-324], [float(index // 3) for index in range(CHUNK_LENGTH)],
        ):  # fmt: skip
            data = encode_chunk(values)
            self.assertEqual(list(map(repr, decode_chunk(data, len(values)))), list(map(repr, values)))
        self.assertTrue(math.isnan(decode_chunk(encode_chunk([math.nan, 1.0]), 2)[0]))
        self.assertEqual((len(encode_chunk([2.0] * 1_000)), encode_chunk([1.0, 2.0, 3.0])[0]), (9, 1))

    def test_the_schemas_are_the_engine_s(self) -> None:
        for name, steps in (("catalogSchema", schema.CATALOG_STEPS), ("detailSchema", (schema.DETAIL_SCHEMA,))):
            path = os.path.join(ROOT, "src", "history", f"{name}.ts")
            if not os.path.exists(path):
                self.skipTest("the engine's sources are not here")
            with open(path, encoding="utf-8") as file:
                statements = re.findall(r"`([^`]*)`", file.read())
            self.assertEqual(*([" ".join(text.split()) for text in texts] for texts in (statements, steps)), name)

    def test_names_of_files(self) -> None:
        names = {"s-1_A": "s-1_A", "a/b.c~ é": "a%2Fb%2Ec%7E%20%C3%A9", "!*'()": "%21%2A%27%28%29"}
        for name, expected in names.items():
            self.assertEqual(os.path.basename(detail_path("x", name)), f"{expected}.db")
        self.assertEqual(len(os.path.basename(detail_path("x", "y" * 300))), 80 + 1 + 64 + 3)


class FolderTest(WorkspaceCase):
    def test_the_nearest_history_above_is_meant(self) -> None:
        deep = os.path.join(self.folder, "a", "b")
        os.makedirs(deep)
        self.assertEqual(find_folder(start=deep), os.path.join(deep, ".optimizer-monitor"))
        os.makedirs(self.history)
        for path, start in (
            (None, deep),
            (self.folder, None),
            (self.history, None),
            (self.history + "/history.db", None),
        ):
            self.assertEqual(find_folder(path, start), self.history)


class ImportTest(unittest.TestCase):
    def test_programs_that_do_not_use_it_do_not_load_it(self) -> None:
        code = """
            import sys
            import optimizer_monitor as om
            assert "HistoricalStorage" in dir(om)
            print([name for name in sys.modules if name.startswith("optimizer_monitor._") and name.count(".") > 1])
            print("sqlite3" in sys.modules)
            om.HistoricalStorage, om.PerformanceReporter
            print("sqlite3" in sys.modules)
            try:
                om.nothing
            except AttributeError as error:
                print(error)
        """
        done = run_program(code, None)
        lines = ["[]", "False", "True", "module 'optimizer_monitor' has no attribute 'nothing'"]
        self.assertEqual((done.stdout.splitlines(), done.stderr), (lines, ""))


if __name__ == "__main__":
    unittest.main()
