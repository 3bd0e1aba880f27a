"""Unmodified scikit-learn searches: candidates and scores are those of their results, in one process or several."""

import json
import math
import unittest
from typing import List

from .auto_case import Arrived, AutoCase
from .support import has_library


@unittest.skipUnless(has_library("sklearn"), "python3-sklearn is not installed")
class SklearnTest(AutoCase):
    def check(self, jobs: int, *kinds: str) -> List[Arrived]:
        """One run for each search: its iterations are the candidates, with their scores."""
        printed = self.run_script("sklearn_searches.py", str(jobs), *kinds)
        runs = self.arrived()
        self.assertEqual(len(runs), len(kinds))
        for run, line, kind in zip(runs, printed, kinds):
            means, stds, best, folds, chosen = json.loads(" ".join(line))
            with self.subTest(kind, jobs=jobs):
                self.assertEqual(run.numbers, list(range(1, len(means) + 1)))
                for event, mean, std in zip(run.iterations, means, stds):
                    if not math.isnan(mean):
                        self.assertEqual((event["current"], event["std"]), (mean, std))
                self.assertEqual((run.end["best"], run.end["solution"]), (best, chosen))
                self.assertEqual(run.end["evaluations"], len(means) * folds)
                self.assertEqual((run.start["direction"], run.end["status"]), ("maximize", "completed"))
                self.assertEqual(run.iterations[-1]["best"], best)
        return runs

    def test_searches(self) -> None:
        grid, random, halving, halving_random, metrics, failing, nested = self.check(
            0, "grid", "random", "halving", "halvingrandom", "metrics", "failing", "nested"
        )
        self.assertEqual((grid.start["algorithm"], grid.start["problem"]), ("GridSearchCV", "LogisticRegression"))
        self.assertEqual((len(grid.iterations), grid.start["dimension"]), (8, 2))
        # A candidate is reported as soon as it has been scored, not all of them at the end.
        times = [event["time"] for event in grid.iterations]
        self.assertGreater(times[-1] - times[0], (grid.end["time"] - grid.start["time"]) / 10)
        self.assertEqual((random.start["algorithm"], random.start["seed"]), ("RandomizedSearchCV", 1))
        self.assertEqual(halving.start["algorithm"], "HalvingGridSearchCV")
        self.assertEqual(halving_random.start["algorithm"], "HalvingRandomSearchCV")
        rounds = [event["metrics"]["round"] for event in halving.iterations]
        self.assertEqual((rounds, min(rounds)), (sorted(rounds), 0))
        self.assertGreater(rounds[-1], 0)
        self.assertIn("accuracy", metrics.iterations[0]["metrics"])
        self.assertNotIn("current", failing.iterations[0])
        self.assertEqual(nested.start["problem"], "GridSearchCV")

    def test_fits_in_other_processes_are_part_of_the_search(self) -> None:
        self.check(2, "grid", "halving")

    def test_an_exception_fails_the_search(self) -> None:
        self.run_script("sklearn_searches.py", "0", "raises", status=1)
        (run,) = self.arrived()
        self.assertEqual(run.end["status"], "failed")


if __name__ == "__main__":
    unittest.main()
