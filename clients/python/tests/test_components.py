"""Timed sections: nesting, threads, tasks and bounds."""

import asyncio
import contextvars
import os
import pickle
import threading
import unittest
from time import sleep
from typing import Iterator

import optimizer_monitor as om
from optimizer_monitor._components import CELL_LIMIT, Registry

from .component_case import ComponentCase


class ComponentTest(ComponentCase):
    def test_a_section_is_counted_and_timed(self) -> None:
        for seconds in (0.01, 0.03):
            with om.component("Sleep"):
                sleep(seconds)
        event = self.collect()[("Sleep", None)]
        self.assertEqual(event["count"], 2)
        self.assertGreaterEqual(event["min"], 0.009)
        self.assertLess(event["min"], event["max"])
        self.assertGreaterEqual(event["total"], 0.04)
        self.assertAlmostEqual(event["total"], event["min"] + event["max"])
        self.assertEqual(event["source"]["file"], os.path.abspath(__file__))
        self.assertEqual(sum(event["buckets"]["counts"]), 2)
        for duration in (event["min"], event["max"]):
            bucket = next(i for i, bound in enumerate(event["buckets"]["le"]) if duration <= bound)
            self.assertGreaterEqual(event["buckets"]["counts"][bucket], 1)

    def test_sections_nest_and_one_name_has_a_row_for_each_parent(self) -> None:
        for outer in ("Load", "Write"):
            with om.component(outer):
                with om.component("Parse"), om.component("Field"):
                    pass
        with om.component("Parse"):
            pass
        self.assertEqual(
            self.counts(),
            {
                ("Load", None): 1,
                ("Write", None): 1,
                ("Parse", "Load"): 1,
                ("Parse", "Write"): 1,
                ("Parse", None): 1,
                ("Field", "Parse"): 2,
            },
        )

    def test_an_exception_is_timed_and_goes_on(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            with om.component("Fails"):
                1 / 0
        with om.component("After"):
            pass
        self.assertEqual(self.counts(), {("Fails", None): 1, ("After", None): 1})

    def test_one_kept_component_serves_many_threads(self) -> None:
        section = om.component("Shared")

        def work() -> None:
            for _ in range(3_000):
                with section:
                    pass

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.counts(), {("Shared", None): 18_000})

    def test_a_hot_loop_keeps_memory_bounded(self) -> None:
        self.engine.reads.clear()
        longest = 0
        for _ in range(CELL_LIMIT * 5):
            with om.component("Hot"):
                pass
        for cell in self.client.components._cells.values():
            longest = max(longest, len(cell))
        self.assertLessEqual(longest, CELL_LIMIT + 1)
        self.engine.reads.set()
        self.assertEqual(self.counts(), {("Hot", None): CELL_LIMIT * 5})

    def test_so_many_names_and_no_more(self) -> None:
        for number in range(Registry.MAX_NAMES + 500):
            with om.component(f"step {number}"):
                pass
        counts = self.counts()
        self.assertEqual(len(counts), Registry.MAX_NAMES + 1)
        self.assertEqual(counts[("(other components)", None)], 500)

    def test_tasks_have_their_own_nesting(self) -> None:
        @om.component("Evaluate")
        async def evaluate(depth: int) -> None:
            await asyncio.sleep(0.001 * depth)
            async with om.component("Inner"):
                await asyncio.sleep(0.001)

        async def main() -> None:
            with om.component("Generation"):
                await asyncio.gather(*(evaluate(depth) for depth in range(5)))

        asyncio.run(main())
        self.assertEqual(
            self.counts(), {("Generation", None): 1, ("Evaluate", "Generation"): 5, ("Inner", "Evaluate"): 5}
        )

    def test_sections_of_interleaved_generators_end_in_any_order(self) -> None:
        def section(name: str) -> Iterator[None]:
            with om.component(name):
                yield

        first, second = section("First"), section("Second")
        next(first)
        next(second)
        for generator in (first, second):
            with self.assertRaises(StopIteration):
                next(generator)
        with om.component("After"):
            pass
        self.assertEqual(self.counts(), {("First", None): 1, ("Second", None): 1, ("After", None): 1})

    def test_leaving_in_another_context_does_no_harm(self) -> None:
        section = om.component("Elsewhere")
        section.__enter__()
        contextvars.Context().run(section.__exit__, None, None, None)
        section.__exit__(None, None, None)
        self.assertEqual(self.counts(), {("Elsewhere", None): 1})

    def test_data_counts_for_the_component_around_it(self) -> None:
        with om.component("Load"):
            om.data(10)
            om.data(20, component="Other")
        om.data(40)
        self.assertTrue(om.flush(10))
        found = {event.get("component"): event["bytes"] for event in self.engine.events("data")}
        self.assertEqual(found, {"Load": 10, "Other": 20, None: 40})

    def test_a_component_may_be_pickled(self) -> None:
        section = pickle.loads(pickle.dumps(om.component("Travels")))
        self.assertIs(section, om.component("Travels"))


if __name__ == "__main__":
    unittest.main()
