"""Stand-in: see the package."""

import random

from .recaster import _MessagingThread


class Parameter:
    def __init__(self, value):
        self.value = value


class Optimizer:
    def __init__(self, parametrization, budget=None, num_workers=1):
        self.dimension, self.budget, self.num_workers = parametrization, budget, num_workers
        self.name = type(self).__name__
        self.num_ask = self.num_tell = 0
        self._random = random.Random(1)

    def ask(self):
        self.num_ask += 1
        return self._internal_ask_candidate()

    def _internal_ask_candidate(self):
        return Parameter([self._random.random() for _ in range(self.dimension)])

    def tell(self, candidate, loss, constraint_violation=None, penalty_style=None):
        self.num_tell += 1

    def minimize(self, objective_function, executor=None, batch_mode=False, verbosity=0, max_time=None):
        while self.num_ask < self.budget:
            candidate = self.ask()
            self.tell(candidate, objective_function(candidate.value))
        return candidate


class RecastOptimizer(Optimizer):
    """Has an optimizer without ask and tell in a thread."""

    inner = None

    def _internal_ask_candidate(self):
        thread = _MessagingThread(self.inner)
        thread.start()
        thread.join()
        return super()._internal_ask_candidate()
