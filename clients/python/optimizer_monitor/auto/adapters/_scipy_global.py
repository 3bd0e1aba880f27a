"""SciPy's other global optimizers: `dual_annealing`, `basinhopping`, `shgo`, `direct`, `brute`."""

import functools
from types import ModuleType
from typing import Any, Dict, Optional

from ..describing import seed_in, settings_of, size_of, to_number, to_solution
from ..patches import DoesNotFit, Patches
from ..thinning import Thinning
from ._scipy_calls import Call, Progress, dimension_of, monitor, progress_of
from ._scipy_local import Evaluations


class DualAnnealing(Progress):
    """A call of `dual_annealing`; an iteration is a chain of steps at one temperature, with its local search."""

    temperature: Optional[float] = None

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        shown = ("maxiter", "initial_temp", "restart_temp_ratio", "visit", "accept", "no_local_search")
        return {
            "algorithm": "dual_annealing",
            "dimension": dimension_of(given.get("bounds")),
            "budget": given.get("maxfun"),
            "seed": seed_in(given),
            "parameters": settings_of({name: given.get(name) for name in shown}),
        }

    def annealed(self, chain: Any, temperature: float, stopped: Any) -> None:
        """A chain has ended; with a local search to come the iteration is not complete yet."""
        self.temperature = temperature
        if self.call.given.get("no_local_search"):
            self.searched(chain, stopped)

    def searched(self, chain: Any, stopped: Any) -> None:
        """An iteration is complete; SciPy does not count one that is broken off."""
        if stopped is None:
            state = chain.energy_state
            best, current = to_number(state.ebest), to_number(state.current_energy)
            evaluations = chain.func_wrapper.nfev
            self.step(best=best, current=current, evaluations=evaluations, temperature=self.temperature)


def patch_annealing(module: ModuleType, patches: Patches) -> None:
    """Patches `dual_annealing`; a version with other inner steps shows only its start and end."""
    monitor(patches, module, "dual_annealing", ("func", "bounds", "args", "maxiter"), DualAnnealing)
    try:
        chain = patches.find(module, "StrategyChain")
        run = patches.find(chain, "run", ("self", "step", "temperature"))
        search = patches.find(chain, "local_search", ("self",))
    except DoesNotFit:
        return
    tell = patches.guard(_tell_annealing)

    @functools.wraps(run)
    def monitored_run(self: Any, step: Any, temperature: Any, *args: Any, **kwargs: Any) -> Any:
        stopped = run(self, step, temperature, *args, **kwargs)
        tell("annealed", self, temperature, stopped)
        return stopped

    @functools.wraps(search)
    def monitored_search(self: Any, *args: Any, **kwargs: Any) -> Any:
        stopped = search(self, *args, **kwargs)
        tell("searched", self, stopped)
        return stopped

    patches.replace(chain, "run", monitored_run)
    patches.replace(chain, "local_search", monitored_search)


def _tell_annealing(method: str, *args: Any) -> None:
    progress = progress_of(DualAnnealing)
    if progress is not None:
        getattr(progress, method)(*args)


class Basinhopping(Progress):
    """A call of `basinhopping`; the local searches inside are part of its steps."""

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        self.accepted = 0
        self.has_begun = False
        self.energy: Optional[float] = None
        options = given.get("minimizer_kwargs")
        method = options.get("method") if isinstance(options, dict) else None
        shown = {name: given.get(name) for name in ("niter", "T", "stepsize", "interval", "niter_success")}
        return {
            "algorithm": "basinhopping",
            "dimension": size_of(given.get("x0")),
            "seed": seed_in(given),
            "parameters": settings_of({**shown, "minimizer": method}),
        }

    def attach(self, call: Call) -> None:
        self.watch_objective(call)
        self.watch_callback(call, self.hopped)

    def hopped(self, _: Any, value: Any, is_accepted: Any) -> None:
        """A local search has ended, and its minimum was accepted or not."""
        trial = to_number(value)
        if is_accepted:
            self.energy = trial
            self.improve(trial)
        if not self.has_begun:  # The search from the start point is no iteration.
            self.has_begun = True
            return
        self.accepted += bool(is_accepted)
        rate = self.accepted / (self.number + 1)
        self.step(best=self.best, current=self.energy, acceptance_rate=rate, trial=trial)


def patch_basinhopping(module: ModuleType, patches: Patches) -> None:
    """Patches `basinhopping`."""
    monitor(patches, module, "basinhopping", ("func", "x0", "niter", "T", "stepsize"), Basinhopping)


class Direct(Progress):
    """A call of `direct`, which samples without gradients: its incumbent is the lowest value."""

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        shown = {name: given[name] for name in ("eps", "maxiter", "vol_tol", "len_tol") if name in given}
        biased = given.get("locally_biased", True)
        return {
            "algorithm": "direct",
            "dimension": dimension_of(given.get("bounds")),
            "budget": given.get("maxfun"),
            "target": to_number(given.get("f_min")),
            "parameters": settings_of({**shown, "locally_biased": biased}),
        }

    def attach(self, call: Call) -> None:
        # The first sample is an iteration without a callback: the centre, and two points for each variable.
        self.first = 2 * (dimension_of(call.given.get("bounds")) or 0) + 1
        self.watch_objective(call, self.saw)
        self.watch_callback(call, lambda _: self.step(best=self.best))

    def saw(self, value: Any, _: Any) -> None:
        """An evaluation."""
        self.improve(to_number(value))
        if self.track.evaluations == self.first:
            self.step(best=self.best)


def patch_direct(module: ModuleType, patches: Patches) -> None:
    """Patches `direct`."""
    monitor(patches, module, "direct", ("func", "bounds"), Direct)


class Shgo(Progress):
    """A call of `shgo`; an iteration is a refinement of its sample, the local searches come last."""

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        return {
            "algorithm": "shgo",
            "dimension": dimension_of(given.get("bounds")),
            "parameters": settings_of({name: given.get(name) for name in ("n", "iters", "sampling_method")}),
        }

    def attach(self, call: Call) -> None:
        self.watch_objective(call, lambda value, _: self.improve(to_number(value)))

    def iterated(self, solver: Any) -> None:
        """The sample is refined; where that includes local searches, the result so far is the incumbent."""
        found = to_number(getattr(solver.res, "fun", None))
        self.step(best=self.best if found is None else found)


def patch_shgo(module: ModuleType, patches: Patches) -> None:
    """Patches `shgo`; a version with other inner steps shows only its end."""
    monitor(patches, module, "shgo", ("func", "bounds", "args", "constraints"), Shgo)
    try:
        solver = patches.find(module, "SHGO")
        original = patches.find(solver, "iterate", ("self",))
    except DoesNotFit:
        return
    iterated = patches.guard(_tell_shgo)

    @functools.wraps(original)
    def iterate(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = original(self, *args, **kwargs)
        iterated(self)
        return found

    patches.replace(solver, "iterate", iterate)


def _tell_shgo(solver: Any) -> None:
    progress = progress_of(Shgo)
    if progress is not None:
        progress.iterated(solver)


class Brute(Progress):
    """A call of `brute`: an iteration is an evaluation, of a large grid only some."""

    def describe(self, given: Dict[str, Any]) -> Dict[str, Any]:
        ranges = given.get("ranges")
        return {
            "algorithm": "brute",
            "dimension": size_of(ranges),
            "parameters": settings_of({"Ns": given.get("Ns"), "finish": given.get("finish")}),
        }

    def attach(self, call: Call) -> None:
        self.thinning, self.evaluations = Thinning(), Evaluations(None)
        self.watch_objective(call, self.saw)

    def saw(self, value: Any, args: Any) -> None:
        """An evaluation in this process; the workers' are not seen."""
        number, before = to_number(value), self.best
        if args and hasattr(args[0], "tobytes"):
            self.evaluations.remember(args[0], number)
        best, count = self.improve(number), self.track.evaluations
        if self.thinning.is_due(count, best != before):
            self.track.iteration(count, best=best, current=number)

    def finish(self, result: Any) -> None:
        point, best = result, self.best
        if isinstance(result, tuple):
            point, best = result[0], to_number(result[1])
        elif hasattr(point, "tobytes"):
            best = self.evaluations.find(point.ravel())
            best = self.best if best is None else best
        self.track.end(best=best, solution=to_solution(point))


def patch_optimize(module: ModuleType, patches: Patches) -> None:
    """Patches `brute`."""
    monitor(patches, module, "brute", ("func", "ranges", "args", "Ns"), Brute)
