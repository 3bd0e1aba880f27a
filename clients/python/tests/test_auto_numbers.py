"""Statistics, fronts and hypervolumes, and the wrappers that leave nothing on the program's objects."""

import copy
import inspect
import pickle
import random
import unittest
from itertools import product
from typing import Any, List, Tuple

from optimizer_monitor.auto.pareto import choose_reference, find_front, hypervolume, thin, to_minimization
from optimizer_monitor.auto.summary import summarize
from optimizer_monitor.auto.wrappers import Wrapper

Point = Tuple[float, ...]


def dominated_cells(points: List[Point], size: int) -> int:
    """The hypervolume of integer points by counting unit cubes."""
    cells = product(range(size), repeat=len(points[0]))
    return sum(any(all(a <= b for a, b in zip(point, cell)) for point in points) for cell in cells)


class SummaryTest(unittest.TestCase):
    def test_known_values(self) -> None:
        values = [2, 4, 4, 4, 5, 5, 7, 9]
        statistics = {"mean": 5.0, "std": 2.0, "min": 2.0, "max": 9.0}
        self.assertEqual(summarize(values), {**statistics, "objectives": values})
        infinite = [1.0, float("nan"), float("inf")]
        self.assertEqual(summarize(infinite), {"mean": 1.0, "std": 0.0, "min": 1.0, "max": 1.0, "objectives": [1.0]})
        self.assertEqual(summarize([float("nan")]), {})


class ParetoTest(unittest.TestCase):
    def test_hypervolume_against_counting(self) -> None:
        chance = random.Random(7)
        for dimension, size in ((2, 12), (3, 9)):
            for count in (1, 2, 5, 30):
                points = [tuple(float(chance.randrange(size)) for _ in range(dimension)) for _ in range(count)]
                reference = (float(size),) * dimension
                expected = float(dominated_cells(points, size))
                self.assertEqual(hypervolume(points, reference), expected)
                self.assertEqual(hypervolume(find_front(points), reference), expected)
        self.assertIsNone(hypervolume([(1.0,) * 4], (2.0,) * 4))
        self.assertEqual(hypervolume([(3.0, 3.0)], (2.0, 2.0)), 0.0)

    def test_front(self) -> None:
        chance = random.Random(8)
        for dimension in (2, 3, 4):
            points = [tuple(chance.random() for _ in range(dimension)) for _ in range(60)]
            expected = [
                one
                for one in points
                if not any(other != one and all(a <= b for a, b in zip(other, one)) for other in points)
            ]
            self.assertEqual(find_front(points), sorted(expected))

    def test_bounds_and_directions(self) -> None:
        many = [(float(index), -float(index)) for index in range(5_000)]
        thinned = thin(many, 100)
        self.assertEqual((len(thinned), thinned[0], thinned[-1]), (100, many[0], many[-1]))
        self.assertEqual(to_minimization([(1, 2), (float("nan"), 1)], ["maximize", "minimize"]), [(-1.0, 2.0)])
        self.assertEqual(choose_reference([(0.0, 5.0), (10.0, 5.0)]), (11.0, 5.5))


def objective(x: float, scale: float = 2.0) -> float:
    """Doubles."""
    return x * scale


class WrapperTest(unittest.TestCase):
    def test_it_passes_for_the_original(self) -> None:
        wrapped: Any = Wrapper(objective)
        self.assertEqual((wrapped(3), wrapped.__name__, wrapped.__doc__ is not None), (6.0, "objective", True))
        self.assertEqual(inspect.signature(wrapped), inspect.signature(objective))
        self.assertIs(pickle.loads(pickle.dumps(wrapped)), objective)
        self.assertIs(copy.deepcopy(wrapped), objective)
        with self.assertRaises(AttributeError):
            wrapped.nothing  # noqa: B018


if __name__ == "__main__":
    unittest.main()
