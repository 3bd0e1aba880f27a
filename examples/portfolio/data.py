"""From price files to tables of returns: load, validate, derive.

Shares have one price a month, the index one row a day. A share that was listed late has fewer prices than the others;
all series end on the same day.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import List, Sequence, Tuple

from monitor import om

INDEX = "SP500"
SHARE_HEADER = ["date", "price"]
INDEX_HEADER = ["date", "open", "high", "low", "close", "adjclose", "volume"]
#: A change of more than this in one month is worth a look, though it does happen.
SUSPICIOUS_RETURN = 0.4


@dataclass(frozen=True)
class PriceFile:
    """The raw rows of one CSV file, still text."""

    symbol: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class DailyIndex:
    """The market on every trading day."""

    days: Tuple[date, ...]
    closes: Tuple[float, ...]


@dataclass(frozen=True)
class PriceTable:
    """Prices at the end of each month, the shares first and the index last; one tuple for each of them."""

    symbols: Tuple[str, ...]
    days: Tuple[date, ...]
    prices: Tuple[Tuple[float, ...], ...]


@dataclass(frozen=True)
class ReturnTable:
    """Simple returns of each month; one tuple for each share, which ends with the last day."""

    symbols: Tuple[str, ...]
    days: Tuple[date, ...]
    returns: Tuple[Tuple[float, ...], ...]


class InvalidPrices(Exception):
    """A price file that cannot be used, with the reason."""


@om.component("Data Loading")
def load_prices(folder: Path) -> List[PriceFile]:
    """Reads every CSV file of a folder."""
    files = [read_prices(path) for path in sorted(folder.glob("*.csv"))]
    if len(files) < 2 or INDEX not in [file.symbol for file in files]:
        raise InvalidPrices(f"there are no CSV files of shares and of {INDEX} in {folder}")
    return files


def read_prices(path: Path) -> PriceFile:
    """Reads one CSV file."""
    content = path.read_bytes()
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    expected = INDEX_HEADER if path.stem == INDEX else SHARE_HEADER
    if header != expected:
        raise InvalidPrices(f"{path.name}: the header is {','.join(header)}, not {','.join(expected)}")
    om.data(len(content), records=len(rows))
    return PriceFile(path.stem, rows)


@om.component("Validation")
def validate_prices(files: Sequence[PriceFile]) -> Tuple[PriceTable, DailyIndex]:
    """Turns text into prices at the index's month ends, or says which file is wrong and why."""
    index = parse_index(next(file for file in files if file.symbol == INDEX))
    shares = [file for file in files if file.symbol != INDEX]
    days = max((parse_days(share) for share in shares), key=len)
    check_days(shares, days, index)
    closes = dict(zip(index.days, index.closes))
    table = PriceTable(
        symbols=(*(share.symbol for share in shares), INDEX),
        days=days,
        prices=(*(parse_column(share, 1) for share in shares), tuple(closes[day] for day in days)),
    )
    return table, index


def parse_days(file: PriceFile) -> Tuple[date, ...]:
    """The days of a file, which have to ascend."""
    days = tuple(date.fromisoformat(row[0]) for row in file.rows)
    for earlier, later in zip(days, days[1:]):
        if later <= earlier:
            raise InvalidPrices(f"{file.symbol}: {later} comes after {earlier}")
    return days


def parse_column(file: PriceFile, column: int) -> Tuple[float, ...]:
    """One column of a file; its values have to be positive numbers."""
    values = tuple(float(row[column]) for row in file.rows)
    for row, value in zip(file.rows, values):
        if not (math.isfinite(value) and value > 0):
            raise InvalidPrices(f"{file.symbol}: there is the value {row[column]} on {row[0]}")
    return values


def parse_index(file: PriceFile) -> DailyIndex:
    """The days of the index; each has to open and close between its lowest and its highest value."""
    days = parse_days(file)
    opens, highs, lows, closes, _, _ = (parse_column(file, column) for column in range(1, len(INDEX_HEADER)))
    for day, open_, high, low, close in zip(days, opens, highs, lows, closes):
        if not (low <= min(open_, close) and max(open_, close) <= high):
            raise InvalidPrices(f"{file.symbol}: {day} opens or closes outside of its range")
    return DailyIndex(days, closes)


def check_days(shares: Sequence[PriceFile], days: Sequence[date], index: DailyIndex) -> None:
    """Every share has to have a price at each month's end, from its listing to the last of all days."""
    month_ends = [day for day, later in zip(index.days, index.days[1:]) if day.month != later.month]
    for share in shares:
        own = parse_days(share)
        if own != tuple(days[-len(own) :]):
            raise InvalidPrices(f"{share.symbol}: the days differ from those of the other shares")
    if list(days) != [day for day in month_ends if days[0] <= day <= days[-1]]:
        raise InvalidPrices(f"the days of the shares are not the month ends of {INDEX}")


@om.component("Returns")
def compute_returns(table: PriceTable) -> ReturnTable:
    """The change of each share from each month's end to the next, as a fraction."""
    returns = tuple(
        tuple(later / earlier - 1 for earlier, later in zip(prices, prices[1:])) for prices in table.prices
    )
    for symbol, series in zip(table.symbols, returns):
        note_jumps(symbol, table.days[-len(series) :], series)
    return ReturnTable(table.symbols, table.days[1:], returns)


def note_jumps(symbol: str, days: Sequence[date], returns: Sequence[float]) -> None:
    """Remarks on the months in which a share changed so much that the price may be wrong."""
    for day, change in zip(days, returns):
        if abs(change) > SUSPICIOUS_RETURN:
            om.note(f"{symbol} changed by {change:+.0%} in {day:%Y-%m}", level="warning")
