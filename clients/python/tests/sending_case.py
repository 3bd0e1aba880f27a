"""What the tests of the sending side share."""

import unittest

from optimizer_monitor._client import Client

from .engine import FakeEngine
from .support import reporting_to


class SendingCase(unittest.TestCase):
    """A test with a fake engine, to which the library reports through a client of the test's making."""

    def setUp(self) -> None:
        self.engine = FakeEngine()
        self.addCleanup(self.engine.close)

    def use(self, client: Client) -> None:
        patch = reporting_to(client)
        patch.__enter__()
        self.addCleanup(patch.__exit__, None, None, None)
