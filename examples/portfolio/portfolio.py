"""Four optimizers compete for the best portfolio of five shares and an index, for each state of the market.

    python3 portfolio.py [--fast] [--seed N] [--output DIR] [--workers N]

The pipeline: load the price files, validate them, compute returns, tell the market's regimes apart by the volatility
of the index, and draw periods from history (a block bootstrap); then a genetic algorithm, a particle swarm, simulated
annealing and differential evolution search for the weights in each regime that give the best Sharpe ratio over all
periods, each with the same number of evaluations; then the results are written.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple

from annealing import AnnealingSettings, simulated_annealing
from data import compute_returns, load_prices, validate_prices
from evolution import EvolutionSettings, differential_evolution
from genetic import GeneticSettings, genetic_algorithm
from history import classify_months, draw_periods
from monitor import om
from objective import PortfolioObjective
from results import Outcome, describe_outcome, format_table, result_line, write_monitoring, write_results
from search import Candidate, Evaluator, Step, mean_and_std
from swarm import SwarmSettings, particle_swarm

EXAMPLES = Path(__file__).resolve().parents[1]
PROBLEM = "portfolio for four regimes"


@dataclass(frozen=True)
class Effort:
    """How much work a contest is: for a demonstration, or for a test."""

    periods: int
    budget: int
    workers: int
    #: The score that counts as solved: one per cent below the best one known for these periods.
    target: float


FULL = Effort(periods=500, budget=6000, workers=2, target=0.669)
FAST = Effort(periods=50, budget=1000, workers=1, target=0.726)


@dataclass(frozen=True)
class Contestant:
    """An algorithm with its settings."""

    name: str
    search: Callable[[Evaluator, Random, Any], Iterator[Step]]
    settings: Any


CONTESTANTS = (
    Contestant("Genetic Algorithm", genetic_algorithm, GeneticSettings()),
    Contestant("Particle Swarm", particle_swarm, SwarmSettings()),
    Contestant("Simulated Annealing", simulated_annealing, AnnealingSettings()),
    Contestant("Differential Evolution", differential_evolution, EvolutionSettings()),
)


def prepare(prices: Path, effort: Effort) -> Tuple[Tuple[str, ...], PortfolioObjective]:
    """The pipeline up to the optimizers: the assets, and what scores a portfolio of them."""
    table, index = validate_prices(load_prices(prices))
    months = classify_months(compute_returns(table), index)
    periods = draw_periods(len(months), effort.periods)
    print(f"{len(table.symbols)} assets, {len(index.days)} days, {len(months)} months, {len(periods)} periods", flush=True)
    return table.symbols, PortfolioObjective(months, periods)


def compete(contestant: Contestant, objective: PortfolioObjective, effort: Effort, seed: int) -> Outcome:
    """Lets one algorithm search, and reports each of its steps."""
    parameters = asdict(contestant.settings)
    with om.component(contestant.name), Evaluator(objective, effort.budget, effort.workers) as evaluator, om.run(
        contestant.name,
        problem=PROBLEM,
        direction="maximize",
        dimension=objective.dimension,
        budget=effort.budget,
        target=effort.target,
        seed=seed,
        population_size=parameters.get("population_size"),
        parameters=parameters,
    ) as run:
        convergence: List[float] = []
        steps = contestant.search(evaluator, Random(seed), contestant.settings)
        step = next(steps)  # Every search begins with a step: where it starts.
        for step in chain([step], steps):
            run.iteration(step.iteration, **measure(step, objective))
            convergence.append(step.best.fitness)
        run.end(
            converged=step.best.fitness >= effort.target,
            termination="evaluations",
            best=step.best.fitness,
            evaluations=step.evaluations,
            solution=list(chain.from_iterable(objective.decode(step.best.genes))),
        )
    return describe_outcome(contestant.name, step.evaluations, step.best, convergence, objective)


def measure(step: Step, objective: PortfolioObjective) -> Dict[str, Any]:
    """What is worth watching at a step: the population's fitness, and the best portfolio as an investor sees it."""
    profile = objective.profile(step.best.genes)
    return {
        "best": step.best.fitness,
        "evaluations": step.evaluations,
        "violation": step.best.violation,
        "metrics": {
            "annual_return": profile.annual_return,
            "volatility": profile.volatility,
            "worst_sharpe": profile.worst_sharpe,
            "annual_turnover": profile.annual_turnover,
            "holdings": profile.holdings,
        },
        **measure_population(step.population),
        **step.details,
    }


def measure_population(population: Sequence[Candidate]) -> Dict[str, float]:
    """How fit and how diverse a population is; a single candidate is just the current one."""
    fitnesses = [candidate.fitness for candidate in population]
    if len(fitnesses) == 1:
        return {"current": fitnesses[0]}
    mean, std = mean_and_std(fitnesses)
    return {
        "mean": mean,
        "median": median(fitnesses),
        "std": std,
        "min": min(fitnesses),
        "max": max(fitnesses),
        "feasible": sum(candidate.violation == 0 for candidate in population) / len(population),
        "diversity": diversity(population),
    }


def diversity(population: Sequence[Candidate]) -> float:
    """The mean standard deviation of a gene."""
    spreads = [mean_and_std(genes)[1] for genes in zip(*(candidate.genes for candidate in population))]
    return sum(spreads) / len(spreads)


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Four optimizers compete for the best portfolio.")
    parser.add_argument("--fast", action="store_true", help="a few seconds instead of a minute")
    parser.add_argument("--seed", type=int, default=1, help="what the random numbers start from (default: 1)")
    parser.add_argument("--prices", type=Path, default=EXAMPLES / "data" / "prices", help="a folder of CSV files")
    parser.add_argument("--output", type=Path, default=EXAMPLES / "results" / "portfolio", help="where results go")
    parser.add_argument("--workers", type=int, help="how many processes evaluate (default: 2, with --fast: 1)")
    return parser.parse_args()


def main() -> None:
    """Runs the whole pipeline."""
    arguments = parse_arguments()
    effort = FAST if arguments.fast else FULL
    if arguments.workers is not None:
        effort = Effort(**{**asdict(effort), "workers": arguments.workers})
    symbols, objective = prepare(arguments.prices, effort)
    outcomes: List[Outcome] = []
    for contestant in CONTESTANTS:
        outcomes.append(compete(contestant, objective, effort, arguments.seed))
        print(f"{contestant.name}: {outcomes[-1].best.fitness:.4f}", flush=True)
    write_results(arguments.output, outcomes, symbols)
    write_monitoring(arguments.output)
    print(f"\n{format_table(outcomes)}\n\nResults are in {arguments.output}")
    print(result_line(outcomes))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # The convention for Ctrl-C, without a traceback.
