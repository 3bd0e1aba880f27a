"""Unmodified DEAP programs: what is reported is what they print themselves."""

import unittest
from typing import List, Tuple

from .program_case import Event, ProgramCase
from .support import SYSTEM_PYTHON, has_library, run_unmodified


@unittest.skipUnless(has_library("deap"), "python3-deap is not installed")
class DeapTest(ProgramCase):
    def single_run(self) -> Tuple[Event, List[Event], Event]:
        starts, ends = self.engine.events("run_start"), self.engine.events("run_end")
        self.assertEqual((len(starts), len(ends)), (1, 1))
        return starts[0], self.engine.events("iteration"), ends[0]

    def test_ea_simple(self) -> None:
        printed = self.run_script("deap_simple.py")
        start, iterations, end = self.single_run()
        self.assertEqual(start["algorithm"], "eaSimple")
        self.assertEqual((start["library"], start["problem"], start["direction"]), ("DEAP", "evaluate", "maximize"))
        self.assertEqual((start["dimension"], start["population_size"]), (40, 60))
        operators = {"mate": "cxTwoPoint", "mutate": "mutFlipBit", "select": "selTournament"}
        self.assertEqual(start["parameters"], {"ngen": 12, "cxpb": 0.5, "mutpb": 0.2, **operators})
        evaluations, best = 0, 0.0
        self.assertEqual(len(iterations), 13)
        for event, line in zip(iterations, printed):
            number, count, mean, std, least, most = map(float, line)
            evaluations += int(count)
            best = max(best, most)
            self.assertEqual((event["iteration"], event["evaluations"], event["best"]), (number, evaluations, best))
            self.assertEqual((event["min"], event["max"]), (least, most))
            self.assertEqual((event["quantiles"][0], event["quantiles"][20]), (least, most))
            self.assertAlmostEqual(event["mean"], mean, places=12)
            self.assertAlmostEqual(event["std"], std, places=12)
        self.assertEqual((end["status"], end["termination"]), ("completed", "iterations"))
        self.assertEqual((end["best"], end["evaluations"]), (float(printed[-1][0]), evaluations))
        self.assertEqual(str(end["solution"]), " ".join(printed[-1][1:]))

    def test_the_other_algorithms(self) -> None:
        printed = self.run_script("deap_evolution.py")
        starts, ends = self.engine.events("run_start"), self.engine.events("run_end")
        self.assertEqual([start["algorithm"] for start in starts], [line[0] for line in printed])
        for start, end, line in zip(starts, ends, printed):
            iterations = [one for one in self.engine.events("iteration") if one["run"] == start["run"]]
            self.assertEqual(start["direction"], "minimize")
            self.assertEqual((len(iterations), end["evaluations"]), (int(line[1]), int(line[2])))
            self.assertEqual((end["best"], iterations[-1]["best"]), (float(line[3]), float(line[3])))
            self.assertEqual((end["run"], end["status"]), (start["run"], "completed"))
        self.assertEqual((starts[0]["parameters"]["mu"], starts[0]["parameters"]["lambda_"]), (20, 40))

    def test_loops_of_the_programs_own(self) -> None:
        for kind, count in (("logbook", 7), ("chapters", 7), ("plain", 7), ("swarm", 5)):
            with self.subTest(kind):
                self.engine.batches.clear()
                self.engine.byes.clear()
                ((evaluations, best),) = self.run_script("deap_loops.py", kind)
                _, iterations, end = self.single_run()
                self.assertEqual([event["iteration"] for event in iterations], list(range(count)))
                self.assertEqual((end["evaluations"], end["best"]), (int(evaluations), float(best)))
                self.assertEqual(iterations[-1]["evaluations"], int(evaluations))
                self.assertEqual(end["status"], "completed")

    def test_a_new_logbook_is_a_new_run(self) -> None:
        ((evaluations, best),) = self.run_script("deap_loops.py", "restarts")
        ends = self.engine.events("run_end")
        self.assertEqual(len(self.engine.events("run_start")), 3)
        self.assertEqual(sum(end["evaluations"] for end in ends), int(evaluations))
        self.assertEqual(min(end["best"] for end in ends), float(best))

    def test_several_objectives(self) -> None:
        (evaluations, size), (volume,) = self.run_script("deap_front.py")
        start, iterations, end = self.single_run()
        self.assertEqual(start["direction"], ["minimize", "minimize"])
        self.assertEqual(len(start["parameters"]["hypervolume_reference"]), 2)
        self.assertEqual([event["iteration"] for event in iterations], list(range(10)))
        self.assertEqual((iterations[-1]["evaluations"], end["evaluations"]), (int(evaluations), int(evaluations)))
        self.assertEqual(iterations[-1]["front_size"], int(size))
        self.assertAlmostEqual(iterations[-1]["hypervolume"], float(volume), places=9)
        self.assertEqual(len(self.engine.events("front")[-1]["points"]), int(size))
        self.assertNotIn("best", iterations[-1])

    def test_an_uncaught_exception_fails_the_loop(self) -> None:
        self.run_script("deap_loops.py", "fails", status=1)
        _, _, end = self.single_run()
        self.assertEqual((end["status"], end["message"]), ("failed", "ValueError: no more ideas"))

    def test_an_interrupt_stops_the_loop(self) -> None:
        self.interrupt_script("deap_loops.py", "waits")
        _, iterations, end = self.single_run()
        self.assertEqual((len(iterations), end["status"], end["message"]), (7, "stopped", "KeyboardInterrupt"))

    def test_a_program_that_reports_itself_is_reported_once(self) -> None:
        self.run_script("deap_own.py")
        starts = self.engine.events("run_start")
        self.assertEqual([start["algorithm"] for start in starts], ["my loop", "my bracket", "eaSimple"])
        self.assertEqual([start.get("parent") for start in starts], [None, None, starts[1]["run"]])
        by_run = [[one for one in self.engine.events("iteration") if one["run"] == start["run"]] for start in starts]
        self.assertEqual([len(iterations) for iterations in by_run], [5, 0, 4])

    def test_what_the_collector_gets_of_the_library_is_reported_once(self) -> None:
        self.assertEqual(self.run_script("deap_collected.py"), [["2"]])
        self.assertEqual([start["algorithm"] for start in self.engine.events("run_start")], ["eaSimple", "PSO"])
        self.assertEqual(len(self.engine.events("iteration")), 6 + 3)
        (note,) = self.engine.events("note")
        self.assertIn("the one reported as eaSimple", note["text"])

    def test_a_toolbox_is_pickled_as_it_was(self) -> None:
        code = (
            "import pickle\nfrom deap import base, tools\ntoolbox = base.Toolbox()\n"
            "toolbox.register('select', tools.selTournament, tournsize=3)\n"
            "print(pickle.loads(pickle.dumps(toolbox)).select.func is tools.selTournament, toolbox.select.func)"
        )
        done = run_unmodified(["-c", code], self.engine.endpoint, SYSTEM_PYTHON)
        self.assertRegex(done.stdout, "^True <function selTournament")

    def test_processes_report_once_each(self) -> None:
        for method in ("fork", "spawn", "futures", *(["joblib"] if has_library("joblib") else [])):
            with self.subTest(method):
                self.engine.batches.clear()
                self.engine.byes.clear()
                printed = self.run_script("deap_islands.py", method)
                starts = self.engine.events("run_start")
                self.engine.wait_for(lambda: len(self.engine.events("run_end")) == 4, "four ends")
                self.assertEqual(len(starts), 4)
                reported = [(end["evaluations"], end["best"]) for end in self.engine.events("run_end")]
                self.assertEqual(sorted(reported), sorted((int(count), float(best)) for count, best in printed))
                self.assertEqual(len(self.engine.events("iteration")), 4 * 4)


if __name__ == "__main__":
    unittest.main()
