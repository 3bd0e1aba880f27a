"""DEAP: its algorithms, and loops that the program writes itself with or without a Logbook.

One authority for each run: inside `deap.algorithms.ea*` that is the algorithm's own Logbook; in a hand-written loop its
Logbook; without one the registered `select`, where fitnesses were assigned since it was called last.
"""

import functools
from types import ModuleType
from typing import Any, Callable, Dict, Optional, Sequence

from ..patches import Patches, bind
from ..tracks import begin, current
from ..wrappers import Wrapper
from ._deap_loops import mark_selection, record_loop
from ._deap_runs import LOCAL, MAX_FRESH, Generations, describe_individuals, name_of, state_of_thread, to_solution

#: The first parameters of each algorithm.
_ALGORITHMS = {
    "eaSimple": ("population", "toolbox", "cxpb", "mutpb", "ngen"),
    "eaMuPlusLambda": ("population", "toolbox", "mu", "lambda_", "cxpb", "mutpb", "ngen"),
    "eaMuCommaLambda": ("population", "toolbox", "mu", "lambda_", "cxpb", "mutpb", "ngen"),
    "eaGenerateUpdate": ("toolbox", "ngen", "halloffame"),
}
_PARAMETERS = ("ngen", "cxpb", "mutpb", "mu", "lambda_")
_OPERATORS = ("mate", "mutate", "select", "generate", "update")


def _patch_algorithms(module: ModuleType, patches: Patches) -> None:
    for name, parameters in _ALGORITHMS.items():
        original = patches.find(module, name, parameters)
        patches.replace(module, name, _monitor(original, patches))


def _monitor(original: Callable[..., Any], patches: Patches) -> Callable[..., Any]:
    start, finish = patches.guard(_start), patches.guard(_finish)

    @functools.wraps(original)
    def algorithm(*args: Any, **kwargs: Any) -> Any:
        run = start(original, args, kwargs)
        if run is None:
            return original(*args, **kwargs)
        with run.track, state_of_thread().apart(run):
            result = original(*args, **kwargs)
            finish(run, result)
            return result

    return algorithm


def _start(original: Callable[..., Any], args: Sequence[Any], kwargs: Dict[str, Any]) -> Generations:
    given = bind(original, args, kwargs)
    toolbox, population = given.get("toolbox"), given.get("population")
    operators = {name: name_of(getattr(toolbox, name, None)) for name in _OPERATORS}
    parameters = {name: given[name] for name in _PARAMETERS if name in given}
    parameters.update({name: operator for name, operator in operators.items() if operator is not None})
    fields = describe_individuals(population)
    is_settled = isinstance(fields.get("direction"), str)
    track = begin(
        original.__name__,
        library="DEAP",
        # With several objectives the reference point of the hypervolume comes from the first generation.
        deferred=not is_settled,
        problem=name_of(getattr(toolbox, "evaluate", None)),
        parameters=parameters,
        **fields,
    )
    return Generations(track, population, given.get("halloffame"))


def _finish(run: Generations, result: Any) -> None:
    population = result[0] if isinstance(result, tuple) and result else run.population
    best = run.best_individual(population)
    run.track.end(termination="iterations", solution=to_solution(best), **run.final_fields())


def _patch_support(module: ModuleType, patches: Patches) -> None:
    _patch_logbook(patches.find(module, "Logbook"), patches)
    statistics = patches.find(module, "Statistics")
    compile_original = patches.find(statistics, "compile", ("self", "data"))

    @functools.wraps(compile_original)
    def compile(self: Any, data: Any) -> Any:  # noqa: A001 (the method's name)
        # What a program computes statistics of just before it records them is its population.
        state_of_thread().population = data
        return compile_original(self, data)

    patches.replace(statistics, "compile", compile)


def _patch_logbook(logbook: Any, patches: Patches) -> None:
    original = patches.find(logbook, "record", ("self",))
    recorded = patches.guard(_recorded)

    @functools.wraps(original)
    def record(self: Any, **infos: Any) -> None:
        state = state_of_thread()
        if state.is_recording:  # A chapter of the logbook that is recorded to.
            return original(self, **infos)
        state.is_recording = True
        try:
            original(self, **infos)
        finally:
            state.is_recording = False
        recorded(self, infos)

    patches.replace(logbook, "record", record)


def _recorded(logbook: Any, infos: Dict[str, Any]) -> None:
    state = state_of_thread()
    run, track = state.active, current()
    if run is not None and track is run.track:
        run.record(state, logbook, infos)
    elif track is None:
        record_loop(state, logbook, infos)
    state.population = None


def _patch_base(module: ModuleType, patches: Patches) -> None:
    _patch_fitness(patches.find(module, "Fitness"), patches)
    toolbox = patches.find(module, "Toolbox")
    original = patches.find(toolbox, "register", ("self", "alias", "function"))
    mark = patches.guard(mark_selection)

    class Select(Wrapper):
        """A registered selection that first marks the generation it selects from."""

        __slots__ = ()

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            mark(self, args, kwargs)
            return self.__wrapped__(*args, **kwargs)

    @functools.wraps(original)
    def register(self: Any, alias: str, function: Any, *args: Any, **kwargs: Any) -> None:
        if alias == "select" and callable(function) and not patches.is_off:
            function = Select(function)
        original(self, alias, function, *args, **kwargs)
        if alias == "evaluate":
            state_of_thread().problem = name_of(function)

    patches.replace(toolbox, "register", register)


def _patch_fitness(fitness: Any, patches: Patches) -> None:
    values: Optional[property] = patches.find(fitness, "values")
    setter = patches.find(values, "fset", ("self", "values"))
    local = LOCAL
    begin_generation = patches.guard(lambda fitness: state_of_thread().assign(fitness))

    def set_values(self: Any, values: Any) -> None:
        setter(self, values)
        # Every evaluation comes through here, so all but the first of a generation cost no more than this.
        fresh = local.state.fresh
        if 0 < len(fresh) < MAX_FRESH:
            fresh.append(self.wvalues)
        else:
            begin_generation(self)

    assert values is not None
    patches.replace(fitness, "values", property(values.fget, set_values, values.fdel, values.__doc__))


#: What the hook calls after the program has imported a module.
PATCHES = {
    "deap.algorithms": _patch_algorithms,
    "deap.base": _patch_base,
    "deap.tools.support": _patch_support,
}
