"""Unmodified programs that use cmaes: what is reported is what they print themselves."""

import unittest
from typing import List

from .program_case import Event, ProgramCase
from .support import has_library

PROGRAM = "cmaes_searches.py"


@unittest.skipUnless(has_library("cmaes"), "python3-cmaes is not installed")
class CmaesTest(ProgramCase):
    def check(self, iterations: List[Event], end: Event, steps: List[List[str]], last: List[str]) -> None:
        """The iterations are the printed generations."""
        self.assertEqual(len(iterations), len(steps))
        for event, (_, generation, evaluations, best, mean, std) in zip(iterations, steps):
            numbers = (event["iteration"], event["evaluations"], event["best"])
            self.assertEqual(numbers, (int(generation), int(evaluations), float(best)))
            self.assertAlmostEqual(event["mean"], float(mean), places=12)
            self.assertAlmostEqual(event["std"], float(std), places=12)
            self.assertGreater(event["step_size"], 0)
        self.assertEqual((end["evaluations"], end["best"]), (int(last[1]), float(last[2])))

    def test_every_optimizer(self) -> None:
        lines = self.run_script(PROGRAM, "plain", "separable", "margin", "converges", "restarts")
        runs = self.runs()
        names = ["CMA", "SepCMA", "CMAwM", "CMA", "CMA", "CMA", "CMA"]
        self.assertEqual([start["algorithm"] for start, _, _ in runs], names)
        for start, iterations, end in runs:
            last = [line[0] for line in lines].index("end")
            self.check(iterations, end, lines[:last], lines[last])
            self.assertEqual((start["direction"], end["status"]), ("minimize", "completed"))
            sizes = (int(lines[last][3]), len(end["solution"]))
            self.assertEqual((start["population_size"], start["dimension"]), sizes)
            lines = lines[last + 1 :]
        self.assertEqual(runs[0][0]["parameters"], {"sigma": 1.3})
        converged = [(end.get("converged"), end.get("termination")) for _, _, end in runs]
        self.assertEqual(converged, [(None, None)] * 3 + [(True, "tolerance")] + [(None, None)] * 3)

    def test_an_uncaught_exception(self) -> None:
        # The first search is over by then: its object is gone.
        self.run_script(PROGRAM, "fails", status=1)
        ((_, iterations, end),) = self.runs()
        self.assertEqual((len(iterations), end["status"]), (4, "completed"))

    def test_an_interrupt_stops_the_run(self) -> None:
        self.check_interrupted(PROGRAM, 4)

    def test_processes_report_once_each(self) -> None:
        lines = self.run_script(PROGRAM, "pool")
        self.engine.wait_for(lambda: len(self.engine.events("run_end")) == 3, "three ends")
        printed = sorted((int(line[1]), float(line[2])) for line in lines if line[0] == "island")
        self.assertEqual(sorted((end["evaluations"], end["best"]) for _, _, end in self.runs()), printed)
        self.assertEqual(len(self.engine.events("iteration")), 12)


if __name__ == "__main__":
    unittest.main()
