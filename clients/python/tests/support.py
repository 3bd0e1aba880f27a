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
    process = start_program(code, endpoint, **environment)
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
