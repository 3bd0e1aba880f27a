"""Programs of several processes: every way to make a child, and what of each arrives."""

import os
import subprocess
import sys
import tempfile
import unittest

from .engine import FakeEngine
from .support import PACKAGE_ROOT, iterations, run_program


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
