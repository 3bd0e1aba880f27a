"""OR-Tools' CP-SAT: `CpSolver.solve` is a run; every solution and every better bound is an iteration.

The solver calls back from threads of its own, so what belongs to a run is found by its callback's identity.
"""

import functools
import threading
from types import ModuleType
from typing import Any, Callable, Dict, Optional

from ..describing import seed_of, settings_of, to_number
from ..patches import DoesNotFit, Patches
from ..tracks import Track, begin, current

_MAX_SOLUTION = 10_000
_SETTINGS = ("max_time_in_seconds", "num_workers", "num_search_workers", "relative_gap_limit")
_STATUSES = {"OPTIMAL": "optimal", "INFEASIBLE": "infeasible", "MODEL_INVALID": "error"}


def _read(owner: Any, *names: str) -> Any:
    """An attribute under its newer or its older name, called where it is a method."""
    for name in names:
        found = getattr(owner, name, None)
        if found is not None:
            return found() if callable(found) else found
    return None


class Solve:
    """One call of `solve`."""

    def __init__(self, solver: Any, model: Any) -> None:
        self.lock = threading.Lock()
        self.number = self.solutions = 0
        self.best: Optional[float] = None
        self.bound: Optional[float] = None
        proto, parameters = _read(model, "proto", "Proto"), solver.parameters
        direction = _direction(proto)
        self.has_objective = direction is not None
        self.time_limit = to_number(getattr(parameters, "max_time_in_seconds", None))
        given = {name: getattr(parameters, name, None) for name in _SETTINGS}
        given = {name: value for name, value in given.items() if value and value != float("inf")}
        self.track: Track = begin(
            "CP-SAT",
            library="OR-Tools",
            problem=getattr(proto, "name", None) or None,
            direction=direction,
            dimension=len(proto.variables),
            seed=seed_of(getattr(parameters, "random_seed", None)),
            parameters={**settings_of(given), "constraints": len(proto.constraints)},
        )

    def found(self, callback: Any) -> None:
        """A solution, told by one of the solver's threads."""
        with self.lock:
            self.solutions += 1
            if self.has_objective:
                self.best = to_number(_read(callback, "objective_value", "ObjectiveValue"))
                self.bound = to_number(_read(callback, "best_objective_bound", "BestObjectiveBound"))
            branches = to_number(_read(callback, "num_branches", "NumBranches"))
            self._report(nodes=branches, conflicts=to_number(_read(callback, "num_conflicts", "NumConflicts")))

    def bounded(self, bound: Any) -> None:
        """A better bound."""
        with self.lock:
            self.bound = to_number(bound)
            self._report()

    def _report(self, **fields: Any) -> None:
        self.number += 1
        gap = None
        if self.best is not None and self.bound is not None:
            gap = abs(self.best - self.bound) / max(abs(self.best), 1e-9)
        shown = {name: value for name, value in fields.items() if value is not None}
        self.track.iteration(
            self.number, best=self.best, bound=self.bound, gap=gap, solutions=self.solutions, **shown
        )

    def finish(self, solver: Any, status: Any) -> None:
        """What the response says."""
        name = str(getattr(status, "name", None) or solver.StatusName(status))
        has_solution = name in ("OPTIMAL", "FEASIBLE")
        best = to_number(_read(solver, "objective_value", "ObjectiveValue")) if has_solution else None
        bound = to_number(_read(solver, "best_objective_bound", "BestObjectiveBound")) if self.has_objective else None
        if self.number and bound != self.bound:  # The proof of the last bound is told to nobody.
            self.best = self.best if best is None else best
            self.bounded(bound)
        response = _read(solver, "response_proto", "ResponseProto")
        values = list(response.solution) if has_solution and len(response.solution) <= _MAX_SOLUTION else None
        termination = _STATUSES.get(name)
        if termination is None:
            spent = to_number(_read(solver, "wall_time", "WallTime")) or 0.0
            is_over = self.time_limit is not None and spent >= 0.9 * self.time_limit
            termination = "time" if is_over else "limit"
        self.track.end(
            converged=name == "OPTIMAL",
            termination=termination,
            best=best if self.has_objective else None,
            solution=values,
            message=name,
        )


def _has(proto: Any, field: str) -> bool:
    """Whether a field is set; to look at one that is not would set it, in newer versions."""
    has = getattr(proto, f"has_{field}", None)
    return bool(has() if callable(has) else proto.HasField(field))


def _direction(proto: Any) -> Optional[str]:
    """The solver minimizes inside; a maximization has its objective scaled by a negative factor."""
    if _has(proto, "objective"):
        return "maximize" if proto.objective.scaling_factor < 0 else "minimize"
    if _has(proto, "floating_point_objective"):
        return "maximize" if proto.floating_point_objective.maximize else "minimize"
    return None


def _patch(module: ModuleType, patches: Patches) -> None:
    solver, base = patches.find(module, "CpSolver"), patches.find(module, "CpSolverSolutionCallback")
    name = "solve" if "solve" in vars(solver) else "Solve"
    original = patches.find(solver, name, ("self", "model", "solution_callback"))
    active: Dict[int, Solve] = {}
    _patch_callback(base, active, patches)

    class Added(base):  # type: ignore[misc, valid-type]
        """The callback where the program has none."""

        def on_solution_callback(self) -> None:
            """Nothing: the base class tells of the solution."""

    start = patches.guard(lambda self, model: Solve(self, model))
    add = patches.guard(Added)
    finish = patches.guard(lambda run, self, status: run.finish(self, status))

    @functools.wraps(original)
    def solve(self: Any, model: Any, solution_callback: Any = None, *args: Any, **kwargs: Any) -> Any:
        run = start(self, model) if current() is None else None
        if run is None or run.track.is_silent:
            return original(self, model, solution_callback, *args, **kwargs)
        callback = add() if solution_callback is None else solution_callback
        active[id(callback)] = run
        restore = _watch_bound(self, run, patches)
        with run.track:
            try:
                status = original(self, model, callback, *args, **kwargs)
            finally:
                active.pop(id(callback), None)
                restore()
            finish(run, self, status)
            return status

    patches.replace(solver, name, solve)


def _patch_callback(base: Any, active: Dict[int, Solve], patches: Patches) -> None:
    """Patches what the solver calls, and what in turn calls the program's method."""
    if "OnSolutionCallback" not in vars(base):
        raise DoesNotFit("CpSolverSolutionCallback.OnSolutionCallback is missing")
    original = base.OnSolutionCallback

    def tell(callback: Any) -> None:
        run = active.get(id(callback))
        if run is not None:
            run.found(callback)

    found = patches.guard(tell)

    @functools.wraps(original)
    def on_solution(self: Any) -> None:
        found(self)
        original(self)

    patches.replace(base, "OnSolutionCallback", on_solution)


def _watch_bound(solver: Any, run: Solve, patches: Patches) -> Callable[[], None]:
    """Has better bounds told for the time of one call; gives what puts the program's own callback back."""
    if not hasattr(solver, "best_bound_callback"):
        return lambda: None
    before = solver.best_bound_callback
    bounded = patches.guard(run.bounded)

    def better(bound: Any) -> None:
        bounded(bound)
        if before is not None:
            before(bound)

    def restore() -> None:
        if solver.best_bound_callback is better:
            solver.best_bound_callback = before

    solver.best_bound_callback = better
    return restore


#: What the hook calls after the program has imported a module.
PATCHES = {"ortools.sat.python.cp_model": _patch}
