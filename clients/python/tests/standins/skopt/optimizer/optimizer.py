"""Stand-in: see the package."""

import random


class Space:
    def __init__(self, dimensions):
        self.dimensions, self.n_dims = dimensions, len(dimensions)


class Optimizer:
    def __init__(self, dimensions, base_estimator="GP", random_state=None):
        self.space = Space(dimensions)
        self.acq_func, self.acq_optimizer, self.base_estimator_ = "EI", "lbfgs", object()
        self.yi, self.Xi = [], []
        self._random = random.Random(random_state)

    def ask(self, n_points=None, strategy="cl_min"):
        if n_points is None:
            return [self._random.uniform(*bounds) for bounds in self.space.dimensions]
        copied = Optimizer(self.space.dimensions)
        return [copied.ask() for _ in range(n_points)]

    def tell(self, x, y, fit=True):
        is_batch = isinstance(y, list)
        self.Xi.extend(x if is_batch else [x])
        self.yi.extend(y if is_batch else [y])
        return self
