"""One writer at a time: whether an engine has a workspace, and the claim that keeps one from starting meanwhile.

The paths and the claim are those of src/base/addresses.ts and src/engine/claim.ts.
"""

import getpass
import hashlib
import json
import os
import socket
import stat
import tempfile
from contextlib import contextmanager
from time import monotonic, sleep, time
from typing import Any, Dict, Iterator, NamedTuple, Optional

from .errors import HistoryError

_MAX_SOCKET_PATH = 100
_STALE_SECONDS = 10.0
_POLL_SECONDS = 0.05
_CONNECT_SECONDS = 1.0


class EngineFacts(NamedTuple):
    """An engine that answers: where programs report to it."""

    endpoint: str
    token: Optional[str]


def is_windows() -> bool:
    """Whether sockets are named pipes here."""
    return os.name == "nt"


def _user_key() -> str:
    if hasattr(os, "getuid"):
        return str(os.getuid())
    return hashlib.sha256(getpass.getuser().encode("utf-8")).hexdigest()[:8]


def _temporary_folder() -> str:
    for name in ("TEMP", "TMP") if is_windows() else ("TMPDIR", "TMP", "TEMP"):
        if os.environ.get(name):
            return os.environ[name].rstrip("/") or "/"
    return tempfile.gettempdir() if is_windows() else "/tmp"


def runtime_folder(key: str = "") -> str:
    """The per-user folder of all engines; for a workspace's key, the one that its engine has or would have."""
    name = f"optimizer-monitor-{_user_key()}"
    chosen = os.environ.get("OPTIMIZER_MONITOR_RUNTIME_DIR")
    if chosen and _is_short(os.path.join(chosen, name)):
        return os.path.normpath(os.path.join(chosen, name))
    home = os.path.expanduser("~")
    places = [os.environ.get("XDG_RUNTIME_DIR"), _temporary_folder(), "/tmp", os.path.join(home, ".cache"), home]
    found = [os.path.normpath(os.path.join(place, name)) for place in places if place]
    folders = [folder for folder in found if _is_short(folder)]
    for folder in folders:
        if key and os.path.exists(os.path.join(folder, key, "control.sock")):
            return folder
    return next(filter(_is_usable, folders), os.path.join("/tmp", name))


def _is_short(folder: str) -> bool:
    longest = os.path.join(os.path.normpath(folder), "0123456789abcdef", "control.sock")
    return is_windows() or len(os.fsencode(longest)) <= _MAX_SOCKET_PATH


def _is_usable(folder: str) -> bool:
    """Whether it can be made or written; one that another user has put there counts, so that it is refused."""
    if not os.path.exists(folder):
        place = os.path.dirname(folder)
        return os.path.isdir(place) and os.access(place, os.W_OK)
    return os.access(folder, os.W_OK) or not (is_windows() or os.statvfs(folder).f_flag & os.ST_RDONLY)


class Workspace:
    """The engine's side of a workspace folder: where its sockets are."""

    def __init__(self, folder: str) -> None:
        key = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]
        self.runtime = os.path.join(runtime_folder(key), key)
        self._control = os.path.join(self.runtime, "control.sock")
        if is_windows():
            self._control = f"\\\\.\\pipe\\optimizer-monitor-{_user_key()}-{key}"

    def is_listening(self) -> bool:
        """Whether an engine answers."""
        if is_windows():
            return os.path.exists(self._control)
        return _answers(self._control)

    @contextmanager
    def claim(self, timeout: float) -> Iterator[bool]:
        """In the block no engine can start here: true, or false without a claim where one answers already."""
        self._secure()
        path = os.path.join(self.runtime, "starting")
        until = monotonic() + timeout
        while not _take(path):
            if self.is_listening():
                yield False
                return
            if monotonic() > until:
                raise HistoryError(
                    f"Another program has been writing this history for {timeout:g} seconds ({path}): nothing stored."
                )
            sleep(_POLL_SECONDS)
        try:
            yield not self.is_listening()
        finally:
            _remove(path)

    def renew(self) -> None:
        """Says that the claim still holds; it counts for ten seconds."""
        try:
            os.utime(os.path.join(self.runtime, "starting"))
        except OSError:
            pass

    def _secure(self) -> None:
        try:
            for folder in (os.path.dirname(self.runtime), self.runtime):
                # `makedirs` gives the mode to the last folder only.
                os.makedirs(folder, mode=0o700, exist_ok=True)
        except OSError as error:
            raise HistoryError(f"The folder {self.runtime} cannot be made: {error.strerror or error}.") from error
        for folder in (os.path.dirname(self.runtime), self.runtime):
            if not _is_private(folder):
                raise HistoryError(
                    f"{folder} must be a folder that only you can enter, but it is a link, belongs to someone else or "
                    "is open to others. Remove it, or set OPTIMIZER_MONITOR_RUNTIME_DIR to a private folder."
                )


def find_engine(history_folder: str) -> Optional[EngineFacts]:
    """The engine that writes a history, whichever workspace it belongs to; None where there is none."""
    wanted = os.path.realpath(history_folder)
    try:
        keys = os.listdir(runtime_folder())
    except OSError:
        return None
    # Who says there where an engine is might be anybody, if anybody can write there.
    if not _is_private(runtime_folder()):
        return None
    for key in keys:
        facts = _read_facts(os.path.join(runtime_folder(), key, "engine.json"))
        folder = facts.get("historyFolder")
        if not isinstance(folder, str) or os.path.realpath(folder) != wanted:
            continue
        workspace = facts.get("workspace")
        if isinstance(workspace, str) and Workspace(workspace).is_listening():
            token = facts.get("token")
            return EngineFacts(str(facts.get("endpoint", "")), token if isinstance(token, str) else None)
    return None


def _is_private(folder: str) -> bool:
    """Whether nobody else can have put this folder there, or can enter it."""
    if is_windows():
        return True
    found = os.lstat(folder)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _read_facts(path: str) -> Dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            facts = json.load(file)
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_CONNECT_SECONDS)
        try:
            probe.connect(path)
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        except OSError:
            return True  # Too busy to answer now is there all the same, and writes.
        return True


def _take(path: str) -> bool:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        if _is_abandoned(path):
            _remove(path)
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(str(os.getpid()))
    return True


def _is_abandoned(path: str) -> bool:
    """Whether the claim was not renewed for long, or its owner was killed."""
    try:
        age = time() - os.stat(path).st_mtime
        if age > _STALE_SECONDS:
            return True
        if age <= _POLL_SECONDS or is_windows():  # On Windows asking for a process by signal would end it.
            return False
        with open(path, encoding="utf-8") as file:
            os.kill(int(file.read()), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        pass
    return False


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass
