"""HistoricalStorage: runs that are stored, found again, compared over time and cleaned up."""

import os
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Set

from .. import _api
from .._client import Client
from .._environment import Settings, parse_endpoint
from .._monitoring.collector import MetricsCollector
from .._monitoring.delivery import send_monitor, send_note, send_run
from .._monitoring.export import export_session
from .._monitoring.monitor import PerformanceMonitor
from .._monitoring.session import build_session, metadata_note
from .catalog import Catalog
from .claim import EngineFacts, Workspace, find_engine
from .detail import read_detail, write_detail
from .durable import sync_folder
from .entry import put_session
from .errors import HistoryError
from .folder import detail_path, find_folder, prepare_folder
from .queries import Filter, expired, find_session, list_sessions, parse_metadata, trend_points
from .trends import describe_trend

_CLAIM_SECONDS = 10.0
_DELIVERY_SECONDS = 5.0
_MAX_ID = 500


class StoredRun(NamedTuple):
    """Where a run went: to the engine, which writes it to the history when the session ends, or into the history."""

    run_id: str
    written_by: str
    path: Optional[str]


class HistoricalStorage:
    """The history of a workspace: the same files as the editor's.

    One process writes a history. Where an engine does, `store_run_data` hands the run to it; where none runs, it writes
    the files itself and keeps an engine from starting meanwhile.
    """

    def __init__(self, path: Any = None) -> None:
        """`path` is the history's folder; without one, `.optimizer-monitor` here or in the nearest folder above."""
        self._is_default = path is None
        self.folder = find_folder(path)
        self._catalog = Catalog(self.folder)
        self._workspace = Workspace(os.path.dirname(self.folder))
        self._delivered: Set[str] = set()
        self._delivered_monitors: List[PerformanceMonitor] = []

    def store_run_data(
        self,
        run_id: Any,
        monitor: Optional[PerformanceMonitor] = None,
        collector: Optional[MetricsCollector] = None,
        metadata: Optional[Mapping[str, Any]] = None,
    ) -> StoredRun:
        """Stores what the two hold under an id of the caller's; storing an id again replaces it.

        `metadata` is a dict; its `label` (or `name`) and `tags` become the session's, and all of it is kept. Raises
        HistoryError where it could not be stored, with what was kept nevertheless.
        """
        name = _check_id(run_id)
        if metadata is not None and not isinstance(metadata, Mapping):
            raise TypeError(f"metadata must be a dict, got {type(metadata).__name__}")
        client = _api._get_client()
        if client is not None and (self._is_default or find_engine(self.folder) is not None):
            delivered = client.flush(_DELIVERY_SECONDS, give_up_early=True)
            # Where the endpoint is one of an engine that is long gone, nobody but this program writes.
            if delivered or not client.is_hopeless:
                send_note(client, metadata_note(name, metadata))
                return StoredRun(name, "engine", None)
        with self._writing() as engine:
            if engine is None:
                return self._write(name, monitor, collector, metadata)
        self._deliver(engine, name, monitor, collector, metadata)
        return StoredRun(name, "engine", None)

    @contextmanager
    def _writing(self) -> Iterator[Optional[EngineFacts]]:
        """In the block this process alone may write, unless it is given the engine that does."""
        with self._workspace.claim(_CLAIM_SECONDS) as is_mine:
            engine = find_engine(self.folder)
            if engine is None and not is_mine:
                engine = EngineFacts("", None)  # It starts or ends just now, and says not yet or no more where it is.
            yield engine

    def _write(
        self,
        run_id: str,
        monitor: Optional[PerformanceMonitor],
        collector: Optional[MetricsCollector],
        metadata: Optional[Mapping[str, Any]],
    ) -> StoredRun:
        session = build_session(run_id, monitor, collector, metadata)
        prepare_folder(self.folder)
        path = detail_path(self.folder, run_id)
        self._refuse_foreign(run_id, path)
        # The session's own file first: it holds everything, and a catalog is made again from such files.
        write_detail(path, session)
        self._workspace.renew()
        try:
            with self._catalog.changing() as database:
                put_session(database, session)
        except HistoryError as error:
            raise HistoryError(f"{error} The run itself is safe in {path}.") from error
        return StoredRun(run_id, "program", path)

    def _refuse_foreign(self, run_id: str, path: str) -> None:
        """A session that was launched from the editor is not replaced by one that takes its id."""
        if not os.path.exists(path):
            return
        try:
            kind = read_detail(path).detail["session"].get("kind")
        except HistoryError:
            return
        if kind != "external":
            raise HistoryError(f"The history has a session {run_id!r} of another kind ({kind}); choose another run_id.")

    def _deliver(
        self,
        engine: EngineFacts,
        run_id: str,
        monitor: Optional[PerformanceMonitor],
        collector: Optional[MetricsCollector],
        metadata: Optional[Mapping[str, Any]],
    ) -> None:
        """Reports to the engine of the workspace what a program has kept that was started without its environment."""
        address = parse_endpoint(engine.endpoint)
        if address is None:
            raise HistoryError(f"An engine has the history {self.folder} and takes no programs now; nothing is stored.")
        client = Client(Settings(address, engine.token))
        runs = [] if collector is None else [run for run in collector.runs if run.id not in self._delivered]
        for run in runs:
            send_run(client, run)
        is_new_monitor = monitor is not None and not any(monitor is known for known in self._delivered_monitors)
        if monitor is not None and is_new_monitor:
            send_monitor(client, monitor)
        send_note(client, metadata_note(run_id, metadata))
        is_taken = client.flush(_DELIVERY_SECONDS)
        client.close()
        if not is_taken:
            raise HistoryError(f"The engine that has the history {self.folder} did not take {run_id!r} in time.")
        # What an engine has is added up there: it must have everything once, however often a program stores.
        self._delivered.update(run.id for run in runs)
        if monitor is not None and is_new_monitor:
            self._delivered_monitors.append(monitor)

    # Queries

    def list_runs(
        self,
        *,
        algorithm: Optional[str] = None,
        problem: Optional[str] = None,
        status: Optional[str] = None,
        tag: Optional[str] = None,
        text: Optional[str] = None,
        since: Optional[float] = None,
        until: Optional[float] = None,
        limit: Optional[int] = None,
    ) -> List[Dict[str, Any]]:
        """The sessions that fit, newest first, in few figures each; times are Unix seconds.

        `algorithm` and `problem` are those of one of the runs, `text` is found in label, algorithm, problem or tag.
        """
        wanted = Filter(algorithm, problem, status, tag, text, since, until, limit)
        with self._catalog.reading() as database:
            return [] if database is None else list_sessions(database, wanted)

    def load_run(self, run_id: Any) -> Dict[str, Any]:
        """Everything of one session, in the form of docs/export.schema.json, with its `metadata`.

        The id is that of `store_run_data`, also where an engine wrote the session, or the session's own. KeyError where
        the history has none.
        """
        name = _check_id(run_id)
        with self._catalog.reading() as database:
            session_id = None if database is None else find_session(database, name)
        if session_id is None:
            raise KeyError(f"the history {self.folder} has no run {name!r}")
        loaded = export_session(read_detail(detail_path(self.folder, session_id)))
        return dict(loaded, metadata=parse_metadata(name, loaded["notes"]))

    def get_trend(
        self,
        metric: str = "best",
        *,
        algorithm: Optional[str] = None,
        problem: Optional[str] = None,
        limit: Optional[int] = None,
    ) -> Dict[str, Any]:
        """A metric over the sessions, the oldest first, with its slope a session and its change in percent.

        `best`, `evaluations`, `iteration_count`, `duration_seconds`, `peak_rss_bytes`, `mean_cpu_percent`;
        `component:NAME` for a component's seconds; else the mean of a sampled metric (`process_memory_rss_bytes`). With
        an `algorithm`, the first four are those of its runs.
        """
        with self._catalog.reading() as database:
            wanted = Filter(algorithm, problem, None, None, None, None, None, limit)
            points = [] if database is None else trend_points(database, metric, wanted)
        return describe_trend(metric, points)

    # Cleaning up

    def cleanup(self, older_than_days: Optional[float] = None, keep: Optional[int] = None) -> List[str]:
        """Removes the sessions that are older, or that come after the newest `keep`; gives their ids.

        Baselines stay. HistoryError where an engine has the history: the editor removes sessions then.
        """
        if older_than_days is None and keep is None:
            raise ValueError("cleanup takes older_than_days, keep, or both")
        for field, value in (("older_than_days", older_than_days), ("keep", keep)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0):
                raise ValueError(f"{field} must be a number of zero or more, got {value!r}")
        return self._remove(lambda database: expired(database, older_than_days, keep))

    def delete_run(self, run_id: Any) -> bool:
        """Removes one session with everything that is kept of it; False where the history has none of that id."""
        name = _check_id(run_id)
        return bool(self._remove(lambda database: [found] if (found := find_session(database, name)) else []))

    def _remove(self, choose: Any) -> List[str]:
        if not os.path.exists(self._catalog.path):
            return []
        with self._writing() as engine:
            if engine is not None:
                raise HistoryError(f"An engine has the history {self.folder}: remove sessions in the editor.")
            with self._catalog.changing() as database:
                removed: List[str] = choose(database)
                for session_id in removed:
                    # The file first: a file without an entry would come back when the history is opened next.
                    _remove_file(detail_path(self.folder, session_id))
                    database.execute("DELETE FROM sessions WHERE session_id = ?", (session_id,))
                sync_folder(os.path.join(self.folder, "sessions"))
        return removed


def _remove_file(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass


def _check_id(run_id: Any) -> str:
    text = run_id if isinstance(run_id, str) else "" if run_id is None else str(run_id)
    if not text or len(text) > _MAX_ID:
        raise ValueError(f"run_id must be a text of 1 to {_MAX_ID} characters, got {run_id!r:.60}")
    return text
