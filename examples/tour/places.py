"""Places on the globe and the distances between them."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import List, NamedTuple, Sequence, Tuple

from monitor import om

EARTH_RADIUS_KM = 6371.0088

#: Row by row the distance from each place to each, in kilometres.
Distances = Tuple[Tuple[float, ...], ...]


class Place(NamedTuple):
    """A named point on the globe, in degrees."""

    name: str
    latitude: float
    longitude: float


@om.component("Data Loading")
def load_places(path: Path) -> List[Place]:
    """Reads a CSV file of `place,latitude,longitude` rows."""
    content = path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    om.data(len(content), records=len(rows))
    return [Place(row["place"], float(row["latitude"]), float(row["longitude"])) for row in rows]


@om.component("Distances")
def compute_distances(places: Sequence[Place]) -> Distances:
    """The great-circle distance between every two places."""
    return tuple(tuple(great_circle(start, end) for end in places) for start in places)


def great_circle(start: Place, end: Place) -> float:
    """The shortest way over the surface (haversine formula)."""
    latitude, other_latitude = math.radians(start.latitude), math.radians(end.latitude)
    rise = math.sin((other_latitude - latitude) / 2)
    turn = math.sin(math.radians(end.longitude - start.longitude) / 2)
    chord = rise * rise + math.cos(latitude) * math.cos(other_latitude) * turn * turn
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))
