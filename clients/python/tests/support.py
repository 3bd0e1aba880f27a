"""What several tests need: a client in this process, and whole programs as processes."""

import os
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Optional

from optimizer_monitor import _api
from optimizer_monitor._client import Client
from optimizer_monitor._environment import DEFAULT_CAPACITY, Settings, parse_endpoint

from .engine import FakeEngine

PACKAGE_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
AUTO_FOLDER = os.path.join(PACKAGE_ROOT, "auto-instrument")
PROGRAMS = os.path.join(PACKAGE_ROOT, "tests", "programs")

#: The Python that Debian's packages of optimizers are for; the one that runs the tests may be another.
SYSTEM_PYTHON = "/usr/bin/python3"


def has_library(name: str) -> bool:
    """Whether Debian's package of this library is there; see scripts/setup/systemPackages.mjs."""
    return os.path.exists(f"/usr/lib/python3/dist-packages/{name}")


def start_unmodified(
    command: List[str],
    endpoint: Optional[str],
    python: str = sys.executable,
    cwd: Optional[str] = None,
    **environment: str,
) -> "subprocess.Popen[str]":
    """A Python process as the editor would launch it: the import hook's folder first on its path."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("OPTIMIZER_MONITOR_")}
    env["PYTHONPATH"] = os.pathsep.join((AUTO_FOLDER, PACKAGE_ROOT))
    if endpoint is not None:
        env["OPTIMIZER_MONITOR_ENDPOINT"] = endpoint
    env.update(environment)
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [python, *command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        universal_newlines=True,
    )


def run_unmodified(
    command: List[str],
    endpoint: Optional[str],
    python: str = sys.executable,
    cwd: Optional[str] = None,
    **environment: str,
) -> "subprocess.CompletedProcess[str]":
    """The same, to its end."""
    return _complete(start_unmodified(command, endpoint, python, cwd, **environment))


def create_client(endpoint: str, capacity: int = DEFAULT_CAPACITY, token: Optional[str] = None) -> Client:
    """A client as the environment would make it."""
    address = parse_endpoint(endpoint)
    assert address is not None
    return Client(Settings(address=address, capacity=capacity, token=token))


@contextmanager
def reporting_to(client: Optional[Client]) -> Iterator[None]:
    """Makes the package's functions use this client, or none, as if the environment had said so."""
    before = (_api._client, _api._decided, _api._known)
    known: Dict[str, Any] = {} if client is None else dict(client.components.known)
    _api._client, _api._decided = client, True
    _api._known = known if client is None else client.components.known
    try:
        yield
    finally:
        _api._client, _api._decided, _api._known = before
        if client is not None:
            client.close(1.0)


def start_program(code: str, endpoint: Optional[str], **environment: str) -> "subprocess.Popen[str]":
    """A Python process that runs `code` with the package on its path."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("OPTIMIZER_MONITOR_")}
    env["PYTHONPATH"] = PACKAGE_ROOT
    if endpoint is not None:
        env["OPTIMIZER_MONITOR_ENDPOINT"] = endpoint
    env.update(environment)
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
    )


def run_program(code: str, endpoint: Optional[str], **environment: str) -> "subprocess.CompletedProcess[str]":
    """The same, to its end."""
    return _complete(start_program(code, endpoint, **environment))


def _complete(process: "subprocess.Popen[str]") -> "subprocess.CompletedProcess[str]":
    try:
        out, err = process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def iterations(engine: FakeEngine, run: Optional[str] = None) -> List[Any]:
    """The iteration numbers that arrived, in order."""
    return [event["iteration"] for event in engine.events("iteration") if run in (None, event["run"])]
