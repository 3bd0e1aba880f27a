"""SciPy's `minimize` and `least_squares`: the incumbent of each iteration, found among the evaluations."""

import sys
from types import ModuleType
from typing import Any, Callable, Dict, Optional

from ..describing import name_of, settings_of, size_of, to_number
from ..patches import Patches
from ..thinning import Thinning
from ._scipy_calls import Call, Progress, monitor, progress_of

_METHODS = (
    "Nelder-Mead Powell CG BFGS Newton-CG L-BFGS-B TNC COBYLA COBYQA SLSQP trust-constr dogleg trust-ncg trust-exact "
    "trust-krylov"
).split()
_MAX_REMEMBERED = 20_000


class Evaluations:
    """The values of the last evaluations by their points: a callback is told a point, but not its value."""

    def __init__(self, dimension: Optional[int]) -> None:
        # A gradient by finite differences takes one or two evaluations for each variable.
        self._limit = min(_MAX_REMEMBERED, 64 + 16 * ((dimension or 0) + 1))
        self._values: Dict[int, Optional[float]] = {}
        self._last: "tuple[Optional[int], Optional[float]]" = (None, None)

    def remember(self, point: Any, value: Optional[float]) -> None:
        """Takes an evaluation; only a hash is kept of the point, since the array is often used again."""
        values = self._values
        values[hash(point.tobytes())] = value
        if len(values) > self._limit:
            del values[next(iter(values))]

    def find(self, point: Any) -> Optional[float]:
        """The value at a point, if it was evaluated not long ago or is the one asked for last."""
        key = hash(point.tobytes())
        if key in self._values:
            self._last = (key, self._values[key])
        return self._last[1] if key == self._last[0] else None


class Minimize(Progress):
    """A call of `minimize`."""

    objective = "fun"
    method: str

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        self.method = _choose_method(given)
        options = given.get("options")
        options = options if isinstance(options, dict) else {}
        limit = options.get("maxiter") if self.method == "COBYLA" else options.get("maxfev", options.get("maxfun"))
        return {
            "algorithm": self.method,
            "dimension": size_of(given.get("x0")),
            "budget": limit if isinstance(limit, int) and limit > 0 else None,
            "parameters": settings_of({"tol": given.get("tol"), "jac": given.get("jac"), **options}),
        }

    def attach(self, call: Call) -> None:
        self.is_constrained = _is_given(call.given.get("constraints"))
        if self.method == "COBYLA":
            # Its callback is told points that were never evaluated, and its result counts no iterations.
            self.thinning = Thinning()
            self.watch_objective(call, self.saw_step)
            return
        self.evaluations = Evaluations(size_of(call.given.get("x0")))
        self.watch_objective(call, self.saw)
        self.watch_callback(call, self.stepped)

    def saw_step(self, value: Any, _: Any) -> None:
        """An evaluation that is a step; among constraints the lowest value may be one that is not allowed."""
        number, before = to_number(value), self.best
        best = self.improve(number)
        count = self.track.evaluations
        if self.thinning.is_due(count, best != before):
            self.track.iteration(count, current=number, best=None if self.is_constrained else best)

    def saw(self, value: Any, args: Any) -> None:
        """Any evaluation: the first is the start point, which the optimizer may never improve on."""
        number = to_number(value)
        if self.track.evaluations == 1:
            self.improve(number)
        if args and hasattr(args[0], "tobytes"):
            self.evaluations.remember(args[0], number)

    def stepped(self, point: Any = None, state: Any = None, intermediate_result: Any = None) -> None:
        """The callback: the value at its point is the incumbent's."""
        state = state if intermediate_result is None else intermediate_result
        point = point if intermediate_result is None else intermediate_result.x
        value = self.evaluations.find(point) if hasattr(point, "tobytes") else None
        if value is None:
            value = to_number(getattr(state, "fun", None))
        best = value if self.is_constrained else self.improve(value)
        if state is None:
            self.step(current=value, best=best)
            return
        fields = {"step_size": "tr_radius", "gradient_norm": "optimality"}
        if self.is_constrained:
            fields["violation"] = "constr_violation"
        numbers = {field: to_number(getattr(state, name, None)) for field, name in fields.items()}
        self.step(current=value, best=best, **{field: one for field, one in numbers.items() if one is not None})

    def describe_end(self, result: Any) -> Dict[str, Any]:
        ending = super().describe_end(result)
        if self.method == "trust-constr" and getattr(result, "status", None) == 0:
            ending["termination"] = "iterations"  # Its message speaks of evaluations, which it does not limit.
        return ending


def _choose_method(given: Dict[str, Any]) -> str:
    """The method's name as the documentation writes it; without one SciPy chooses in this order."""
    method = given.get("method")
    if callable(method):
        return name_of(method) or "minimize"
    if isinstance(method, str):
        return next((name for name in _METHODS if name.lower() == method.lower()), method)
    if _is_given(given.get("constraints")):
        return "SLSQP"
    return "BFGS" if given.get("bounds") is None else "L-BFGS-B"


def _is_given(constraints: Any) -> bool:
    return constraints is not None and not (isinstance(constraints, (list, tuple)) and len(constraints) == 0)


class LeastSquares(Progress):
    """A call of `least_squares`: its objective is the cost, its iterations are the accepted steps."""

    objective = "fun"
    #: Makes the function that rates residuals, as the module has it.
    construct_loss: Optional[Callable[..., Any]] = None
    is_probing = False

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        self.counted = 0
        self.point: Any = None
        self.loss: Any = None
        limit = given.get("max_nfev")
        shown = ("jac", "loss", "f_scale", "ftol", "xtol", "gtol", "tr_solver", "max_nfev")
        return {
            "algorithm": f"least_squares ({given.get('method')})",
            "dimension": size_of(given.get("x0")),
            "budget": limit if isinstance(limit, int) and limit > 0 else None,
            "parameters": settings_of({name: given.get(name) for name in shown}),
        }

    def attach(self, call: Call) -> None:
        self.is_minpack = call.given.get("method") == "lm"
        self.watch_objective(call, self.saw)

    def saw(self, residuals: Any, args: Any) -> None:
        """An evaluation: a probe for the Jacobian, a rejected step, or an accepted one, which lowers the cost."""
        if self.is_probing:
            return
        self.counted += 1
        cost = self._rate(residuals)
        if cost is None or (self.best is not None and not cost < self.best):
            return
        point = args[0]
        if self.is_minpack and self._is_probe(point):
            return
        self.point, self.best = point.copy(), cost
        # SciPy evaluates the start point twice more than MINPACK counts.
        evaluations = max(1, self.counted - 2) if self.is_minpack else self.counted
        self.track.iteration(self.number, best=cost, current=cost, evaluations=evaluations)
        self.number += 1

    def _rate(self, residuals: Any) -> Optional[float]:
        """The cost as SciPy computes it; a loss function of the program's own is not called."""
        loss = self.call.given.get("loss")
        if not isinstance(loss, str):
            return None
        flat = sys.modules["numpy"].ravel(residuals)
        if loss == "linear":
            return 0.5 * float(flat.dot(flat))
        if self.loss is None and self.construct_loss is not None:
            self.loss = type(self).construct_loss(flat.size, loss, self.call.given.get("f_scale"))
        return None if self.loss is None else to_number(self.loss(flat, cost_only=True))

    def _is_probe(self, point: Any) -> bool:
        """MINPACK probes for its Jacobian unseen: one variable is changed, and only by a little."""
        if self.point is None or point.size < 2:
            return False
        changes = abs(point - self.point)
        return bool((changes != 0).sum() == 1 and changes.max() <= 1e-6 * max(1.0, abs(self.point).max()))

    def finish(self, result: Any) -> None:
        cost = to_number(getattr(result, "cost", None))
        ending = self.describe_end(result)
        self.track.end(best=cost, evaluations=getattr(result, "nfev", None), solution=result.x, **ending)


def patch_minimize(module: ModuleType, patches: Patches) -> None:
    """Patches `minimize`."""
    monitor(patches, module, "minimize", ("fun", "x0", "args", "method"), Minimize)


def patch_least_squares(module: ModuleType, patches: Patches) -> None:
    """Patches `least_squares`, and tells its finite differences from its steps."""
    monitor(patches, module, "least_squares", ("fun", "x0", "jac", "bounds", "method"), LeastSquares)
    LeastSquares.construct_loss = staticmethod(patches.find(module, "construct_loss_function"))
    # Newer versions have it in another module.
    owner = module if hasattr(module, "approx_derivative") else sys.modules["scipy.optimize._differentiable_functions"]
    derive = patches.find(owner, "approx_derivative")

    def approx_derivative(*args: Any, **kwargs: Any) -> Any:
        progress = progress_of(LeastSquares)
        if progress is None:
            return derive(*args, **kwargs)
        progress.is_probing = True
        try:
            return derive(*args, **kwargs)
        finally:
            progress.is_probing = False

    patches.replace(owner, "approx_derivative", approx_derivative)
