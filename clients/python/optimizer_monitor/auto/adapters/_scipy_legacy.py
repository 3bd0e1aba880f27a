"""SciPy's older functions, from `fmin` to `fmin_tnc`: the methods of `minimize`, with results that say less."""

from types import ModuleType
from typing import Any, Dict, Tuple, Type

from ..describing import settings_of, size_of, to_solution
from ..patches import Patches
from ._scipy_calls import Call, monitor
from ._scipy_local import Minimize

_SETTINGS = ("xtol", "ftol", "gtol", "factr", "pgtol", "acc", "rhobeg", "maxiter", "iter", "maxfun")


class Fmin(Minimize):
    """A call of one of them; which method it is, its subclass says."""

    objective = "func"
    method = ""

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        limit = given.get("maxfun")
        return {
            "algorithm": self.method,
            "dimension": size_of(given.get("x0")),
            "budget": limit if isinstance(limit, int) and limit > 0 else None,
            "parameters": settings_of({name: given.get(name) for name in _SETTINGS}),
        }

    def attach(self, call: Call) -> None:
        names = ("cons", "eqcons", "f_eqcons", "ieqcons", "f_ieqcons")
        given = [call.given.get(name) for name in names]
        call.given["constraints"] = [one for one in given if callable(one) or (isinstance(one, (list, tuple)) and one)]
        super().attach(call)

    def finish(self, result: Any) -> None:
        """The value at the solution; how it ended is known only to those that asked for the full output."""
        point = result[0] if isinstance(result, (tuple, list)) else result
        best = None if self.is_constrained else self.best
        if self.method != "COBYLA" and hasattr(point, "tobytes"):
            found = self.evaluations.find(point)
            best = best if found is None else found
        self.track.end(best=best, solution=to_solution(point))


#: The functions of each module, with the name of their objective.
_FUNCTIONS: Dict[str, Tuple[Tuple[str, str, str], ...]] = {
    "scipy.optimize._cobyla_py": (("fmin_cobyla", "COBYLA", "func"),),
    "scipy.optimize._lbfgsb_py": (("fmin_l_bfgs_b", "L-BFGS-B", "func"),),
    "scipy.optimize._optimize": (
        ("fmin", "Nelder-Mead", "func"),
        ("fmin_powell", "Powell", "func"),
        ("fmin_cg", "CG", "f"),
        ("fmin_bfgs", "BFGS", "f"),
        ("fmin_ncg", "Newton-CG", "f"),
    ),
    "scipy.optimize._slsqp_py": (("fmin_slsqp", "SLSQP", "func"),),
    "scipy.optimize._tnc": (("fmin_tnc", "TNC", "func"),),
}


def patch_legacy(module: ModuleType, patches: Patches) -> None:
    """Patches the functions of a module."""
    for name, method, objective in _FUNCTIONS[module.__name__]:
        kind: Type[Fmin] = type("Fmin", (Fmin,), {"method": method, "objective": objective})
        monitor(patches, module, name, (objective, "x0"), kind)
