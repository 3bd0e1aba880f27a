"""Where a history is: its folder, its catalog and the files of its sessions."""

import hashlib
import os
from typing import Any, Optional
from urllib.parse import quote

from .errors import HistoryError

FOLDER_NAME = ".optimizer-monitor"
_MAX_NAME = 120
_KEPT_NAME = 80


def find_folder(path: Any = None, start: Optional[str] = None) -> str:
    """The folder that is meant: one that is named, or `.optimizer-monitor` here or in the nearest folder above.

    A workspace folder that holds a history means that; the path of a `history.db` means its folder.
    """
    if path is not None:
        named: str = os.path.abspath(os.path.expanduser(os.fspath(path)))
        if named.endswith(".db"):
            if os.path.basename(named) != "history.db":
                raise ValueError(f"path must be the folder of a history, or its history.db, got {named!r}")
            return os.path.dirname(named)
        inner = os.path.join(named, FOLDER_NAME)
        return inner if os.path.isdir(inner) else named
    here = os.path.abspath(start or os.getcwd())
    folder = here
    while True:
        candidate = os.path.join(folder, FOLDER_NAME)
        if os.path.isdir(candidate):
            return candidate
        parent = os.path.dirname(folder)
        if parent == folder:
            return os.path.join(here, FOLDER_NAME)
        folder = parent


def prepare_folder(folder: str) -> None:
    """Makes the folders; a history is not meant for version control."""
    try:
        # `makedirs` gives the mode to the last folder only; the history is nobody else's business.
        for made in (folder, os.path.join(folder, "sessions")):
            os.makedirs(made, mode=0o700, exist_ok=True)
    except OSError as error:
        raise HistoryError(f"The history cannot be written to {folder}: {error.strerror or error}.") from error
    try:
        with open(os.path.join(folder, ".gitignore"), "x", encoding="utf-8") as file:
            file.write("*\n")
    except OSError:
        pass  # It is there, perhaps changed by the user, or cannot be made; the history is none the worse.


def detail_path(folder: str, session_id: str) -> str:
    """The file of one session: its id, with whatever a file system could take amiss written as %xx."""
    text = session_id.encode("utf-8", "replace").decode("utf-8")
    safe = quote(text, safe="").replace(".", "%2E").replace("~", "%7E")
    if len(safe) > _MAX_NAME:  # A name that is too long for a file system keeps its beginning.
        safe = f"{safe[:_KEPT_NAME]}-{hashlib.sha256(text.encode('utf-8')).hexdigest()}"
    return os.path.join(folder, "sessions", f"{safe}.db")
