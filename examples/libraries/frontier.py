"""NSGA-II of the library DEAP looks for the efficient frontier of five shares and an index: much return, little loss.

    python3 frontier.py [--fast] [--seed N] [--output DIR]

Nothing in here knows of the monitor, and nothing has to: it recognizes DEAP's algorithms. Every portfolio is held
through the months in which all six could be had, balanced anew each month. Its two objectives are the return of a year
and the deepest fall from a peak.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

try:
    from deap import algorithms, base, creator, tools
except ImportError:
    sys.exit("This example needs DEAP: `python3 -m pip install deap`, or on Debian `apt install python3-deap`.")

EXAMPLES = Path(__file__).resolve().parents[1]
SYMBOLS = ("AAPL", "AMZN", "GOOG", "IBM", "MSFT", "SP500")
MONTHS_A_YEAR = 12
#: What it costs to buy or sell, as a fraction of the amount.
TRADING_COST = 0.003


class Effort(NamedTuple):
    """How much work the search is: for a demonstration, or for a test."""

    population: int
    generations: int


FULL = Effort(population=160, generations=400)
FAST = Effort(population=40, generations=20)

#: For each month what one unit of each share became.
Growths = Sequence[Tuple[float, ...]]

creator.create("FitnessFrontier", base.Fitness, weights=(1.0, -1.0))
creator.create("Portfolio", list, fitness=creator.FitnessFrontier)


def load_growths(folder: Path) -> Growths:
    """The growth of each share in all months in which every one of them was listed."""
    closes = [load_month_ends(folder / f"{symbol}.csv") for symbol in SYMBOLS]
    months = sorted(set(closes[0]).intersection(*closes[1:]))
    return [tuple([prices[after] / prices[before] for prices in closes]) for before, after in zip(months, months[1:])]


def load_month_ends(path: Path) -> Dict[str, float]:
    """The last price of each month; the index has one for each day."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["date"][:7]: float(row.get("price") or row["close"]) for row in csv.DictReader(file)}


def to_weights(genes: Sequence[float]) -> List[float]:
    """The weights that a point of the unit cube stands for: they sum to one."""
    total = sum(genes)
    return [gene / total if total > 0 else 1 / len(genes) for gene in genes]


def evaluate(genes: Sequence[float], growths: Growths) -> Tuple[float, float]:
    """The return of a year, and the deepest fall from a peak, both as fractions."""
    weights = to_weights(genes)
    value = peak = 1.0
    deepest = 0.0
    for month in growths:
        grown = [weight * growth for weight, growth in zip(weights, month)]
        total = sum(grown)
        traded = sum([abs(weight - part / total) for weight, part in zip(weights, grown)])
        value *= total * (1 - TRADING_COST * traded)
        peak = max(peak, value)
        deepest = max(deepest, 1 - value / peak)
    return value ** (MONTHS_A_YEAR / len(growths)) - 1, deepest


def create_toolbox(growths: Growths) -> base.Toolbox:
    """NSGA-II's operators for weights between zero and one."""
    toolbox = base.Toolbox()
    toolbox.register("portfolio", tools.initRepeat, creator.Portfolio, random.random, len(SYMBOLS))
    toolbox.register("population", tools.initRepeat, list, toolbox.portfolio)
    toolbox.register("evaluate", evaluate, growths=growths)
    toolbox.register("mate", tools.cxSimulatedBinaryBounded, low=0.0, up=1.0, eta=15.0)
    toolbox.register("mutate", tools.mutPolynomialBounded, low=0.0, up=1.0, eta=20.0, indpb=1 / len(SYMBOLS))
    toolbox.register("select", tools.selNSGA2)
    return toolbox


def search(growths: Growths, effort: Effort) -> Tuple[List[Any], Any]:
    """Lets NSGA-II search: the last population's front, from the most careful portfolio on, and DEAP's logbook."""
    toolbox = create_toolbox(growths)
    size = effort.population
    population, logbook = algorithms.eaMuPlusLambda(
        toolbox.population(size), toolbox, size, size, cxpb=0.6, mutpb=0.4, ngen=effort.generations, verbose=False
    )
    front = tools.sortNondominated(population, size, first_front_only=True)[0]
    return sorted(front, key=lambda portfolio: portfolio.fitness.values[1]), logbook


def write_front(folder: Path, front: Sequence[Any]) -> None:
    """Writes the portfolios of the front, one a line."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "frontier.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["annual_return", "deepest_fall", *SYMBOLS])
        writer.writerows([*portfolio.fitness.values, *to_weights(portfolio)] for portfolio in front)


def main() -> None:
    """Loads the prices, searches, writes and prints the frontier."""
    parser = argparse.ArgumentParser(description="NSGA-II of DEAP looks for the efficient frontier.")
    parser.add_argument("--fast", action="store_true", help="a second instead of half a minute")
    parser.add_argument("--seed", type=int, default=1, help="what the random numbers start from (default: 1)")
    parser.add_argument("--output", type=Path, default=EXAMPLES / "results" / "frontier", help="where results go")
    arguments = parser.parse_args()
    growths = load_growths(EXAMPLES / "data" / "prices")
    print(f"{len(SYMBOLS)} assets, {len(growths)} months", flush=True)
    random.seed(arguments.seed)
    front, logbook = search(growths, FAST if arguments.fast else FULL)
    for portfolio in front[:: max(1, len(front) // 8)]:
        annual_return, deepest_fall = portfolio.fitness.values
        shares = ", ".join(f"{s} {w:.0%}" for s, w in zip(SYMBOLS, to_weights(portfolio)) if w >= 0.01)
        print(f"{annual_return:>7.1%} a year, {deepest_fall:>6.1%} deepest fall: {shares}")
    write_front(arguments.output, front)
    print(f"Results are in {arguments.output}")
    run = {
        "algorithm": "eaMuPlusLambda",
        "iterations": len(logbook),
        "evaluations": sum(logbook.select("nevals")),
        "best": max(portfolio.fitness.values[0] for portfolio in front),
    }
    print("RESULT " + json.dumps({"example": "frontier", "runs": [run]}))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # The convention for Ctrl-C, without a traceback.
