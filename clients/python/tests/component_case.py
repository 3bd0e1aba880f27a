"""What the tests of timed sections share."""

import unittest
from typing import Any, Dict, Optional, Tuple

import optimizer_monitor as om

from .engine import FakeEngine
from .support import create_client, reporting_to

Key = Tuple[str, Optional[str]]


class ComponentCase(unittest.TestCase):
    """A client in this process, and what it measured."""

    def setUp(self) -> None:
        self.engine = FakeEngine()
        self.addCleanup(self.engine.close)
        self.client = create_client(self.engine.endpoint)
        patch = reporting_to(self.client)
        patch.__enter__()
        self.addCleanup(patch.__exit__, None, None, None)

    def collect(self) -> Dict[Key, Dict[str, Any]]:
        """Everything measured so far, increments summed."""
        self.assertTrue(om.flush(10))
        sums: Dict[Key, Dict[str, Any]] = {}
        for event in self.engine.events("component"):
            known = sums.setdefault(
                (event["name"], event.get("parent")),
                dict(event, count=0, total=0.0, buckets=dict(event["buckets"], counts=[0] * 20)),
            )
            added = zip(known["buckets"]["counts"], event["buckets"]["counts"])
            known["buckets"]["counts"] = [one + other for one, other in added]
            known["count"] += event["count"]
            known["total"] += event["total"]
            known["min"] = min(known["min"], event["min"])
            known["max"] = max(known["max"], event["max"])
        return sums

    def counts(self) -> Dict[Key, int]:
        return {key: event["count"] for key, event in self.collect().items()}
