"""Programs against the stand-ins in tests/standins, one or several in one process; prints what each has done."""

import sys


def square(x):
    return sum(value * value for value in x)


def pycma():
    import cma

    es = cma.CMAEvolutionStrategy([0, 0], 0.5, {"seed": 1, "maxiter": 4})
    while not es.stop():
        X = es.ask()
        es.tell(X, [square(x) for x in X])
    print(es.countiter, es.countevals, es.best.f)
    _, best, _, evaluations, generations, *_ = cma.fmin(square, [0, 0, 0], 0.5, {"seed": 2})
    print(generations, evaluations, best)


def pymoo():
    import numpy as np
    from pymoo.core.algorithm import Algorithm, minimize

    class Sphere:
        n_var, n_obj, n_ieq_constr = 3, 1, 0

        def evaluate(self, X):
            return (X**2).sum(axis=1, keepdims=True)

    class Two(Sphere):
        n_obj = 2

        def evaluate(self, X):
            return np.column_stack((X[:, 0], 1 - X[:, 0] + X[:, 1]))

    values = []
    for problem in (Sphere(), Two()):
        _, algorithm = minimize(problem, Algorithm(), termination=4)
        values.append((algorithm.termination.n_gen, algorithm.evaluator.n_eval, algorithm.opt.get("F").min()))
    algorithm = Algorithm(pop_size=5).setup(Sphere(), termination=3)
    while algorithm.has_next():
        algorithm.next()
    values.append((3, algorithm.evaluator.n_eval, algorithm.result().get("F").min()))
    for value in values:
        print(*value)


def nevergrad():
    import nevergrad as ng

    losses = []
    optimizer = ng.Optimizer(3, budget=12)
    optimizer.minimize(lambda x: losses.append(square(x)) or losses[-1])
    print(optimizer.num_tell, optimizer.num_tell, min(losses))
    ng.RecastOptimizer.inner = staticmethod(lambda: ng.Optimizer(1, budget=3).minimize(square))
    losses.clear()
    optimizer = ng.RecastOptimizer(2, budget=9)
    for _ in range(5):
        candidate = optimizer.ask()
        losses.append(square(candidate.value))
        optimizer.tell(candidate, losses[-1])
    print(optimizer.num_tell, optimizer.num_tell, min(losses))


def hyperopt():
    import hyperopt

    def objective(x):
        return {"loss": x * x, "status": "ok" if x < 4 else "fail"}

    trials = hyperopt.Trials()
    for limit in (6, 10):
        hyperopt.fmin(objective, None, hyperopt.suggest, limit, trials=trials)
        losses = [trial["result"]["loss"] for trial in trials.trials if trial["result"]["status"] == "ok"]
        print(limit, len(trials.trials), min(losses))
    trials = hyperopt.Trials()
    hyperopt.fmin(abs, None, hyperopt.suggest, 50, trials=trials, early_stop_fn=lambda trials, n=0: (n == 7, [n + 1]))
    print(len(trials.trials), len(trials.trials), min(trial["result"]["loss"] for trial in trials.trials))


def skopt():
    import skopt

    result = skopt.base_minimize(square, [(-1, 1), (-1, 1)], "GP", n_calls=7, random_state=1)
    print(len(result.yi), len(result.yi), min(result.yi))
    optimizer = skopt.Optimizer([(-1, 1)], random_state=1)
    for _ in range(3):
        x = optimizer.ask()
        optimizer.tell(x, square(x))
    points = optimizer.ask(n_points=2)
    optimizer.tell(points, [square(x) for x in points])
    print(len(optimizer.yi), len(optimizer.yi), min(optimizer.yi))


def fails():
    """A failing objective, in each of those that have a call around it."""
    import hyperopt
    import nevergrad
    import skopt

    def broken(x):
        raise ValueError("no more ideas")

    for call in (
        lambda: nevergrad.Optimizer(3, budget=12).minimize(broken),
        lambda: hyperopt.fmin(broken, None, hyperopt.suggest, 6),
        lambda: skopt.base_minimize(broken, [(-1, 1)], "GP", n_calls=7),
    ):
        try:
            call()
        except ValueError as error:
            print(error)


if __name__ == "__main__":
    for way in sys.argv[1:]:
        globals()[way]()
