"""The import hook: calls a library's adapter right after the program itself has imported the library.

Loaded at the start of every Python program that is watched, so it imports nothing but `sys`, and nothing of the package
around it before a known library turns up.
"""

import sys

#: Every module that an adapter patches, and the adapter: a file in `optimizer_monitor/auto/adapters`.
ADAPTERS = {
    "cma.evolution_strategy": "cma",
    "cmaes": "cmaes",
    "deap.algorithms": "deap",
    "deap.base": "deap",
    "deap.tools.support": "deap",
    "hyperopt.fmin": "hyperopt",
    "nevergrad.optimization.base": "nevergrad",
    "nevergrad.optimization.recaster": "nevergrad",
    "nlopt": "nlopt",
    "openmdao.core.driver": "openmdao",
    "optimagic.optimization.history": "optimagic",
    "optimagic.optimization.optimize": "optimagic",
    "optuna.study.study": "optuna",
    "ortools.sat.python.cp_model": "ortools",
    "pygmo._py_islands": "pygmo",
    "pygmo.core": "pygmo",
    "pymoo.core.algorithm": "pymoo",
    "pymoo.core.evaluator": "pymoo",
    "pyswarms.base.base_discrete": "pyswarms",
    "pyswarms.base.base_single": "pyswarms",
    "pyswarms.discrete.binary": "pyswarms",
    "pyswarms.single.general_optimizer": "pyswarms",
    "pyswarms.single.global_best": "pyswarms",
    "pyswarms.single.local_best": "pyswarms",
    "ray.tune.utils.callback": "ray",
    "scipy.optimize._basinhopping": "scipy",
    "scipy.optimize._cobyla_py": "scipy",
    "scipy.optimize._differentialevolution": "scipy",
    "scipy.optimize._direct_py": "scipy",
    "scipy.optimize._dual_annealing": "scipy",
    "scipy.optimize._lbfgsb_py": "scipy",
    "scipy.optimize._linprog": "scipy",
    "scipy.optimize._lsq.least_squares": "scipy",
    "scipy.optimize._milp": "scipy",
    "scipy.optimize._minimize": "scipy",
    "scipy.optimize._optimize": "scipy",
    "scipy.optimize._shgo": "scipy",
    "scipy.optimize._slsqp_py": "scipy",
    "scipy.optimize._tnc": "scipy",
    "sklearn.model_selection._search": "sklearn",
    "sklearn.model_selection._search_successive_halving": "sklearn",
    "sklearn.model_selection._validation": "sklearn",
    "skopt.optimizer.base": "skopt",
    "skopt.optimizer.optimizer": "skopt",
}

#: How hooks know each other, when this file was loaded under two names.
_MARK = "_is_optimizer_monitor_finder"


class AdapterFinder:
    """Finds modules as the other finders do, and has the adapter called once they are executed."""

    def __init__(self, adapters):
        self._waiting = dict(adapters)
        setattr(self, _MARK, True)

    def find_spec(self, name, path=None, target=None):
        """The spec that the other finders give for a module that an adapter waits for; None for all others."""
        adapter = self._waiting.get(name)
        if adapter is None:
            return None
        for finder in sys.meta_path:
            if finder is not self and hasattr(finder, "find_spec"):
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    self._watch(spec, adapter)
                    return spec
        return None

    def _watch(self, spec, adapter):
        """Replaces `exec_module` on this one loader, which so stays what it is for whoever looks at its type."""
        loader, name = spec.loader, spec.name
        waiting = self._waiting

        def exec_module(module):
            execute(module)
            if module.__name__ == name and waiting.pop(name, None) is not None:
                _apply(adapter, module)

        try:
            execute = loader.exec_module
            loader.exec_module = exec_module
        except Exception:  # A loader that cannot be watched: its module goes unwatched.
            waiting.pop(name, None)


def _apply(adapter, module):
    """Lets the adapter patch; neither it nor a client of another version may disturb the import."""
    try:
        from optimizer_monitor.auto.registry import apply_adapter
    except Exception:
        return
    apply_adapter(adapter, module)


def install(adapters=None):
    """Puts the hook in place, once; modules that are imported already are patched now."""
    if any(getattr(finder, _MARK, False) for finder in sys.meta_path):
        return
    table = ADAPTERS if adapters is None else adapters
    loaded = [name for name in table if name in sys.modules]
    sys.meta_path.insert(0, AdapterFinder({name: table[name] for name in table if name not in loaded}))
    for name in loaded:
        _apply(table[name], sys.modules[name])
