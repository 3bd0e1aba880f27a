"""The engine's side of the wire for the benchmarks of the Python client: takes everything, acknowledges every batch."""

import re
import socket
import sys
import threading
from typing import Optional

_SEQUENCE = re.compile(rb'"sequence":(\d+)')


def _reply(line: bytes) -> Optional[bytes]:
    found = _SEQUENCE.search(line, 0, 60)
    if found is not None:
        return b'{"type":"ack","sequence":' + found.group(1) + b"}\n"
    if b'"hello"' in line[:40]:
        return b'{"type":"welcome","protocol":1,"session":"bench","acknowledged":0}\n'
    return None


def _serve(connection: socket.socket) -> None:
    with connection, connection.makefile("rb") as lines:
        try:
            for line in lines:
                reply = _reply(line)
                if reply is not None:
                    connection.sendall(reply)
        except OSError:
            pass  # The program is gone; so is what it wanted to hear.


def main() -> None:
    """Listens at the path given as the only argument, and says so on stdout."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(sys.argv[1])
    server.listen()
    print("ready", flush=True)
    while True:
        connection, _ = server.accept()
        threading.Thread(target=_serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
