"""The report as a page: made by the command line of Optimizer Monitor, where that and Node are on this machine."""

import os
import shutil
import subprocess
from typing import List, NamedTuple, Optional

#: A report takes a second or two; a machine that needs longer than this gets none.
TIMEOUT_SECONDS = 30.0
_LONGEST_REASON = 300


class Page(NamedTuple):
    """Where the page was written, or why it could not be; neither where nothing on this machine can write one."""

    path: Optional[str] = None
    problem: Optional[str] = None


def write_page(data: str, path: str) -> Page:
    """Writes report.html from report.json. Never raises."""
    try:
        command = find_command()
        problem = None if command is None else _run([*command, "report", "--from", data, "--output", path])
        if command is not None and problem is None:
            return Page(path=path)
        if os.path.exists(path):
            os.unlink(path)  # One of an earlier report would be taken for one of this.
        return Page(problem=problem)
    except Exception as error:
        return Page(problem=f"{type(error).__name__}: {error}")


def find_command() -> Optional[List[str]]:
    """The command line that this package came with, run by the Node on the path, or the one on the path."""
    node = shutil.which("node")
    here = os.path.dirname(os.path.abspath(__file__))
    bundled = os.path.normpath(os.path.join(here, "..", "..", "..", "..", "cli.js"))  # dist/clients/python/<package>/<this>
    if node is not None and os.path.isfile(bundled):
        return [node, bundled]
    installed = shutil.which("optimizer-monitor")
    return None if installed is None or node is None else [installed]


def _run(command: List[str]) -> Optional[str]:
    """Gives why it failed; None where it did not."""
    # An editor that debugs this program would attach to Node as well, and wait.
    environment = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    try:
        ended = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=TIMEOUT_SECONDS,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return f"it took longer than {TIMEOUT_SECONDS:.0f} s"
    if ended.returncode == 0:
        return None
    lines = [line.strip() for line in ended.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[0][:_LONGEST_REASON] if lines else f"exit code {ended.returncode}"
