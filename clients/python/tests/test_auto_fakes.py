"""Adapters of libraries that are not in Debian, against stand-ins (see auto_fakes): their own parts, not the libraries."""

import pickle
import sys
import types
import unittest
from typing import Any, List
from unittest import mock

from optimizer_monitor.auto.adapters import openmdao, optimagic, pygmo, ray
from optimizer_monitor.auto.patches import Patches

from . import auto_fakes
from .auto_case import Arrived
from .engine import FakeEngine
from .support import create_client, reporting_to


class TuneCallback:
    """Stands in for Tune's."""


class FakesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.engine = FakeEngine()
        self.addCleanup(self.engine.close)
        self.client = create_client(self.engine.endpoint)
        context = reporting_to(self.client)
        context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    def patch(self, adapter: Any, *modules: types.ModuleType) -> Patches:
        patches = Patches("fake")
        for module in modules:
            adapter.PATCHES[module.__name__](module, patches)
        self.addCleanup(patches.undo)
        return patches

    def runs(self, count: int) -> List[Arrived]:
        self.engine.wait_for(lambda: len(self.engine.events("run_end")) == count, "the ends")
        return [Arrived(self.engine, start) for start in self.engine.events("run_start")]

    def test_optimagic(self) -> None:
        history, optimize = auto_fakes.create_optimagic()
        patches = self.patch(optimagic, history, optimize)

        def sphere(x: List[float]) -> float:
            return x[0] ** 2

        problem = types.SimpleNamespace(
            fun=sphere,
            params=[8.0],
            direction=types.SimpleNamespace(value="minimize"),
            algorithm=types.SimpleNamespace(algo_info=types.SimpleNamespace(name="scipy_lbfgsb")),
        )
        result = optimize._optimize(problem)
        (run,) = self.runs(1)
        self.assertFalse(patches.is_off)
        self.assertEqual((run.start["algorithm"], run.start["problem"]), ("scipy_lbfgsb", "sphere"))
        self.assertEqual([event["best"] for event in run.iterations], [64.0, 16.0, 4.0, 1.0, 0.25])
        self.assertEqual((run.end["best"], run.end["evaluations"], run.end["converged"]), (result.fun, 5, True))

    def test_openmdao(self) -> None:
        module = auto_fakes.create_openmdao()
        patches = self.patch(openmdao, module)
        self.assertTrue(module.Driver([5.0, 3.0, 4.0, 2.0])._run().success)
        (run,) = self.runs(1)
        self.assertFalse(patches.is_off)
        self.assertEqual((run.start["algorithm"], run.start["dimension"]), ("SLSQP", 3))
        self.assertEqual([event["best"] for event in run.iterations], [5.0, 3.0, 3.0, 2.0])
        self.assertEqual([event["current"] for event in run.iterations], [5.0, 3.0, 4.0, 2.0])
        self.assertEqual((run.end["best"], run.end["converged"], run.end["evaluations"]), (2.0, True, 4))

    def test_pygmo_algorithm(self) -> None:
        module = auto_fakes.create_pygmo()
        patches = self.patch(pygmo, module)
        module.algorithm().evolve(auto_fakes.PygmoPopulation())
        (run,) = self.runs(1)
        self.assertFalse(patches.is_off)
        self.assertEqual((run.start["algorithm"], run.start["population_size"]), ("SGA", 20))
        self.assertEqual(run.numbers, [1, 2])
        self.assertEqual([event["best"] for event in run.iterations], [9.5, 9.25])
        self.assertEqual((run.end["best"], run.end["evaluations"]), (9.0, 60))

    def test_pygmo_archipelago(self) -> None:
        module = auto_fakes.create_pygmo()
        patches = self.patch(pygmo, module)
        islands = module.archipelago([module.island(), module.island()])
        for _ in range(3):
            islands.evolve(5)
            islands.wait_check()
        islands.wait()
        del islands
        (run,) = self.runs(1)
        self.assertFalse(patches.is_off)
        self.assertEqual([event["best"] for event in run.iterations], [9.0, 8.0, 7.0])
        self.assertEqual((run.end["best"], run.end["evaluations"]), (7.0, 360))

    def test_ray_tune(self) -> None:
        module = auto_fakes.create_tune(TuneCallback)
        base = types.SimpleNamespace(Callback=TuneCallback, __name__="ray.tune.callback")
        with mock.patch.dict(sys.modules, {"ray.tune.callback": base}):
            patches = self.patch(ray, module)
        given: List[Any] = []
        (reporter,) = module._create_default_callbacks(given, metric="loss", mode="min", config={"x": 1})
        self.assertEqual(given, [])
        self.assertIs(type(pickle.loads(pickle.dumps(reporter))), TuneCallback)
        reporter.setup(num_samples=3)
        for value in (3.0, 2.0, 4.0):
            trial = types.SimpleNamespace(last_result={"loss": value, "training_iteration": 1}, config={"x": value})
            reporter.on_trial_complete(1, [], trial)
        reporter.on_trial_error(1, [], types.SimpleNamespace(last_result=None))
        reporter.on_experiment_end([])
        (run,) = self.runs(1)
        self.assertFalse(patches.is_off)
        self.assertEqual([event["best"] for event in run.iterations], [3.0, 2.0, 2.0, 2.0])
        self.assertEqual((run.end["best"], run.end["solution"]), (2.0, {"x": 2.0}))
        self.assertEqual(run.iterations[-1]["metrics"]["failed"], 1)


if __name__ == "__main__":
    unittest.main()
