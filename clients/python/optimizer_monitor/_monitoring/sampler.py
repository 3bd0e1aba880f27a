"""The background thread of continuous monitoring."""

import os
import threading
from typing import Callable, Optional


class Sampler:
    """Calls a function at once and then every `interval` seconds, on a daemon thread, until it is stopped."""

    def __init__(self, interval: float, work: Callable[[], None]) -> None:
        self.interval = interval
        self._work = work
        self._pid = os.getpid()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="optimizer-monitor-sampler", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it goes on; a forked child has no such thread."""
        return self._pid == os.getpid() and self._thread.is_alive() and not self._stopping.is_set()

    def stop(self, timeout: Optional[float] = None) -> None:
        """Stops it, and waits for the reading that is being taken."""
        self._stopping.set()
        if self._pid == os.getpid() and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            try:
                self._work()
            except Exception:
                # A reading that fails is a gap; the next one may be there.
                pass
            if self._stopping.wait(self.interval):
                return
