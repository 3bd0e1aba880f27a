"""The ground for tests of adapters: unmodified programs of Debian's Python, and what arrived of them."""

import os
import signal
import tempfile
import unittest
from typing import Any, Dict, List, Tuple

from .engine import FakeEngine
from .support import PROGRAMS, SYSTEM_PYTHON, run_unmodified, start_unmodified

Event = Dict[str, Any]


class ProgramCase(unittest.TestCase):
    """Runs a program against an engine of its own, in an empty folder: pyswarms leaves a log where it runs."""

    #: Variables of the programs' environment.
    environment: Dict[str, str] = {}

    def setUp(self) -> None:
        self.engine = FakeEngine()
        self.addCleanup(self.engine.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_script(self, name: str, *args: str, status: int = 0, separator: str = " ") -> List[List[str]]:
        """What the script prints, as words of lines; when it returns, everything has arrived."""
        command = [os.path.join(PROGRAMS, name), *args]
        done = run_unmodified(command, self.engine.endpoint, SYSTEM_PYTHON, self.folder, **self.environment)
        self.assertEqual(done.returncode, status, done.stderr)
        self.engine.wait_for(lambda: len(self.engine.byes) >= 1, "the bye")
        self.assertEqual([note for note in self.engine.events("note") if note.get("level", "info") != "info"], [])
        return [line.split(separator) for line in done.stdout.splitlines()]

    def interrupt_script(self, name: str, *args: str) -> None:
        """Ctrl-C, once the script says that it waits."""
        command = [os.path.join(PROGRAMS, name), *args]
        process = start_unmodified(command, self.engine.endpoint, SYSTEM_PYTHON, self.folder)
        assert process.stdout is not None
        line = "-"
        while line and line != "waiting\n":
            line = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        self.engine.wait_for(lambda: len(self.engine.byes) == 1, "the bye")

    def check_interrupted(self, name: str, iterations: int) -> None:
        """Ctrl-C stops the only run of the script `NAME waits`, which had so many iterations."""
        self.interrupt_script(name, "waits")
        ((_, seen, end),) = self.runs()
        self.assertEqual((len(seen), end["status"], end["message"]), (iterations, "stopped", "KeyboardInterrupt"))

    def runs(self) -> List[Tuple[Event, List[Event], Event]]:
        """Every run: its start, its iterations and its only end."""
        found = []
        for start in self.engine.events("run_start"):
            ends = self.of_run("run_end", start)
            self.assertEqual(len(ends), 1)
            found.append((start, self.of_run("iteration", start), ends[0]))
        return found

    def of_run(self, kind: str, start: Event) -> List[Event]:
        """The events of one type that belong to the run with this start."""
        return [event for event in self.engine.events(kind) if event["run"] == start["run"]]
