"""Whole programs: how they end, fork, spawn and are killed, and what of them arrives."""

import os
import signal
import subprocess
import sys
import tempfile
import unittest
from time import monotonic

from .engine import FakeEngine
from .support import PACKAGE_ROOT, iterations, run_program, start_program


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
            om.note("last words")
            """,
            self.engine.endpoint,
        )
        self.engine.wait_for(lambda: len(self.engine.events("note")) == 1, "the note")
        began = monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        self.assertLess(monotonic() - began, 1.5)
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

    def test_an_engine_that_never_was_costs_half_a_second(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for endpoint in (f"unix:{folder}/none", "tcp://127.0.0.1:1"):
                code = """
                    import optimizer_monitor as om, time
                    began = time.monotonic()
                    om.run("GA").iteration(1)
                    from optimizer_monitor import _api
                    _api._close()
                    print(time.monotonic() - began)
                    """
                done = run_program(code, endpoint)
                self.assertEqual((done.stderr, done.returncode), ("", 0))
                first = float(done.stdout)
                self.assertGreater(first, 0.4)
                self.assertLess(first, 1.0)

    def test_a_hanging_engine_costs_two_seconds_at_exit(self) -> None:
        self.engine.reads.clear()
        began = monotonic()
        self.run_quietly("import optimizer_monitor as om\nom.run('GA').iteration(1)")
        self.assertLess(monotonic() - began, 4.0)

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
        done = run_program(
            "import optimizer_monitor as om, threading\nom.enabled()\nprint(threading.active_count())", self.engine.endpoint
        )
        self.assertEqual(done.stdout, "1\n")
        self.assertEqual(self.engine.hellos, [])

    def test_the_import_is_light(self) -> None:
        code = "import sys, optimizer_monitor\nprint('asyncio' in sys.modules, 'multiprocessing' in sys.modules, 'logging' in sys.modules)"
        self.assertEqual(run_program(code, None).stdout, "False False False\n")


@unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
class ForkTest(unittest.TestCase):
    def setUp(self) -> None:
        self.engine = FakeEngine()
        self.addCleanup(self.engine.close)

    def run_quietly(self, code: str) -> None:
        done = run_program(code, self.engine.endpoint)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("", "", 0))

    def test_a_forked_child_is_a_client_of_its_own(self) -> None:
        self.run_quietly(
            """
            import optimizer_monitor as om, os, sys
            with om.run("GA") as run:
                run.iteration(0)
                with om.component("Parent"):
                    pass
                pid = os.fork()
                if pid == 0:
                    run.iteration(1)
                    with om.component("Child"):
                        pass
                    om.run("inner").end()
                    sys.exit(0)
                os.waitpid(pid, 0)
                run.iteration(2)
            """
        )
        self.engine.wait_for(lambda: len(self.engine.byes) == 2, "two byes")
        self.assertEqual(len({hello["id"] for hello in self.engine.hellos}), 2)
        parent = next(hello for hello in self.engine.hellos if hello["pid"] != hello["ppid"])["id"]
        self.assertEqual(sorted(iterations(self.engine)), [0, 1, 2])
        self.assertEqual(len({event["run"] for event in self.engine.events("iteration")}), 1)
        starts = self.engine.events("run_start")
        self.assertEqual(sorted(event["algorithm"] for event in starts), ["GA", "inner"])
        self.assertEqual(len({event["run"] for event in starts}), 2)
        # The child left the parent's block by sys.exit; only the parent ended the run.
        ends = [event for event in self.engine.events("run_end") if event["run"] == starts[0]["run"]]
        self.assertEqual([event["status"] for event in ends], ["completed"])
        components = {event["name"]: event["count"] for event in self.engine.events("component")}
        self.assertEqual(components, {"Parent": 1, "Child": 1})
        self.assertIsNotNone(parent)

    def test_forks_while_other_threads_report(self) -> None:
        self.run_quietly(
            """
            import optimizer_monitor as om, os, threading, warnings
            warnings.simplefilter("ignore")
            run = om.run("GA")
            stop = threading.Event()
            def report():
                while not stop.is_set():
                    run.iteration(0)
                    with om.component("A"):
                        om.data(1)
            threads = [threading.Thread(target=report) for _ in range(3)]
            for thread in threads: thread.start()
            children = []
            for number in range(1, 9):
                pid = os.fork()
                if pid == 0:
                    run.iteration(number)
                    os._exit(0 if om.flush(10) else 1)
                children.append(pid)
            codes = [os.waitpid(pid, 0)[1] for pid in children]
            stop.set()
            for thread in threads: thread.join()
            assert codes == [0] * 8, codes
            """
        )
        self.assertEqual(sorted(set(iterations(self.engine))), list(range(9)))
        for number in range(1, 9):
            self.assertEqual(iterations(self.engine).count(number), 1)

    def test_multiprocessing_children_flush_before_they_leave(self) -> None:
        for method in ("fork", "spawn", "forkserver"):
            with self.subTest(method), FakeEngine() as engine, tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "program.py")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(
                        "import multiprocessing, sys\n"
                        "import optimizer_monitor as om\n"
                        "def work(run, number):\n"
                        "    run.iteration(number)\n"
                        "    with om.component('Evaluation'):\n"
                        "        pass\n"
                        "if __name__ == '__main__':\n"
                        "    context = multiprocessing.get_context(sys.argv[1])\n"
                        "    with om.run('GA') as run:\n"
                        "        workers = [context.Process(target=work, args=(run, n)) for n in range(4)]\n"
                        "        for worker in workers: worker.start()\n"
                        "        for worker in workers: worker.join()\n"
                        "    sys.exit(any(worker.exitcode for worker in workers))\n"
                    )
                self._run_file(path, method, engine)
                engine.wait_for(lambda: len(engine.byes) == 5, "five byes")
                self.assertEqual(sorted(iterations(engine)), [0, 1, 2, 3])
                self.assertEqual(len({event["run"] for event in engine.events("iteration")}), 1)
                self.assertEqual(sum(event["count"] for event in engine.events("component")), 4)
                self.assertEqual(len(engine.events("run_end")), 1)

    def test_a_pool_that_is_terminated_keeps_the_runs_that_ended(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "program.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(
                    "import multiprocessing\n"
                    "import optimizer_monitor as om\n"
                    "def work(number):\n"
                    "    with om.run('GA', seed=number) as run:\n"
                    "        for i in range(50):\n"
                    "            run.iteration(i, best=number)\n"
                    "    return number\n"
                    "if __name__ == '__main__':\n"
                    "    with multiprocessing.get_context('fork').Pool(2) as pool:\n"
                    "        assert pool.map(work, range(6)) == list(range(6))\n"
                )
            self._run_file(path, "fork", self.engine)
        self.engine.wait_for(lambda: len(self.engine.events("run_end")) == 6, "six ends")
        self.assertEqual(len(iterations(self.engine)), 300)

    def _run_file(self, path: str, method: str, engine: FakeEngine) -> None:
        env = dict(os.environ, PYTHONPATH=PACKAGE_ROOT, OPTIMIZER_MONITOR_ENDPOINT=engine.endpoint)
        done = subprocess.run(
            [sys.executable, path, method], env=env, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))


if __name__ == "__main__":
    unittest.main()
