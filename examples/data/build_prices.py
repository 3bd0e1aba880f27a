"""Builds the price files of this folder from the npm package `vega-datasets`; see README.md.

    python3 build_prices.py ../../node_modules/vega-datasets

The package dates its monthly prices with the first of each month. They are closing prices of the last trading day:
its monthly S&P 500 equals the daily one there, and this program stops where it does not.
"""

from __future__ import annotations

import csv
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Dict, List

PRICES = Path(__file__).resolve().parent / "prices"
INDEX = "SP500"
#: The monthly files end with the price of 9 March 2010, which is no month's end.
UNFINISHED_MONTH = "2010-03"

Row = Dict[str, str]


def read_rows(path: Path) -> List[Row]:
    """The rows of a CSV file."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def month_of(row: Row) -> str:
    """The month of a row that is dated like `Jan 1 2000`, as 2000-01."""
    return datetime.strptime(row["date"], "%b %d %Y").strftime("%Y-%m")


def find_month_ends(days: List[Row]) -> Dict[str, Row]:
    """The last trading day of each month."""
    return {day["date"][:7]: day for day in days}


def check_month_ends(ends: Dict[str, Row], monthly: List[Row]) -> None:
    """Makes sure that a monthly price is what its month ended with."""
    for row in monthly:
        month = month_of(row)
        if month != UNFINISHED_MONTH and f"{float(ends[month]['close']):.2f}" != f"{float(row['price']):.2f}":
            raise SystemExit(f"the monthly index of {month} is {row['price']}, the daily one {ends[month]['close']}")


def write_share(symbol: str, rows: List[Row], ends: Dict[str, Row]) -> None:
    """Writes the month-end prices of one share."""
    with open(PRICES / f"{symbol}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["date", "price"])
        for row in rows:
            if month_of(row) != UNFINISHED_MONTH:
                writer.writerow([ends[month_of(row)]["date"], row["price"]])


def main() -> None:
    """Writes one file for each share, and the daily index as it is."""
    data = Path(sys.argv[1]) / "data"
    ends = find_month_ends(read_rows(data / "sp500-2000.csv"))
    check_month_ends(ends, read_rows(data / "sp500.csv"))
    PRICES.mkdir(exist_ok=True)
    shares = read_rows(data / "stocks.csv")
    for symbol in sorted({row["symbol"] for row in shares}):
        write_share(symbol, [row for row in shares if row["symbol"] == symbol], ends)
    shutil.copyfile(data / "sp500-2000.csv", PRICES / f"{INDEX}.csv")


if __name__ == "__main__":
    main()
