"""SciPy's `milp` and `linprog`: runs of a solver that says nothing before its end."""

import sys
from types import ModuleType
from typing import Any, Dict

from ..describing import settings_of, size_of, to_number, to_solution
from ..patches import Patches
from ._scipy_calls import Call, Progress, monitor

#: What their statuses mean; 1 is a limit of time, nodes or iterations, which the message tells.
_STATUSES = {0: "optimal", 2: "infeasible", 3: "unbounded"}


class Linear(Progress):
    """A call of `linprog`, or of `milp`."""

    objective = "c"
    algorithm = "linprog"

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        options = given.get("options")
        method = given.get("method")
        return {
            "algorithm": f"{self.algorithm} ({method})" if isinstance(method, str) else self.algorithm,
            "problem": None,
            "dimension": size_of(given.get("c")),
            "parameters": settings_of(options if isinstance(options, dict) else {}),
        }

    def attach(self, call: Call) -> None:
        pass

    def finish(self, result: Any) -> None:
        best = to_number(getattr(result, "fun", None))
        fields = {"lp_iterations": getattr(result, "nit", None)}
        if self._has_integers():  # Without integers the solver leaves zeros there.
            fields["bound"] = to_number(getattr(result, "mip_dual_bound", None))
            fields["gap"] = to_number(getattr(result, "mip_gap", None))
            fields["nodes"] = getattr(result, "mip_node_count", None)
        if best is not None or fields.get("bound") is not None:
            self.track.iteration(1, best=best, **fields)
        self.track.end(best=best, solution=to_solution(result.x), **self.describe_end(result))

    def _has_integers(self) -> bool:
        integrality = self.call.given.get("integrality")
        return integrality is not None and bool(sys.modules["numpy"].any(integrality))

    def describe_end(self, result: Any) -> Dict[str, Any]:
        ending = super().describe_end(result)
        status = getattr(result, "status", None)
        if status in _STATUSES:
            ending["termination"] = _STATUSES[status]
        return {**ending, "converged": status == 0}


class Milp(Linear):
    """A call of `milp`."""

    algorithm = "milp (HiGHS)"


def patch_linprog(module: ModuleType, patches: Patches) -> None:
    """Patches `linprog`."""
    monitor(patches, module, "linprog", ("c", "A_ub", "b_ub"), Linear)


def patch_milp(module: ModuleType, patches: Patches) -> None:
    """Patches `milp`."""
    monitor(patches, module, "milp", ("c",), Milp)
