"""Small stand-ins for libraries that Debian has no package of: they have only what the adapters touch.

They are written after the published sources, and show that the adapters' own parts work; they cannot show that a
library's next version still is what they imitate.
"""

import types
from typing import Any, List


def create_optimagic() -> "tuple[types.ModuleType, types.ModuleType]":
    """optimagic's history, and its function that everything comes down to, minimizing by halving."""
    history, optimize = types.ModuleType("optimagic.optimization.history"), types.ModuleType(
        "optimagic.optimization.optimize"
    )

    class History:
        def add_entry(self, entry: Any, batch_id: Any = None) -> None:
            pass

    def _optimize(problem: Any) -> Any:
        kept, point = history.History(), problem.params[0]  # type: ignore[attr-defined]
        for _ in range(5):
            kept.add_entry(types.SimpleNamespace(fun=problem.fun([point])))
            kept.add_entry(types.SimpleNamespace(fun=None))
            point /= 2
        found = [point * 2]
        counts = {"n_fun_evals": 5, "n_iterations": 4}
        return types.SimpleNamespace(fun=problem.fun(found), params=found, success=True, message="done", **counts)

    history.History = History  # type: ignore[attr-defined]
    optimize._optimize = _optimize  # type: ignore[attr-defined]
    return history, optimize


def create_openmdao() -> types.ModuleType:
    """OpenMDAO's driver and its recording."""
    module = types.ModuleType("openmdao.core.driver")

    class RecordingDebugging:
        def __init__(self, driver: Any) -> None:
            self.recording_requester = lambda: driver

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *args: Any) -> None:
            pass

    class Driver:
        supports = {"optimization": True}
        options = {"optimizer": "SLSQP", "tol": 1e-6}

        def __init__(self, values: List[float]) -> None:
            self._designvars = {"x": {"size": 2}, "y": {"size": 1}}
            self._objs = {"f": {"source": "f"}}
            self._cons: Any = {}
            self._values, self._value = values, 0.0

        def _problem(self) -> Any:
            return types.SimpleNamespace(
                _name="sellar", comm=types.SimpleNamespace(size=1), get_val=lambda _: self._value
            )

        def _run(self) -> Any:
            for self._value in self._values:
                with module.RecordingDebugging(self):
                    pass
            return types.SimpleNamespace(success=True, exit_status="SUCCESS")

    module.Driver, module.RecordingDebugging = Driver, RecordingDebugging  # type: ignore[attr-defined]
    return module


class PygmoProblem:
    """A problem of one objective, two variables."""

    def __init__(self) -> None:
        self.fevals = 0

    def get_nobj(self) -> int:
        return 1

    def get_nx(self) -> int:
        return 2

    def get_fevals(self) -> int:
        return self.fevals

    def get_name(self) -> str:
        return "Rosenbrock"


class PygmoPopulation:
    """A population that gets better by one with each evolution."""

    def __init__(self) -> None:
        self.problem = PygmoProblem()
        self.champion_f, self.champion_x = [10.0], [1.0, 2.0]

    def __len__(self) -> int:
        return 20

    def evolve(self) -> "PygmoPopulation":
        self.problem.fevals += 60
        self.champion_f = [self.champion_f[0] - 1]
        return self


def create_pygmo() -> types.ModuleType:
    """PyGMO's core with one algorithm, and islands that evolve at once."""
    module = types.ModuleType("pygmo.core")

    class sga:  # noqa: N801 (PyGMO's name)
        def get_log(self) -> Any:
            return [(1, 20, 9.5, 0.5), (2, 40, 9.25, 0.25)]

    class algorithm:  # noqa: N801
        def evolve(self, pop: PygmoPopulation) -> PygmoPopulation:
            return pop.evolve()

        def get_name(self) -> str:
            return "SGA: Genetic Algorithm [stochastic]"

        def extract(self, kind: type) -> Any:
            return sga() if kind is sga else None

    class island:  # noqa: N801
        def __init__(self) -> None:
            self.population = PygmoPopulation()

        def get_population(self) -> PygmoPopulation:
            return self.population

        def evolve(self, n: int = 1) -> None:
            self.population.evolve()

        def wait(self) -> None:
            pass

        wait_check = wait

    class archipelago(list):  # type: ignore[type-arg]  # noqa: N801
        def evolve(self, n: int = 1) -> None:
            for one in self:
                one.population.evolve()

        def wait(self) -> None:
            pass

        wait_check = wait

    for kind in (sga, algorithm, island, archipelago):
        setattr(module, kind.__name__, kind)
    return module


def create_tune(base: type) -> types.ModuleType:
    """The module of Ray Tune that makes the callbacks."""
    module = types.ModuleType("ray.tune.utils.callback")

    def _create_default_callbacks(callbacks: Any, **_: Any) -> List[Any]:
        return callbacks or []

    module._create_default_callbacks = _create_default_callbacks  # type: ignore[attr-defined]
    return module
