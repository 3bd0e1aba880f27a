"""What was read of resources, with times: bounded, and safe for several threads."""

from typing import Dict, List, Mapping, Optional

from .._buffer import Turnstile

#: More rows than this in one table are thinned out: every second one goes, so that the rest still spans the whole time.
MAX_ROWS = 20_000

Row = Dict[str, float]


class Readings:
    """Rows of numbers by table; a row has its Unix time and values for some of the columns."""

    def __init__(self) -> None:
        self._tables: Dict[str, List[Row]] = {}
        self._units: Dict[str, str] = {}
        self._turnstile = Turnstile()

    def add(self, table: str, time: float, values: Mapping[str, Optional[float]], unit: Optional[str] = None) -> None:
        """Appends a row; what is None is left out, and so is a row of nothing."""
        present = {key: float(value) for key, value in values.items() if value is not None}
        if not present:
            return
        with self._turnstile:
            rows = self._tables.setdefault(table, [])
            rows.append(dict(present, time=time))
            if len(rows) > MAX_ROWS:
                del rows[1::2]
            if unit is not None:
                self._units.setdefault(table, unit)

    def tables(self) -> Dict[str, List[Row]]:
        """A copy of all tables."""
        with self._turnstile:
            return {name: list(rows) for name, rows in self._tables.items()}

    def rows(self, table: str) -> List[Row]:
        """A copy of one table's rows; empty where nothing was read."""
        with self._turnstile:
            return [dict(row) for row in self._tables.get(table, ())]

    def unit(self, table: str) -> Optional[str]:
        """The unit of a table that holds one custom metric."""
        return self._units.get(table)
