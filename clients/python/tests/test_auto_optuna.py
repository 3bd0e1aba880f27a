"""Unmodified Optuna programs: what is reported is what they print themselves."""

import os
import unittest
from typing import List

from .program_case import Event, ProgramCase
from .support import PROGRAMS, SYSTEM_PYTHON, has_library, run_unmodified

#: What the script says of a study: trials, complete, pruned, failed, best, number of the best, its parameters.
Printed = List[str]


@unittest.skipUnless(has_library("optuna"), "python3-optuna is not installed")
class OptunaTest(ProgramCase):
    def check(self, iterations: List[Event], end: Event, printed: Printed) -> None:
        """The run is that of the whole study."""
        trials, _, pruned, failed = map(int, printed[:4])
        self.assertEqual(sorted(event["iteration"] for event in iterations), list(range(trials)))
        self.assertEqual([event["evaluations"] for event in iterations], list(range(1, trials + 1)))
        states = {key: value for key, value in iterations[-1]["metrics"].items() if key in ("pruned", "failed")}
        self.assertEqual(states, {"pruned": pruned, "failed": failed} if pruned or failed else {})
        best = float(printed[4])
        self.assertEqual((iterations[-1]["best"], end["best"], end["evaluations"]), (best, best, trials))
        (winner,) = [event for event in iterations if event["iteration"] == int(printed[5])]
        self.assertEqual((winner["current"], str(end["solution"])), (best, printed[6]))
        self.assertEqual(end["status"], "completed")

    def test_samplers(self) -> None:
        printed = self.run_script("optuna_samplers.py")
        runs = self.runs()
        # The CMA-ES inside Optuna's sampler, a new one for each trial, is no run of its own.
        self.assertEqual([start["algorithm"] for start, _, _ in runs], [line[0] for line in printed])
        for (start, iterations, end), (_, trials, best, number) in zip(runs, printed):
            self.assertEqual([event["iteration"] for event in iterations], list(range(int(trials))))
            self.assertEqual((end["best"], iterations[int(number)]["best"]), (float(best), float(best)))
            self.assertEqual((start["budget"], start["library"]), (int(trials), "Optuna"))
            self.assertEqual(end["termination"], "iterations")
        start, (first, *_), _ = runs[0]
        self.assertEqual((start["problem"], start["direction"]), ("sphere", "minimize"))
        self.assertEqual(start["parameters"], {"study": "by TPE", "pruner": "MedianPruner", "n_jobs": 1})
        self.assertGreater(first["metrics"]["duration_seconds"], 0)
        self.assertEqual(runs[3][0]["direction"], "maximize")
        self.assertEqual(set(runs[0][2]["solution"]), {"x", "y"})
        timed = [event for event in self.engine.events("component") if event["name"] == "Objective evaluation"]
        self.assertEqual(sum(event["count"] for event in timed), 75)

    def test_ways_to_run_a_study(self) -> None:
        ways = ("pruned", "stopped", "timed", "loop", "asked", "threads", "inner")
        printed = self.run_script("optuna_ways.py", *ways, separator="|")
        runs = self.runs()
        self.assertEqual(len(runs), len(ways))
        for way, (_, iterations, end), line in zip(ways, runs, printed):
            with self.subTest(way):
                self.check(iterations, end, line)
        by_way = dict(zip(ways, runs))
        terminations = [end.get("termination") for _, _, end in runs]
        self.assertEqual(terminations, ["iterations", "callback", "time", None, None, "iterations", "iterations"])
        _, iterations, _ = by_way["pruned"]
        self.assertEqual(iterations[0]["current"], 4.0)
        # A pruned trial has no value, but what it said on its way.
        self.assertEqual(("current" in iterations[2], iterations[2]["metrics"]["steps"]), (False, 4))
        self.assertIn("intermediate", iterations[2]["metrics"])
        self.assertEqual(iterations[4]["metrics"]["failed"], 1)
        start, _, _ = by_way["asked"]
        self.assertEqual((start["direction"], start["dimension"]), ("maximize", 1))

    def test_each_call_on_a_study_is_a_run_that_goes_on_where_the_last_one_ended(self) -> None:
        ((trials, _, _, _, best, *_),) = self.run_script("optuna_ways.py", "several", separator="|")
        (_, first, _), (start, second, end) = self.runs()
        self.assertEqual([event["iteration"] for event in first + second], list(range(int(trials))))
        self.assertEqual(second[0]["best"], min(first[-1]["best"], second[0]["current"]))
        self.assertEqual((end["best"], end["evaluations"]), (float(best), 6))
        self.assertEqual((start["parameters"]["earlier_trials"], start["dimension"]), (4, 1))

    def test_several_objectives(self) -> None:
        (size, volume), (size_of_three,) = self.run_script("optuna_fronts.py")
        (start, iterations, end), (_, of_three, _) = self.runs()
        self.assertEqual(start["direction"], ["minimize", "maximize"])
        self.assertIn("first 10 complete trials", start["parameters"]["hypervolume_reference"])
        self.assertEqual((iterations[-1]["front_size"], end["evaluations"]), (int(size), 40))
        self.assertAlmostEqual(iterations[-1]["hypervolume"], float(volume), places=9)
        self.assertEqual([("hypervolume" in event) for event in iterations], [False] * 9 + [True] * 31)
        self.assertEqual(len(self.of_run("front", start)[-1]["points"]), int(size))
        self.assertNotIn("best", iterations[-1])
        self.assertEqual((of_three[-1]["front_size"], len(of_three)), (int(size_of_three), 30))
        self.assertEqual(len(self.engine.events("note")), 2)

    def test_an_exception_in_the_objective_fails_the_run(self) -> None:
        self.run_script("optuna_ways.py", "fails", status=1)
        ((_, iterations, end),) = self.runs()
        # The trial that failed is the study's sixth.
        self.assertEqual((len(iterations), iterations[-1]["metrics"]["failed"]), (6, 1))
        self.assertEqual((end["status"], end["message"]), ("failed", "ValueError: no more ideas"))

    def test_an_interrupt_stops_the_run(self) -> None:
        self.interrupt_script("optuna_ways.py", "waits")
        ((_, iterations, end),) = self.runs()
        self.assertEqual((len(iterations), iterations[-1]["metrics"]["failed"]), (6, 1))
        self.assertEqual((end["status"], end["message"]), ("stopped", "KeyboardInterrupt"))

    def test_misuse_fails_as_it_does_without(self) -> None:
        command = [os.path.join(PROGRAMS, "optuna_ways.py"), "misused"]
        bare = run_unmodified(command, None, SYSTEM_PYTHON)
        monitored = run_unmodified(command, self.engine.endpoint, SYSTEM_PYTHON)
        self.assertEqual((monitored.stdout, monitored.stderr), (bare.stdout, bare.stderr))
        self.assertEqual(len(bare.stdout.splitlines()), 8)

    def test_processes_that_share_a_study_report_their_own_trials(self) -> None:
        for method in ("fork", "spawn", *(["joblib"] if has_library("joblib") else [])):
            with self.subTest(method):
                self.engine.batches.clear()
                self.engine.byes.clear()
                ((trials, best),) = self.run_script("optuna_shared.py", method)
                self.engine.wait_for(lambda: len(self.engine.events("run_end")) == 3, "three ends")
                runs = self.runs()
                numbers = [event["iteration"] for _, iterations, _ in runs for event in iterations]
                self.assertEqual(sorted(numbers), list(range(int(trials))))
                self.assertEqual(min(end["best"] for _, _, end in runs), float(best))
                (resumed,) = [start for start, (first, *_), _ in runs if first["iteration"] == 10]
                self.assertEqual(resumed["parameters"]["earlier_trials"], 10)

    def test_a_program_that_reports_itself_is_reported_once(self) -> None:
        self.run_script("optuna_own.py")
        self.assertEqual([start["algorithm"] for start in self.engine.events("run_start")], ["my search"])
        self.assertEqual(len(self.engine.events("iteration")), 6)


if __name__ == "__main__":
    unittest.main()
