"""pymoo: every generation of an Algorithm is an iteration, told where the algorithm has advanced by one.

`minimize` works on a copy of the algorithm, so the run belongs to the object that advances. Written against the source
of 0.6.0 to 0.6.2.
"""

import functools
from types import ModuleType
from typing import Any, Callable, Dict, List, Optional

from ... import _api
from ..._run import describe_end
from ..implicit import ImplicitTrack
from ..objective import COMPONENT
from ..objects import ObjectRuns
from ..pareto import choose_reference, find_front, hypervolume, thin, to_minimization
from ..patches import Patches
from ..summary import summarize
from ..tracks import begin

_MAX_SOLUTION = 10_000

#: What ends a search, by the termination's class; others may be met for several reasons.
_TERMINATIONS = {
    "MaximumGenerationTermination": "iterations",
    "MaximumFunctionCallTermination": "evaluations",
    "TimeBasedTermination": "time",
    "MinimumFunctionValueTermination": "target",
}
_PARAMETERS = ("pop_size", "n_offsprings")
#: Where the operators of the algorithms with offspring are.
_OPERATORS = (("mating", "selection"), ("mating", "crossover"), ("mating", "mutation"), ("", "survival"))


class Search(ImplicitTrack):
    """The run of one algorithm object."""

    best: Optional[float] = None
    counted = 0
    solution: Any = None
    reference: Any = None

    def record(self, algorithm: Any) -> None:
        """The algorithm has finished a generation, whose number it has not raised yet."""
        self.touch()
        if self.is_silent:
            return
        self.counted = int(algorithm.evaluator.n_eval)
        fields = dict(_describe_constraints(algorithm)) if _has_constraints(algorithm.problem) else {}
        number = int(algorithm.n_iter) - 1
        if algorithm.problem.n_obj == 1:
            self.iteration(number, evaluations=self.counted, **fields, **self._single(algorithm))
            return
        points = _rows(algorithm.opt, feasible_only=True)
        directions = ["minimize"] * algorithm.problem.n_obj
        front = find_front(to_minimization(points, directions))
        self._choose_reference(algorithm, directions)
        volume = None if self.reference is None or not front else hypervolume(front, self.reference)
        fields.update(front_size=len(front), hypervolume=volume)
        self.iteration(number, evaluations=self.counted, **fields)
        self.front(thin(front), number)

    def _single(self, algorithm: Any) -> Dict[str, Any]:
        found = _rows(algorithm.opt, feasible_only=True)
        if found:
            self.best = float(found[0][0])
            self.solution = algorithm.opt.get("X")[0]
        fields: Dict[str, Any] = summarize([row[0] for row in _rows(algorithm.pop)])
        if self.best is not None:
            fields["best"] = self.best
        return fields

    def _choose_reference(self, algorithm: Any, directions: List[str]) -> None:
        """The first generation, feasible or not, tells the ranges of the objectives."""
        if self.reference is None:
            self.reference = choose_reference(to_minimization(_rows(algorithm.pop), directions))
            if self.reference is not None and len(self.reference) <= 3:
                self.describe(parameters={"hypervolume_reference": list(self.reference)})

    def before_end(self) -> None:
        """Nothing is left to report but the best."""
        solution, self.solution = self.solution, None
        if hasattr(solution, "tolist") and getattr(solution, "size", 0) <= _MAX_SOLUTION:
            self.final["solution"] = solution.tolist()
        self.final.update(best=self.best, evaluations=self.counted)


def _has_constraints(problem: Any) -> bool:
    return bool(getattr(problem, "n_ieq_constr", 0) or getattr(problem, "n_eq_constr", 0))


def _rows(population: Any, feasible_only: bool = False) -> List[Any]:
    """The objective values of a population; empty where there is none yet."""
    if population is None or not len(population):
        return []
    rows = population.get("F").tolist()
    if not feasible_only:
        return list(rows)
    feasible = population.get("FEAS").ravel().tolist()
    return [row for row, is_feasible in zip(rows, feasible) if is_feasible]


def _describe_constraints(algorithm: Any) -> Dict[str, float]:
    """The least violation of the optimum, and the share of the population that is feasible."""
    fields: Dict[str, float] = {}
    if algorithm.opt is not None and len(algorithm.opt):
        fields["violation"] = max(0.0, float(algorithm.opt.get("CV").min()))
    if algorithm.pop is not None and len(algorithm.pop):
        fields["feasible"] = float(algorithm.pop.get("FEAS").mean())
    return fields


def _name_of(value: Any) -> Any:
    return type(value).__name__ if value is not None and not isinstance(value, (str, int, float)) else value


def _begin(algorithm: Any) -> Search:
    problem = algorithm.problem
    given = {name: getattr(algorithm, name, None) for name in _PARAMETERS}
    for owner, name in _OPERATORS:
        given[name] = _name_of(getattr(getattr(algorithm, owner, None) if owner else algorithm, name, None))
    given["termination"] = _name_of(algorithm.termination)
    seed = getattr(algorithm, "seed", None)
    return begin(
        type(algorithm).__name__,
        library="pymoo",
        kind=Search,
        # With several objectives the reference point of the hypervolume comes from the first generation.
        deferred=problem.n_obj > 1,
        problem=type(problem).__name__,
        dimension=int(problem.n_var),
        direction="minimize" if problem.n_obj == 1 else ["minimize"] * int(problem.n_obj),
        population_size=given.pop("pop_size", None),
        seed=seed if isinstance(seed, int) else None,
        parameters={name: value for name, value in given.items() if value is not None},
    )


_searches = ObjectRuns(_begin)


def _finish(algorithm: Any, **ending: Any) -> None:
    search = _searches.find(algorithm)
    if search is not None:
        reason = _TERMINATIONS.get(type(algorithm.termination).__name__)
        if reason is not None and not ending:
            search.final["termination"] = reason
        search.finish(**ending)


def _obtain(algorithm: Any) -> Optional[Search]:
    return None if algorithm.problem is None else _searches.obtain(algorithm)


def _patch(module: ModuleType, patches: Patches) -> None:
    algorithm = patches.find(module, "Algorithm")
    for name in ("next", "infill", "advance"):
        patches.replace(algorithm, name, _enter(patches.find(algorithm, name, ("self",)), patches))
    _patch_advanced(algorithm, patches)
    _patch_run(algorithm, patches)


def _enter(original: Callable[..., Any], patches: Patches) -> Callable[..., Any]:
    """A step of the algorithm: what optimizes inside, local searches for example, is part of its run."""
    obtain = patches.guard(_obtain)

    @functools.wraps(original)
    def step(self: Any, *args: Any, **kwargs: Any) -> Any:
        search = obtain(self)
        if search is None:
            return original(self, *args, **kwargs)
        with search.inside():
            return original(self, *args, **kwargs)

    return step


def _patch_advanced(algorithm: Any, patches: Patches) -> None:
    original = patches.find(algorithm, "_post_advance", ("self",))

    def tell(algorithm: Any) -> None:
        search = _searches.find(algorithm)
        if search is not None:
            search.record(algorithm)

    advanced = patches.guard(tell)

    @functools.wraps(original)
    def post_advance(self: Any) -> Any:
        result = original(self)
        advanced(self)
        return result

    patches.replace(algorithm, "_post_advance", post_advance)


def _patch_run(algorithm: Any, patches: Patches) -> None:
    run_original = patches.find(algorithm, "run", ("self",))
    result_original = patches.find(algorithm, "result", ("self",))
    finish = patches.guard(_finish)

    @functools.wraps(run_original)
    def run(self: Any) -> Any:
        try:
            result = run_original(self)
        except BaseException as error:
            finish(self, **describe_end(type(error), error))
            raise
        finish(self)
        return result

    def end(algorithm: Any) -> None:
        # Programs that advance it themselves may look at the result in between.
        if algorithm.termination is not None and algorithm.termination.has_terminated():
            _finish(algorithm)

    ended = patches.guard(end)

    @functools.wraps(result_original)
    def result(self: Any) -> Any:
        found = result_original(self)
        ended(self)
        return found

    patches.replace(algorithm, "run", run)
    patches.replace(algorithm, "result", result)


def _patch_evaluator(module: ModuleType, patches: Patches) -> None:
    evaluator = patches.find(module, "Evaluator")
    original = patches.find(evaluator, "eval", ("self", "problem", "pop"))
    section = _api.component(COMPONENT)

    @functools.wraps(original)
    def evaluate(self: Any, *args: Any, **kwargs: Any) -> Any:
        with section:  # Of a whole generation.
            return original(self, *args, **kwargs)

    patches.replace(evaluator, "eval", evaluate)


#: What the hook calls after the program has imported a module.
PATCHES = {"pymoo.core.algorithm": _patch, "pymoo.core.evaluator": _patch_evaluator}
