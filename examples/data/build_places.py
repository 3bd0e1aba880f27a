"""Builds the place files of this folder from the npm package `vega-datasets`; see README.md.

    python3 build_places.py ../../node_modules/vega-datasets/data
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Iterable, List, Tuple

HERE = Path(__file__).resolve().parent
AIRPORTS = 100

Place = Tuple[str, str, str]


def read_capitals(source: Path) -> List[Place]:
    """The capitals of the 50 states of the USA."""
    capitals = json.loads((source / "us-state-capitals.json").read_text(encoding="utf-8"))
    return [
        (f"{capital['city']}, {capital['state']}", f"{capital['lat']:.5f}", f"{capital['lon']:.5f}")
        for capital in capitals
    ]


def read_airports(source: Path) -> List[Place]:
    """The airports of the USA with most departures in 2008, in the order of their codes."""
    departures: Counter = Counter()
    with open(source / "flights-airport.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            departures[row["origin"]] += int(row["count"])
    busiest = {code for code, _ in departures.most_common(AIRPORTS)}
    with open(source / "airports.csv", encoding="utf-8", newline="") as file:
        return sorted(
            (row["iata"], f"{float(row['latitude']):.5f}", f"{float(row['longitude']):.5f}")
            for row in csv.DictReader(file)
            if row["iata"] in busiest
        )


def write_places(path: Path, places: Iterable[Place]) -> None:
    """Writes one row for each place."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["place", "latitude", "longitude"])
        writer.writerows(places)


def main() -> None:
    """Writes both files."""
    source = Path(sys.argv[1])
    write_places(HERE / "capitals.csv", read_capitals(source))
    write_places(HERE / "airports.csv", read_airports(source))


if __name__ == "__main__":
    main()
