"""Any value in any place: nothing raises, what is a number arrives, what is none is named once."""

import copy
import decimal
import enum
import fractions
import json
import math
import pickle
import random
import unittest
import warnings
from typing import Any, Callable, Dict, List, Tuple

import optimizer_monitor as om
from optimizer_monitor._values import TooLarge, to_plain, to_wire

from .engine import FakeEngine
from .support import create_client, reporting_to

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]


class Floaty:
    """Has a float that changes, like a 0-d array."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __float__(self) -> float:
        return self.value


class Rude:
    """Raises wherever it is touched."""

    def __float__(self) -> float:
        raise RuntimeError("no float")

    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__

    def __hash__(self) -> int:
        raise RuntimeError("no hash")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no comparison")

    def __len__(self) -> int:
        raise RuntimeError("no length")

    def __bool__(self) -> bool:
        raise RuntimeError("no truth")

    def __iter__(self) -> Any:
        raise RuntimeError("no iteration")


class Mode(str, enum.Enum):
    FAST = "fast"


class Level(enum.IntEnum):
    HIGH = 3


class ValuesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.engine = FakeEngine()
        self.addCleanup(self.engine.close)
        patch = reporting_to(create_client(self.engine.endpoint))
        patch.__enter__()
        self.addCleanup(patch.__exit__, None, None, None)

    def flush(self) -> None:
        self.assertTrue(om.flush(10))
        self.assertTrue(om.flush(10))  # Notes about the first events come while they are sent.

    def notes(self) -> List[str]:
        return [event["text"] for event in self.engine.events("note")]

    def test_number_types(self) -> None:
        values: Dict[str, Tuple[Any, Any]] = {
            "int": (3, 3),
            "float": (0.5, 0.5),
            "bool": (True, 1),
            "decimal": (decimal.Decimal("1.25"), 1.25),
            "fraction": (fractions.Fraction(1, 4), 0.25),
            "enum": (Level.HIGH, 3),
            "floaty": (Floaty(2.5), 2.5),
            "nan": (math.nan, "NaN"),
            "inf": (decimal.Decimal("-Infinity"), "-Infinity"),
            "huge": (10**400, "Infinity"),
            "minus huge": (-(10**5000), "-Infinity"),
            "large": (2**80, float(2**80)),
        }
        om.run("GA").iteration(1, metrics={name: given for name, (given, _) in values.items()})
        self.flush()
        self.assertEqual(
            self.engine.events("iteration")[0]["metrics"], {name: wanted for name, (_, wanted) in values.items()}
        )
        self.assertEqual(self.notes(), [])

    @unittest.skipIf(numpy is None, "numpy is not installed")
    def test_numpy(self) -> None:
        run = om.run("GA", dimension=numpy.int64(3), target=numpy.float32(0.5), parameters={"w": numpy.ones((2, 2))})
        cell = numpy.array(1.5)
        true = numpy.bool_(True)
        run.iteration(numpy.int32(7), best=numpy.float64("nan"), mean=cell, evaluations=numpy.uint64(9), feasible=true)
        cell[...] = 99
        run.front(numpy.array([[1, 2], [3, 4]]))
        run.end(solution=numpy.array([1.0, numpy.inf]), converged=true)  # type: ignore[arg-type]
        self.flush()
        start, end = self.engine.events("run_start")[0], self.engine.events("run_end")[0]
        self.assertEqual((start["dimension"], start["target"]), (3, 0.5))
        self.assertEqual(start["parameters"], {"w": [[1, 1], [1, 1]]})
        event = self.engine.events("iteration")[0]
        self.assertEqual((event["iteration"], event["best"], event["mean"], event["evaluations"]), (7, "NaN", 1.5, 9))
        self.assertIs(event["feasible"], True)
        self.assertEqual(self.engine.events("front")[0]["points"], [[1, 2], [3, 4]])
        self.assertEqual((end["solution"], end["converged"]), ([1, "Infinity"], True))
        self.assertEqual(self.notes(), [])

    def test_what_changes_after_the_call_is_reported_as_it_was(self) -> None:
        best, metrics, points, parameters = Floaty(1.0), {"a": 1}, [[1.0, 2.0]], {"p": [1]}
        run = om.run("GA", parameters=parameters)
        run.iteration(1, best=best, metrics=metrics)
        run.front(points)
        best.value, metrics["a"], points[0][0] = 9.0, 9, 9.0
        parameters["p"].append(9)
        self.flush()
        event = self.engine.events("iteration")[0]
        self.assertEqual((event["best"], event["metrics"]), (1.0, {"a": 1}))
        self.assertEqual(self.engine.events("front")[0]["points"], [[1.0, 2.0]])
        self.assertEqual(self.engine.events("run_start")[0]["parameters"], {"p": [1]})

    def test_a_wrong_type_is_left_out_and_named_once(self) -> None:
        run = om.run("GA")
        for number in range(100):
            run.iteration(number, best=[1, 2], mean=1.0)  # type: ignore[arg-type]
        self.flush()
        events = self.engine.events("iteration")
        self.assertEqual(len(events), 100)
        self.assertTrue(all("best" not in event and event["mean"] == 1.0 for event in events))
        self.assertEqual(self.notes(), ["iteration: best was ignored: list is not a number"])
        self.assertEqual(self.engine.events("note")[0]["level"], "warning")

    def test_a_required_value_that_is_wrong_is_counted(self) -> None:
        run = om.run("GA")
        for value in ("three", None, math.nan, [1]):
            run.iteration(value, best=1.0)  # type: ignore[arg-type]
        om.metric("loss", "high")  # type: ignore[arg-type]
        om.data(-5)
        run.front([[1, "x"]])  # type: ignore[list-item]
        run.front(5)  # type: ignore[arg-type]
        self.flush()
        for kind in ("iteration", "metric", "data"):
            self.assertEqual(self.engine.events(kind), [])
        self.assertEqual(sum(event["count"] for event in self.engine.events("dropped")), 8)
        self.assertIn("metric: value was ignored: str is not a number", self.notes())
        self.assertIn("data: bytes was ignored: it is negative", self.notes())
        self.assertIn("front: points was ignored: int is not a list of lists of numbers", self.notes())

    def test_what_the_engine_would_refuse_is_not_sent(self) -> None:
        run = om.run("GA", budget=-1, dimension="3", direction="up", seed=[1], parameters=7)  # type: ignore[arg-type]
        run.end("great", evaluations=math.inf, converged="yes", termination=5)  # type: ignore[arg-type]
        self.flush()
        self.assertEqual(set(self.engine.events("run_start")[0]), {"type", "time", "run", "algorithm"})
        end = self.engine.events("run_end")[0]
        self.assertEqual(set(end), {"type", "time", "run", "status"})
        self.assertEqual(end["status"], "completed")
        self.assertEqual(len(self.notes()), 9)

    def test_texts_of_any_kind(self) -> None:
        om.run(Mode.FAST, problem="p" * 9_999, library=Mode.FAST, seed=2**200)
        om.run("", problem=5)  # type: ignore[arg-type]
        om.note(ValueError("as text"))  # type: ignore[arg-type]
        self.flush()
        first, second = self.engine.events("run_start")
        self.assertEqual((first["algorithm"], first["library"], first["seed"]), ("fast", "fast", hex(2**200)))
        self.assertEqual(len(first["problem"]), 500)
        self.assertEqual(second["algorithm"], "(unnamed)")
        self.assertIn("as text", self.notes())
        self.assertIn("run_start: problem was ignored: int is not a text", self.notes())

    def test_ends_only_once(self) -> None:
        with om.run("GA") as run:
            run.end(status="stopped", best=1)
        run.end()
        self.flush()
        self.assertEqual([event["status"] for event in self.engine.events("run_end")], ["stopped"])

    def test_a_run_travels_by_its_id(self) -> None:
        run = om.run("GA")
        for other in (pickle.loads(pickle.dumps(run)), copy.deepcopy(run), om.attach(run.id)):
            with other:
                other.iteration(1)
        self.flush()
        self.assertEqual([event["run"] for event in self.engine.events("iteration")], [run.id] * 3)
        self.assertEqual(self.engine.events("run_end"), [])

    def test_plain_structures(self) -> None:
        loop: List[Any] = []
        loop.append(loop)
        json.dumps(to_plain({"loop": loop, 1: {2, 2}, "f": math.sqrt, "o": Rude(), "r": range(3), Mode.FAST: b"x"}))
        self.assertEqual(to_plain({"f": math.sqrt, 1: None}), {"f": "sqrt", "1": None})
        with self.assertRaises(TooLarge):
            to_plain(list(range(200_000)))

    def test_fuzz_nothing_raises_and_all_is_counted(self) -> None:
        chance = random.Random(20240229)
        pool = self._create_values()
        run = om.run("fuzz")

        keys: List[Any] = ["a", 5, None, Mode.FAST, ""]

        def pick() -> Any:
            return chance.choice(pool)

        calls: List[Callable[[], Any]] = [
            lambda: run.iteration(pick(), best=pick(), custom=pick(), metrics=pick()),
            lambda: run.iteration(1, **{chance.choice(["mean", "type", "time", "run", "x"]): pick() for _ in range(3)}),
            lambda: run.iteration(2, metrics={chance.choice(keys): pick()}),
            lambda: run.front(pick(), iteration=pick()),
            lambda: run.front([pick(), (pick(), 1)]),
            lambda: om.run(pick(), parent=pick(), dimension=pick(), seed=pick(), parameters=pick(), budget=pick()),
            lambda: om.run("x", direction=pick(), target=pick(), library=pick()).end(pick(), message=pick()),
            lambda: om.run("x").end(best=pick(), evaluations=pick(), converged=pick(), solution=pick()),
            lambda: om.data(pick(), records=pick(), direction=pick(), component=pick()),
            lambda: om.metric(pick(), pick(), unit=pick(), run=pick()),
            lambda: om.note(pick(), level=pick()),
            lambda: self._use(om.component(pick())),
            lambda: om.attach(pick()).iteration(3, best=pick()),
            lambda: om.flush(chance.choice([0, 0.001, -1])),
        ]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for _ in range(6_000):
                chance.choice(calls)()
            self.flush()
        # Still alive, and everything that arrived was JSON that the engine's side could read.
        run.iteration(12345, best=1.0)
        self.flush()
        self.assertEqual(self.engine.events("iteration")[-1]["iteration"], 12345)
        self.assertEqual(len(self.engine.hellos), 1)
        self.assertLess(len(self.notes()), 2_500)

    def _use(self, section: Any) -> None:
        if hasattr(section, "__enter__"):
            with section:
                pass

    def _create_values(self) -> List[Any]:
        deep: Any = []
        for _ in range(2_000):
            deep = [deep]
        values = [
            None, True, 0, -1, 1.5, math.nan, math.inf, -math.inf, 10**400, -(10**30), 1e308, 5e-324, "", "text", "NaN",
            "\ud800", "x" * 20_000, b"bytes", bytearray(b"x"), [], [1, 2], [[1, 2], [3]], (), (1,), {}, {"a": 1},
            {"a": {"b": [1]}}, {1, 2}, frozenset(), object(), object, ValueError("x"), Rude(), Floaty(1.0), Mode.FAST,
            Level.HIGH, decimal.Decimal("sNaN"), decimal.Decimal("1e999"), fractions.Fraction(10**400, 3), 1j, len,
            lambda: 1, iter([1, 2]), range(5), deep, math, NotImplemented, ..., type, "minimize", ["maximize", 3],
            "completed", "read", memoryview(b"abc"), Floaty(math.nan), "🧬" * 300, {"k" * 600: 1}, {None: None},
        ]  # fmt: skip
        if numpy is not None:
            values += [numpy.float64(1), numpy.array([1, 2]), numpy.array(3), numpy.datetime64("2020"), numpy.str_("s")]
        return values

    def test_to_wire_refuses_what_is_no_number(self) -> None:
        for value in ("1", None, [], {}, object(), Rude(), 1j, b"1"):
            self.assertIsNone(to_wire(value))


if __name__ == "__main__":
    unittest.main()
