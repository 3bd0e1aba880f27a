"""Unmodified CP-SAT programs, where OR-Tools is installed: Debian has no package of it."""

import importlib.util
import sys
import unittest
from unittest import mock

from . import auto_case
from .auto_case import AutoCase


@unittest.skipUnless(importlib.util.find_spec("ortools"), "OR-Tools is not installed")
class OrtoolsTest(AutoCase):
    def test_solutions_and_bounds(self) -> None:
        with mock.patch.object(auto_case, "SYSTEM_PYTHON", sys.executable):
            printed = self.run_script("ortools_knapsack.py")
        *solved, infeasible = self.arrived()
        self.assertEqual([run.start["direction"] for run in solved], ["maximize", "minimize", "maximize"])
        for run, line, kept in zip(solved, printed[0::2], printed[1::2]):
            status, value, bound, solutions, bounds = line
            self.assertEqual((run.end["message"], run.end["best"]), (status, float(value)))
            self.assertEqual((run.end["converged"], run.end["termination"]), (True, "optimal"))
            last = run.iterations[-1]
            self.assertEqual((last["best"], last["bound"]), (float(value), float(bound)))
            if solutions != "-1":
                self.assertEqual(last["metrics"]["solutions"], int(solutions))
                # The last bound, which is the proof, comes with the result.
                self.assertIn(len(run.iterations) - int(solutions) - int(bounds), (0, 1))
            self.assertEqual(kept, ["True"])
        self.assertEqual((infeasible.end["termination"], infeasible.end["converged"]), ("infeasible", False))


if __name__ == "__main__":
    unittest.main()
