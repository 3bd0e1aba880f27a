"""Builds the price files of this folder: one CSV for each of 20 shares, 2003 to 2022.

    python3 build_prices.py sp500_dataset.csv.gz

The source is `skfolio/datasets/data/sp500_dataset.csv.gz` of the Python package `skfolio`; see README.md.
"""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path
from typing import Dict, List

FIRST_DAY = "2003-01-01"
PRICES = Path(__file__).resolve().parent / "prices"


def read_table(source: Path) -> List[Dict[str, str]]:
    """Reads the rows from the first day on: a date and one price for each share."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["Date"] >= FIRST_DAY]


def write_share(symbol: str, rows: List[Dict[str, str]]) -> None:
    """Writes the prices of one share."""
    with open(PRICES / f"{symbol}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["date", "close"])
        writer.writerows([row["Date"], row[symbol]] for row in rows)


def main() -> None:
    """Splits the table into one file for each share."""
    rows = read_table(Path(sys.argv[1]))
    PRICES.mkdir(exist_ok=True)
    for symbol in rows[0]:
        if symbol != "Date":
            write_share(symbol, rows)


if __name__ == "__main__":
    main()
