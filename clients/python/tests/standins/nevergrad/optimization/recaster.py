"""Stand-in: see the package."""

import threading


class _MessagingThread(threading.Thread):
    def __init__(self, caller, *args):
        super().__init__()
        self._caller, self._args = caller, args

    def run(self):
        self._caller(*self._args)
