"""Which libraries for optimization the program has loaded, and in which versions."""

import sys
from typing import List

_NAMES = (
    "numpy", "scipy", "pandas", "sklearn", "deap", "pymoo", "optuna", "cma", "cmaes", "nevergrad", "hyperopt", "nlopt",
    "pygad", "pyswarms", "platypus", "skopt", "pulp", "pyomo", "ortools", "cvxpy", "highspy", "gurobipy", "torch",
    "tensorflow", "jax",
)  # fmt: skip


def loaded_libraries() -> List[str]:
    """`name version` of each that is loaded and says its version; imports nothing and never raises."""
    found = []
    for name in _NAMES:
        try:
            version = getattr(sys.modules.get(name), "__version__", None)
        except Exception:  # A lazy module may do anything when it is asked.
            continue
        if isinstance(version, str):
            found.append(f"{name} {version}"[:100])
    return found
