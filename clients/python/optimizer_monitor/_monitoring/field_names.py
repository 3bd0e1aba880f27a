"""What programs call the fields of a run, and what the wire calls them."""

import re
from typing import Any, Dict

from .._events import STANDARD_FIELDS

#: Columns: one value for each iteration. Where one name stands for two fields, the first wins.
_COLUMN_NAMES: Dict[str, str] = {
    "iteration": "iterations iter gen generation generations step steps epoch trial number nit n_iter n_gen",
    "best": "best_fitness best_value best_cost best_objective best_score best_so_far best_loss incumbent convergence "
    "convergence_curve global_best gbest best_fit",
    "current": "fitness objective objective_value value values cost score loss fun f current_fitness current_value "
    "current_cost history f_opt",
    "mean": "avg average mean_fitness avg_fitness average_fitness mean_cost mean_value avg_cost mean_score",
    "median": "median_fitness med",
    "std": "std_fitness fitness_std stddev std_dev standard_deviation sigma_fitness",
    "min": "minimum min_fitness fitness_min",
    "max": "maximum max_fitness fitness_max",
    "evaluations": "evals nfev n_evals n_eval n_evaluations fevals function_evaluations num_evaluations "
    "evaluation_count total_evaluations func_evals",
    "new_evaluations": "nevals evaluations_per_iteration",
    "population_fitness": "fitnesses population_fitnesses all_fitness fitness_distribution final_fitness",
    "diversity": "population_diversity genetic_diversity",
    "violation": "constraint_violation cv",
    "gap": "mip_gap optimality_gap",
    "time": "timestamp timestamps times",
    "elapsed": "elapsed_time elapsed_seconds wall_time runtime elapsed_times",
    "memory": "memory_usage memory_bytes rss memory_rss",
    "cpu": "cpu_usage cpu_percent",
    "gpu": "gpu_usage gpu_percent gpu_utilization",
}

#: Facts: one value for the whole run.
_FACT_NAMES: Dict[str, str] = {
    "problem": "problem_name function_name benchmark",
    "direction": "sense objective_direction optimization_direction",
    "maximize": "maximise maximization is_maximization",
    "dimension": "dimensions dim ndim n_dim n_variables num_variables n_var",
    "budget": "max_evaluations max_evals max_fevals max_nfev",
    "target": "target_value target_fitness ftarget",
    "seed": "random_seed random_state",
    "population_size": "pop_size popsize n_particles swarm_size",
    "library": "framework package",
    "parameters": "params config configuration hyperparameters hyper_parameters settings options",
    "status": "run_status",
    "converged": "success has_converged",
    "termination": "stop_reason termination_reason stopping_reason",
    "message": "error_message",
    "solution": "best_solution x best_individual best_position best_x best_params xbest",
    "front": "pareto_front pareto",
    "best": "best_fitness best_value best_cost best_objective best_score best_so_far final_best final_fitness "
    "best_loss fun fitness objective objective_value cost value score f_opt gbest",
    "evaluations": "evals nfev n_evals n_evaluations fevals function_evaluations num_evaluations evaluation_count "
    "total_evaluations func_evals",
    "iterations": "iteration generations nit n_iter n_gen num_iterations num_generations n_generations",
    "duration": "execution_time runtime elapsed elapsed_time total_time wall_time duration_seconds run_time time",
    "start_time": "started started_at begin_time",
    "end_time": "ended ended_at finish_time",
    "memory": "memory_usage memory_bytes peak_memory rss memory_rss",
    "cpu": "cpu_usage cpu_percent cpu_time",
    "gpu": "gpu_usage gpu_percent gpu_utilization",
}

#: Where a run keeps its iterations when it is not their list itself.
NESTED = ("iterations", "history", "generations", "logbook", "log", "records", "trials", "convergence", "statistics")

#: Values of iterations that are no numbers and that nobody would look for in a chart.
UNCHARTED = frozenset("solution x best_solution best_individual individual individuals genome position params".split())


def _invert(names: Dict[str, str]) -> Dict[str, str]:
    inverted = {field: field for field in names}
    for field, others in names.items():
        for other in others.split():
            inverted.setdefault(other, field)
    return inverted


_COLUMNS = dict({field: field for field in STANDARD_FIELDS}, **_invert(_COLUMN_NAMES))
_FACTS = _invert(_FACT_NAMES)
_SUFFIXES = re.compile(r"_(history|curve|per_generation|per_iteration|over_time|list|values)$")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def normalize(name: Any) -> str:
    """A name as the tables have it: `bestFitness`, `Best fitness` and `best-fitness` are `best_fitness`."""
    return re.sub(r"[\s\-]+", "_", _HUMP.sub("_", str(name)).strip()).lower()


def column_field(name: Any) -> str:
    """The field that a column of this name is, or the empty text for one of the program's own."""
    text = normalize(name)
    return _COLUMNS.get(text) or _COLUMNS.get(_SUFFIXES.sub("", text), "")


def fact_field(name: Any) -> str:
    """The field that a single value of this name is, or the empty text for a parameter of the program's own."""
    return _FACTS.get(normalize(name), "")
