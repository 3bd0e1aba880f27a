"""MetricsCollector: the forms of run_data, what is wrong with others, and the figures."""

import dataclasses
import json
import math
import unittest
from collections import namedtuple
from typing import Any, Dict, List

import optimizer_monitor as om
from optimizer_monitor._monitoring.algorithm_run import AlgorithmRun
from optimizer_monitor._monitoring.statistics import describe_values, histogram

from .component_case import ComponentCase
from .workspace_case import RUN, WorkspaceCase


class Logbook(List[Dict[str, Any]]):
    """What DEAP's has: rows, and chapters for several statistics."""

    chapters: Dict[str, Any] = {}


class Frame:
    """What a data frame has."""

    def __init__(self, columns: Dict[str, List[Any]]) -> None:
        self._columns = columns
        self.columns = list(columns)

    def __getitem__(self, name: str) -> List[Any]:
        return self._columns[name]

    def to_dict(self) -> Dict[str, Any]:
        raise AssertionError("a frame is read by its columns")


class Array:
    """What a numpy array has."""

    def __init__(self, values: List[Any]) -> None:
        self._values = values

    def tolist(self) -> List[Any]:
        return self._values


class Result(Dict[str, Any]):
    """What scipy's OptimizeResult is: a dict whose keys are attributes too."""

    __getattr__ = dict.__getitem__


@dataclasses.dataclass
class Record:
    best_fitness: List[float]
    mutation_rate: float = 0.1


class Slotted:
    __slots__ = ("best", "_hidden")

    def __init__(self) -> None:
        self.best = [2.0, 1.0]


class CollectorCase(WorkspaceCase):
    def setUp(self) -> None:
        super().setUp()
        self.collector = om.MetricsCollector()

    def collect(self, run_data: Any, **more: Any) -> AlgorithmRun:
        return self.collector.get_run(self.collector.collect_algorithm_run("GA", run_data, **more))


class FormsTest(CollectorCase):
    def test_a_dict_of_lists(self) -> None:
        run = self.collect(RUN)
        self.assertEqual(run.columns["best"], [5, 4, 2, 2])
        self.assertEqual(run.columns["mean"], [9, None, 7, 6])
        self.assertEqual(run.columns["evaluations"], [10, 20, 30, 40])
        self.assertEqual(run.columns["iteration"], [0, 1, 2, 3])
        self.assertEqual((run.facts["problem"], run.duration, run.evaluations, run.best), ("tour", 8, 40, 2))

    def test_the_same_in_other_forms(self) -> None:
        columns = {"best": [2.0, 1.0], "bestFitnessCount": [4, 5]}
        rows = [{"best": 2.0, "bestFitnessCount": 4}, {"best": 1.0, "bestFitnessCount": 5}]
        point = namedtuple("point", "best bestFitnessCount")
        for form in (
            columns,
            rows,
            tuple(rows),
            iter(rows),
            {"history": rows},
            {"iterations": columns},
            {name: Array(values) for name, values in columns.items()},
            Frame(columns),
            [point(2.0, 4), point(1.0, 5)],
            Logbook(rows),
        ):
            found = self.collect(form).columns
            self.assertEqual((found["best"], found["bestFitnessCount"]), ([2, 1], [4, 5]), form)

    def test_objects(self) -> None:
        self.assertEqual(self.collect(Slotted()).columns["best"], [2, 1])
        run = self.collect(Record([3.0, 2.0]))
        self.assertEqual((run.best, run.facts["parameters"]), (2, {"mutation_rate": 0.1}))

    def test_numbers_are_objective_values(self) -> None:
        run = self.collect([3.0, 4.0, 1.0, float("nan"), 2.0])
        self.assertEqual(run.columns["best"], [3, 3, 1, 1, 1])
        self.assertEqual(run.columns["current"][:3], [3, 4, 1])
        self.assertEqual(self.collect([3.0, 4.0, 1.0], direction="maximize").columns["best"], [3, 4, 4])
        self.assertEqual(self.collect({"fitness": [1, 3, 2], "maximize": True}).best, 3)

    def test_populations_become_statistics(self) -> None:
        run = self.collect({"fitness": [[4.0, 2.0, 3.0], [1.0, 3.0, 2.0]]})
        self.assertEqual(run.columns["best"], [2, 1])
        self.assertEqual(run.columns["mean"], [3, 2])
        self.assertEqual(run.population, [1, 3, 2])

    def test_a_logbook_with_chapters(self) -> None:
        log = Logbook([{"gen": 0, "nevals": 30}, {"gen": 1, "nevals": 20}])
        log.chapters = {
            "fitness": [{"gen": 0, "avg": 5.0, "min": 3.0}, {"gen": 1, "avg": 4.0, "min": 2.0}],
            "size": [{"avg": 7.0}, {"avg": 8.0}],
        }
        columns = self.collect(log).columns
        self.assertEqual((columns["best"], columns["mean"], columns["evaluations"]), ([3, 2], [5, 4], [30, 50]))
        self.assertEqual(columns["size.avg"], [7, 8])

    def test_a_result_without_iterations(self) -> None:
        result = Result(x=[1, 2], fun=0.5, nfev=33, nit=7, success=True, message="done", status=0, jac=[0, 0])
        run = self.collect(result)
        self.assertEqual((run.best, run.evaluations, run.iteration_count), (0.5, 33, 0))
        self.assertEqual((run.facts["solution"], run.facts["converged"], run.ignored), ([1, 2], True, ["jac"]))

    def test_trials(self) -> None:
        class Trial:
            def __init__(self, number: int, value: Any) -> None:
                self._number, self.value, self.values = number, value, [value]
                self.params, self.state = {"x": 1.0}, "COMPLETE"

            @property
            def number(self) -> int:
                return self._number

            @property
            def duration(self) -> None:
                raise ValueError("it runs")

        run = self.collect([Trial(3, 2.0), Trial(4, None), Trial(5, 1.0)], direction="minimize")
        found = {name: column for name, column in run.columns.items() if name != "time"}
        self.assertEqual(found, {"iteration": [3, 4, 5], "current": [2, None, 1], "best": [2, 2, 1]})

    def test_times(self) -> None:
        run = self.collect({"best": [2, 1], "time": [1_700_000_000.0, 1_700_000_004.0]})
        self.assertEqual((run.start_time, run.end_time), (1_700_000_000.0, 1_700_000_004.0))
        run = self.collect({"best": [2, 1], "elapsed": [1.0, 4.0], "start_time": 1_700_000_000.0})
        self.assertEqual(run.columns["time"], [1_700_000_001.0, 1_700_000_004.0])
        run = self.collect({"best": [2, 1], "execution_time": 10, "end_time": 1_700_000_010.0})
        self.assertEqual(run.columns["time"], [1_700_000_005.0, 1_700_000_010.0])

    def test_what_is_wrong_is_named(self) -> None:
        for wrong, kind, words in (
            (None, TypeError, "run_data must describe a run, got NoneType"),
            ("GA", TypeError, "got str 'GA'; expected a dict of lists"),
            (3, TypeError, "got int 3"),
            ({}, ValueError, "holds nothing that describes a run"),
            ([], ValueError, "holds no iterations"),
            ({"best": [1, "low"]}, TypeError, r"run_data\['best'\]\[1\] must be a number, got str 'low'"),
            ([{"avg": 1}, {"avg": "x"}], TypeError, r"run_data\[1\]\['avg'\] must be a number"),
            ({"history": [{"best": "x"}]}, TypeError, r"run_data\['history'\]\[0\]\['best'\]"),
            ({"best": [1, 2], "mean": [1]}, ValueError, r"\['mean'\] has 1 values, but run_data\['best'\] has 2"),
            ({"best": [1], "direction": "up"}, ValueError, r"run_data\['direction'\] must be 'minimize'"),
            ({"best": [1], "dimension": "two"}, TypeError, r"run_data\['dimension'\] must be a number"),
            ({"best": [1], "budget": -1}, ValueError, r"run_data\['budget'\] must be a number of zero or more"),
            ({"best": [1], "status": "odd"}, ValueError, r"run_data\['status'\] must be 'completed'"),
            ({"fitness": [[1, "a"]]}, TypeError, r"run_data\['fitness'\]\[0\]\[1\] must be a number"),
            ([object], TypeError, r"run_data\[0\] must be a dict, a number or a list"),
        ):
            with self.assertRaisesRegex(kind, words):
                self.collect(wrong)
        with self.assertRaisesRegex(TypeError, "name must be the algorithm's name"):
            self.collector.collect_algorithm_run("", RUN)
        self.assertEqual(self.collector.runs, [])

    def test_what_is_unknown_is_left_out_and_told(self) -> None:
        run = self.collect({"best": [1, 2], "bounds": [0, 1, 2], "individual": ["a", "b"], "thing": object()})
        self.assertEqual(sorted(run.ignored), ["bounds", "individual", "thing"])


class FiguresTest(CollectorCase):
    def test_convergence(self) -> None:
        self.collect(RUN)
        (found,) = self.collector.get_convergence("GA")
        for field, value in {
            "initial": 5, "final": 2, "best": 2, "improvement": 3, "improvement_percent": 60, "improvement_count": 2,
            "iterations_to_best": 2, "iterations_since_best": 1, "evaluations_to_best": 30,
            "iterations_to_90_percent": 2, "iterations_to_50_percent": 2, "iterations": 4, "duration_seconds": 8,
        }.items():  # fmt: skip
            self.assertEqual(found[field], value, field)
        self.assertEqual(found["curve"]["best"], [5, 4, 2, 2])

    def test_distributions(self) -> None:
        self.collect({"fitness": [[9.0], [1.0, 2.0, 3.0, 4.0]]})
        found = self.collector.get_fitness_distribution()["GA"]
        self.assertEqual(
            (found["of"], found["count"], found["median"], found["q1"]), ("final population", 4, 2.5, 1.75)
        )
        self.assertEqual(sum(found["histogram"]["counts"]), 4)
        self.collector.clear()
        for best in (3.0, 1.0, 2.0):
            self.collect({"best": best})
        self.assertEqual(self.collector.get_fitness_distribution()["GA"]["of"], "final bests")

    def test_resources(self) -> None:
        self.collect(dict(RUN, memory_usage=[100, 200, 300, 400]))
        self.collect(dict(RUN, status="failed", execution_time=4))
        found = self.collector.get_resource_statistics()["GA"]
        self.assertEqual((found["runs"], found["failed"]), (2, 1))
        self.assertEqual((found["duration_seconds"]["mean"], found["evaluations_per_second"]["max"]), (6, 10))
        self.assertEqual(found["memory"]["max"], 400)

    def test_statistics_of_little(self) -> None:
        self.assertEqual(describe_values([math.nan, None, math.inf]), {"count": 0})
        self.assertEqual(histogram([]), {"edges": [], "counts": []})
        self.assertEqual(histogram([2.0, 2.0]), {"edges": [2.0, 2.0], "counts": [2]})

    def test_figures_are_plain_data(self) -> None:
        self.collect(RUN)
        collector = self.collector
        json.dumps(
            [collector.get_convergence(), collector.get_fitness_distribution(), collector.get_resource_statistics()]
        )


class SentRunTest(ComponentCase):
    def test_a_run_is_sent_whole(self) -> None:
        collector = om.MetricsCollector()
        run_id = collector.collect_algorithm_run("GA", dict(RUN, mine=[1, 2, 3, 4]), direction="minimize")
        self.assertTrue(om.flush(10))
        (start,) = self.engine.events("run_start")
        self.assertEqual((start["run"], start["algorithm"], start["problem"]), (run_id, "GA", "tour"))
        iterations = self.engine.events("iteration")
        self.assertEqual([event["best"] for event in iterations], [5, 4, 2, 2])
        self.assertEqual(["mean" in event for event in iterations], [True, False, True, True])
        self.assertEqual(iterations[3]["metrics"], {"mine": 4})
        (end,) = self.engine.events("run_end")
        self.assertEqual(end["status"], "completed")
        self.assertAlmostEqual(end["time"] - start["time"], 8)

    def test_a_wrong_run_sends_nothing(self) -> None:
        with self.assertRaises(TypeError):
            om.MetricsCollector().collect_algorithm_run("GA", {"best": ["low"]})
        self.assertTrue(om.flush(10))
        self.assertEqual(self.engine.events(), [])


if __name__ == "__main__":
    unittest.main()
