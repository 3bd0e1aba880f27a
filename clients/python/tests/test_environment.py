"""What the environment says, and programs that report nowhere."""

import asyncio
import unittest

import optimizer_monitor as om
from optimizer_monitor._environment import DEFAULT_CAPACITY, Settings, parse_endpoint, read_settings

from .support import reporting_to, run_program


class EnvironmentTest(unittest.TestCase):
    def test_endpoints(self) -> None:
        self.assertEqual(parse_endpoint("unix:/tmp/a b/s"), "/tmp/a b/s")
        self.assertEqual(parse_endpoint(" tcp://127.0.0.1:8123 "), ("127.0.0.1", 8123))
        self.assertEqual(parse_endpoint("tcp://[::1]:8123"), ("::1", 8123))
        wrong = "|unix:|tcp://|tcp://host|tcp://:1|tcp://h:0|tcp://h:99999|tcp://h:x|http://h:1"
        for text in wrong.split("|"):
            self.assertIsNone(parse_endpoint(text), text)

    def test_settings(self) -> None:
        self.assertIsNone(read_settings({}))
        endpoint = {"OPTIMIZER_MONITOR_ENDPOINT": "unix:/s"}
        self.assertEqual(read_settings(endpoint), Settings("/s", None, None, DEFAULT_CAPACITY))
        more = {"OPTIMIZER_MONITOR_TOKEN": "t", "OPTIMIZER_MONITOR_SESSION": "id", "OPTIMIZER_MONITOR_BUFFER": "5000"}
        self.assertEqual(read_settings({**endpoint, **more}), Settings("/s", "t", "id", 5_000))
        for text, capacity in (("many", DEFAULT_CAPACITY), ("1", 100), ("-7", 100), ("9" * 30, 10_000_000)):
            settings = read_settings({**endpoint, "OPTIMIZER_MONITOR_BUFFER": text})
            assert settings is not None
            self.assertEqual(settings.capacity, capacity)


class IdleTest(unittest.TestCase):
    def setUp(self) -> None:
        patch = reporting_to(None)
        patch.__enter__()
        self.addCleanup(patch.__exit__, None, None, None)

    def test_every_call_does_nothing(self) -> None:
        self.assertFalse(om.enabled())
        with om.run("GA", parent=om.run("outer"), direction="minimize") as run:
            run.iteration(1, best=1.0, custom=2)
            run.front([[1, 2]], iteration=1)
            run.end(status="completed", best=1)
        with om.component("A"), om.component("B"):
            om.data(1, records=2, direction="read", component="A")
        om.metric("m", 1, unit="s", run=run)
        om.note("n", level="info")
        self.assertTrue(om.flush(0))
        om.attach("x").iteration(1)

    def test_decorated_functions_are_left_alone(self) -> None:
        def function() -> int:
            return 1

        self.assertIs(om.component(function), function)
        self.assertIs(om.component("Name")(function), function)

    def test_async_sections(self) -> None:
        async def main() -> int:
            async with om.component("A"):
                return 1

        self.assertEqual(asyncio.run(main()), 1)

    def test_an_exception_goes_through(self) -> None:
        with self.assertRaises(KeyError):
            with om.run("GA"), om.component("A"):
                raise KeyError

    def test_idle_things_may_be_pickled(self) -> None:
        import pickle

        pickle.loads(pickle.dumps((om.run("GA"), om.component("A"))))

    def test_a_wrong_endpoint_is_no_endpoint(self) -> None:
        done = run_program("import optimizer_monitor as om\nprint(om.enabled())\nom.run('x').iteration(1)", "ftp://x")
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("False\n", "", 0))


if __name__ == "__main__":
    unittest.main()
