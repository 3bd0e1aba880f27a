"""Which runs of adapters are reported: nesting, the program's own runs, threads, forks and implicit ends."""

import os
import pickle
import threading
from typing import Any, Dict, List

import optimizer_monitor as om
from optimizer_monitor.auto import tracks
from optimizer_monitor.auto.implicit import ImplicitTrack
from optimizer_monitor.auto.objective import Objective
from optimizer_monitor.auto.tracks import Track, begin, current
from optimizer_monitor.auto.wrappers import WeakIdentityMap

from .component_case import ComponentCase


def optimize(name: str, steps: int = 3) -> Track:
    """What an adapter makes of one call."""
    with begin(name, library="lib") as track:
        for step in range(steps):
            track.count(10)
            track.iteration(step, best=1.0)
    return track


class AutoTracksTest(ComponentCase):
    def events(self, kind: str) -> List[Dict[str, Any]]:
        self.assertTrue(om.flush(10))
        return self.engine.events(kind)

    def algorithms(self) -> List[str]:
        return [event["algorithm"] for event in self.events("run_start")]

    def test_a_run(self) -> None:
        optimize("A")
        self.assertEqual(self.algorithms(), ["A"])
        self.assertEqual([event["evaluations"] for event in self.events("iteration")], [10, 20, 30])
        (end,) = self.events("run_end")
        self.assertEqual((end["status"], end["evaluations"]), ("completed", 30))

    def test_an_inner_run_counts_to_the_outer_one(self) -> None:
        with begin("outer", library="lib") as outer:
            outer.count(1)
            optimize("inner")
            outer.iteration(1)
        self.assertEqual(self.algorithms(), ["outer"])
        self.assertEqual([event["evaluations"] for event in self.events("iteration")], [31])
        self.assertIsNone(current())

    def test_an_exception_fails_the_run_and_goes_on(self) -> None:
        with self.assertRaises(ValueError), begin("A", library="lib"):
            raise ValueError("x")
        (end,) = self.events("run_end")
        self.assertEqual((end["status"], end["message"]), ("failed", "ValueError: x"))

    def test_a_run_of_the_programs_own_is_the_authority(self) -> None:
        with om.run("own") as own:
            for step in range(3):
                with begin("library's", library="lib") as track:
                    for inner in range(3):
                        track.iteration(inner)
                        own.iteration(step * 3 + inner)
        self.assertEqual(self.algorithms(), ["own"])
        self.assertEqual(len(self.events("iteration")), 9)

    def test_a_run_of_the_programs_own_that_reports_nothing_is_a_bracket(self) -> None:
        with om.run("own") as own:
            optimize("A")
            optimize("B", steps=1)
        optimize("C")
        starts = self.events("run_start")
        self.assertEqual([start["algorithm"] for start in starts], ["own", "A", "B", "C"])
        self.assertEqual([start.get("parent") for start in starts], [None, own.id, own.id, None])
        self.assertEqual(len(self.events("iteration")), 7)

    def test_threads_are_apart_unless_they_enter(self) -> None:
        with begin("outer", library="lib") as outer:

            def work(name: str, enters: bool) -> None:
                if enters:
                    with outer.inside():
                        optimize(name)
                else:
                    optimize(name)

            for arguments in (("inside", True), ("apart", False)):
                thread = threading.Thread(target=work, args=arguments)
                thread.start()
                thread.join()
        self.assertEqual(self.algorithms(), ["outer", "apart"])

    def test_a_deferred_start_has_its_time_and_all_that_became_known(self) -> None:
        track = begin("A", library="lib", deferred=True, parameters={"a": 1})
        om.note("between")
        track.describe(direction="minimize", parameters={"b": 2})
        track.iteration(1)
        track.end()
        (start,), (note,) = self.events("run_start"), self.events("note")
        self.assertEqual((start["direction"], start["parameters"]), ("minimize", {"a": 1, "b": 2}))
        self.assertLessEqual(start["time"], note["time"])

    def test_an_objective_is_counted_and_timed_where_it_takes_its_time(self) -> None:
        seen: List[float] = []
        with begin("A", library="lib") as track:
            cheap = Objective(abs, track, lambda value, args: seen.append(value))
            self.assertEqual([cheap(-step) for step in range(30)], list(range(30)))
            long = Objective(lambda x: sum(range(20_000)) + x, track)
            for step in range(20):
                long(step)
        self.assertEqual((track.evaluations, seen), (50, list(range(30))))
        # The first ten calls of the cheap one told that timing it is not worth it.
        self.assertEqual(self.counts(), {("Objective evaluation", None): 30})
        self.assertIs(pickle.loads(pickle.dumps(cheap)), abs)

    def test_too_many_runs_are_said_once(self) -> None:
        before, tracks._Process.runs = tracks._Process.runs, tracks.MAX_RUNS - 1
        try:
            for name in "ABC":
                optimize(name)
        finally:
            tracks._Process.runs = before
        self.assertEqual(self.algorithms(), ["A"])
        (note,) = self.events("note")
        self.assertIn("further ones are not reported", note["text"])

    def test_a_forked_child_does_not_report_its_parents_run(self) -> None:
        with begin("parents", library="lib") as track:
            pid = os.fork()
            if pid == 0:
                try:
                    track.iteration(99)
                    optimize("inside the parent's")
                    track.end()
                finally:
                    om.flush(5)
                    os._exit(0)
            os.waitpid(pid, 0)
            track.iteration(1)
        self.assertEqual(self.algorithms(), ["parents"])
        self.assertEqual([event["iteration"] for event in self.events("iteration")], [1])
        self.assertEqual(len(self.events("run_end")), 1)


class Book:
    pass


class ImplicitTracksTest(ComponentCase):
    def step(self, track: ImplicitTrack) -> None:
        track.touch()
        track.iteration(1)

    def ended(self) -> List[str]:
        self.assertTrue(om.flush(10))
        return [event["run"] for event in self.engine.events("run_end")]

    def test_it_ends_with_its_object(self) -> None:
        runs: "WeakIdentityMap[ImplicitTrack]" = WeakIdentityMap(on_gone=lambda track: track.finish())
        book = Book()
        runs.set(book, begin("A", library="lib", kind=ImplicitTrack))
        self.assertIsNotNone(runs.get(book))
        self.assertEqual(self.ended(), [])
        del book
        self.assertEqual(len(self.ended()), 1)

    def test_the_next_one_ends_it_once_it_is_under_way(self) -> None:
        first = begin("A", library="lib", kind=ImplicitTrack)
        self.step(first)
        second = begin("B", library="lib", kind=ImplicitTrack)
        self.step(second)
        self.assertEqual(self.ended(), [])
        self.step(second)
        self.assertEqual(len(self.ended()), 1)
        self.assertTrue(first.has_ended)
        second.finish()

    def test_two_that_take_turns_both_go_on(self) -> None:
        both = [begin(name, library="lib", kind=ImplicitTrack) for name in "AB"]
        for _ in range(3):
            for track in both:
                self.step(track)
        self.assertEqual(self.ended(), [])
        for track in both:
            track.finish()
        self.assertEqual(len(self.ended()), 2)
