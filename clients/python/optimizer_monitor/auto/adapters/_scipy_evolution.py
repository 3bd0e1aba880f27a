"""SciPy's `differential_evolution`: its solver's generations, whichever processes evaluate them."""

import functools
from types import ModuleType
from typing import Any, Dict

from ..describing import seed_in, settings_of, to_number
from ..patches import Patches
from ..summary import summarize
from ._scipy_calls import Progress, dimension_of, monitor, progress_of

_SETTINGS = "strategy maxiter popsize tol atol mutation recombination init updating workers polish".split()


class DifferentialEvolution(Progress):
    """A call of `differential_evolution`; the solver counts evaluations, those of other processes included."""

    is_deferred = True
    solver: Any = None

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        return {
            "algorithm": "differential_evolution",
            "dimension": dimension_of(given.get("bounds")),
            "seed": seed_in(given),
            "parameters": settings_of({name: given.get(name) for name in _SETTINGS}),
        }

    def solves(self, solver: Any) -> None:
        """The solver that this call has made is about to start; one inside an objective is another's."""
        if self.solver is None:
            self.solver = solver
            self.track.describe(population_size=solver.num_population_members)
            self.track.start()

    def evolved(self, solver: Any) -> None:
        """A generation is complete."""
        if solver is not self.solver or self.track.is_silent:
            return
        energies = solver.population_energies
        feasible, violation = None, None
        if solver._wrapped_constraints:
            feasible = float(solver.feasible.mean())
            violation = float(solver.constraint_violation[0].sum())
        best = to_number(energies[0])
        self.step(
            best=best if best is not None and best - best == 0 else None,
            evaluations=solver._nfev,
            **summarize(energies),
            feasible=feasible,
            violation=violation,
            diversity=float(solver.population.std(axis=0).mean()),
            convergence=float(solver.convergence),
        )

    def finish(self, result: Any) -> None:
        self.solver = None
        super().finish(result)


def patch_evolution(module: ModuleType, patches: Patches) -> None:
    """Patches `differential_evolution` and the solver inside it."""
    solver = patches.find(module, "DifferentialEvolutionSolver")
    solve = patches.find(solver, "solve", ("self",))
    advance = patches.find(solver, "__next__", ("self",))
    solves = patches.guard(lambda self: _tell(DifferentialEvolution.solves, self))
    evolved = patches.guard(lambda self: _tell(DifferentialEvolution.evolved, self))

    @functools.wraps(solve)
    def monitored_solve(self: Any, *args: Any, **kwargs: Any) -> Any:
        solves(self)
        return solve(self, *args, **kwargs)

    @functools.wraps(advance)
    def monitored_next(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = advance(self, *args, **kwargs)
        evolved(self)
        return found

    patches.replace(solver, "solve", monitored_solve)
    patches.replace(solver, "__next__", monitored_next)
    monitor(patches, module, "differential_evolution", ("func", "bounds", "args", "strategy"), DifferentialEvolution)


def _tell(method: Any, solver: Any) -> None:
    progress = progress_of(DifferentialEvolution)
    if progress is not None:
        method(progress, solver)
