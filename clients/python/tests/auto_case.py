"""What the tests of all adapters share: an unmodified program against a small engine, and what arrived from it."""

import os
import unittest
from typing import Any, Dict, List

from .engine import FakeEngine
from .support import PROGRAMS, SYSTEM_PYTHON, run_unmodified

Event = Dict[str, Any]


class Arrived:
    """One run as it arrived."""

    def __init__(self, engine: FakeEngine, start: Event) -> None:
        self.start = start
        self.iterations = [one for one in engine.events("iteration") if one["run"] == start["run"]]
        (self.end,) = [one for one in engine.events("run_end") if one["run"] == start["run"]]

    @property
    def numbers(self) -> List[Any]:
        """The numbers of its iterations."""
        return [one["iteration"] for one in self.iterations]


class AutoCase(unittest.TestCase):
    """Runs programs of `tests/programs` as the editor would."""

    def setUp(self) -> None:
        self.engine = FakeEngine()
        self.addCleanup(self.engine.close)

    def run_script(self, name: str, *args: str, status: int = 0, notes: int = 0) -> List[List[str]]:
        """What the script prints, as words of lines; when it returns, everything has arrived."""
        self.engine.batches.clear()
        self.engine.byes.clear()
        done = run_unmodified([os.path.join(PROGRAMS, name), *args], self.engine.endpoint, SYSTEM_PYTHON)
        self.assertEqual(done.returncode, status, done.stderr)
        self.engine.wait_for(lambda: len(self.engine.byes) >= 1, "the bye")
        self.assertEqual(len(self.engine.events("note")), notes, self.engine.events("note"))
        return [line.split() for line in done.stdout.splitlines()]

    def arrived(self) -> List[Arrived]:
        """All runs, in the order of their starts."""
        starts = self.engine.events("run_start")
        self.engine.wait_for(lambda: len(self.engine.events("run_end")) == len(starts), "an end for each start")
        return [Arrived(self.engine, start) for start in starts]
