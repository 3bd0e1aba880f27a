"""Every environment variable that this client reads, and what it makes of them."""

import os
from typing import Mapping, NamedTuple, Optional, Tuple, Union

ENDPOINT = "OPTIMIZER_MONITOR_ENDPOINT"
TOKEN = "OPTIMIZER_MONITOR_TOKEN"
SESSION = "OPTIMIZER_MONITOR_SESSION"
BUFFER = "OPTIMIZER_MONITOR_BUFFER"
AUTO = "OPTIMIZER_MONITOR_AUTO"

DEFAULT_CAPACITY = 100_000
_MIN_CAPACITY = 100
_MAX_CAPACITY = 10_000_000

#: The path of a Unix socket, or host and port of a TCP one.
Address = Union[str, Tuple[str, int]]


class Settings(NamedTuple):
    """What the environment says about where and how to report."""

    address: Address
    token: Optional[str] = None
    session: Optional[str] = None
    capacity: int = DEFAULT_CAPACITY


def read_settings(environ: Mapping[str, str] = os.environ) -> Optional[Settings]:
    """The settings, or None where there is no (valid) endpoint to report to."""
    address = parse_endpoint(environ.get(ENDPOINT, ""))
    if address is None:
        return None
    return Settings(
        address=address,
        token=environ.get(TOKEN) or None,
        session=environ.get(SESSION) or None,
        capacity=_parse_capacity(environ.get(BUFFER, "")),
    )


def is_automatic(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether known libraries may be instrumented automatically: always, unless OPTIMIZER_MONITOR_AUTO is 0."""
    return environ.get(AUTO, "").strip() != "0"


def parse_endpoint(text: str) -> Optional[Address]:
    """Reads ``unix:/path`` or ``tcp://host:port``; None for anything else."""
    text = text.strip()
    if text.startswith("unix:"):
        return text[len("unix:") :] or None
    if not text.startswith("tcp://"):
        return None
    host, colon, port = text[len("tcp://") :].rstrip("/").rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 < int(port) < 65536:
        return None
    return host.strip("[]"), int(port)


def _parse_capacity(text: str) -> int:
    try:
        return min(max(int(text), _MIN_CAPACITY), _MAX_CAPACITY)
    except ValueError:
        return DEFAULT_CAPACITY
