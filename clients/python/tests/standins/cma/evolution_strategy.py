"""Stand-in: see the package."""

import random


class Best:
    def __init__(self):
        self.f = self.x = None


class CMAEvolutionStrategy:
    def __init__(self, x0, sigma0, inopts=None):
        self.opts = {"seed": None, "maxfevals": float("inf"), "maxiter": 10, **(inopts or {})}
        self.N, self.popsize = len(x0), 6
        self.sigma0 = self.sigma = sigma0
        self.D = [1.0, 2.0]
        self.countiter = self.countevals = 0
        self.best = Best()
        self._random = random.Random(self.opts["seed"])

    def ask(self, number=None):
        return [[self._random.gauss(0, self.sigma) for _ in range(self.N)] for _ in range(number or self.popsize)]

    def tell(self, solutions, function_values, check_points=None, copy=False, constraints_values=None):
        return self.tell2(solutions, function_values, constraints_values)

    def tell2(self, solutions, function_values, constraints_values=None, check_points=None, copy=False):
        self.countiter += 1
        self.countevals += len(solutions)
        self.sigma *= 0.9
        for x, f in zip(solutions, function_values):
            if self.best.f is None or f < self.best.f:
                self.best.x, self.best.f = x, f

    def stop(self, check=True):
        if self.countiter >= self.opts["maxiter"]:
            return {"maxiter": self.opts["maxiter"]}
        return {"tolfun": 1e-11} if self.sigma < 0.3 else {}


def fmin(objective_function, x0, sigma0, *posargs, **kwargs):
    es = CMAEvolutionStrategy(x0, sigma0, *posargs)
    while not es.stop():
        X = es.ask()
        es.tell(X, [objective_function(x) for x in X])
    es.countevals += 1  # The mean is evaluated last.
    return (es.best.x, es.best.f, None, es.countevals, es.countiter) + (es.stop(), es, None)
