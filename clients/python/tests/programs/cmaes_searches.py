"""Searches with the optimizers of cmaes, one or several in one process; prints what each has done."""

import multiprocessing
import sys
import time

import numpy
from cmaes import CMA, CMAwM, SepCMA


def sphere(x):
    return float(((x - 1) ** 2).sum())


def search(optimizer, generations):
    """The documentation's loop; a line for each generation, in full precision."""
    best, evaluations = float("inf"), 0
    for _ in range(generations):
        solutions = []
        for _ in range(optimizer.population_size):
            x = optimizer.ask()
            evaluated, told = x if isinstance(x, tuple) else (x, x)
            solutions.append((told, sphere(evaluated)))
        values = [value for _, value in solutions]
        evaluations += len(values)
        best = min(best, min(values))
        optimizer.tell(solutions)
        print("step", optimizer.generation, evaluations, best, numpy.mean(values), numpy.std(values))
        if optimizer.should_stop():
            break
    print("end", evaluations, best, optimizer.population_size)
    return evaluations, best


def plain():
    search(CMA(mean=numpy.zeros(3), sigma=1.3, seed=1), 12)


def separable():
    search(SepCMA(mean=numpy.zeros(4), sigma=0.5, seed=1, population_size=8), 10)


def margin():
    steps = numpy.array([0, 0, 1])
    search(CMAwM(mean=numpy.zeros(3), sigma=1.3, bounds=numpy.array([[-5, 5]] * 3), steps=steps, seed=1), 9)


def converges():
    search(CMA(mean=numpy.ones(2) * 1.1, sigma=0.1, seed=1), 1000)


def restarts():
    """With a population that doubles."""
    for attempt in range(3):
        optimizer = CMA(mean=numpy.zeros(2), sigma=1.0, seed=attempt, population_size=6 * 2**attempt)
        search(optimizer, 5)


def fails():
    search(CMA(mean=numpy.zeros(3), sigma=1.3, seed=1), 4)
    raise ValueError("no more ideas")


def waits():
    optimizer = CMA(mean=numpy.zeros(3), sigma=1.3, seed=1)
    search(optimizer, 4)
    optimizer.ask()
    print("waiting", flush=True)
    time.sleep(60)


def pool():
    with multiprocessing.Pool(2) as workers:
        results = workers.map(island, [1, 2, 3], chunksize=1)
        workers.close()
        workers.join()
    for result in results:
        print("island", *result)


def island(seed):
    return search(CMA(mean=numpy.zeros(3), sigma=1.3, seed=seed), 4)


if __name__ == "__main__":
    for way in sys.argv[1:]:
        globals()[way]()
