"""What portfolios are tried on: the months of the past with the market's regime in each, and periods drawn from them."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from statistics import pstdev
from typing import Dict, List, NamedTuple, Tuple

from data import DailyIndex, ReturnTable
from monitor import om

#: The quarters of all months by the volatility of the index, from the lowest on.
REGIMES = ("calm", "mild", "lively", "stormy")
#: The volatility is that of the last three months.
VOLATILITY_DAYS = 63

PERIOD_MONTHS = 60
BLOCK_MONTHS = 6


class Month(NamedTuple):
    """One month: the regime that it began in, what one unit of each share became, and the shares not yet listed."""

    regime: int
    growths: Tuple[float, ...]
    unlisted: Tuple[int, ...]


#: The months of a period that might have been, as positions in the history.
Period = Tuple[int, ...]


@om.component("Regimes")
def classify_months(table: ReturnTable, index: DailyIndex) -> List[Month]:
    """The months that begin in a known regime.

    A month's volatility is known the day before it begins; the borders between the regimes are those of all the
    index's years, the later ones too. So this describes the past and is no test of a forecast.
    """
    volatilities = measure_volatilities(index)
    ordered = sorted(volatilities.values())
    borders = [ordered[len(ordered) * quarter // len(REGIMES)] for quarter in range(1, len(REGIMES))]
    return [
        Month(bisect_right(borders, volatilities[day_before]), *describe_month(table, position))
        for position, day_before in enumerate(table.days[:-1], start=1)
        if day_before in volatilities
    ]


def measure_volatilities(index: DailyIndex) -> Dict[date, float]:
    """The standard deviation of the index's latest daily returns at each month's end that has enough of them."""
    returns = [later / earlier - 1 for earlier, later in zip(index.closes, index.closes[1:])]
    return {
        day: pstdev(returns[position - VOLATILITY_DAYS : position])
        for position, (day, next_day) in enumerate(zip(index.days, index.days[1:]))
        if day.month != next_day.month and position >= VOLATILITY_DAYS
    }


def describe_month(table: ReturnTable, position: int) -> Tuple[Tuple[float, ...], Tuple[int, ...]]:
    """What one unit of each share became in a month, and the shares that were not listed yet."""
    # Every series ends with the last month: seen from the end, the same month has the same place in each.
    place = len(table.days) - position
    growths = tuple(1 + series[-place] if place <= len(series) else 1.0 for series in table.returns)
    return growths, tuple(share for share, series in enumerate(table.returns) if place > len(series))


@om.component("Bootstrap")
def draw_periods(months: int, count: int) -> List[Period]:
    """Five years that might have been, so many times: blocks of half a year, drawn from history with replacement.

    This is the circular block bootstrap (Politis and Romano): the last month is followed by the first.
    """
    state = 1
    periods: List[Period] = []
    for _ in range(count):
        period: List[int] = []
        while len(period) < PERIOD_MONTHS:
            # Lehmer's generator: the TypeScript program draws the same periods.
            state = state * 48271 % 2147483647
            period.extend((state + offset) % months for offset in range(BLOCK_MONTHS))
        periods.append(tuple(period))
    return periods
