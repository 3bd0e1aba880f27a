"""Runs SciPy's global optimizers, least squares and linear programs once each."""

import functools
import sys

import numpy
from scipy import optimize

BOUNDS = [(-5.12, 5.12)] * 2
SEED = {"seed": 1}


def rastrigin(x):
    return float(numpy.sum(x * x - 10 * numpy.cos(2 * numpy.pi * x)) + 10 * x.size)


def show(result):
    value = result.fun if isinstance(result.fun, float) else result.cost
    print(result.get("nit"), result.get("nfev"), float(value), result.success)


def residuals(p, times, values):
    return p[0] * numpy.exp(-p[1] * times) - values


def evolution():
    evolve = functools.partial(optimize.differential_evolution, rastrigin, BOUNDS, **SEED)
    show(evolve(maxiter=30))
    show(evolve(maxiter=30, popsize=3, polish=False, updating="deferred"))
    solver = optimize.differential_evolution(rastrigin, BOUNDS, callback=lambda x, convergence: convergence > 0.3, **SEED)
    show(solver)
    below = optimize.NonlinearConstraint(lambda x: x[0] + x[1], -numpy.inf, -2)
    show(evolve(maxiter=10, constraints=(below,)))


def annealing():
    for options in ({"maxiter": 50}, {"maxfun": 200}, {"maxiter": 50, "no_local_search": True}):
        show(optimize.dual_annealing(rastrigin, BOUNDS, **options, **SEED))


def hopping():
    show(optimize.basinhopping(rastrigin, [1.0, 2.0], niter=15, **SEED))
    seen = []
    stop = lambda x, f, accepted: seen.append(f) or len(seen) == 5  # noqa: E731
    show(optimize.basinhopping(rastrigin, [1.0, 2.0], niter=15, callback=stop, stepsize=2.0, T=0.1, **SEED))


def sampling():
    show(optimize.shgo(rastrigin, BOUNDS))
    show(optimize.shgo(rastrigin, BOUNDS, iters=3, n=64, sampling_method="sobol"))
    show(optimize.direct(rastrigin, BOUNDS))
    show(optimize.direct(rastrigin, [(-5, 4), (-3, 5), (-4, 2)], locally_biased=False, maxiter=7))
    show(optimize.direct(rastrigin, [(-5, 4), (-3, 5), (-4, 2)], maxfun=100, callback=lambda x: None))


def squares():
    times = numpy.linspace(0, 3, 30)
    values = 2 * numpy.exp(-1.3 * times) + 0.01 * numpy.sin(50 * times)
    for options in ({}, {"method": "dogbox"}, {"method": "lm"}, {"loss": "soft_l1"}, {"jac": "3-point", "max_nfev": 3}):
        show(optimize.least_squares(residuals, [1.0, 0.2], args=(times, values), **options))


def linear():
    rows = optimize.LinearConstraint([[1, 2, 3.5], [2, 1, 1]], ub=[7.5, 6.2])
    result = optimize.milp([-1, -2, -3], integrality=[1, 1, 1], constraints=rows, bounds=optimize.Bounds(0, 10))
    print(result.fun, result.mip_dual_bound, result.mip_gap, result.mip_node_count, result.success)
    result = optimize.linprog([-1, 4], A_ub=[[-3, 1], [1, 2]], b_ub=[6, 4], bounds=[(None, None), (-3, None)])
    print(result.fun, result.nit, result.success)
    result = optimize.linprog([-1, -1], A_ub=[[-1, 0]], b_ub=[0])
    print(result.success)


def grid():
    print(*optimize.brute(rastrigin, ((-4, 4), (-3, 3)), Ns=10, full_output=True)[:2], sep="|")
    print(optimize.brute(rastrigin, ((-4, 4), (-3, 3)), Ns=40, finish=None))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
