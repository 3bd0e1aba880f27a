"""What a portfolio is worth: a Sharpe ratio that has to hold in every year, not only on average."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import mul
from typing import Iterator, List, NamedTuple, Sequence, Tuple

from data import ReturnTable
from monitor import om

DAYS_A_YEAR = 252
Weights = Tuple[float, ...]


@dataclass(frozen=True)
class Constraints:
    """What a portfolio has to respect, and what it costs to violate it."""

    largest_weight: float = 0.2
    #: A position smaller than this is not worth its fees: it is dropped.
    smallest_weight: float = 0.01
    #: How much the score loses for each unit of weight above the largest one.
    penalty: float = 5.0


class Window(NamedTuple):
    """Annual mean return of each share, and the covariances as the upper triangle, row by row."""

    means: Tuple[float, ...]
    covariances: Tuple[float, ...]


class Assessment(NamedTuple):
    """How good a candidate is (higher is better), and by how much it violates the constraints."""

    fitness: float
    violation: float


class Profile(NamedTuple):
    """What an investor would ask about a portfolio."""

    annual_return: float
    volatility: float
    worst_sharpe: float
    holdings: int


@om.component("Window Statistics")
def compute_windows(table: ReturnTable, length: int, step: int) -> List[Window]:
    """The statistics of every stretch of `length` days, one starting every `step` days."""
    last_start = len(table.days) - length
    return [
        describe_window([series[start : start + length] for series in table.returns])
        for start in range(0, last_start + 1, step)
    ]


def describe_window(columns: Sequence[Sequence[float]]) -> Window:
    """Sample means and covariances of one stretch of days, a year's worth of each."""
    count = len(columns[0])
    means = [sum(column) / count for column in columns]
    centred = [[value - mean for value in column] for column, mean in zip(columns, means)]
    factor = DAYS_A_YEAR / (count - 1)
    return Window(
        means=tuple(mean * DAYS_A_YEAR for mean in means),
        covariances=tuple(factor * sum(map(mul, first, second)) for first, second in pairs(centred)),
    )


def pairs(columns: Sequence[Sequence[float]]) -> Iterator[Tuple[Sequence[float], Sequence[float]]]:
    """Each column with itself and with every later one: the order of the upper triangle."""
    for index, first in enumerate(columns):
        for second in columns[index:]:
            yield first, second


def weight_products(weights: Weights) -> List[float]:
    """The products of all weights in the order of `pairs`; what is off the diagonal counts twice.

    With them, a window's variance is one sum of products instead of a double loop.
    """
    products: List[float] = []
    for index, weight in enumerate(weights):
        products.append(weight * weight)
        double = 2 * weight
        products.extend([double * other for other in weights[index + 1 :]])
    return products


class PortfolioObjective:
    """Scores portfolios over all windows: the mean Sharpe ratio, less half its spread, less the penalty."""

    def __init__(
        self,
        windows: Sequence[Window],
        constraints: Constraints = Constraints(),
        risk_free_rate: float = 0.02,
        spread_weight: float = 0.5,
    ) -> None:
        self.windows = windows
        self.constraints = constraints
        self.risk_free_rate = risk_free_rate
        self.spread_weight = spread_weight

    @property
    def dimension(self) -> int:
        """How many shares there are to choose from."""
        return len(self.windows[0].means)

    def decode(self, genes: Sequence[float]) -> Weights:
        """The portfolio that a point of the unit cube stands for: weights that sum to one, without tiny positions."""
        weights = normalize(genes)
        smallest = self.constraints.smallest_weight
        return normalize([weight if weight >= smallest else 0.0 for weight in weights])

    def assess(self, genes: Sequence[float]) -> Assessment:
        """The score of the portfolio that these genes stand for."""
        weights = self.decode(genes)
        ratios = self.sharpe_ratios(weights)
        mean = sum(ratios) / len(ratios)
        spread = math.sqrt(sum((ratio - mean) ** 2 for ratio in ratios) / len(ratios))
        violation = self.violation(weights)
        score = mean - self.spread_weight * spread - self.constraints.penalty * violation
        return Assessment(score, violation)

    def sharpe_ratios(self, weights: Weights) -> List[float]:
        """The portfolio's Sharpe ratio in each window."""
        products = weight_products(weights)
        return [
            (sum(map(mul, means, weights)) - self.risk_free_rate) / math.sqrt(sum(map(mul, covariances, products)))
            for means, covariances in self.windows
        ]

    def violation(self, weights: Weights) -> float:
        """How much weight lies above the largest one allowed."""
        limit = self.constraints.largest_weight
        return sum(weight - limit for weight in weights if weight > limit)

    def profile(self, genes: Sequence[float]) -> Profile:
        """Return, volatility and worst year of the portfolio that these genes stand for."""
        weights = self.decode(genes)
        products = weight_products(weights)
        count = len(self.windows)
        return Profile(
            annual_return=sum(sum(map(mul, window.means, weights)) for window in self.windows) / count,
            volatility=math.sqrt(sum(sum(map(mul, window.covariances, products)) for window in self.windows) / count),
            worst_sharpe=min(self.sharpe_ratios(weights)),
            holdings=sum(weight > 0 for weight in weights),
        )


def normalize(values: Sequence[float]) -> Weights:
    """Values of zero or more, scaled so that they sum to one; all the same where every one is zero."""
    total = sum(values)
    if total <= 0:
        return (1 / len(values),) * len(values)
    return tuple([value / total for value in values])
