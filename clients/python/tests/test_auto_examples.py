"""The examples of libraries, which never report: what the hook reports of them is what they print themselves."""

import json
import os
import unittest
from typing import Any, Dict

from .program_case import ProgramCase
from .support import PACKAGE_ROOT, has_library

EXAMPLES = os.path.join(os.path.dirname(os.path.dirname(PACKAGE_ROOT)), "examples", "libraries")


@unittest.skipUnless(os.path.isdir(EXAMPLES), "the examples are not here")
class ExamplesTest(ProgramCase):
    def run_example(self, name: str) -> Dict[str, Any]:
        """The run that the example says it has made."""
        lines = self.run_script(os.path.join(EXAMPLES, name), "--fast", "--output", self.folder)
        self.assertEqual(lines[-1][0], "RESULT")
        (run,) = json.loads(" ".join(lines[-1][1:]))["runs"]
        ((start, iterations, end),) = self.runs()
        self.assertEqual((start["algorithm"], end["status"]), (run["algorithm"], "completed"))
        self.assertEqual((len(iterations), end["evaluations"]), (run["iterations"], run["evaluations"]))
        return dict(run)

    @unittest.skipUnless(has_library("deap"), "python3-deap is not installed")
    def test_the_frontier(self) -> None:
        run = self.run_example("frontier.py")
        front = self.engine.events("front")[-1]["points"]
        self.assertEqual(max(annual_return for annual_return, _ in front), run["best"])

    @unittest.skipUnless(has_library("optuna"), "python3-optuna is not installed")
    def test_the_tuning(self) -> None:
        run = self.run_example("tuning.py")
        self.assertEqual(self.engine.events("run_end")[0]["best"], run["best"])
        self.assertGreater(self.engine.events("iteration")[-1]["metrics"]["pruned"], 0)


if __name__ == "__main__":
    unittest.main()
