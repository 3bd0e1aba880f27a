"""From price files to a table of returns: load, validate, derive."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import List, Sequence, Tuple

from monitor import om

#: A change of more than this in one day is worth a look, though it does happen.
SUSPICIOUS_RETURN = 0.4


@dataclass(frozen=True)
class PriceFile:
    """The raw rows of one CSV file, still text."""

    symbol: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class PriceTable:
    """Closing prices of every share on the same days; one tuple for each share."""

    symbols: Tuple[str, ...]
    days: Tuple[date, ...]
    prices: Tuple[Tuple[float, ...], ...]


@dataclass(frozen=True)
class ReturnTable:
    """Daily simple returns; one tuple for each share, one value for each day after the first."""

    symbols: Tuple[str, ...]
    days: Tuple[date, ...]
    returns: Tuple[Tuple[float, ...], ...]


class InvalidPrices(Exception):
    """A price file that cannot be used, with the reason."""


@om.component("Data Loading")
def load_prices(folder: Path) -> List[PriceFile]:
    """Reads every CSV file of a folder."""
    files = [read_prices(path) for path in sorted(folder.glob("*.csv"))]
    if not files:
        raise InvalidPrices(f"there is no CSV file in {folder}")
    return files


def read_prices(path: Path) -> PriceFile:
    """Reads one CSV file of `date,close` rows."""
    content = path.read_bytes()
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    if header != ["date", "close"]:
        raise InvalidPrices(f"{path.name}: the header is {','.join(header)}, not date,close")
    om.data(len(content), records=len(rows))
    return PriceFile(path.stem, rows)


@om.component("Validation")
def validate_prices(files: Sequence[PriceFile]) -> PriceTable:
    """Turns text into prices on one common calendar, or says which file is wrong and why."""
    calendar = parse_days(files[0])
    for file in files[1:]:
        if parse_days(file) != calendar:
            raise InvalidPrices(f"{file.symbol}: the days differ from those of {files[0].symbol}")
    return PriceTable(
        symbols=tuple(file.symbol for file in files),
        days=calendar,
        prices=tuple(parse_closes(file) for file in files),
    )


def parse_days(file: PriceFile) -> Tuple[date, ...]:
    """The days of a file, which have to ascend."""
    days = tuple(date.fromisoformat(row[0]) for row in file.rows)
    for earlier, later in zip(days, days[1:]):
        if later <= earlier:
            raise InvalidPrices(f"{file.symbol}: {later} comes after {earlier}")
    return days


def parse_closes(file: PriceFile) -> Tuple[float, ...]:
    """The prices of a file, which have to be positive numbers."""
    closes = tuple(float(row[1]) for row in file.rows)
    for (day, text), close in zip(file.rows, closes):
        if not (math.isfinite(close) and close > 0):
            raise InvalidPrices(f"{file.symbol}: the price on {day} is {text}")
    return closes


@om.component("Returns")
def compute_returns(table: PriceTable) -> ReturnTable:
    """The change of each share from each day to the next, as a fraction."""
    returns = tuple(
        tuple(later / earlier - 1 for earlier, later in zip(prices, prices[1:])) for prices in table.prices
    )
    for symbol, series in zip(table.symbols, returns):
        note_jumps(symbol, table.days[1:], series)
    return ReturnTable(table.symbols, table.days[1:], returns)


def note_jumps(symbol: str, days: Sequence[date], returns: Sequence[float]) -> None:
    """Remarks on the days on which a share changed so much that the price may be wrong."""
    for day, change in zip(days, returns):
        if abs(change) > SUSPICIOUS_RETURN:
            om.note(f"{symbol} changed by {change:+.0%} on {day}", level="warning")
