"""Stand-in: see the package."""

import copy

import numpy as np

from .evaluator import Evaluator


class Population:
    def __init__(self, X):
        self.values = {"X": X}

    def __len__(self):
        return len(self.values["X"])

    def evaluate(self, problem):
        F = problem.evaluate(self.values["X"])
        feasible = np.ones((len(F), 1), dtype=bool)
        self.values.update(F=F, FEAS=feasible, CV=np.zeros((len(F), 1)))

    def get(self, name):
        return self.values[name]

    def best(self):
        chosen = Population(None)
        index = self.values["F"][:, 0].argsort()[:1]
        chosen.values = {name: value[index] for name, value in self.values.items()}
        return chosen if self.values["F"].shape[1] == 1 else self


class MaximumGenerationTermination:
    def __init__(self, n_max_gen):
        self.n_max_gen, self.n_gen = n_max_gen, 0

    def has_terminated(self):
        return self.n_gen >= self.n_max_gen


class Algorithm:
    def __init__(self, pop_size=8):
        self.pop_size = pop_size
        self.problem = self.termination = self.pop = self.opt = self.n_iter = self.seed = None
        self.evaluator = Evaluator()

    def setup(self, problem, termination=5, seed=1):
        self.problem, self.termination, self.seed = problem, MaximumGenerationTermination(termination), seed
        self.random_state = np.random.default_rng(seed)
        return self

    def has_next(self):
        return not self.termination.has_terminated()

    def run(self):
        while self.has_next():
            self.next()
        return self.result()

    def next(self):
        infills = self.infill()
        self.evaluator.eval(self.problem, infills, algorithm=self)
        self.advance(infills=infills)

    def infill(self):
        self.n_iter = self.n_iter or 1
        return Population(self.random_state.random((self.pop_size, self.problem.n_var)))

    def advance(self, infills=None):
        self.pop = infills
        self._post_advance()

    ask = infill

    def _post_advance(self):
        self.opt = self.pop.best()
        self.termination.n_gen = self.n_iter
        self.n_iter += 1

    def result(self):
        return self.opt


def minimize(problem, algorithm, termination=5, seed=1):
    algorithm = copy.deepcopy(algorithm).setup(problem, termination, seed)
    return algorithm.run(), algorithm
