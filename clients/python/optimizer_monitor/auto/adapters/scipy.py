"""SciPy's optimizers: every call of one is a run, unless it is a step of another's.

One authority for each run: the callback where there is one, else the step of the optimizer that SciPy itself counts,
and only where it counts none the evaluations. What the result says at the end stands.
"""

from types import ModuleType

from ..patches import Patches
from ._scipy_evolution import patch_evolution
from ._scipy_global import patch_annealing, patch_basinhopping, patch_direct, patch_optimize, patch_shgo
from ._scipy_legacy import patch_legacy
from ._scipy_linear import patch_linprog, patch_milp
from ._scipy_local import patch_least_squares, patch_minimize


def _patch_optimize(module: ModuleType, patches: Patches) -> None:
    patch_optimize(module, patches)
    patch_legacy(module, patches)


#: What the hook calls after the program has imported a module.
PATCHES = {
    "scipy.optimize._basinhopping": patch_basinhopping,
    "scipy.optimize._cobyla_py": patch_legacy,
    "scipy.optimize._differentialevolution": patch_evolution,
    "scipy.optimize._direct_py": patch_direct,
    "scipy.optimize._dual_annealing": patch_annealing,
    "scipy.optimize._lbfgsb_py": patch_legacy,
    "scipy.optimize._linprog": patch_linprog,
    "scipy.optimize._lsq.least_squares": patch_least_squares,
    "scipy.optimize._milp": patch_milp,
    "scipy.optimize._minimize": patch_minimize,
    "scipy.optimize._optimize": _patch_optimize,
    "scipy.optimize._shgo": patch_shgo,
    "scipy.optimize._slsqp_py": patch_legacy,
    "scipy.optimize._tnc": patch_legacy,
}
