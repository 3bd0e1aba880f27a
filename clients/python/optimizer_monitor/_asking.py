"""What a program asks of its session: figures and reports; on the caller's thread, over a connection of its own."""

import os
from time import monotonic
from typing import Any, Dict, Iterator, Optional, TextIO

from . import _ledger as ledger
from ._batches import encode_line
from ._client import Client
from ._connection import Connection
from ._values import to_text

_FORMATS = {".html": "html", ".htm": "html", ".md": "markdown", ".txt": "text", ".json": "json"}
#: Of the time that a question may take, what waiting for the last events may take.
_FLUSH_SHARE = 0.5


class Unanswered(Exception):
    """Why there is no answer, as a sentence."""


def ask_figures(client: Optional[Client], timeout: float) -> Dict[str, Any]:
    """The engine's figures, or else this process's own; never raises."""
    try:
        for message in _ask(client, {"type": "summary"}, timeout):
            figures = message.get("summary")
            if isinstance(figures, dict):
                return figures
        reason = "the engine did not understand the question"
    except Exception as error:
        reason = to_text(error)
    return own_figures(reason)


def own_figures(reason: str) -> Dict[str, Any]:
    """What this process knows, in the engine's form as far as it goes."""
    return {
        "source": "client",
        "reason": reason,
        "runs": ledger.run_figures(),
        "components": [],
        "resources": {},
        "findings": [],
    }


def write_report_file(client: Optional[Client], path: Any, timeout: float) -> bool:
    """The engine's report as a file, or else this process's; False where it cannot be written. Never raises."""
    try:
        target = os.path.abspath(os.path.expanduser(os.fspath(path)))
        form = _FORMATS.get(os.path.splitext(target)[1].lower())
        if form is None:
            raise Unanswered(f"a report ends in {', '.join(_FORMATS)}; {os.path.basename(target)} does not")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        _replace(target, lambda file: _fill(client, form, timeout, file))
        return True
    except Exception as error:
        if client is not None:
            client.problems.report("report", "path", to_text(error))
        return False


def _replace(path: str, fill: Any) -> None:
    """Writes a file as a whole: a reader sees the old one or the new one."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            fill(file)
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def _fill(client: Optional[Client], form: str, timeout: float, file: TextIO) -> None:
    try:
        for message in _ask(client, {"type": "report", "format": form}, timeout):
            file.write(str(message.get("text", "")))
            if message.get("last") is True:
                return
        raise Unanswered("the engine ended the report early")
    except Exception as error:
        from ._reports.own import own_report

        file.seek(0)
        file.truncate()
        file.write(own_report(own_figures(to_text(error)), form))


def _ask(client: Optional[Client], question: Dict[str, Any], timeout: float) -> Iterator[Dict[str, Any]]:
    """The lines of the answer, each of which may take `timeout` seconds; Unanswered or OSError where there is none."""
    if client is None:
        raise Unanswered("no engine listens: OPTIMIZER_MONITOR_ENDPOINT is not set")
    until = monotonic() + timeout
    client.flush(timeout * _FLUSH_SHARE, give_up_early=True)
    connection = client.connect()
    try:
        identity = {"id": client.id, "token": client.token}
        connection.send(encode_line({**question, **identity}), max(0.05, until - monotonic()))
        yield from _read(connection, timeout)
    finally:
        connection.close()


def _read(connection: Connection, timeout: float) -> Iterator[Dict[str, Any]]:
    while True:
        until = monotonic() + timeout
        messages = connection.receive(timeout)
        while not messages:
            left = until - monotonic()
            if left <= 0:
                raise Unanswered(f"the engine did not answer within {timeout:g} s")
            messages = connection.receive(left)
        for message in messages:
            if message.get("type") == "error":
                raise Unanswered(to_text(message.get("reason")))
            yield message
