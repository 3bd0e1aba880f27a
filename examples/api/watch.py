"""Watches running sessions through the HTTP API: one line a change, until Ctrl-C.

    optimizer-monitor serve --port 7727     # in another terminal; prints the two variables
    python3 examples/api/watch.py [--once]

Only the standard library is needed. OPTIMIZER_MONITOR_API_URL and OPTIMIZER_MONITOR_API_TOKEN say where and with what; in the
editor the command Copy API Address and Token gives both.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any, Dict, Iterator, Tuple

URL = os.environ.get("OPTIMIZER_MONITOR_API_URL", "http://127.0.0.1:7727")
TOKEN = os.environ.get("OPTIMIZER_MONITOR_API_TOKEN", "")


def ask(path: str) -> Any:
    """Opens a path of the API; a failure names the problem in the engine's own words."""
    request = urllib.request.Request(URL + "/api/v1" + path, headers={"Authorization": "Bearer " + TOKEN})
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        sys.exit("{} {}".format(error.code, json.load(error).get("detail", error.reason)))


def events() -> Iterator[Tuple[str, Dict[str, Any]]]:
    """The messages of the live stream (server-sent events) as they come."""
    event = ""
    for raw in ask("/stream"):
        line = raw.decode().rstrip("\n")
        if line.startswith("event: "):
            event = line[len("event: ") :]
        elif line.startswith("data: "):
            yield event, json.loads(line[len("data: ") :])


def describe(readout: Dict[str, Any]) -> str:
    """The newest figures of one session; what the platform does not give is absent."""
    run = readout.get("run", {})
    parts = [readout["label"], run.get("algorithm", "no run yet")]
    if "best" in run:
        parts.append("best {}".format(run["best"]))
    if "evaluations" in readout:
        parts.append("{:,.0f} evaluations".format(readout["evaluations"]))
    if "busyCores" in readout:
        parts.append("{:.1f} cores".format(readout["busyCores"]))
    return " · ".join(parts)


def main() -> None:
    """Prints what the stream brings."""
    for event, data in events():
        if event == "live":
            for readout in data["readouts"]:
                print(describe(readout), flush=True)
            if "--once" in sys.argv:
                return


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
