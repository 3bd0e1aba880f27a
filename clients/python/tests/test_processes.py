"""Whole programs: how they end and are killed, and what of them arrives."""

import os
import signal
import tempfile
import unittest

from .engine import FakeEngine
from .support import iterations, run_program, start_program


class ProcessTest(unittest.TestCase):
    def setUp(self) -> None:
        self.engine = FakeEngine()
        self.addCleanup(self.engine.close)

    def run_quietly(self, code: str, status: int = 0, **environment: str) -> None:
        done = run_program(code, self.engine.endpoint, **environment)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("", "", status))

    def wait_for_byes(self, count: int) -> None:
        self.engine.wait_for(lambda: len(self.engine.byes) == count, f"{count} byes")

    def last_end(self) -> "dict[str, object]":
        self.engine.wait_for(lambda: len(self.engine.events("run_end")) > 0, "the end of the run")
        return self.engine.events("run_end")[-1]

    def test_a_program_that_ends_at_once_delivers_everything(self) -> None:
        self.run_quietly(
            """
            import optimizer_monitor as om
            with om.run("GA") as run:
                for i in range(5000):
                    run.iteration(i, best=1.0)
            """
        )
        self.wait_for_byes(1)
        self.assertEqual(iterations(self.engine), list(range(5_000)))
        self.assertEqual(self.last_end()["status"], "completed")

    def test_an_exception(self) -> None:
        done = run_program(
            """
            import optimizer_monitor as om
            with om.run("GA"):
                raise ValueError("bad bounds")
            """,
            self.engine.endpoint,
        )
        self.assertEqual(done.returncode, 1)
        self.assertIn("ValueError: bad bounds", done.stderr)
        end = self.last_end()
        self.assertEqual((end["status"], end["termination"]), ("failed", "error"))
        self.assertEqual(end["message"], "ValueError: bad bounds")

    def test_sys_exit(self) -> None:
        code = "import optimizer_monitor as om, sys\nwith om.run('GA'): sys.exit({})"
        self.run_quietly(code.format(3), status=3)
        self.assertEqual((self.last_end()["status"], self.last_end()["message"]), ("failed", "SystemExit: 3"))
        self.run_quietly(code.format(0))
        self.engine.wait_for(lambda: len(self.engine.events("run_end")) == 2, "the second end")
        self.assertEqual(self.last_end()["status"], "stopped")

    def test_an_interrupt_stops_the_run(self) -> None:
        process = start_program(
            """
            import optimizer_monitor as om, itertools
            with om.run("GA") as run:
                for i in itertools.count():
                    run.iteration(i)
            """,
            self.engine.endpoint,
        )
        self.engine.wait_for(lambda: len(self.engine.events("iteration")) > 100, "iterations")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        self.assertIn("KeyboardInterrupt", err)
        self.assertEqual(err.count("Traceback"), 1)
        self.assertEqual(self.last_end()["status"], "stopped")
        self.wait_for_byes(1)

    def test_an_interrupt_during_the_last_flush_ends_it_quietly(self) -> None:
        self.engine.acknowledges = False
        process = start_program(
            """
            import optimizer_monitor as om
            from optimizer_monitor._client import Client
            Client.close.__defaults__ = (60.0,)
            om.note("last words")
            """,
            self.engine.endpoint,
        )
        self.engine.wait_for(lambda: len(self.engine.events("note")) == 1, "the note")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        self.assertEqual((out, err), ("", ""))

    def test_sigterm_kills_as_always(self) -> None:
        process = start_program(
            """
            import optimizer_monitor as om, time
            run = om.run("GA")
            for i in range(10):
                run.iteration(i)
            om.flush(5)
            while True:
                time.sleep(60)
            """,
            self.engine.endpoint,
        )
        self.engine.wait_for(lambda: iterations(self.engine) == list(range(10)), "iterations")
        process.terminate()
        _, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, err), (-signal.SIGTERM, ""))
        self.engine.wait_for(lambda: len(self.engine.ended) == 1, "the end of the connection")

    def test_os_exit_does_not_hang(self) -> None:
        self.run_quietly("import optimizer_monitor as om, os\nom.run('GA').iteration(1)\nos._exit(7)", status=7)

    def measure_exit(self, endpoint: str) -> float:
        """Seconds that the end of a program with something to send takes; on a busy machine more than it means to wait."""
        code = """
            import optimizer_monitor as om, time
            from optimizer_monitor import _api
            om.run("GA").iteration(1)
            began = time.monotonic()
            _api._close()
            first = time.monotonic() - began
            _api._close()
            print(first, time.monotonic() - began - first)
            """
        done = run_program(code, endpoint)
        self.assertEqual((done.stderr, done.returncode), ("", 0))
        first, second = map(float, done.stdout.split())
        self.assertLess(second, 0.4)
        return first

    def test_an_engine_that_never_was_costs_half_a_second(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for endpoint in (f"unix:{folder}/none", "tcp://127.0.0.1:1"):
                seconds = self.measure_exit(endpoint)
                self.assertGreater(seconds, 0.4)
                self.assertLess(seconds, 5.0)

    def test_a_hanging_engine_costs_two_seconds(self) -> None:
        self.engine.reads.clear()
        seconds = self.measure_exit(self.engine.endpoint)
        self.assertGreater(seconds, 1.9)
        self.assertLess(seconds, 10.0)

    def test_an_engine_that_starts_late_gets_it_all(self) -> None:
        self.engine.die()
        os.unlink(self.engine.path)
        process = start_program(
            """
            import optimizer_monitor as om, sys
            with om.run("GA") as run:
                for i in range(1000):
                    run.iteration(i)
            print("recorded", flush=True)
            om.flush(10)
            """,
            self.engine.endpoint,
        )
        assert process.stdout is not None
        self.assertEqual(process.stdout.readline(), "recorded\n")
        self.engine.come_back()
        process.communicate(timeout=20)
        self.assertEqual(iterations(self.engine), list(range(1_000)))

    def test_events_of_other_exit_handlers_arrive(self) -> None:
        self.run_quietly(
            """
            import optimizer_monitor as om, atexit
            atexit.register(lambda: om.note("from an exit handler"))
            """
        )
        self.engine.wait_for(lambda: len(self.engine.events("note")) == 1, "the note")
        self.assertEqual(self.engine.events("note")[0]["text"], "from an exit handler")

    def test_nothing_is_started_before_the_first_event(self) -> None:
        code = "import optimizer_monitor as om, threading\nom.enabled()\nprint(threading.active_count())"
        done = run_program(code, self.engine.endpoint)
        self.assertEqual(done.stdout, "1\n")
        self.assertEqual(self.engine.hellos, [])

    def test_the_import_is_light(self) -> None:
        heavy = {"asyncio", "multiprocessing", "logging", "subprocess", "ssl"}
        code = f"import sys, optimizer_monitor\nprint({heavy} & set(sys.modules))"
        self.assertEqual(run_program(code, None).stdout, "set()\n")


if __name__ == "__main__":
    unittest.main()
