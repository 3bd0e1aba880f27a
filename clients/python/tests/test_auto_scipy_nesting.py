"""SciPy's optimizers inside each other, in processes and threads, and with what programs may pass them."""

import array
import inspect
import os
import pickle
import unittest

from optimizer_monitor.auto.adapters._scipy_calls import Callback
from optimizer_monitor.auto.adapters._scipy_local import Evaluations

from .auto_case import AutoCase
from .support import PACKAGE_ROOT, PROGRAMS, SYSTEM_PYTHON, has_library, run_unmodified


@unittest.skipUnless(has_library("scipy"), "python3-scipy is not installed")
class ScipyNestingTest(AutoCase):
    def test_minimizations_in_an_objective_are_part_of_the_outer_run(self) -> None:
        ((nit, nfev, value, _),) = self.run_script("scipy_nested.py", "nested")
        (run,) = self.arrived()
        self.assertEqual(run.start["algorithm"], "differential_evolution")
        self.assertEqual(run.numbers, list(range(1, int(nit) + 1)))
        self.assertEqual((run.end["evaluations"], run.end["best"]), (int(nfev), float(value)))

    def test_an_exception_in_the_objective_reaches_the_program_and_fails_the_run(self) -> None:
        printed = self.run_script("scipy_nested.py", "fails", status=1)
        failed, fine, wrong = self.arrived()
        self.assertEqual(printed[0], ["no", "value", "here"])
        self.assertEqual((failed.end["status"], failed.end["evaluations"]), ("failed", 20))
        self.assertEqual(failed.end["message"], "ArithmeticError: no value here")
        self.assertEqual(fine.end["evaluations"], int(printed[1][1]))
        self.assertEqual(wrong.end["status"], "failed")

    def test_workers_evaluate_for_the_one_run(self) -> None:
        (nit, nfev, value, _), grid = self.run_script("scipy_nested.py", "workers")
        evolution, brute = self.arrived()
        self.assertEqual(evolution.numbers, list(range(1, int(nit) + 1)))
        self.assertEqual((evolution.end["evaluations"], evolution.end["best"]), (int(nfev), float(value)))
        self.assertEqual(brute.end["best"], float(" ".join(grid).split("|")[1]))

    def test_each_process_reports_its_own_runs(self) -> None:
        for method in ("fork", "spawn"):
            with self.subTest(method):
                (identical,), *printed = self.run_script("scipy_nested.py", "pool", method)
                self.assertEqual(identical, "True")
                self.engine.wait_for(lambda: len(self.engine.events("run_end")) == 3, "three ends")
                runs = self.arrived()
                ends = [(len(run.iterations), run.end["evaluations"], run.end["best"]) for run in runs]
                self.assertEqual(sorted(ends), sorted((int(i), int(n), float(v)) for i, n, v, _ in printed))

    def test_threads_have_runs_of_their_own(self) -> None:
        printed = self.run_script("scipy_nested.py", "threads")
        for run, line in zip(self.arrived(), printed):
            self.assertEqual((len(run.iterations), run.end["evaluations"]), (int(line[0]), int(line[1])))

    def test_a_hook_that_comes_late_finds_what_is_imported(self) -> None:
        path = os.path.join(PROGRAMS, "scipy_nested.py")
        environment = {"PYTHONPATH": PACKAGE_ROOT}
        done = run_unmodified([path, "late"], self.engine.endpoint, SYSTEM_PYTHON, **environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.engine.wait_for(lambda: len(self.engine.byes) == 1, "the bye")
        printed = [line.split() for line in done.stdout.splitlines()]
        runs = self.arrived()
        self.assertEqual([run.start["algorithm"] for run in runs], ["BFGS", "basinhopping"])
        self.assertEqual([run.end["evaluations"] for run in runs], [int(line[1]) for line in printed])


class ScipyPartsTest(unittest.TestCase):
    def test_a_callback_keeps_its_signature(self) -> None:
        def callback(intermediate_result: object) -> bool:
            return intermediate_result == 3

        seen = []
        wrapped = Callback(callback, lambda **kwargs: seen.append(kwargs))
        self.assertEqual(list(inspect.signature(wrapped).parameters), ["intermediate_result"])
        self.assertTrue(wrapped(intermediate_result=3))
        self.assertEqual(seen, [{"intermediate_result": 3}])

    def test_a_callback_may_end_it(self) -> None:
        def callback(_: object) -> None:
            raise StopIteration

        with self.assertRaises(StopIteration):
            Callback(callback, lambda _: None)(1)

    def test_a_wrapped_callback_is_pickled_as_the_program_gave_it(self) -> None:
        self.assertIs(pickle.loads(pickle.dumps(Callback(len, print))), len)

    def test_a_point_that_is_used_again_is_another_point(self) -> None:
        evaluations, point = Evaluations(2), array.array("d", [1.0, 2.0])
        evaluations.remember(point, 5.0)
        point[0] = 3.0
        self.assertIsNone(evaluations.find(point))
        evaluations.remember(point, 7.0)
        self.assertEqual(evaluations.find(point), 7.0)
        self.assertEqual(evaluations.find(array.array("d", [1.0, 2.0])), 5.0)

    def test_only_so_many_points_are_remembered(self) -> None:
        evaluations = Evaluations(1)
        for index in range(1000):
            evaluations.remember(array.array("d", [index]), float(index))
        self.assertIsNone(evaluations.find(array.array("d", [1.0])))
        self.assertEqual(evaluations.find(array.array("d", [999.0])), 999.0)
        # The incumbent stays known, however many evaluations follow.
        for index in range(2000, 3000):
            evaluations.remember(array.array("d", [index]), float(index))
        self.assertEqual(evaluations.find(array.array("d", [999.0])), 999.0)


if __name__ == "__main__":
    unittest.main()
