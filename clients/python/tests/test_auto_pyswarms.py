"""Unmodified pyswarms programs: what is reported is what they print themselves."""

import unittest
from typing import List

from .program_case import Event, ProgramCase
from .support import has_library

PROGRAM = "pyswarms_swarms.py"

#: Particles, dimensions and iterations of each of the program's swarms.
WAYS = {
    "best_of_all": ("GlobalBestPSO", 10, 3, 15),
    "best_of_neighbours": ("LocalBestPSO", 8, 2, 12),
    "topology": ("GeneralOptimizerPSO", 9, 2, 10),
    "binary": ("BinaryPSO", 6, 5, 8),
    "tolerance": ("GlobalBestPSO", 10, 2, 30),
    "processes": ("GlobalBestPSO", 10, 3, 6),
    "own": ("OwnPSO", 5, 2, 7),
}


@unittest.skipUnless(has_library("pyswarms"), "python3-pyswarms is not installed")
class PyswarmsTest(ProgramCase):
    def check(self, iterations: List[Event], end: Event, printed: List[List[str]], particles: int) -> None:
        """The iterations are those that the optimizer has put into its history."""
        steps = [(float(best), float(mean)) for kind, best, mean, *_ in printed if kind == "step"]
        self.assertEqual([event["iteration"] for event in iterations], list(range(1, len(steps) + 1)))
        reported = [(event["best"], event["metrics"]["mean_personal_best"]) for event in iterations]
        self.assertEqual(reported, steps)
        evaluations = [event["evaluations"] for event in iterations]
        self.assertEqual(evaluations, [particles * (number + 1) for number in range(len(steps))])
        self.assertTrue(all(event["min"] <= event["mean"] <= event["max"] for event in iterations))
        self.assertTrue(all(event["diversity"] >= 0 for event in iterations))
        self.assertEqual(min(event["min"] for event in iterations), end["best"])
        self.assertEqual((end["status"], end["best"]), ("completed", float(printed[-1][1])))
        self.assertEqual(end["evaluations"], particles * len(steps))

    def test_every_optimizer(self) -> None:
        lines = self.run_script(PROGRAM, *WAYS)
        runs = self.runs()
        self.assertEqual(len(runs), len(WAYS))
        for (way, (name, particles, dimensions, planned)), (start, iterations, end) in zip(WAYS.items(), runs):
            with self.subTest(way):
                last = [line[0] for line in lines].index("end")
                printed, lines = lines[: last + 1], lines[last + 1 :]
                what = (start["algorithm"], start["library"], start["direction"])
                self.assertEqual(what, (name, "pyswarms", "minimize"))
                self.assertEqual((start["population_size"], start["dimension"]), (particles, dimensions))
                self.check(iterations, end, printed, particles)
                if way == "own":  # Without a call around it, there is neither a plan nor a result.
                    continue
                self.assertEqual(start["budget"], particles * planned)
                self.assertEqual(" ".join(map(str, end["solution"])), " ".join(printed[-1][2:]))
                met = (True, "tolerance") if way == "tolerance" else (None, "iterations")
                self.assertEqual((end.get("converged"), end["termination"]), met)
                self.assertEqual(len(iterations) < planned, way == "tolerance")
        start, _, _ = runs[0]
        self.assertEqual(start["problem"], "sphere")
        self.assertEqual(start["parameters"]["options"], {"c1": 0.5, "c2": 0.3, "w": 0.9})
        self.assertEqual(runs[2][0]["parameters"]["topology"], "VonNeumann")

    def test_an_exception_in_the_objective_fails_the_run(self) -> None:
        self.run_script(PROGRAM, "fails", status=1)
        ((_, iterations, end),) = self.runs()
        self.assertEqual((len(iterations), end["status"], end["message"]), (3, "failed", "ValueError: no more ideas"))

    def test_an_interrupt_stops_the_run(self) -> None:
        self.check_interrupted(PROGRAM, 3)


if __name__ == "__main__":
    unittest.main()
