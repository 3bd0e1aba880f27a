"""Adapters of libraries that cannot be installed where the tests run, against modules of the same shape.

The stand-ins follow the published source (docs/integrations.md has the versions); they show that an adapter finds its
hooks and keeps its books, and nothing about the libraries' behaviour.
"""

import os
import unittest
from typing import List

from .program_case import Event, ProgramCase
from .support import AUTO_FOLDER, PACKAGE_ROOT, has_library

PROGRAM = "standin_searches.py"
STANDINS = os.path.join(PACKAGE_ROOT, "tests", "standins")


class StandInsTest(ProgramCase):
    environment = {"PYTHONPATH": os.pathsep.join((AUTO_FOLDER, STANDINS, PACKAGE_ROOT))}

    def check(self, iterations: List[Event], end: Event, printed: List[str]) -> None:
        """As many iterations and evaluations as printed, and the same best."""
        count, evaluations, best = printed
        reported = (len(iterations), end["evaluations"], end["best"])
        self.assertEqual(reported, (int(count), int(evaluations), float(best)))
        self.assertEqual(end["status"], "completed")

    def test_pycma(self) -> None:
        printed = self.run_script(PROGRAM, "pycma")
        runs = self.runs()
        self.assertEqual(len(runs), 2)
        for (start, iterations, end), line in zip(runs, printed):
            self.check(iterations, end, line)
            self.assertEqual((start["library"], start["population_size"]), ("pycma", 6))
            self.assertEqual(iterations[0]["metrics"], {"axis_ratio": 2.0})
            self.assertAlmostEqual(iterations[0]["step_size"], 0.45)
        self.assertEqual(runs[0][0]["seed"], 1)
        ends = [(end["termination"], end.get("converged")) for _, _, end in runs]
        self.assertEqual(ends, [("iterations", None), ("tolerance", True)])

    @unittest.skipUnless(has_library("numpy"), "python3-numpy is not installed")
    def test_pymoo(self) -> None:
        printed = self.run_script(PROGRAM, "pymoo")
        single, several, stepped = self.runs()
        self.check(*single[1:], printed[0])
        self.check(*stepped[1:], printed[2])
        self.assertEqual((len(several[1]), several[2]["evaluations"]), (4, 32))
        self.assertEqual(several[0]["direction"], ["minimize", "minimize"])
        self.assertEqual(len(several[0]["parameters"]["hypervolume_reference"]), 2)
        self.assertEqual(len(self.of_run("front", several[0])), 4)
        self.assertEqual([end["termination"] for _, _, end in (single, several, stepped)], ["iterations"] * 3)
        self.assertEqual(len(single[2]["solution"]), 3)

    def test_nevergrad(self) -> None:
        printed = self.run_script(PROGRAM, "nevergrad")
        runs = self.runs()
        # What an optimizer runs in a thread of its own is no run of its own.
        self.assertEqual([start["algorithm"] for start, _, _ in runs], ["Optimizer", "RecastOptimizer"])
        for (_, iterations, end), line in zip(runs, printed):
            self.check(iterations, end, line)
        self.assertEqual((runs[0][0]["budget"], runs[0][2]["termination"]), (12, "evaluations"))

    def test_hyperopt(self) -> None:
        printed = self.run_script(PROGRAM, "hyperopt")
        first, resumed, stopped = self.runs()
        self.check(*first[1:], printed[0])
        self.check(*stopped[1:], printed[2])
        self.assertEqual([event["iteration"] for event in resumed[1]], [6, 7, 8, 9])
        self.assertEqual((resumed[2]["best"], resumed[2]["evaluations"]), (float(printed[1][2]), 4))
        self.assertEqual(resumed[0]["parameters"], {"earlier_trials": 6})
        terminations = [end["termination"] for _, _, end in (first, resumed, stopped)]
        self.assertEqual(terminations, ["iterations", "iterations", "callback"])
        self.assertEqual(len(stopped[1]), 8)

    def test_scikit_optimize(self) -> None:
        printed = self.run_script(PROGRAM, "skopt")
        runs = self.runs()
        self.assertEqual([start["dimension"] for start, _, _ in runs], [2, 1])
        for (_, iterations, end), line in zip(runs, printed):
            self.check(iterations, end, line)
            self.assertEqual([event["iteration"] for event in iterations], list(range(len(iterations))))
        self.assertEqual(runs[0][2]["termination"], "evaluations")

    def test_an_exception_in_the_objective_fails_the_run(self) -> None:
        printed = self.run_script(PROGRAM, "fails")
        self.assertEqual(len(printed), 3)
        ends = [(end["status"], end["message"]) for _, _, end in self.runs()]
        self.assertEqual(ends, [("failed", "ValueError: no more ideas")] * 3)


if __name__ == "__main__":
    unittest.main()
