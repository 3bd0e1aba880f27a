"""Timed functions of every kind."""

import asyncio
import unittest
from time import sleep
from typing import AsyncIterator, Generator, Iterator, List

import optimizer_monitor as om

from .component_case import ComponentCase


class DecoratorTest(ComponentCase):
    def test_decorators(self) -> None:
        @om.component("Named")
        def named(x: int, *, y: int) -> int:
            """Adds."""
            return x + y

        @om.component
        def bare() -> int:
            return named(1, y=2)

        class Solver:
            @om.component("Method")
            def step(self) -> "Solver":
                return self

            @staticmethod
            @om.component("Static")
            def static() -> int:
                return 5

        self.assertEqual(bare(), 3)
        solver = Solver()
        self.assertIs(solver.step(), solver)
        self.assertEqual(Solver.static(), 5)
        self.assertEqual((named.__name__, named.__doc__), ("named", "Adds."))
        self.assertEqual(
            self.counts(), {("bare", None): 1, ("Named", "bare"): 1, ("Method", None): 1, ("Static", None): 1}
        )

    def test_methods_that_python_wrapped(self) -> None:
        class Solver:
            @om.component("Static")
            @staticmethod
            def static(x: int) -> int:
                return x

            @om.component("Class")
            @classmethod
            def create(cls) -> "Solver":
                return cls()

            @om.component("Property")  # type: ignore[prop-decorator]
            @property
            def size(self) -> int:
                return 3

            @om.component
            @staticmethod
            def bare_static(x: int) -> int:
                return x

            @om.component
            @classmethod
            def bare_create(cls) -> "Solver":
                return cls()

            @om.component  # type: ignore[prop-decorator]
            @property
            def bare_size(self) -> int:
                return 4

        solver = Solver.create()
        self.assertEqual((solver.static(1), solver.size, solver.bare_static(2), solver.bare_size), (1, 3, 2, 4))
        self.assertIsInstance(Solver.bare_create(), Solver)
        names = {name for name, _ in self.counts()}
        self.assertEqual(names, {"Static", "Class", "Property", "bare_static", "bare_create", "bare_size"})

    def test_a_decorated_class_stays_a_class(self) -> None:
        @om.component("Class")
        class Thing:
            pass

        self.assertIsInstance(Thing(), Thing)

    def test_recursion_counts_the_outermost_entry(self) -> None:
        @om.component("Branch")
        def branch(depth: int) -> int:
            return 1 if depth == 0 else branch(depth - 1) + branch(depth - 1)

        self.assertEqual(branch(6), 64)
        self.assertEqual(self.counts(), {("Branch", None): 1})

    def test_a_generator_is_timed_in_its_steps_only(self) -> None:
        @om.component("Load")
        def load() -> Iterator[int]:
            for number in range(3):
                with om.component("Read"):
                    pass
                yield number

        for _ in load():
            with om.component("Consume"):
                sleep(0.1)
        sums = self.collect()
        self.assertEqual(sums[("Load", None)]["count"], 4)
        self.assertLess(sums[("Load", None)]["total"], 0.15)
        self.assertEqual(sums[("Read", "Load")]["count"], 3)
        self.assertEqual(sums[("Consume", None)]["count"], 3)

    def test_a_generator_keeps_send_throw_close_and_its_result(self) -> None:
        log: List[str] = []

        @om.component("Talk")
        def talk() -> Generator[str, str, str]:
            try:
                got = yield "ready"
                try:
                    yield f"got {got}"
                except KeyError as error:
                    yield f"caught {error}"
                return "result"
            finally:
                log.append("closed")

        generator = talk()
        self.assertEqual(next(generator), "ready")
        self.assertEqual(generator.send("x"), "got x")
        self.assertEqual(generator.throw(KeyError("k")), "caught 'k'")
        with self.assertRaises(StopIteration) as stop:
            next(generator)
        self.assertEqual(stop.exception.value, "result")
        abandoned = talk()
        next(abandoned)
        abandoned.close()
        self.assertEqual(log, ["closed", "closed"])

    def test_an_async_generator(self) -> None:
        log: List[str] = []

        @om.component("Stream")
        async def stream() -> AsyncIterator[int]:
            try:
                for number in range(3):
                    await asyncio.sleep(0)
                    yield number
            finally:
                log.append("closed")

        async def main() -> List[int]:
            found = [number async for number in stream()]
            half = stream()
            await half.__anext__()
            await half.aclose()  # type: ignore[attr-defined]
            return found

        self.assertEqual(asyncio.run(main()), [0, 1, 2])
        self.assertEqual(log, ["closed", "closed"])
        self.assertEqual(self.counts()[("Stream", None)], 6)


if __name__ == "__main__":
    unittest.main()
