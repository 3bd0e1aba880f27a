"""Files that are replaced as a whole, or not at all."""

import itertools
import os
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from .errors import HistoryError

_numbers = itertools.count()


def temporary_name(path: str) -> str:
    """Where a file is written before it takes its place; the engine removes such files where one was left."""
    return f"{path}.{os.getpid()}.py{next(_numbers)}.tmp"


@contextmanager
def replace_durably(temporary: str, path: str) -> Iterator[None]:
    """In the block the temporary file is written; after it, it is on the disk and in its place."""
    try:
        # Private from the beginning, whatever writes into it.
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield
        sync(temporary)
        os.replace(temporary, path)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise HistoryError(f"The history cannot be written to {path}: {reason}.") from error
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    sync_folder(os.path.dirname(path))


def read_only_uri(path: str) -> str:
    """How SQLite opens a file that is only ever replaced: reading it leaves no lock or journal beside it."""
    return f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1"


def sync(path: str) -> None:
    """Makes a file's contents last."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: str) -> None:
    """Makes a rename or removal in a folder last, where the platform can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
