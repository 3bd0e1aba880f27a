"""Unmodified NLopt programs: evaluations and results are those that they print themselves."""

import unittest

from .auto_case import AutoCase
from .support import has_library

_TERMINATIONS = {1: "tolerance", 2: "target", 3: "tolerance", 4: "tolerance", 5: "evaluations"}


@unittest.skipUnless(has_library("nlopt.py"), "python3-nlopt is not installed")
class NloptTest(AutoCase):
    def test_algorithms(self) -> None:
        printed = self.run_script("nlopt_all.py", "algorithms")
        runs = self.arrived()
        self.assertEqual(len(runs), len(printed))
        for run, (count, calls, value, code, *point) in zip(runs, printed):
            with self.subTest(run.start["algorithm"]):
                self.assertEqual((run.end["evaluations"], run.end["best"]), (int(count), float(value)))
                self.assertEqual(run.end["termination"], _TERMINATIONS[int(code)])
                self.assertEqual(run.end["solution"], list(map(float, point)))
                self.assertEqual(run.iterations[0]["evaluations"], 1)
                if int(count) <= 1000:
                    self.assertEqual(run.numbers, list(range(1, int(calls) + 1)))
        names = [run.start["algorithm"] for run in runs[:2]]
        self.assertEqual(names, ["COBYLA", "Limited-memory BFGS"])
        start = runs[0].start
        self.assertEqual((start["problem"], start["dimension"], start["budget"]), ("squares", 2, 400))
        hill, constrained, long = runs[9], runs[11], runs[12]
        self.assertEqual((hill.start["direction"], hill.iterations[-1]["best"]), ("maximize", hill.end["best"]))
        # COBYLA does not return the lowest value that it has seen.
        self.assertLess(runs[0].iterations[-1]["best"], runs[0].end["best"])
        self.assertEqual(runs[2].iterations[-1]["best"], runs[2].end["best"])
        # Which of the evaluations is the incumbent is not known before the end.
        self.assertNotIn("best", constrained.iterations[-1])
        self.assertEqual(long.end["evaluations"], 30000)
        self.assertLess(len(long.iterations), 4000)
        self.assertEqual(long.iterations[-1]["best"], long.end["best"])

    def test_ends_by_exceptions(self) -> None:
        printed = self.run_script("nlopt_all.py", "ends")
        self.assertEqual(printed, [["forced_stop"], ["KeyError"]])
        stopped, failed = self.arrived()
        self.assertEqual((stopped.end["status"], stopped.end["termination"]), ("stopped", "callback"))
        self.assertEqual((failed.end["status"], failed.end["message"]), ("failed", "KeyError: 'missing'"))

    def test_an_optimizer_in_an_objective_is_part_of_the_outer_run(self) -> None:
        ((count, value),) = self.run_script("nlopt_all.py", "nested")
        (run,) = self.arrived()
        self.assertEqual((run.end["evaluations"], run.end["best"]), (int(count), float(value)))
        self.assertEqual(run.numbers, list(range(1, int(count) + 1)))


if __name__ == "__main__":
    unittest.main()
