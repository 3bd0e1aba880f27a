"""What a portfolio is worth: a Sharpe ratio after costs that has to hold in many possible periods, not only in one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import mul, sub
from typing import List, NamedTuple, Sequence, Tuple

from history import REGIMES, Month, Period

MONTHS_A_YEAR = 12
#: The weight of each share, the index last.
Weights = Tuple[float, ...]
#: The weights in each regime.
Portfolio = Tuple[Weights, ...]


@dataclass(frozen=True)
class Constraints:
    """What a portfolio has to respect, and what it costs to violate it."""

    largest_weight: float = 0.4
    #: A position smaller than this is not worth its fees: it is dropped.
    smallest_weight: float = 0.02
    #: How much the score loses for each unit of weight above the largest one, averaged over the regimes.
    penalty: float = 5.0
    #: What it costs to buy or sell, as a fraction of the amount.
    trading_cost: float = 0.003


class Assessment(NamedTuple):
    """How good a candidate is (higher is better), and by how much it violates the constraints."""

    fitness: float
    violation: float


class Record(NamedTuple):
    """How a portfolio would have done in history: each month's return after costs, and how much it traded."""

    returns: Sequence[float]
    traded: float


class Profile(NamedTuple):
    """What an investor would ask about a portfolio."""

    annual_return: float
    volatility: float
    worst_sharpe: float
    annual_turnover: float
    holdings: int


class PortfolioObjective:
    """Scores portfolios: the mean Sharpe ratio of all periods, less half its spread, less the penalty."""

    def __init__(
        self,
        months: Sequence[Month],
        periods: Sequence[Period],
        constraints: Constraints = Constraints(),
        risk_free_rate: float = 0.02,
        spread_weight: float = 0.5,
    ) -> None:
        self.months = months
        self.periods = periods
        self.constraints = constraints
        self.risk_free_rate = risk_free_rate
        self.spread_weight = spread_weight

    @property
    def assets(self) -> int:
        """How many shares there are to choose from, the index among them."""
        return len(self.months[0].growths)

    @property
    def dimension(self) -> int:
        """A weight for each share in each regime."""
        return self.assets * len(REGIMES)

    def decode(self, genes: Sequence[float]) -> Portfolio:
        """The portfolio that a point of the unit cube stands for: in each regime, weights that sum to one."""
        assets = self.assets
        return tuple([self._decode_weights(genes[start : start + assets]) for start in range(0, len(genes), assets)])

    def _decode_weights(self, genes: Sequence[float]) -> Weights:
        smallest = self.constraints.smallest_weight
        return normalize([weight if weight >= smallest else 0.0 for weight in normalize(genes)])

    def assess(self, genes: Sequence[float]) -> Assessment:
        """The score of the portfolio that these genes stand for."""
        portfolio = self.decode(genes)
        ratios = self.sharpe_ratios(self.replay(portfolio).returns)
        mean = sum(ratios) / len(ratios)
        spread = math.sqrt(sum((ratio - mean) ** 2 for ratio in ratios) / len(ratios))
        violation = self.violation(portfolio)
        score = mean - self.spread_weight * spread - self.constraints.penalty * violation
        return Assessment(score, violation)

    def replay(self, portfolio: Portfolio) -> Record:
        """Goes through history with a portfolio: at each month's begin it buys and sells what the regime asks for."""
        returns: List[float] = []
        traded = 0.0
        held: Sequence[float] = ()
        for regime, growths, unlisted in self.months:
            weights = replace_unlisted(portfolio[regime], unlisted)
            turnover = sum(map(abs, map(sub, weights, held)))
            grown = list(map(mul, weights, growths))
            growth = sum(grown)
            held = [value / growth for value in grown]
            traded += turnover
            returns.append(growth - 1 - self.constraints.trading_cost * turnover)
        return Record(returns, traded)

    def sharpe_ratios(self, returns: Sequence[float]) -> List[float]:
        """The Sharpe ratio, a year's worth of it, in each period."""
        rate = self.risk_free_rate / MONTHS_A_YEAR
        excesses = [value - rate for value in returns]
        ratios: List[float] = []
        for period in self.periods:
            drawn = [excesses[month] for month in period]
            mean = sum(drawn) / len(drawn)
            variance = sum(map(mul, drawn, drawn)) / len(drawn) - mean * mean
            ratios.append(mean * math.sqrt(MONTHS_A_YEAR / variance))
        return ratios

    def violation(self, portfolio: Portfolio) -> float:
        """How much weight lies above the largest one allowed, on average over the regimes."""
        limit = self.constraints.largest_weight
        return sum(weight - limit for weights in portfolio for weight in weights if weight > limit) / len(portfolio)

    def profile(self, genes: Sequence[float]) -> Profile:
        """Return, volatility, turnover and worst period of the portfolio that these genes stand for."""
        portfolio = self.decode(genes)
        returns, traded = self.replay(portfolio)
        count = len(returns)
        mean = sum(returns) / count
        variance = sum((value - mean) ** 2 for value in returns) / count
        return Profile(
            annual_return=mean * MONTHS_A_YEAR,
            volatility=math.sqrt(variance * MONTHS_A_YEAR),
            worst_sharpe=min(self.sharpe_ratios(returns)),
            annual_turnover=traded * MONTHS_A_YEAR / count,
            holdings=sum(weight > 0 for weights in portfolio for weight in weights),
        )


def replace_unlisted(weights: Weights, unlisted: Sequence[int]) -> Weights:
    """The weights with the index, which is the last, in the place of shares that cannot be had yet."""
    if not unlisted:
        return weights
    available = [0.0 if share in unlisted else weight for share, weight in enumerate(weights)]
    available[-1] += sum([weights[share] for share in unlisted])
    return tuple(available)


def normalize(values: Sequence[float]) -> Weights:
    """Values of zero or more, scaled so that they sum to one; all the same where every one is zero."""
    total = sum(values)
    if total <= 0:
        return (1 / len(values),) * len(values)
    return tuple([value / total for value in values])
