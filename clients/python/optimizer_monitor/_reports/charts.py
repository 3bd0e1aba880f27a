"""The pictures of a report: convergence, distributions of the objective, components, resources."""

from math import isfinite
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from .._monitoring.algorithm_run import AlgorithmRun
from .._monitoring.timers import ComponentTimes
from .formats import format_bytes, format_count, format_duration, format_percent, format_tick, format_value
from .scales import Scale, linear_scale, value_scale
from .svg import COLORS, DASHES, GRID, INK, MUTED, Area, Picture, Point, shorten, text_width

WIDTH = 860
_MARGIN = 72
_MAX_POINTS = 600
_MAX_BARS = 15
_MAX_RUNS = 50


class Line(NamedTuple):
    """One curve: its name in the legend, and its points in data units."""

    name: str
    points: List[Point]


def convergence_picture(runs: Sequence[AlgorithmRun], title: str = "Convergence") -> Optional[Picture]:
    """The best so far of every run; None where no run has any. Runs of one algorithm share its colour."""
    shown = [run for run in runs if _curve(run, "iteration")][:_MAX_RUNS]
    if not shown:
        return None
    by = "evaluations" if all(_curve(run, "evaluations") for run in shown) else "iteration"
    lines = [Line(run.algorithm, _thin(_curve(run, by))) for run in shown]
    names = list(dict.fromkeys(line.name for line in lines))
    picture = Picture(WIDTH, 440, title)
    picture.text(20, 30, title, 16, weight="600")
    top = _draw_legend(picture, names, 52)
    area = Area(picture, _MARGIN + 8, top + 24, WIDTH - 28, 440 - 52)
    xs = [x for line in lines for x, _ in line.points]
    x = linear_scale(min(xs), max(xs), (area.left, area.right), 8, nice=False)
    x = x._replace(ticks=[tick for tick in x.ticks if tick == int(tick)])  # There is no half iteration.
    y = value_scale([value for line in lines for _, value in line.points], (area.bottom, area.top))
    label = "best objective, logarithmic" if y.is_log else "best objective"
    area.draw_axes(x, y, format_tick, format_tick, (by + _s(by), label))
    for line in lines:
        index = names.index(line.name)
        several = sum(other.name == line.name for other in lines) > 1
        steps = _steps([(x.place(at), y.place(value)) for at, value in line.points])
        picture.path(steps, COLORS[index % len(COLORS)], DASHES[index % len(DASHES)], 1.8, 0.65 if several else 1.0)
    return picture


def _s(word: str) -> str:
    return "" if word.endswith("s") else "s"


def _curve(run: AlgorithmRun, by: str) -> List[Point]:
    columns = run.columns
    pairs = zip(columns.get(by, ()), columns.get("best", ()))
    return [(x, y) for x, y in pairs if x is not None and y is not None and isfinite(x) and isfinite(y)]


def _thin(points: List[Point]) -> List[Point]:
    """Few enough points for a picture; every improvement of a long run is still within a pixel of its place."""
    if len(points) <= _MAX_POINTS:
        return points
    stride = len(points) / _MAX_POINTS
    return [points[int(index * stride)] for index in range(_MAX_POINTS)] + [points[-1]]


def _steps(points: List[Point]) -> List[Point]:
    """The best so far holds until the next one is found."""
    stepped = points[:1]
    for before, point in zip(points, points[1:]):
        stepped += [(point[0], before[1]), point]
    return stepped


def _draw_legend(picture: Picture, names: Sequence[str], y: float) -> float:
    """Lines with their names, in as many rows as needed; gives where it ends."""
    at = 20.0
    for index, name in enumerate(names):
        text = shorten(name, 220)
        if at > 20 and at + 44 + text_width(text) > picture.width - 20:
            at, y = 20.0, y + 20
        picture.line((at, y - 4), (at + 26, y - 4), COLORS[index % len(COLORS)], 2.2, DASHES[index % len(DASHES)])
        picture.text(at + 32, y, text)
        at += 50 + text_width(text)
    return y


def components_picture(times: Sequence[ComponentTimes], title: str = "Components") -> Optional[Picture]:
    """Where the time went, the costliest first; None where nothing was timed."""
    if not times:
        return None
    shown = list(times[:_MAX_BARS])
    names = [_component_name(entry) for entry in shown]
    gutter = min(260.0, max(text_width(name) for name in names) + 12)
    left, row = 20 + gutter, 30
    picture = Picture(WIDTH, 74 + row * len(shown) + (24 if len(times) > len(shown) else 8), title)
    picture.text(20, 30, title, 16, weight="600")
    picture.text(20, 50, "total time · calls × mean time of a call", 11, fill=MUTED)
    notes = [
        f"{format_duration(e.total)} · {format_count(e.calls)} × {format_duration(e.total / e.calls)}" for e in shown
    ]
    width = WIDTH - left - max(text_width(note, 11) for note in notes) - 34
    longest = max(entry.total for entry in shown) or 1.0
    for index, (entry, name, note) in enumerate(zip(shown, names, notes)):
        top = 64 + index * row
        length = entry.total / longest * width
        picture.text(left - 10, top + 15, shorten(name, gutter - 10), 12, "end")
        picture.bar(left, top, max(length, 1.5), 20, COLORS[0] if entry.parent is None else COLORS[5])
        picture.text(left + max(length, 1.5) + 8, top + 14, note, 11, fill=MUTED)
    if len(times) > len(shown):
        picture.text(20, picture.height - 10, f"and {len(times) - len(shown)} more in report.json", 11, fill=MUTED)
    return picture


def _component_name(entry: ComponentTimes) -> str:
    return entry.name if entry.parent is None else f"{entry.parent} › {entry.name}"


def distribution_picture(distributions: Dict[str, Dict[str, Any]], title: str = "Objective") -> Optional[Picture]:
    """A histogram for each algorithm on one common axis; None where there is nothing to distribute."""
    found = {name: entry for name, entry in distributions.items() if sum(entry["histogram"]["counts"]) > 1}
    if not found:
        return None
    shared = _shared_range(found)
    height = 118 if shared is not None else 140
    picture = Picture(WIDTH, 56 + height * len(found) + 34, title)
    picture.text(20, 30, f"{title}: distribution", 16, weight="600")
    for index, (name, entry) in enumerate(found.items()):
        top = 56 + index * height
        area = Area(picture, _MARGIN, top + 26, WIDTH - 28, top + 110)
        of = f"{entry['of']}, {format_count(entry['count'])} values, median {format_value(entry['median'])}"
        picture.text(_MARGIN, top + 16, f"{shorten(name, 300)}: {of}", 12)
        low, high = shared or _range(entry)
        x = linear_scale(low, high, (_MARGIN, WIDTH - 28), 8)
        _draw_histogram(area, entry["histogram"], x, COLORS[index % len(COLORS)])
        if shared is None or index == len(found) - 1:
            for tick in x.ticks:
                picture.text(x.place(tick), area.bottom + 17, format_tick(tick), 11, "middle", MUTED)
    return picture


def _range(entry: Dict[str, Any]) -> Tuple[float, float]:
    edges = entry["histogram"]["edges"]
    return edges[0], edges[-1]


def _shared_range(found: Dict[str, Dict[str, Any]]) -> Optional[Tuple[float, float]]:
    """One axis for all, so that they can be compared; none where some would be squeezed into a tenth of it."""
    ranges = [_range(entry) for entry in found.values()]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    return (low, high) if all(end - start >= (high - low) / 10 for start, end in ranges) else None


def _draw_histogram(area: Area, histogram: Dict[str, Any], x: Scale, color: str) -> None:
    counts, edges = histogram["counts"], histogram["edges"]
    y = linear_scale(0.0, max(counts), (area.bottom, area.top), 2, nice=False)
    for tick in y.ticks:
        if tick == int(tick):
            area.picture.line((area.left, y.place(tick)), (area.right, y.place(tick)))
            area.picture.text(area.left - 8, y.place(tick) + 4, format_count(tick), 11, "end", MUTED)
    for low, high, count in zip(edges, edges[1:], counts):
        start, end = x.place(low), x.place(high)
        area.picture.bar(start + 0.5, y.place(count), max(end - start - 1, 2), area.bottom - y.place(count), color)
    area.picture.line((area.left, area.bottom), (area.right, area.bottom), MUTED)


class Panel(NamedTuple):
    """One chart over time in the picture of resources."""

    title: str
    lines: List[Line]
    label: Any


def resources_picture(
    tables: Dict[str, List[Dict[str, float]]], start: float, title: str = "Resources"
) -> Optional[Picture]:
    """Processor, memory, GPUs and throughput over the seconds since `start`; None where nothing was read."""
    panels = [panel for panel in _panels(tables, start) if panel.lines]
    if not panels:
        return None
    height = 150
    picture = Picture(WIDTH, 44 + height * len(panels) + 44, title)
    picture.text(20, 30, title, 16, weight="600")
    xs = [x for panel in panels for line in panel.lines for x, _ in line.points]
    x = linear_scale(min(0.0, min(xs)), max(xs), (_MARGIN, WIDTH - 28), 8, nice=False)
    for index, panel in enumerate(panels):
        top = 44 + index * height
        area = Area(picture, _MARGIN, top + 34, WIDTH - 28, top + height - 8)
        _draw_panel(area, panel, x)
    bottom = 44 + height * len(panels) - 8
    for tick in x.ticks:
        picture.line((x.place(tick), bottom), (x.place(tick), bottom + 4), MUTED)
        picture.text(x.place(tick), bottom + 17, format_tick(tick), 11, "middle", MUTED)
    picture.text((_MARGIN + WIDTH - 28) / 2, bottom + 36, "seconds since the start", 12, "middle", MUTED)
    return picture


def _panels(tables: Dict[str, List[Dict[str, float]]], start: float) -> List[Panel]:
    def lines(table: str, *wanted: Tuple[str, str]) -> List[Line]:
        rows = tables.get(table, [])
        found = [
            Line(n, _thin([(r["time"] - start, r[k]) for r in rows if k in r and isfinite(r[k])])) for k, n in wanted
        ]
        return [line for line in found if line.points]

    gpus = sorted({key for row in tables.get("samples:gpu", []) for key in row if key.startswith("gpu_util")})
    throughput = [name for name in tables if name.startswith("metric:") and name.endswith("throughput")]
    rates = [line for name in throughput for line in lines(name, ("value", _component_of(name)))]
    cpu = lines("samples:process", ("process_cpu_percent", "this program (100 % is one core)"))
    return [
        Panel("Processor", cpu + lines("samples:system", ("system_cpu_percent", "machine (100 % is all cores)")),
              format_percent),
        Panel("Resident memory", lines("samples:process", ("process_memory_rss_bytes", "this program")),
              format_bytes),
        Panel("GPU utilization", [line for key in gpus for line in lines("samples:gpu", (key, "GPU " + key[28:-1]))],
              format_percent),
        Panel("Throughput per second", rates, format_tick),
    ]  # fmt: skip


def _component_of(table: str) -> str:
    """`metric:Evaluation: throughput` is that of Evaluation."""
    return table[len("metric:") :].replace(": throughput", "")


def _draw_panel(area: Area, panel: Panel, x: Scale) -> None:
    picture = area.picture
    picture.text(area.left, area.top - 14, panel.title, 12, weight="600")
    at = area.left + text_width(panel.title) + 24
    for index, line in enumerate(panel.lines):
        name = shorten(line.name, 240, 11)
        picture.line((at, area.top - 18), (at + 22, area.top - 18), COLORS[index % len(COLORS)], 2.2, DASHES[index % 5])
        picture.text(at + 28, area.top - 14, name, 11, fill=INK)
        at += 44 + text_width(name, 11)
    values = [value for line in panel.lines for _, value in line.points]
    y = linear_scale(0.0, max([*values, 1e-9]), (area.bottom, area.top), 3)
    for tick in y.ticks:
        picture.line((area.left, y.place(tick)), (area.right, y.place(tick)), GRID if tick else MUTED)
        picture.text(area.left - 8, y.place(tick) + 4, panel.label(tick), 11, "end", MUTED)
    for index, line in enumerate(panel.lines):
        points = [(x.place(at), y.place(value)) for at, value in line.points]
        picture.path(points, COLORS[index % len(COLORS)], DASHES[index % len(DASHES)])
