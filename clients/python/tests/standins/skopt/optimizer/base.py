"""Stand-in: see the package."""

from .optimizer import Optimizer


def base_minimize(func, dimensions, base_estimator, n_calls=100, random_state=None, callback=None):
    optimizer = Optimizer(dimensions, base_estimator, random_state)
    for _ in range(n_calls):
        x = optimizer.ask()
        result = optimizer.tell(x, func(x))
        if callback is not None and callback(result):
            break
    return result
