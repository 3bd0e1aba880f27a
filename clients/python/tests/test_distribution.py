"""The distribution of objectives: copied on the caller's thread, summed up on the other."""

import unittest
from array import array
from typing import Any, Dict, List

import optimizer_monitor as om
from optimizer_monitor._distribution import MAX_WAITING_VALUES, copy_objectives, distribution_fields

from .engine import FakeEngine
from .support import create_client, reporting_to


class FieldsTest(unittest.TestCase):
    def test_quantiles_are_those_of_numpy(self) -> None:
        # numpy.quantile([3, -1, 7.5, 2, 2, 11], [0, 0.05, 0.5, 0.95, 1]), .mean() and .std()
        found = distribution_fields([3, -1, 7.5, 2, 2, 11])
        quantiles = found["quantiles"]
        for step, wanted in ((0, -1.0), (1, -0.25), (10, 2.5), (19, 10.125), (20, 11.0)):
            self.assertAlmostEqual(quantiles[step], wanted, places=12)
        self.assertAlmostEqual(found["mean"], 4.083333333333333, places=12)
        self.assertAlmostEqual(found["std"], 3.983472800905707, places=12)

    def test_what_no_distribution_can_be_made_of(self) -> None:
        self.assertEqual(distribution_fields([]), {})
        self.assertEqual(distribution_fields([float("nan")]), {"nan_objectives": 1})
        for wrong in ([[1, 2]], ["a"], [None], copy_objectives(5)):
            with self.assertRaises((TypeError, ValueError)):
                distribution_fields(wrong)


class ReportingTest(unittest.TestCase):
    def _report(self, *objectives: Any) -> List[Dict[str, Any]]:
        with FakeEngine() as engine:
            with reporting_to(create_client(engine.endpoint)):
                run = om.run("GA")
                for index, values in enumerate(objectives):
                    run.iteration(index, objectives=values)
                    if isinstance(values, list):
                        values.clear()
                self.assertTrue(om.flush(10))
            self.notes = [event["text"] for event in engine.events("note")]
            return list(engine.events("iteration"))

    def test_later_changes_of_the_list_do_not_count(self) -> None:
        events = self._report([1, 2, 3], array("d", [1, 2, 3]), range(1, 4), (value for value in (1, 2, 3)))
        for event in events:
            self.assertEqual([event["quantiles"][0], event["quantiles"][10], event["mean"]], [1, 2, 2])

    def test_what_is_no_list_is_reported_and_the_step_still_counts(self) -> None:
        events = self._report(5, ["low"], [[1, 2]])
        self.assertEqual([set(event) for event in events], [{"type", "time", "run", "iteration"}] * 3)
        self.assertEqual(self.notes[0], "iteration: objectives was ignored: it is not a list of numbers")

    def test_too_many_waiting_values_are_left_out_and_that_is_told(self) -> None:
        events = self._report([0.0] * (MAX_WAITING_VALUES + 1), [1, 2])
        self.assertEqual(["quantiles" in event for event in events], [False, True])
        self.assertEqual(len(self.notes), 1, self.notes)


if __name__ == "__main__":
    unittest.main()
