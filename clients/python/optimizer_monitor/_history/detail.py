"""One session's file: its description as JSON, and its tables in compressed chunks, under a checksum."""

import hashlib
import json
import os
import sqlite3
import struct
import zlib
from contextlib import closing
from typing import Any, Dict, Iterator, List, Tuple

from .._monitoring.columns import Column
from .._monitoring.session import RecordedSession, Table
from .codec import CHUNK_LENGTH, decode_chunk, encode_chunk
from .durable import read_only_uri, replace_durably, temporary_name
from .errors import HistoryError
from .schema import DETAIL_SCHEMA, DETAIL_VERSION

_LARGE_SESSION = 200_000

#: What reading a file raises whose contents are not what was written.
_DAMAGES = (sqlite3.Error, zlib.error, struct.error, ValueError, KeyError, TypeError, IndexError)


def write_detail(path: str, session: RecordedSession) -> None:
    """Writes the file as a whole: afterwards the new one is on the disk, or on any failure the old one."""
    temporary = temporary_name(path)
    with replace_durably(temporary, path):
        with closing(sqlite3.connect(temporary, isolation_level=None)) as database:
            values = sum(len(column) for table in session.tables.values() for column in table.columns.values())
            database.execute(f"PRAGMA page_size = {1024 if values < _LARGE_SESSION else 8192}")
            database.execute("PRAGMA journal_mode = MEMORY")
            database.execute("PRAGMA synchronous = OFF")
            database.executescript(DETAIL_SCHEMA)
            database.execute("BEGIN")
            _write_tables(database, session)
            database.execute("COMMIT")


def _write_tables(database: sqlite3.Connection, session: RecordedSession) -> None:
    text = to_json(session.detail)
    digest = hashlib.sha1(text.encode("utf-8"))
    for number, table in enumerate(session.tables.values(), 1):
        name = well_formed(table.name)
        database.execute("INSERT INTO tables VALUES (?, ?, ?)", (number, name, table.row_count))
        _update(digest, name, table.row_count)
        _write_columns(database, number, table, session.detail["tables"][number - 1]["columns"], digest)
    meta = {
        "schema_version": str(DETAIL_VERSION),
        "session_id": well_formed(session.detail["session"]["id"]),
        "detail": text,
        "digest": digest.hexdigest(),
    }
    database.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))


def _write_columns(
    database: sqlite3.Connection, number: int, table: Table, infos: List[Dict[str, Any]], digest: Any
) -> None:
    for info in infos:
        values = table.columns[info["key"]]
        rows = [index for index, value in enumerate(values) if value is not None]
        present = [value for value in values if value is not None]
        if not present:
            continue
        key, has_gaps = well_formed(info["key"]), rows[-1] != len(rows) - 1
        labels = json.dumps(info["labels"], ensure_ascii=False) if "labels" in info else None
        unit = info.get("unit")
        cursor = database.execute(
            "INSERT INTO columns (table_number, key, metric, labels, unit, count, has_gaps) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, key, well_formed(info["metric"]), labels, unit, len(present), int(has_gaps)),
        )
        _update(digest, key, unit, len(present), has_gaps)
        for part, count, data in _chunks(present, rows if has_gaps else []):
            database.execute("INSERT INTO chunks VALUES (?, ?, ?, ?)", (cursor.lastrowid, part, count, data))
            _update(digest, part, count)
            digest.update(data)


def _chunks(values: List[float], rows: List[int]) -> Iterator[Tuple[str, int, bytes]]:
    for start in range(0, len(values), CHUNK_LENGTH):
        part = values[start : start + CHUNK_LENGTH]
        yield "values", len(part), encode_chunk(part)
        if rows:
            yield "rows", len(part), encode_chunk([float(row) for row in rows[start : start + CHUNK_LENGTH]])


def read_detail(path: str) -> RecordedSession:
    """Reads a session's file; HistoryError where it is gone, damaged or of a newer version."""
    if not os.path.isfile(path):
        raise HistoryError(f"The file {path} with this session's full series is gone.")
    try:
        with closing(sqlite3.connect(read_only_uri(path), uri=True)) as database:
            return _read(database)
    except _DAMAGES as error:
        raise HistoryError(f"The file {path} with this session's full series cannot be read: {error}.") from error


def _read(database: sqlite3.Connection) -> RecordedSession:
    meta = dict(database.execute("SELECT key, value FROM meta"))
    version = int(meta["schema_version"])
    if version > DETAIL_VERSION:
        raise ValueError(f"it is of version {version}, this program knows {DETAIL_VERSION}")
    digest = hashlib.sha1(meta["detail"].encode("utf-8"))
    tables = {}
    for number, name, row_count in database.execute("SELECT number, name, row_count FROM tables ORDER BY number"):
        _update(digest, name, row_count)
        tables[name] = _read_table(database, number, name, row_count, digest)
    if digest.hexdigest() != meta["digest"]:
        raise ValueError("its contents do not match their checksum")
    return RecordedSession(json.loads(meta["detail"]), tables)


def _read_table(database: sqlite3.Connection, number: int, name: str, row_count: int, digest: Any) -> Table:
    columns: Dict[str, Column] = {}
    units: Dict[str, str] = {}
    query = "SELECT number, key, unit, count, has_gaps FROM columns WHERE table_number = ? ORDER BY number"
    for column_number, key, unit, count, has_gaps in database.execute(query, (number,)).fetchall():
        _update(digest, key, unit, count, has_gaps == 1)
        parts: Dict[str, List[float]] = {"values": [], "rows": []}
        query = "SELECT part, count, data FROM chunks WHERE column_number = ? ORDER BY rowid"
        for part, length, data in database.execute(query, (column_number,)):
            _update(digest, part, length)
            digest.update(data)
            parts[part] += decode_chunk(data, length)
        if len(parts["values"]) != count:
            raise ValueError(f"a column holds {len(parts['values'])} values instead of {count}")
        column: Column = [None] * row_count
        rows = [int(row) for row in parts["rows"]] if has_gaps else range(count)
        for row, value in zip(rows, parts["values"]):
            column[row] = value
        columns[key] = column
        if unit is not None:
            units[key] = unit
    return Table(name, row_count, columns, units)


def _update(digest: Any, *values: Any) -> None:
    """Takes values into the checksum as JavaScript's JSON.stringify writes them."""
    digest.update(json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def to_json(value: Any) -> str:
    """JSON without a number that JSON has no literal for, and without halves of characters."""
    return well_formed(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def well_formed(text: str) -> str:
    """The text with what UTF-8 cannot hold (halves of surrogate pairs) replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")
