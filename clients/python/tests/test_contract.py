"""The wire files that all languages share: making the call must put the event on the wire."""

import json
import os
import unittest
from typing import Any, Dict, Union

import optimizer_monitor as om

from .engine import FakeEngine
from .support import PACKAGE_ROOT, create_client, reporting_to

GOLDEN = os.path.join(os.path.dirname(os.path.dirname(PACKAGE_ROOT)), "test", "contract", "golden", "events.json")
_NUMBERS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_TEXTS = ("message", "unit")


def _read(value: Any) -> Any:
    """JSON has no literal for some numbers; the file writes them as texts."""
    if isinstance(value, list):
        return [_read(entry) for entry in value]
    if isinstance(value, dict):
        return {key: entry if key in _TEXTS else _read(entry) for key, entry in value.items()}
    return _NUMBERS.get(value, value) if isinstance(value, str) else value


@unittest.skipUnless(os.path.exists(GOLDEN), "the package is tested away from its repository")
class ContractTest(unittest.TestCase):
    def test_every_golden_event(self) -> None:
        with open(GOLDEN, encoding="utf-8") as file:
            cases = json.load(file)
        self.assertGreater(len(cases), 20)
        for case in cases:
            with self.subTest(case["name"]):
                self._check(case["call"], case["event"])

    def _check(self, call: Dict[str, Any], expected: Dict[str, Any]) -> None:
        with FakeEngine() as engine:
            client = create_client(engine.endpoint)
            with reporting_to(client):
                run_id = self._call(call)
                self.assertTrue(om.flush(10))
            events = [event for event in engine.events(expected["type"]) if _is_subject(event, expected)]
            self.assertEqual(len(events), 1, engine.events())
            self._compare(events[0], expected, run_id)
            self.assertEqual(engine.events("note") if expected["type"] != "note" else [], [])

    def _call(self, call: Dict[str, Any]) -> str:
        verb, args = call["verb"], call["args"]
        arguments = args if verb == "note" else _read(args)
        kwargs = _read(call["kwargs"])
        around = om.run("around the call")
        given: Dict[str, Any] = {key: around if value == "<run>" else value for key, value in kwargs.items()}
        if verb in ("iteration", "front", "end"):
            getattr(around, verb)(*arguments, **given)
        elif verb == "run":
            return om.run(*arguments, **given).id + " " + around.id
        elif verb == "component":
            _enter_and_leave(arguments[0], given.get("parent"))
        else:
            getattr(om, verb)(*arguments, **given)
        return around.id

    def _compare(self, event: Dict[str, Any], expected: Dict[str, Any], run_ids: str) -> None:
        self.assertEqual(set(event), set(expected))
        for key, wanted in expected.items():
            got = event[key]
            if wanted == "<time>":
                self.assertGreater(got, 1.6e9)
            elif wanted == "<run>":
                self.assertIn(got, run_ids.split())
            elif wanted == "<seconds>":
                self.assertGreaterEqual(got, 0)
            elif wanted == "<source>":
                self.assertEqual(os.path.basename(got["file"]), os.path.basename(__file__))
                self.assertGreater(got["line"], 0)
            elif wanted == "<buckets>":
                self.assertEqual(len(got["counts"]), len(got["le"]) + 1)
                self.assertEqual(sum(got["counts"]), 1)
            else:
                self.assertEqual(got, wanted)
                self.assertEqual(isinstance(got, bool), isinstance(wanted, bool))


def _is_subject(event: Dict[str, Any], expected: Dict[str, Any]) -> bool:
    name: Union[str, None] = event.get("algorithm")
    return name != "around the call" and event.get("name") == expected.get("name")


def _enter_and_leave(name: str, parent: Union[str, None]) -> None:
    if parent is None:
        with om.component(name):
            pass
    else:
        with om.component(parent), om.component(name):
            pass


if __name__ == "__main__":
    unittest.main()
