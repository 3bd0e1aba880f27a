"""What a contest leaves behind: files for people and spreadsheets, and one line for programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterable, List, Sequence

from history import REGIMES
from monitor import om
from objective import Portfolio, PortfolioObjective, Profile
from search import Candidate


@dataclass(frozen=True)
class Outcome:
    """How one algorithm did."""

    algorithm: str
    iterations: int
    evaluations: int
    best: Candidate
    portfolio: Portfolio
    profile: Profile
    #: The best fitness after each iteration.
    convergence: Sequence[float]


def describe_outcome(
    algorithm: str, evaluations: int, best: Candidate, convergence: Sequence[float], objective: PortfolioObjective
) -> Outcome:
    """Adds to an algorithm's best candidate the portfolio that it stands for."""
    return Outcome(
        algorithm=algorithm,
        iterations=len(convergence),
        evaluations=evaluations,
        best=best,
        portfolio=objective.decode(best.genes),
        profile=objective.profile(best.genes),
        convergence=convergence,
    )


@om.component("Writing Results")
def write_results(folder: Path, outcomes: Sequence[Outcome], symbols: Sequence[str]) -> None:
    """Writes the summary, the weights and the convergence curves."""
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / "summary.json", json.dumps([summarize(outcome) for outcome in outcomes], indent=2) + "\n")
    names = [outcome.algorithm for outcome in outcomes]
    weights = [
        [regime, symbol, *(outcome.portfolio[row][column] for outcome in outcomes)]
        for row, regime in enumerate(REGIMES)
        for column, symbol in enumerate(symbols)
    ]
    write_text(folder / "weights.csv", to_csv([["regime", "symbol", *names], *weights]))
    curves = [
        [outcome.algorithm, iteration, fitness]
        for outcome in outcomes
        for iteration, fitness in enumerate(outcome.convergence)
    ]
    write_text(folder / "convergence.csv", to_csv([["algorithm", "iteration", "best"], *curves]))


def write_monitoring(folder: Path) -> None:
    """Adds what the monitor knows of this launch, where it runs: its figures, and the report as a page."""
    figures = om.summary()
    if figures["source"] == "engine":
        (folder / "monitoring.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
        om.write_report(folder / "report.html")


def summarize(outcome: Outcome) -> Dict[str, Any]:
    """One algorithm's result as plain values."""
    return {
        "algorithm": outcome.algorithm,
        "iterations": outcome.iterations,
        "evaluations": outcome.evaluations,
        "best": outcome.best.fitness,
        "violation": outcome.best.violation,
        **outcome.profile._asdict(),
    }


def to_csv(rows: Iterable[Iterable[object]]) -> str:
    """Rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def write_text(path: Path, text: str) -> None:
    """Writes a file and says how much that was."""
    content = text.encode("utf-8")
    path.write_bytes(content)
    om.data(len(content), records=text.count("\n"), direction="write")


def format_table(outcomes: Sequence[Outcome]) -> str:
    """The contest as a table for the terminal, the winner first."""
    lines = [f"{'algorithm':<24}{'score':>9}{'return':>9}{'volatility':>12}{'worst':>9}{'turnover':>10}"]
    for outcome in sorted(outcomes, key=lambda outcome: -outcome.best.fitness):
        profile = outcome.profile
        lines.append(
            f"{outcome.algorithm:<24}{outcome.best.fitness:>9.4f}{profile.annual_return:>9.1%}"
            f"{profile.volatility:>12.1%}{profile.worst_sharpe:>9.2f}{profile.annual_turnover:>10.1f}"
        )
    return "\n".join(lines)


def result_line(outcomes: Sequence[Outcome]) -> str:
    """The line for programs: exactly what was reported of each run."""
    runs: List[Dict[str, Any]] = [
        {
            "algorithm": outcome.algorithm,
            "iterations": outcome.iterations,
            "evaluations": outcome.evaluations,
            "best": outcome.best.fitness,
        }
        for outcome in outcomes
    ]
    return "RESULT " + json.dumps({"example": "portfolio", "runs": runs})
