"""Optimizers in optimizers and in processes.

`nested` (a minimization in each evaluation), `fails`, `workers`, `pool`, `late` (the hook is asked for after the import).
"""

import multiprocessing
import pickle
import sys
import threading

import numpy
from scipy import optimize
from scipy.optimize import differential_evolution, minimize

BOUNDS = [(-2.0, 2.0)] * 2
calls = 0


def sphere(x):
    return float(numpy.sum((x - 0.3) ** 2))


def inner(y, x):
    return float((y[0] - x[0]) ** 2)


def counted(x):
    global calls
    calls += 1
    return sphere(x)


def outer(x):
    global calls
    calls += 1
    return sphere(x) + minimize(inner, [0.0], args=(x,), method="Nelder-Mead", options={"maxiter": 5}).fun


def failing(x):
    global calls
    calls += 1
    if calls > 20:
        raise ArithmeticError("no value here")
    return sphere(x)


def show(result):
    print(result.nit, result.nfev, float(result.fun), result.success)


def solve(start):
    result = minimize(sphere, [start, 1.0])
    return result.nit, result.nfev, float(result.fun), result.success


if __name__ == "__main__":
    kind = sys.argv[1]
    if kind == "nested":
        show(differential_evolution(outer, BOUNDS, maxiter=3, popsize=4, seed=2))
    elif kind == "fails":
        try:
            minimize(failing, [1.0, 1.0], method="Nelder-Mead")
        except ArithmeticError as error:
            print(error)
        calls = 0
        show(minimize(counted, [1.0, 1.0]))
        minimize("no function", [1.0])
    elif kind == "workers":
        show(differential_evolution(sphere, BOUNDS, maxiter=4, popsize=4, seed=2, workers=2, updating="deferred"))
        print(*optimize.brute(sphere, ((-1, 1), (-1, 1)), Ns=8, workers=2, full_output=True)[:2], sep="|")
    elif kind == "pool":
        print(pickle.loads(pickle.dumps(minimize)) is minimize)
        with multiprocessing.get_context(sys.argv[2]).Pool(2) as pool:
            for words in pool.map(solve, [1.0, 2.0, 3.0], chunksize=1):
                print(*words)
            pool.close()
            pool.join()
    elif kind == "threads":
        threads = [threading.Thread(target=lambda: show(minimize(sphere, [2.0, 1.0]))) for _ in range(3)]
        for thread in threads:
            thread.start()
            thread.join()
    elif kind == "late":
        import optimizer_monitor.auto

        optimizer_monitor.auto.install()
        show(optimize.minimize(sphere, [1.0, 1.0]))
        show(optimize.basinhopping(sphere, [1.0, 1.0], niter=3, seed=1))
