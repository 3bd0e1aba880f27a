"""The catalog of a history: `history.db`, changed as a whole so that readers never see half of it."""

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from typing import Any, Dict, Iterator, List, Optional, Tuple

from .durable import read_only_uri, replace_durably, temporary_name
from .errors import HistoryError
from .schema import CATALOG_STEPS, CATALOG_VERSION

_FULL_CHECK_BYTES = 8 << 20


class Catalog:
    """The file of one history; opened anew for each use, since the engine replaces it."""

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, "history.db")

    @contextmanager
    def reading(self) -> Iterator[Optional[sqlite3.Connection]]:
        """The catalog as it is now, or None where there is none."""
        if not os.path.exists(self.path):
            yield None
            return
        with closing(_connect(read_only_uri(self.path), uri=True)) as database:
            self._check(database)
            yield database

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A copy that takes the catalog's place when the block ends, and is thrown away where it raises."""
        temporary = temporary_name(self.path)
        with replace_durably(temporary, self.path):
            if os.path.exists(self.path):
                shutil.copyfile(self.path, temporary)
            with closing(_connect(temporary)) as database:
                self._check(database)
                # The copy is synced as a whole, and a journal would only be in the way.
                database.execute("PRAGMA journal_mode = MEMORY")
                database.execute("PRAGMA synchronous = OFF")
                database.execute("PRAGMA foreign_keys = ON")
                _migrate(database)
                database.execute("BEGIN")
                yield database
                database.execute("COMMIT")

    def _check(self, database: sqlite3.Connection) -> None:
        try:
            version = _version_of(database)
            if version <= CATALOG_VERSION:
                check = "integrity_check" if os.path.getsize(self.path) <= _FULL_CHECK_BYTES else "quick_check"
                verdict = database.execute(f"PRAGMA {check}(1)").fetchone()[0]
                if verdict != "ok":
                    raise sqlite3.DatabaseError(verdict)
        except FileNotFoundError:
            return  # A new one.
        except (sqlite3.Error, ValueError) as error:
            raise HistoryError(
                f"The history {self.path} is damaged ({error}) and is left as it is; the editor or "
                "`optimizer-monitor history list` sets it aside and makes it again from the files of its sessions."
            ) from error
        if version > CATALOG_VERSION:
            raise HistoryError(
                f"The history {self.path} was written by a newer Optimizer Monitor (schema version {version}, this one "
                f"knows {CATALOG_VERSION}) and is left as it is."
            )


def _connect(path: str, uri: bool = False) -> sqlite3.Connection:
    database = sqlite3.connect(path, uri=uri, isolation_level=None)
    database.row_factory = sqlite3.Row
    return database


def _version_of(database: sqlite3.Connection) -> int:
    """The schema's version; 0 for an empty database."""
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    if "meta" not in tables:
        if tables:
            raise ValueError("it is not a history")
        return 0
    row = database.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    version = int(row[0]) if row is not None else 0
    if version < 1:
        raise ValueError("it names no schema version")
    return version


def _migrate(database: sqlite3.Connection) -> None:
    version = _version_of(database)
    if version >= CATALOG_VERSION:
        return
    for step in CATALOG_STEPS[version:]:
        database.executescript(step)
    database.execute("INSERT OR REPLACE INTO meta VALUES ('schema_version', ?)", (str(CATALOG_VERSION),))


def rows(database: sqlite3.Connection, query: str, values: Tuple[Any, ...] = ()) -> List[Dict[str, Any]]:
    """Rows as dicts."""
    return [dict(row) for row in database.execute(query, values)]
