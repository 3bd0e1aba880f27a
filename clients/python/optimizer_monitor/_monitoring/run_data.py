"""The data of one run, read from any of the accepted forms; a wrong one is an error that names the field."""

from typing import Any, Dict, List, NamedTuple, Optional

from .columns import Column, Columns, check_number, complete
from .facts import CHECKS
from .field_names import UNCHARTED, column_field, fact_field, normalize
from .run_forms import EXPECTED, Mapped, chaptered, describe, is_number, nested_rows, to_list, to_mapping, to_rows

WHERE = "run_data"
_LISTED_FACTS = ("solution", "front", "direction")
_UNIX_TIMES = 1e8


class RunData(NamedTuple):
    """A run as the form gave it."""

    #: Single values by the names of run_start and run_end, and `duration`, `start_time`, `end_time` in seconds.
    facts: Dict[str, Any]
    #: One value or None for each iteration, by field; any other name is a metric of the program's own.
    columns: Columns
    #: The objective values of the last population, where they were given.
    population: List[float]
    #: Fields that were left out because they are neither numbers nor known.
    ignored: List[str]


def parse_run_data(run_data: Any, maximize: Optional[bool] = None) -> RunData:
    """Reads a dict of lists, a list of dicts or numbers, a data frame or an object; raises TypeError or ValueError."""
    parser = _Parser()
    mapping = to_mapping(run_data)
    listed = None if mapping is not None else to_list(run_data)
    if mapping is not None:
        parser.take_mapping(mapping)
    elif listed is not None:
        parser.take_rows(to_rows(chaptered(run_data, listed), WHERE), WHERE)
    else:
        raise TypeError(f"{WHERE} must describe a run, got {describe(run_data)}; {EXPECTED}")
    if not parser.columns and not parser.populations and not parser.facts:
        found = f"; its fields {', '.join(parser.ignored[:10])} are not known" if parser.ignored else ""
        raise ValueError(f"{WHERE} holds nothing that describes a run{found}; {EXPECTED}")
    return parser.finish(maximize)


class _Parser:
    """Collects columns and facts; `finish` checks how they fit together."""

    def __init__(self) -> None:
        self.facts: Dict[str, Any] = {}
        self.parameters: Dict[str, Any] = {}
        self.columns: Columns = {}
        self.sources: Dict[str, str] = {}
        self.populations: List[Optional[List[float]]] = []
        self.final_population: List[float] = []
        self.unknown: Dict[str, Column] = {}
        self.ignored: List[str] = []

    def take_mapping(self, mapping: Mapped) -> None:
        """A dict of columns and single values; its iterations may stand in a list under a name of their own."""
        nested = nested_rows(mapping)
        for key, value in mapping.items():
            if key == nested:
                continue
            # What is both a list of columns and a fact is a fact by its form alone.
            values = None if fact_field(key) in _LISTED_FACTS or value is None else to_list(value)
            if values is not None:
                self._take_column(key, values)
            elif value is not None:
                self._take_fact(key, value)
        if nested is not None:
            self._take_nested(nested, mapping[nested])

    def _take_nested(self, key: str, value: Any) -> None:
        where = f"{WHERE}[{key!r}]"
        inner = to_mapping(value)
        if inner is not None:
            for name, entry in inner.items():
                values = to_list(entry)
                if values is not None:
                    self._take_column(name, values)
            return
        self.take_rows(to_rows(chaptered(value, to_list(value) or []), where), where)

    def take_rows(self, rows: List[Mapped], where: str) -> None:
        """A list of iterations; a field that some of them lack is absent there."""
        if not rows and not self.facts:
            raise ValueError(f"{where} holds no iterations; {EXPECTED}")
        keys: Dict[str, None] = {}
        for row in rows:
            keys.update(dict.fromkeys(row))
        for key in keys:
            self._take_column(key, [row.get(key) for row in rows], in_rows=where)

    def _take_column(self, key: str, values: List[Any], in_rows: Optional[str] = None) -> None:
        field = column_field(key)
        if any(to_list(value) is not None for value in values[:100] if not is_number(value)):
            self._take_lists(key, field, values, in_rows)
            return
        if field == "population_fitness":
            self.final_population = [check_number(f"{WHERE}[{key!r}][{i}]", value) for i, value in enumerate(values)]
            return
        if not field:
            self._take_unknown(key, values)
            return
        if field in self.columns:  # Two names of one field: the first stays, the other is a metric of its own.
            self._take_unknown(key, values)
            return
        column: Column = []
        for index, value in enumerate(values):
            column.append(None if value is None else check_number(_label(key, index, in_rows), value))
        if any(value is not None for value in column):
            self.columns[field] = column
            self.sources[field] = key

    def _take_lists(self, key: str, field: str, values: List[Any], in_rows: Optional[str]) -> None:
        # `values` of a trial are those of its several objectives, not of a population.
        is_population = field in ("population_fitness", "current", "best") and normalize(key) != "values"
        if normalize(key) in UNCHARTED or not is_population:
            self.ignored.append(key)
            return
        for index, value in enumerate(values):
            listed = to_list(value) if value is not None and not is_number(value) else None
            label = _label(key, index, in_rows)
            if listed is None and value is not None:
                raise TypeError(f"{label} must be a list of numbers, got {describe(value)}")
            self.populations.append(
                None if listed is None else [check_number(f"{label}[{at}]", entry) for at, entry in enumerate(listed)]
            )

    def _take_unknown(self, key: str, values: List[Any]) -> None:
        if normalize(key) in UNCHARTED or not all(value is None or is_number(value) for value in values):
            self.ignored.append(key)
        elif any(value is not None for value in values):
            self.unknown[key] = [None if value is None else float(value) for value in values]

    def _take_fact(self, key: str, value: Any) -> None:
        field = fact_field(key)
        if field == "parameters":
            mapping = to_mapping(value)
            if mapping is None:
                raise TypeError(f"{WHERE}[{key!r}] must be a dict of parameters, got {describe(value)}")
            self.parameters.update(mapping)
        elif field:
            self.facts.setdefault(field, value)
            self.sources.setdefault(f"fact {field}", key)
        elif isinstance(value, (str, bool)) or is_number(value):
            self.parameters[key] = value
        else:
            self.ignored.append(key)

    def finish(self, maximize: Optional[bool]) -> RunData:
        """Checks lengths and facts, and completes what follows from what was given."""
        facts = check_facts(self.facts, lambda field: f"{WHERE}[{self.sources[f'fact {field}']!r}]")
        direction = facts.get("direction")
        if maximize is None:
            maximize = direction == "maximize"
        lengths = {field: len(column) for field, column in self.columns.items()}
        if self.populations:
            lengths["population_fitness"] = len(self.populations)
        count = self._check_lengths(lengths)
        for key, column in self.unknown.items():
            if len(column) == count and count > 0:
                self.columns.setdefault(key, column)
            else:
                self.ignored.append(key)
        if self.parameters:
            facts["parameters"] = self.parameters
        columns = complete(self.columns, self.populations, count, maximize)
        given = [population for population in self.populations if population]
        population = self.final_population or (given[-1] if given else [])
        self._move_times(columns, facts)
        return RunData(facts, columns, population, self.ignored)

    def _check_lengths(self, lengths: Dict[str, int]) -> int:
        if not lengths:
            return 0
        (first, count), *others = lengths.items()
        for field, length in others:
            if length != count:
                one, other = self.sources.get(first, first), self.sources.get(field, field)
                raise ValueError(
                    f"{WHERE}[{other!r}] has {length} values, but {WHERE}[{one!r}] has {count}: "
                    "there must be one for each iteration (None where there is none)"
                )
        return count

    def _move_times(self, columns: Columns, facts: Dict[str, Any]) -> None:
        """A time that cannot be a Unix time is one since the start of the run."""
        times = columns.get("time")
        if times is not None and not all(value is None or value > _UNIX_TIMES for value in times):
            columns.setdefault("elapsed", columns.pop("time"))
        if facts.get("duration", 0.0) > _UNIX_TIMES:
            facts.setdefault("end_time", facts.pop("duration"))
        elapsed = [value for value in columns.get("elapsed", ()) if value is not None]
        if elapsed:
            facts.setdefault("duration", max(elapsed))


def _label(key: str, index: int, in_rows: Optional[str]) -> str:
    """What a message calls one value: by its iteration where the form is a list of those."""
    return f"{in_rows}[{index}][{key!r}]" if in_rows else f"{WHERE}[{key!r}][{index}]"


def check_facts(facts: Dict[str, Any], label: Any) -> Dict[str, Any]:
    """The facts with the types of the wire; raises an error that names the wrong one."""
    checked: Dict[str, Any] = {}
    for field, value in facts.items():
        check = CHECKS.get(field)
        if value is None:
            continue
        found = value if check is None else check(label(field), value)
        if found is not None:
            checked[field] = found
    maximize = checked.pop("maximize", None)
    if maximize is not None:
        checked.setdefault("direction", "maximize" if maximize else "minimize")
    return checked
