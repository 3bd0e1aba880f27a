"""Unmodified SciPy programs: iterations, evaluations and results are those that they print themselves."""

import unittest
from typing import Any, List

from .auto_case import Arrived, AutoCase
from .support import has_library


def number(word: str) -> Any:
    return None if word == "None" else float(word)


@unittest.skipUnless(has_library("scipy"), "python3-scipy is not installed")
class ScipyTest(AutoCase):
    def check(self, runs: List[Arrived], printed: List[List[str]]) -> None:
        """As many runs as lines of `nit nfev fun success`, and the same figures in them."""
        self.assertEqual(len(runs), len(printed))
        for run, (nit, nfev, value, success, *_) in zip(runs, printed):
            with self.subTest(run.start["algorithm"], parameters=run.start["parameters"]):
                if nit != "None":
                    self.assertEqual(run.numbers, list(range(1, int(nit) + 1)))
                self.assertEqual(run.end["evaluations"], int(nfev))
                self.assertEqual(run.end["best"], float(value))
                self.assertEqual(run.end["status"], "completed")
                self.assertLessEqual(run.end["converged"], success == "True")
                counts = [event["evaluations"] for event in run.iterations]
                self.assertEqual(counts, sorted(counts))
                self.assertLessEqual(max(counts), int(nfev))

    def test_every_method_of_minimize(self) -> None:
        printed = self.run_script("scipy_minimize.py")
        runs = self.arrived()
        self.check(runs, printed)
        names = "Nelder-Mead Powell CG BFGS L-BFGS-B TNC COBYLA SLSQP trust-constr Newton-CG dogleg trust-ncg"
        names += " trust-krylov trust-exact"
        expected = names.split() * 2 + ["BFGS", "L-BFGS-B", "SLSQP", "trust-constr", "COBYLA"]
        self.assertEqual([run.start["algorithm"] for run in runs], expected)
        for run, line in zip(runs[:-3], printed):
            with self.subTest(run.start["algorithm"]):
                self.assertEqual(run.iterations[-1]["best"], run.end["best"])
                self.assertEqual(run.end["solution"], list(map(float, line[4:])))
                best = [event["best"] for event in run.iterations]
                self.assertEqual(best, sorted(best, reverse=True))
        for run, line in zip(runs[14:23], printed[14:23]):
            wanted = "evaluations" if run.start["algorithm"] in ("COBYLA", "TNC") else "iterations"
            ending = ("tolerance", True) if line[3] == "True" else (wanted, False)
            self.assertEqual((run.end["termination"], run.end["converged"]), ending)
        self.assertEqual((runs[0].end["termination"], runs[0].end["converged"]), ("tolerance", True))
        self.assertEqual((runs[0].start["problem"], runs[0].start["dimension"]), ("objective", 3))

    def test_constraints(self) -> None:
        printed = self.run_script("scipy_minimize.py")
        slsqp, trust, cobyla = self.arrived()[-3:]
        self.check([slsqp, trust, cobyla], printed[-3:])
        self.assertEqual(slsqp.iterations[-1]["best"], slsqp.end["best"])
        self.assertIn("violation", trust.iterations[0])
        # Which of the evaluations is the incumbent is not known before the end.
        self.assertNotIn("best", cobyla.iterations[-1])

    def test_the_older_functions(self) -> None:
        printed = self.run_script("scipy_legacy.py")
        runs = self.arrived()
        self.assertEqual(len(runs), len(printed))
        for run, (method, calls, value) in zip(runs, printed):
            with self.subTest(method):
                self.assertEqual((run.start["algorithm"], run.end["evaluations"]), (method, int(calls)))
                self.assertGreater(len(run.iterations), 5)
                if method == "COBYLA":
                    self.assertNotIn("best", run.end)
                else:
                    self.assertEqual((run.end["best"], run.iterations[-1]["best"]), (float(value), float(value)))

    def test_differential_evolution(self) -> None:
        printed = self.run_script("scipy_global.py", "evolution")
        runs = self.arrived()
        self.check(runs, printed)
        start, first = runs[0].start, runs[0].iterations[0]
        self.assertEqual((start["population_size"], start["dimension"], start["seed"]), (30, 2, 1))
        self.assertEqual(start["parameters"]["strategy"], "best1bin")
        self.assertEqual(first["best"], first["min"])
        self.assertLess(first["mean"], first["max"])
        self.assertIn("convergence", first["metrics"])
        self.assertGreater(first["diversity"], runs[0].iterations[-1]["diversity"])
        terminations = [run.end["termination"] for run in runs]
        self.assertEqual(terminations[0], "iterations")
        self.assertEqual(terminations[2], "callback")
        self.assertIn("feasible", runs[3].iterations[0])

    def test_dual_annealing(self) -> None:
        printed = self.run_script("scipy_global.py", "annealing")
        runs = self.arrived()
        self.check(runs, printed)
        self.assertEqual([run.end["termination"] for run in runs], ["iterations", "evaluations", "iterations"])
        for run in runs:
            temperatures = [event["temperature"] for event in run.iterations]
            self.assertEqual(temperatures, sorted(temperatures, reverse=True))
            self.assertEqual(run.iterations[-1]["best"], run.end["best"])

    def test_basinhopping_is_one_run_with_its_local_searches(self) -> None:
        printed = self.run_script("scipy_global.py", "hopping")
        runs = self.arrived()
        self.check(runs, printed)
        self.assertEqual([run.end["termination"] for run in runs], ["iterations", "callback"])
        self.assertEqual(runs[0].iterations[-1]["evaluations"], runs[0].end["evaluations"])
        self.assertEqual(runs[0].iterations[-1]["best"], runs[0].end["best"])

    def test_shgo_and_direct(self) -> None:
        printed = self.run_script("scipy_global.py", "sampling")
        runs = self.arrived()
        self.check(runs, printed)
        ends = [(run.end["termination"], run.end["converged"]) for run in runs[2:]]
        self.assertEqual(ends, [("tolerance", True), ("iterations", False), ("evaluations", False)])

    def test_least_squares(self) -> None:
        printed = self.run_script("scipy_global.py", "squares")
        runs = self.arrived()
        self.check(runs, printed)
        for run in runs:
            self.assertEqual(run.numbers, list(range(len(run.numbers))))
            self.assertEqual(run.iterations[-1]["best"], run.end["best"])
        self.assertEqual(runs[-1].end["termination"], "evaluations")

    def test_linear_programs(self) -> None:
        (value, bound, gap, nodes, _), (lowest, steps, _), _ = self.run_script("scipy_global.py", "linear")
        integer, plain, unbounded = self.arrived()
        self.assertEqual((integer.end["best"], integer.end["termination"]), (float(value), "optimal"))
        (event,) = integer.iterations
        found = (event["bound"], event["gap"], event["nodes"])
        self.assertEqual(found, (float(bound), float(gap), float(nodes)))
        (event,) = plain.iterations
        self.assertEqual((event["best"], event["lp_iterations"]), (float(lowest), float(steps)))
        self.assertNotIn("bound", event)
        self.assertEqual((unbounded.end["termination"], unbounded.end["converged"]), ("unbounded", False))

    def test_brute(self) -> None:
        printed = self.run_script("scipy_global.py", "grid")
        polished, plain = self.arrived()
        value = float(" ".join(printed[0]).split("|")[1])
        self.assertEqual(polished.end["best"], value)
        self.assertEqual(plain.end["evaluations"], 1600)
        self.assertLess(len(plain.iterations), 1200)


if __name__ == "__main__":
    unittest.main()
