"""Minimizes with every method of `minimize`, to the end and to a limit of iterations, with and without a callback."""

import warnings

import numpy
from scipy.optimize import NonlinearConstraint, minimize, rosen, rosen_der, rosen_hess

METHODS = "Nelder-Mead Powell CG BFGS L-BFGS-B TNC COBYLA SLSQP trust-constr".split()
NEWTON = "Newton-CG dogleg trust-ncg trust-krylov trust-exact".split()


def objective(x):
    return rosen(x)


def both(x):
    return rosen(x), rosen_der(x)


def show(result):
    words = (result.get("nit"), result.nfev, float(result.fun), result.success, " ".join(map(repr, result.x.tolist())))
    print(*words)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for limit in ({}, {"maxiter": 6}):
        for method in METHODS:
            show(minimize(objective, [1.3, 0.7, 0.8], method=method, options=limit))
        for method in NEWTON:
            hessian = {} if method == "Newton-CG" else {"hess": rosen_hess}
            seen = []
            show(minimize(objective, [1.1, 1.05, 1.1], (), method, rosen_der, callback=seen.append, **hessian))
    show(minimize(both, numpy.array([1.3, 0.7]), jac=True))
    show(minimize(objective, [1.3, 0.7, 2.0], bounds=[(0, 2), (0, 2), (2, 2)]))
    constraint = NonlinearConstraint(lambda x: x[0] ** 2 + x[1] ** 2, 0, 1)
    show(minimize(objective, [0.5, 0.7], constraints={"type": "ineq", "fun": lambda x: 1 - x.dot(x)}))
    show(minimize(objective, [0.5, 0.7], method="trust-constr", constraints=[constraint]))
    show(minimize(objective, [0.5, 0.7], method="COBYLA", constraints={"type": "ineq", "fun": lambda x: 1 - x.dot(x)}))
