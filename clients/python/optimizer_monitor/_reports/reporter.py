"""PerformanceReporter: what a monitor and a collector hold, as text, JSON and pictures."""

import json
import os
from time import localtime, strftime
from typing import Any, Dict, List, NamedTuple, Optional

from .._monitoring.collector import MetricsCollector
from .._monitoring.export import export_session
from .._monitoring.monitor import PerformanceMonitor
from .._monitoring.session import RecordedSession, build_session
from .._monitoring.summaries import resource_summaries
from .._values import to_wire
from .charts import components_picture, convergence_picture, distribution_picture, resources_picture
from .page import write_page
from .svg import Picture
from .text import report_text, resource_rows

#: The version of report.json.
REPORT_SCHEMA = 1


class ReportFiles(NamedTuple):
    """The files of a report; a picture is there only where there is something to draw, the page only where Node is found."""

    text: str
    json: str
    plots: List[str]
    html: Optional[str] = None


class PerformanceReporter:
    """Writes reports; it only reads what the collector and the monitor hold, so it may be called at any time."""

    def __init__(
        self, collector: Optional[MetricsCollector] = None, monitor: Optional[PerformanceMonitor] = None
    ) -> None:
        for field, value, kind in (
            ("collector", collector, MetricsCollector),
            ("monitor", monitor, PerformanceMonitor),
        ):
            if value is not None and not isinstance(value, kind):
                raise TypeError(f"{field} must be a {kind.__name__}, got {type(value).__name__}")
        self.collector = collector
        self.monitor = monitor

    def generate_comprehensive_report(self, output_dir: Any, title: Optional[str] = None) -> ReportFiles:
        """Writes report.txt, report.json and plots/*.svg into a folder, which is made where it is missing; where Node and
        the command line of Optimizer Monitor are found, also report.html, which may take some seconds."""
        folder = os.path.abspath(os.path.expanduser(os.fspath(output_dir)))
        os.makedirs(folder, exist_ok=True)
        session = self._session(title)
        data = _write(os.path.join(folder, "report.json"), _to_json(self._data(session)))
        page = write_page(data, os.path.join(folder, "report.html"))
        note = "" if page.problem is None else f"\nreport.html could not be written: {page.problem}\n"
        text = _write(os.path.join(folder, "report.txt"), self._text(session) + note)
        return ReportFiles(text, data, self._write_plots(os.path.join(folder, "plots")), page.path)

    def generate_text_report(self, title: Optional[str] = None) -> str:
        """The text alone."""
        return self._text(self._session(title))

    def generate_json_report(self, title: Optional[str] = None) -> Dict[str, Any]:
        """The data alone: statistics, and the session in the form of docs/export.schema.json."""
        return self._data(self._session(title))

    def _session(self, title: Optional[str]) -> RecordedSession:
        name = title or f"Report of {strftime('%Y-%m-%d %H:%M', localtime())}"
        session = build_session(name, self.monitor, self.collector)
        notes = session.detail["notes"][1:]  # The first is that of a stored run, and nothing is stored here.
        return session._replace(detail=dict(session.detail, notes=notes))

    def _statistics(self) -> Dict[str, Any]:
        collector = self.collector or MetricsCollector()
        return {
            "convergence": collector.get_convergence(),
            "distribution": collector.get_fitness_distribution(),
            "resources": collector.get_resource_statistics(),
        }

    def _text(self, session: RecordedSession) -> str:
        components = [] if self.monitor is None else self.monitor.get_component_statistics()
        rows = resource_rows(resource_summaries(session.tables))
        return report_text(export_session(session), self._statistics(), components, rows)

    def _data(self, session: RecordedSession) -> Dict[str, Any]:
        statistics = self._statistics()
        for run in statistics["convergence"]:
            del run["curve"]  # The session's iterations have it.
        return {
            "report": REPORT_SCHEMA,
            "statistics": dict(statistics, samples=resource_summaries(session.tables)),
            "session": export_session(session),
        }

    def _write_plots(self, folder: str) -> List[str]:
        collector = self.collector or MetricsCollector()
        pictures: Dict[str, Optional[Picture]] = {
            "convergence": convergence_picture(collector.runs),
            "distribution": distribution_picture(collector.get_fitness_distribution()),
        }
        if self.monitor is not None:
            pictures["components"] = components_picture(self.monitor.get_component_statistics())
            pictures["resources"] = resources_picture(self.monitor.readings.tables(), self.monitor.start_time)
        written = []
        for name, picture in pictures.items():
            path = os.path.join(folder, f"{name}.svg")
            if picture is not None:
                os.makedirs(folder, exist_ok=True)
                written.append(_write(path, picture.to_svg()))
            elif os.path.exists(path):
                os.unlink(path)  # One of an earlier report would be taken for one of this.
        return written


def _write(path: str, text: str) -> str:
    """Replaces a file as a whole; a reader sees the old or the new one."""
    temporary = f"{path}.tmp"
    with open(temporary, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    os.replace(temporary, path)
    return path


def _to_json(value: Any) -> str:
    return json.dumps(_wire(value), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _wire(value: Any) -> Any:
    """Numbers that JSON has no literal for as texts."""
    if isinstance(value, dict):
        return {key: _wire(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_wire(entry) for entry in value]
    return to_wire(value) if isinstance(value, float) else value
